import { type SQL, sql } from 'drizzle-orm';
import { open, openWith } from '../sealing/box.ts';
import { fromJson } from '../sealing/vault.ts';
import { readAttachments } from './attachment-list.ts';
import { recordAct } from './audit.ts';
import type { CaseHead, CaseItem, OpenedCase } from './case-contents.ts';
import { mayRead } from './case-readers.ts';
import { headContext, itemContext } from './cases.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { withoutContact } from './hidden-contact.ts';
import { maybeMember } from './members.ts';
import type { SignedIn } from './sessions.ts';

/** Reading a case: only inside a signed-in session that holds its key group, and never without a trace. */
interface CaseRow extends Record<string, unknown> {
  id: string;
  urgency: 1 | 2 | 3 | 4;
  state: 'open' | 'closed';
  province: string | null;
  opened_at: string;
  filed_at: string | null;
  waiting_since: string | null;
  closed_at: string | null;
  report_due_at: string | null;
  withdrawn_at: string | null;
  restricted_at: string | null;
  close_reason: string | null;
  claimed_by: string | null;
  claimer_name: Buffer | null;
  head_sealed: Buffer | null;
  head_writing_key_id: string | null;
  revision: number;
  sequence: number;
}

/** All writing keys of a case, by id, opened with the groups that the session holds. */
export function openWritingKeys(tx: Tx, signedIn: SignedIn, caseId: string): Promise<Map<string, Buffer>> {
  return openKeys(tx, signedIn, sql`w.case_id = ${caseId}::uuid`);
}

/**
 * The keys of queue cards alone: a case in talk has a writing key for every quarter of an hour, and opening
 * them all for a list would take seconds.
 */
export async function openHeadKeys(
  tx: Tx,
  signedIn: SignedIn,
  heads: readonly Pick<CaseRow, 'head_writing_key_id'>[],
): Promise<Map<string, Buffer>> {
  const ids = heads.flatMap(({ head_writing_key_id: id }) => (id === null ? [] : [sql`${id}::uuid`]));
  return ids.length === 0 ? new Map() : openKeys(tx, signedIn, sql`w.id in (${sql.join(ids, sql`, `)})`);
}

async function openKeys(tx: Tx, signedIn: SignedIn, which: SQL): Promise<Map<string, Buffer>> {
  const opened = new Map<string, Buffer>();
  const me = sql`${signedIn.member.id}::uuid`;
  const rows = await tx.execute<{
    id: string;
    key_sealed: Buffer;
    group_id: string;
    public_key: Buffer;
    private_sealed: Buffer | null;
    copy_sealed: Buffer | null;
    case_key_id: string;
  }>(
    sql`select w.id, w.key_sealed, w.case_key_id, k.group_id, k.public_key, k.private_sealed,
          h.private_sealed as copy_sealed
        from writing_keys w join case_keys k on k.id = w.case_key_id
        left join case_key_holders h on h.case_key_id = k.id and h.member_id = ${me}
        where ${which} and ${mayRead(sql`w.case_id`, me)}`,
  );
  const privateHalves = new Map<string, Buffer>();
  for (const row of rows) {
    const privateKey = privateHalves.get(row.case_key_id) ?? openCaseKey(signedIn, row);
    if (!privateKey) continue;
    privateHalves.set(row.case_key_id, privateKey);
    const pair = { publicKey: Buffer.from(row.public_key), privateKey };
    opened.set(row.id, openWith(pair, Buffer.from(row.key_sealed)));
  }
  return opened;
}

/** A case's private half, by her group or by a copy of her own. @returns undefined when she has neither */
export function openCaseKey(
  signedIn: SignedIn,
  row: { group_id: string; private_sealed: Buffer | null; copy_sealed: Buffer | null },
): Buffer | undefined {
  const group = signedIn.groups.get(row.group_id);
  if (group && row.private_sealed) return openWith(group.pair, Buffer.from(row.private_sealed));
  return row.copy_sealed ? openWith(signedIn.pair, Buffer.from(row.copy_sealed)) : undefined;
}

export function openHead(
  keys: ReadonlyMap<string, Buffer>,
  row: Pick<CaseRow, 'id' | 'head_sealed' | 'head_writing_key_id'>,
): CaseHead | null {
  const key = row.head_writing_key_id ? keys.get(row.head_writing_key_id) : undefined;
  if (!key || !row.head_sealed) return null;
  return fromJson<CaseHead>(open(key, Buffer.from(row.head_sealed), headContext(row.id)));
}

export function claimerOf(
  deps: StoreDeps,
  row: { claimed_by: string | null; claimer_name: Buffer | null },
): { id: string; name: string } | null {
  return maybeMember(deps, row.claimed_by, row.claimer_name);
}

/** Items shown at once; older ones come by page when a case grows that long. */
const itemsMax = 1_000;

/**
 * The only door to a case. The audit row is part of the read (R50).
 * @returns undefined when there is no such case or she holds no key to it: both look the same
 */
export async function accessCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<OpenedCase | undefined> {
  const [row] = await tx.execute<CaseRow>(
    sql`select c.*, m.name_sealed as claimer_name from cases c
        left join members m on m.id = c.claimed_by where c.id = ${caseId}::uuid`,
  );
  if (!row) return undefined;
  const keys = await openWritingKeys(tx, signedIn, caseId);
  if (keys.size === 0) return undefined;
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'read', caseId });
  const items = await readItems(tx, caseId, keys);
  const answers = items.findLast((item) => item.kind === 'answers');
  return {
    ...clearPart(row),
    claimedBy: claimerOf(deps, row),
    mine: row.claimed_by === signedIn.member.id,
    head: openHead(keys, row),
    answers: answers?.kind === 'answers' ? answers.answers : null,
    contact: (answers?.kind === 'answers' && answers.contact) || null,
    items,
    attachments: await readAttachments(tx, caseId, keys),
    ...(await readWays(tx, caseId)),
    revision: row.revision,
    // Read before the items: what came in between is shown, and at worst asked about once more.
    lastSequence: row.sequence,
  };
}

/** What stands on the case's own row in clear. */
function clearPart(row: CaseRow) {
  return {
    id: row.id,
    urgency: row.urgency,
    state: row.state,
    province: row.province,
    openedAt: new Date(row.opened_at),
    filedAt: maybeDate(row.filed_at),
    waitingSince: maybeDate(row.waiting_since),
    closedAt: maybeDate(row.closed_at),
    reportDueAt: maybeDate(row.report_due_at),
    isWithdrawn: row.withdrawn_at !== null,
    isRestricted: row.restricted_at !== null,
    closeReason: row.close_reason,
  };
}

export function maybeDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

async function readItems(
  tx: Tx,
  caseId: string,
  keys: ReadonlyMap<string, Buffer>,
): Promise<OpenedCase['items']> {
  const rows = await tx.execute<{
    id: string;
    sequence: number;
    writing_key_id: string;
    body_sealed: Buffer;
    at: string;
    revoked: boolean;
  }>(
    sql`select id, sequence, writing_key_id, body_sealed, at, revoked_at is not null as revoked from case_items
        where case_id = ${caseId}::uuid order by sequence desc limit ${itemsMax}`,
  );
  return rows
    .flatMap((row) => {
      const key = keys.get(row.writing_key_id);
      if (!key) return [];
      const item = withoutContact(
        fromJson<CaseItem>(open(key, Buffer.from(row.body_sealed), itemContext(row.id))),
      );
      const mark = row.revoked ? { revoked: true as const } : {};
      return [{ ...item, id: row.id, sequence: row.sequence, at: new Date(row.at), ...mark }];
    })
    .reverse();
}

/** Channels of the case, and how our words are doing on their way out. */
async function readWays(tx: Tx, caseId: string): Promise<Pick<OpenedCase, 'channels' | 'deliveries'>> {
  const rows = await tx.execute<{ channel: OpenedCase['channels'][number] }>(
    sql`select v.channel from case_conversations cc join conversations v on v.id = cc.conversation_id
        where cc.case_id = ${caseId}::uuid`,
  );
  const sends = await tx.execute<{ sequence: number; state: OpenedCase['deliveries'][number] }>(
    sql`select o.sequence, o.state from outbox o
        join case_conversations cc on cc.conversation_id = o.conversation_id
        where cc.case_id = ${caseId}::uuid order by o.sequence desc limit 500`,
  );
  return {
    channels: rows.map((way) => way.channel),
    deliveries: Object.fromEntries(sends.map((send) => [send.sequence, send.state])),
  };
}
