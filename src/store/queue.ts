import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { claimFor } from './case-claim.ts';
import { type ClockRow, clockColumns, clocksOf, shownClocks } from './case-clocks.ts';
import type { ClaimResult, QueueCard } from './case-contents.ts';
import { isChildCase, mayRead } from './case-readers.ts';
import { claimerOf, maybeDate, openHead, openHeadKeys, openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Cards of others on the first page: what one thumb can see and two cores can open in 50 ms. */
export const cardsMax = 30;

interface QueueRow extends ClockRow {
  id: string;
  urgency: Urgency;
  opened_at: string;
  filed_at: string | null;
  waiting_since: string | null;
  province: string | null;
  claimed_by: string | null;
  claimer_name: Buffer | null;
  transfer_to: string | null;
  is_child: boolean;
  head_sealed: Buffer | null;
  head_writing_key_id: string | null;
}

/**
 * The most urgent first, then the longest wait. What nobody holds and what is offered stands before what is
 * held, and so does an emergency that waits for its holder's words.
 */
const order = sql`
  (c.claimed_by is null or c.offered_at is not null or (c.urgency = 1 and c.waiting_since is not null)) desc,
  c.urgency, c.waiting_since nulls last, c.opened_at, c.id`;

/**
 * A page of the queue. Her own cases, and those she is asked to take over, are always on the first: whoever she
 * holds would otherwise vanish behind thirty others.
 * @param page 0 for the first; each shows thirty cards of others
 */
export async function listQueue(tx: Tx, deps: StoreDeps, signedIn: SignedIn, page = 0): Promise<QueueCard[]> {
  const me = sql`${signedIn.member.id}::uuid`;
  const mine = sql`(c.claimed_by = ${me} or c.transfer_to = ${me})`;
  const rows = await tx.execute<QueueRow>(
    sql`with of_others as materialized (
          select c.id from cases c where c.state = 'open' and ${mine} is not true
          order by ${order} limit ${cardsMax} offset ${page * cardsMax})
        select c.id, c.opened_at, c.filed_at, c.waiting_since, c.province, c.claimed_by, c.transfer_to,
          ${isChildCase(sql`c.id`)} as is_child,
          c.head_sealed, c.head_writing_key_id, m.name_sealed as claimer_name, ${clockColumns}
        from cases c left join members m on m.id = c.claimed_by
        where c.state = 'open' and (c.id in (select id from of_others) or (${page === 0}::boolean and ${mine}))
        order by ${order}`,
  );
  const keys = await openHeadKeys(tx, signedIn, rows);
  return rows.map((row) => ({
    caseId: row.id,
    urgency: row.urgency,
    openedAt: new Date(row.opened_at),
    waitingSince: maybeDate(row.waiting_since),
    province: row.province,
    filed: row.filed_at !== null,
    claimedBy: claimerOf(deps, row),
    mine: row.claimed_by === signedIn.member.id,
    isChild: row.is_child,
    askedOfMe: row.transfer_to === signedIn.member.id,
    ...shownClocks(clocksOf(row), deps.clock.now()),
    head: openHead(keys, row),
  }));
}

/** Tried before giving up: others press at the same moment. */
const triesMax = 10;

/**
 * "Ambil yang teratas": the most urgent that waits and that she can read; within one urgency the longest wait.
 * @returns `none` when nothing waits for her
 */
export async function claimNext(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
): Promise<{ caseId: string; result: ClaimResult } | { is: 'none' }> {
  const me = sql`${signedIn.member.id}::uuid`;
  const waiting = await tx.execute<{ id: string }>(
    sql`select c.id from cases c where c.state = 'open'
          and (c.claimed_by is null or (c.offered_at is not null and c.claimed_by <> ${me}))
          and ${mayRead(sql`c.id`, me)}
        order by c.urgency, c.waiting_since nulls last, c.opened_at, c.id limit ${triesMax}`,
  );
  for (const { id } of waiting) {
    if ((await openWritingKeys(tx, signedIn, id)).size === 0) continue;
    const result = await claimFor(tx, deps, signedIn.member.id, id);
    if (result.is === 'claimed' || result.is === 'full') return { caseId: id, result };
  }
  return { is: 'none' };
}
