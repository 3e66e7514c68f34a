import { type SQL, sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { claimMilliseconds, clockLimits } from '../duty/clocks.ts';
import { recordAct } from './audit.ts';
import type { ClaimResult } from './case-contents.ts';
import { noteInCase, tellConversations, wake } from './case-news.ts';
import { isReader } from './case-readers.ts';
import { claimerOf, openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { seeMember } from './duty.ts';
import { readDutyTimes, readOrg } from './org.ts';
import { countAnswer } from './queue-figures.ts';
import type { SignedIn } from './sessions.ts';

/** Who holds a case. One statement decides a race; the claim's clock begins with it (design §7). */

/** What runs beside a claim and ends with it, however it ends. */
export const stilled = sql`calling_until = null, offered_at = null, lost_at = null, nudged_at = null,
  transfer_to = null, transfer_asked_at = null`;

/** The columns of `cases c` that a claim writes: her name, her clock, nothing left of what was before. */
export function freshClaim({ memberId, now, lease }: { memberId: string; now: Date; lease: Date }): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`claimed_by = ${memberId}::uuid, claimed_at = date_trunc('minute', ${at}),
    lease_until = ${lease.toISOString()}::timestamptz, holder_seen_at = ${at}, first_words_at = null,
    ${stilled}, first_opened_at = coalesce(c.first_opened_at, date_trunc('minute', ${at})),
    revision = c.revision + 1`;
}

/**
 * She takes a case that nobody holds, or that is offered. Her own, offered to others because she was not seen,
 * is hers again by the same press.
 * @returns `full` when she holds as many as she may; an emergency is taken all the same, with `overCap`
 */
export async function claimCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<ClaimResult> {
  if ((await openWritingKeys(tx, signedIn, caseId)).size === 0) return { is: 'noKey' };
  return claimFor(tx, deps, signedIn.member.id, caseId);
}

/** The same for a member whose key was checked by the caller. */
export async function claimFor(
  tx: Tx,
  deps: StoreDeps,
  memberId: string,
  caseId: string,
): Promise<ClaimResult> {
  const load = await loadOf(tx, memberId, caseId);
  if (!load) return { is: 'unknown' };
  // Held first and asked then: a turn that makes it a child's at this moment ends before the answer.
  await tx.execute(sql`select 1 from cases where id = ${caseId}::uuid for update`);
  if (!(await isReader(tx, caseId, memberId))) return { is: 'noKey' };
  const isFull = !load.isMine && load.open >= load.cap;
  if (isFull && load.urgency !== 1) return { is: 'full', cap: load.cap };
  const won = await take(tx, deps, { memberId, caseId, urgency: load.urgency });
  if (won === undefined) return whyNotClaimed(tx, deps, caseId);
  await seeMember(tx, deps, memberId);
  if (won === 'taken') await tellClaim(tx, deps, memberId, caseId);
  return isFull ? { is: 'claimed', overCap: true } : { is: 'claimed' };
}

interface Load {
  urgency: Urgency;
  isMine: boolean;
  open: number;
  cap: number;
}

/** Always before a case: two presses of hers at once are counted one after the other and wait in one order. */
export async function lockMember(tx: Tx, memberId: string): Promise<void> {
  await tx.execute(sql`select 1 from members where id = ${memberId}::uuid for no key update`);
}

async function loadOf(tx: Tx, memberId: string, caseId: string): Promise<Load | undefined> {
  await lockMember(tx, memberId);
  const [row] = await tx.execute<{
    urgency: Urgency;
    is_mine: boolean;
    open: string;
    cases_max: number | null;
  }>(
    sql`select c.urgency, c.claimed_by is not distinct from m.id as is_mine,
          (select count(*) from cases o where o.claimed_by = m.id and o.state = 'open') as open,
          m.cases_max
        from cases c, members m where c.id = ${caseId}::uuid and m.id = ${memberId}::uuid and m.left_at is null`,
  );
  if (!row) return undefined;
  const cap = row.cases_max ?? (await readOrg(tx)).settings.casesMax;
  return { urgency: row.urgency, isMine: row.is_mine, open: Number(row.open), cap };
}

/** @returns undefined when somebody else has it, or it is closed; `mine` when she held it and nothing changed */
async function take(
  tx: Tx,
  deps: StoreDeps,
  { memberId, caseId, urgency }: { memberId: string; caseId: string; urgency: Urgency },
): Promise<'taken' | 'mine' | undefined> {
  const now = deps.clock.now();
  const lease = new Date(now.getTime() + claimMilliseconds(await readDutyTimes(tx), urgency));
  const taken = await tx.execute(
    sql`update cases c set ${freshClaim({ memberId, now, lease })}
        where c.id = ${caseId}::uuid and c.state = 'open' and (c.claimed_by is null or c.offered_at is not null)
        returning c.id`,
  );
  if (taken.length === 0) return (await seeHolder(tx, deps, memberId, caseId)) > 0 ? 'mine' : undefined;
  await tx.execute(
    sql`update alarms set ended_at = ${now.toISOString()}::timestamptz
        where case_id = ${caseId}::uuid and ended_at is null`,
  );
  return 'taken';
}

async function tellClaim(tx: Tx, deps: StoreDeps, memberId: string, caseId: string): Promise<void> {
  await recordAct(tx, deps, { memberId, act: 'claim', caseId });
  await tellConversations(tx, deps, caseId, { type: 'counsellor.joined', memberId });
  await wake(tx, caseId);
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

/** What a case loses with its holder; the wait is the person's and stays. */
export const letGo = sql`claimed_by = null, claimed_at = null, lease_until = null, holder_seen_at = null,
  first_words_at = null, ${stilled}`;

/** Back to the queue, waiting since the person last wrote without an answer, else from now. */
export async function releaseCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<'released' | 'notYours'> {
  const now = deps.clock.now().toISOString();
  const released = await tx.execute(
    sql`update cases set ${letGo}, waiting_since = coalesce(waiting_since, ${now}::timestamptz),
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
 * "Sedang menelepon": the claim's clock waits, and so does the conversation's, for a bounded time. Pressed again
 * it begins anew: each press is a sign of life.
 * @returns until when
 */
export async function startCalling(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<{ is: 'calling'; until: Date } | { is: 'notYours' }> {
  const until = new Date(deps.clock.now().getTime() + clockLimits.callingMinutes * 60_000);
  const memberId = signedIn.member.id;
  await seeMember(tx, deps, memberId);
  const also = sql`, calling_until = ${until.toISOString()}::timestamptz, revision = revision + 1`;
  if ((await seeHolder(tx, deps, memberId, caseId, also)) === 0) return { is: 'notYours' };
  await countAnswer(tx, deps, caseId);
  await recordAct(tx, deps, { memberId, act: 'call', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'calling', memberId });
  await wake(tx, caseId);
  return { is: 'calling', until };
}

/**
 * A page of hers with this case is open: told by its live connection, every half minute. Colleagues who saw
 * "terputus" are woken when she is back.
 */
export async function noteHolderSeen(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<void> {
  await seeMember(tx, deps, signedIn.member.id);
  const back = await tx.execute(
    sql`select 1 from cases where id = ${caseId}::uuid and state = 'open'
          and claimed_by = ${signedIn.member.id}::uuid and lost_at is not null`,
  );
  const seen = await seeHolder(tx, deps, signedIn.member.id, caseId);
  if (seen > 0 && back.length > 0) await wake(tx, caseId);
}

async function seeHolder(
  tx: Tx,
  deps: StoreDeps,
  memberId: string,
  caseId: string,
  also: SQL = sql``,
): Promise<number> {
  const seen = await tx.execute(
    sql`update cases set holder_seen_at = ${deps.clock.now().toISOString()}::timestamptz, lost_at = null ${also}
        where id = ${caseId}::uuid and state = 'open' and claimed_by = ${memberId}::uuid returning id`,
  );
  return seen.length;
}
