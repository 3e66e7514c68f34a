import { type SQL, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { InboxEvent, Part } from '../conversation/messages.ts';
import type { ConversationState, Lasting } from '../conversation/snapshot.ts';
import { toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { cutMark, inboxContext } from './inbox.ts';
import { hexList, list } from './lists.ts';
import { outboxContext } from './outbox.ts';
import { lastingContext, openDay, stateContext } from './turn-claims.ts';

/** What a turn writes: multi-row statements, one commit for the whole batch (turn-claims.ts reads it). */
export type { ClaimedTurn } from './turn-claims.ts';

export interface TurnToSave {
  conversationId: string;
  /** Null forgets the state: nothing is to be remembered of this chat. */
  state: ConversationState | null;
  /** The earliest of its timers. */
  dueAt: Date | null;
  /** Null leaves it as it is. */
  lasting: Lasting | null;
  sequence: number;
  isInbound: boolean;
}

/** One statement for the whole batch. Every turn seals the whole snapshot anew, and forgives its failures. */
export async function saveConversations(
  tx: Tx,
  deps: StoreDeps,
  turns: readonly TurnToSave[],
): Promise<void> {
  if (turns.length === 0) return;
  const now = deps.clock.now();
  const minute = toMinute(now).toISOString();
  const sealed = turns.map(({ conversationId, state }) =>
    state ? deps.vault.sealForDay(toJson(state), stateContext(conversationId), now) : null,
  );
  const kept = turns.map(({ conversationId, lasting }) =>
    lasting ? deps.vault.sealForServer(toJson(lasting), lastingContext(conversationId)) : null,
  );
  const ids = list(turns.map(({ conversationId }) => conversationId));
  const sequences = list(turns.map(({ sequence }) => sequence));
  const due = list(turns.map(({ dueAt }) => dueAt?.toISOString() ?? null));
  const inbound = list(turns.map(({ isInbound }) => Number(isInbound)));
  await tx.execute(
    sql`update conversations c set state_sealed = decode(v.state, 'hex'),
          lasting_sealed = coalesce(decode(v.lasting, 'hex'), c.lasting_sealed),
          sequence = v.sequence, due_at = v.due_at::timestamptz, failures = 0, revision = c.revision + 1,
          last_inbound_at = case when v.inbound = 1 then ${minute}::timestamptz else c.last_inbound_at end
        from unnest(${ids}::uuid[], ${hexList(sealed)}::text[], ${hexList(kept)}::text[], ${sequences}::int[],
          ${due}::text[], ${inbound}::int[]) as v (id, state, lasting, sequence, due_at, inbound)
        where c.id = v.id`,
  );
}

/** @param emptied the events whose words went into a case or are not to be kept at all */
export async function markHandled(
  tx: Tx,
  deps: StoreDeps,
  ids: readonly number[],
  emptied: ReadonlySet<number>,
): Promise<void> {
  if (ids.length === 0) return;
  const forgotten = list(ids.map((id) => Number(emptied.has(id))));
  await tx.execute(
    sql`update inbox i set handled_at = ${deps.clock.now().toISOString()}::timestamptz,
          body_sealed = case when v.emptied = 1 then null else i.body_sealed end
        from unnest(${list(ids)}::bigint[], ${forgotten}::int[]) as v (id, emptied) where i.id = v.id`,
  );
}

const limits = {
  /** Messages of one side that go into a case that opens: twice what a storm of a whole day's hour brings. */
  draftMax: 1_000,
  /** Of them together: one chat's flood of pasted texts must not make a turn so long that nobody's is taken. */
  draftBytesMax: 4_000_000,
} as const;

/** What was said before a case opened: both sides, oldest first, and what each button said. */
export interface DraftWords {
  said: ({ at: Date } & ({ inbound: InboxEvent; source: Buffer } | { bot: string }))[];
  labels: ReadonlyMap<string, string>;
}

/**
 * Takes it out of the inbox: the person's rows are emptied by it. What will not open any more is left out:
 * the words beside it must still reach a human. The newest come along; where older ones did not, a mark says so.
 */
export async function takeDraft(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  beforeEvent: number,
): Promise<DraftWords> {
  const heard = await takeHeard(tx, conversationId, beforeEvent);
  const said = await tx.execute<{ body_sealed: Buffer; created_at: string; sequence: number }>(
    sql`select body_sealed, created_at, sequence from outbox where conversation_id = ${conversationId}::uuid
          and body_sealed is not null order by sequence desc limit ${limits.draftMax}`,
  );
  const inbound = heard.flatMap((row) => {
    const body = openDay<InboxEvent>(
      deps,
      row.body_sealed,
      inboxContext(conversationId, row.external_id),
    ).plain;
    return body
      ? [{ at: new Date(row.received_at), inbound: body, source: Buffer.from(row.external_id) }]
      : [];
  });
  const labels = new Map<string, string>();
  const bot = said.flatMap((row) => {
    const part = openDay<Part>(deps, row.body_sealed, outboxContext(conversationId, row.sequence)).plain;
    if (part?.type !== 'text') return [];
    for (const { token, label } of [...part.choices, ...part.rails]) labels.set(token, label);
    // A PIN, or words of another case: they stand in no case by this way.
    if (part.secret || part.inCase) return [];
    return [{ at: new Date(row.created_at), bot: part.text }];
  });
  // Rows come newest first, and equal moments must keep the order in which they were said.
  const both = [...ranked(inbound), ...ranked(bot.reverse())]
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line);
  const isCut = heard.some((row) => row.is_cut);
  return { said: isCut ? [{ at: both[0]?.at ?? new Date(0), bot: cutMark }, ...both] : both, labels };
}

/** A clock that was set back between two lines must not turn what she said around: each side keeps its order. */
function ranked<T extends { at: Date }>(said: readonly T[]): { line: T; rank: number }[] {
  let rank = 0;
  return said.map((line) => {
    rank = Math.max(rank, line.at.getTime());
    return { line, rank };
  });
}

interface HeardRow extends Record<string, unknown> {
  id: string;
  external_id: Buffer;
  body_sealed: Buffer;
  received_at: string;
  is_cut: boolean;
}

async function takeHeard(tx: Tx, conversationId: string, beforeEvent: number): Promise<HeardRow[]> {
  const rows = await tx.execute<HeardRow>(
    sql`with all_of_it as (select id, row_number() over newest as place,
            sum(octet_length(body_sealed)) over newest as bytes
          from inbox where conversation_id = ${conversationId}::uuid and id < ${beforeEvent}::bigint
            and body_sealed is not null window newest as (order by id desc)),
        taken as (select id from all_of_it where place <= ${limits.draftMax} and bytes <= ${limits.draftBytesMax}),
        was as (select id, body_sealed, received_at from inbox where id in (select id from taken))
        update inbox i set body_sealed = null from was where i.id = was.id
        returning i.id, i.external_id, was.body_sealed, was.received_at,
          (select count(*) from all_of_it) > (select count(*) from taken) as is_cut`,
  );
  return [...rows].sort((one, other) => Number(one.id) - Number(other.id));
}

/** HAPUS before anything was sent: every word of this chat goes now, ours and hers. */
export async function forgetWords(tx: Tx, conversationId: string): Promise<void> {
  const empty = (table: SQL) =>
    sql`update ${table} set body_sealed = null where conversation_id = ${conversationId}::uuid and body_sealed is not null`;
  await tx.execute(sql`${empty(sql`inbox`)} and handled_at is not null`);
  await tx.execute(sql`${empty(sql`outbox`)} and settled_at is not null`);
}
