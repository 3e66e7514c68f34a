import { sql } from 'drizzle-orm';
import type { ChannelName } from '../conversation/messages.ts';
import type { Lasting, SafeContact } from '../conversation/snapshot.ts';
import { fromJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { lastingContext } from './turn-claims.ts';

/** The chat that words of the team would go to now, as far as it decides how they go (standards.md R11). */
export interface CaseWay {
  channel: ChannelName;
  /** As the chat itself keeps it: what the case says of it may be of another chat, or older. */
  contact: SafeContact | undefined;
  away: boolean;
  lastInboundAt: Date;
  /** Where the case is, for her clock: a Kemendagri code, null while unknown. */
  province: string | null;
}

/** The conversation that words for this case go to: last verified, else in focus, else last heard; never a silent one. */
export async function chatOf(tx: Tx, caseId: string): Promise<string | undefined> {
  const [way] = await tx.execute<{ conversation_id: string }>(
    sql`select cc.conversation_id from case_conversations cc
        join conversations v on v.id = cc.conversation_id
        where cc.case_id = ${caseId}::uuid and cc.muted_at is null
        order by cc.verified_at desc nulls last, cc.in_focus desc, v.last_inbound_at desc limit 1`,
  );
  return way?.conversation_id;
}

/** @returns how things stand in that chat; undefined where there is none */
export async function readWay(tx: Tx, deps: StoreDeps, caseId: string): Promise<CaseWay | undefined> {
  const [way] = await tx.execute<{
    id: string;
    channel: ChannelName;
    lasting_sealed: Buffer | null;
    last_inbound_at: string;
    in_focus: boolean;
    province: string | null;
  }>(
    sql`select v.id, v.channel, v.lasting_sealed, v.last_inbound_at, cc.in_focus, c.province
        from case_conversations cc join conversations v on v.id = cc.conversation_id join cases c on c.id = cc.case_id
        where cc.case_id = ${caseId}::uuid and v.id = ${(await chatOf(tx, caseId)) ?? null}::uuid`,
  );
  if (!way) return undefined;
  const { contact: present, contacts = {}, away = false } = lastingIn(deps, way);
  // Each story of a chat has a wish of its own (conversation/stories.ts).
  const contact = way.in_focus ? present : (contacts[caseId] ?? present);
  const { channel, province } = way;
  return { channel, contact, away, lastInboundAt: new Date(way.last_inbound_at), province };
}

function lastingIn(
  deps: StoreDeps,
  { id, lasting_sealed: box }: { id: string; lasting_sealed: Buffer | null },
): Partial<Lasting> {
  return box ? fromJson<Lasting>(deps.vault.openOfServer(Buffer.from(box), lastingContext(id))) : {};
}
