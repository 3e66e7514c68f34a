import { sql } from 'drizzle-orm';
import type { TeamEvent } from '../conversation/messages.ts';
import { recordAct } from './audit.ts';
import type { ClaimResult, CloseReason } from './case-contents.ts';
import { claimerOf, openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import type { SignedIn } from './sessions.ts';

/** What a counsellor does with a case. The constraint decides a race; the person hears of it by the inbox. */
const limits = {
  /** How long a claim holds without a sign of life from its holder; renewed by every act on the case. */
  leaseMinutes: 60,
  textCharsMax: 4_000,
} as const;

/** One statement, no read before it: two people pressing at once, one wins. */
export async function claimCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<ClaimResult> {
  if ((await openWritingKeys(tx, signedIn, caseId)).size === 0) return { is: 'noKey' };
  const now = deps.clock.now();
  const until = new Date(now.getTime() + limits.leaseMinutes * 60_000).toISOString();
  const at = now.toISOString();
  const claimed = await tx.execute<{ was_mine: boolean }>(
    sql`update cases c set claimed_by = ${signedIn.member.id}::uuid, lease_until = ${until}::timestamptz,
          claimed_at = date_trunc('minute', ${at}::timestamptz),
          waiting_since = case when before.claimed_by = ${signedIn.member.id}::uuid then c.waiting_since end,
          first_opened_at = coalesce(c.first_opened_at, date_trunc('minute', ${at}::timestamptz)),
          revision = c.revision + 1
        from (select id, claimed_by from cases where id = ${caseId}::uuid for update) before
        where c.id = before.id and c.state = 'open'
          and (c.claimed_by is null or c.claimed_by = ${signedIn.member.id}::uuid
            or c.lease_until < ${at}::timestamptz)
        returning before.claimed_by is not distinct from ${signedIn.member.id}::uuid as was_mine`,
  );
  const [won] = claimed;
  if (!won) return whyNotClaimed(tx, deps, caseId);
  if (!won.was_mine) {
    await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'claim', caseId });
    await tellConversations(tx, deps, caseId, { type: 'counsellor.joined', memberId: signedIn.member.id });
    await wake(tx, caseId);
  }
  return { is: 'claimed' };
}

async function whyNotClaimed(tx: Tx, deps: StoreDeps, caseId: string): Promise<ClaimResult> {
  const [row] = await tx.execute<{ state: string; claimed_by: string | null; claimer_name: Buffer | null }>(
    sql`select c.state, c.claimed_by, m.name_sealed as claimer_name from cases c
        left join members m on m.id = c.claimed_by where c.id = ${caseId}::uuid`,
  );
  if (!row) return { is: 'unknown' };
  const by = claimerOf(deps, row);
  return row.state === 'open' && by ? { is: 'held', by } : { is: 'closed' };
}

/** Back to the queue, waiting since the person last wrote without an answer, else from now. */
export async function releaseCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<'released' | 'notYours'> {
  const released = await tx.execute(
    sql`update cases set claimed_by = null, claimed_at = null, lease_until = null,
          waiting_since = coalesce(waiting_since, ${deps.clock.now().toISOString()}::timestamptz),
          revision = revision + 1
        where id = ${caseId}::uuid and state = 'open' and claimed_by = ${signedIn.member.id}::uuid
        returning id`,
  );
  if (released.length === 0) return 'notYours';
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'release', caseId });
  await tellConversations(tx, deps, caseId, { type: 'counsellor.left', memberId: signedIn.member.id });
  await wake(tx, caseId);
  return 'released';
}

/**
 * Ends a case with one of the field's reasons; the person is told and may come back (R48). A cry that she has
 * not seen is never closed away: neither one that stands in the case, nor one that no turn has taken yet.
 * @param seenSequence the newest item on the page she closed it from
 */
export async function closeCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  reason: CloseReason,
  seenSequence: number,
): Promise<'closed' | 'notYours' | 'newWords'> {
  const [mine] = await tx.execute<{ sequence: number }>(
    sql`select sequence from cases where id = ${caseId}::uuid and state = 'open'
          and claimed_by = ${signedIn.member.id}::uuid for update`,
  );
  if (!mine) return 'notYours';
  if (mine.sequence > seenSequence || (await hasUnread(tx, caseId))) return 'newWords';
  await tx.execute(
    sql`update cases set state = 'closed', close_reason = ${reason}, waiting_since = null,
          closed_at = date_trunc('minute', ${deps.clock.now().toISOString()}::timestamptz),
          lease_until = null, revision = revision + 1
        where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'close', caseId });
  await tellConversations(tx, deps, caseId, { type: 'case.closed', memberId: signedIn.member.id, reason });
  await wake(tx, caseId);
  return 'closed';
}

/**
 * Whether the person wrote something that stands in no case yet. Keeping a message and taking a turn both hold
 * the conversation's row: one that cannot be locked at once is being written to at this moment. Locking skips
 * instead of waiting, because a turn that holds the conversation may itself be waiting for the case.
 */
async function hasUnread(tx: Tx, caseId: string): Promise<boolean> {
  const all = sql`select conversation_id from case_conversations where case_id = ${caseId}::uuid and in_focus`;
  const [ways] = await tx.execute<{ count: string }>(sql`select count(*) from (${all}) w`);
  const locked = await tx.execute(
    sql`select id from conversations where id in (${all}) for update skip locked`,
  );
  if (locked.length < Number(ways?.count)) return true;
  const unread = await tx.execute(
    sql`select 1 from inbox where conversation_id in (${all}) and handled_at is null
          and kind like 'inbound.%' limit 1`,
  );
  return unread.length > 0;
}

/**
 * Her words, to the conversation of the case that was verified last, else wrote last, and is not muted.
 * @param onceKey from the form: the same words are sent once however often they are pressed. Other words under
 *   the same key (she corrected them on a bad line) are another message
 */
export async function sayToPerson(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  text: string,
  onceKey: string,
): Promise<'kept' | 'notYours' | 'noWay'> {
  const until = new Date(deps.clock.now().getTime() + limits.leaseMinutes * 60_000).toISOString();
  const mine = await tx.execute(
    sql`update cases set lease_until = ${until}::timestamptz
        where id = ${caseId}::uuid and state = 'open' and claimed_by = ${signedIn.member.id}::uuid returning id`,
  );
  if (mine.length === 0) return 'notYours';
  const [way] = await tx.execute<{ conversation_id: string }>(
    sql`select cc.conversation_id from case_conversations cc
        join conversations v on v.id = cc.conversation_id
        where cc.case_id = ${caseId}::uuid and cc.in_focus and cc.muted_at is null
        order by cc.verified_at desc nulls last, v.last_inbound_at desc limit 1`,
  );
  if (!way) return 'noWay';
  const said = text.slice(0, limits.textCharsMax);
  const event: TeamEvent = { type: 'counsellor.said', memberId: signedIn.member.id, text: said };
  const words = deps.vault.index('externalId', 'say', said).toString('base64url');
  await acceptTeamEvent(tx, deps, way.conversation_id, event, `say:${caseId}:${onceKey}:${words}`);
  return 'kept';
}

/** Everybody who is in the case's conversations hears what the team did, once, in order. */
async function tellConversations(tx: Tx, deps: StoreDeps, caseId: string, event: TeamEvent): Promise<void> {
  const rows = await tx.execute<{ conversation_id: string }>(
    sql`select conversation_id from case_conversations
        where case_id = ${caseId}::uuid and in_focus and muted_at is null`,
  );
  for (const { conversation_id } of rows)
    await acceptTeamEvent(tx, deps, conversation_id, event, `${event.type}:${deps.ids.uuid()}`);
}

async function wake(tx: Tx, caseId: string): Promise<void> {
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
  await tx.execute(sql`select pg_notify('suar_case', ${caseId})`);
}
