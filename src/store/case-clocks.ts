import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { awayEnds, type CaseClocks, claimEnds, isLost, transferEnds } from '../duty/clocks.ts';
import { readTimes } from '../duty/times.ts';
import { maybeDate } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { readMemberName } from './members.ts';
import { storedTimes } from './org.ts';

/** The clocks of a case as they stand on its row, and as a page shows them. */
export interface ClockRow extends Record<string, unknown> {
  urgency: Urgency;
  claimed_by: string | null;
  holder_left: boolean;
  lease_until: string | null;
  first_words_at: string | null;
  calling_until: string | null;
  unanswered_since: string | null;
  holder_seen_at: string | null;
  lost_at: string | null;
  nudged_at: string | null;
  offered_at: string | null;
  transfer_asked_at: string | null;
  times: unknown;
}

/** Of `cases c left join members m on m.id = c.claimed_by`. */
export const clockColumns = sql`c.urgency, c.claimed_by, m.left_at is not null as holder_left, c.lease_until,
  c.first_words_at, c.calling_until, c.unanswered_since, c.holder_seen_at, c.lost_at, c.nudged_at, c.offered_at,
  c.transfer_asked_at, ${storedTimes} as times`;

export function clocksOf(row: ClockRow): CaseClocks {
  return {
    times: readTimes(row.times),
    urgency: row.urgency,
    isHeld: row.claimed_by !== null,
    holderLeft: row.holder_left,
    leaseUntil: maybeDate(row.lease_until),
    firstWordsAt: maybeDate(row.first_words_at),
    callingUntil: maybeDate(row.calling_until),
    unansweredSince: maybeDate(row.unanswered_since),
    holderSeenAt: maybeDate(row.holder_seen_at),
    lostAt: maybeDate(row.lost_at),
    nudgedAt: maybeDate(row.nudged_at),
    offeredAt: maybeDate(row.offered_at),
    transferAskedAt: maybeDate(row.transfer_asked_at),
  };
}

/** What a card and a page show of them. */
export interface ShownClocks {
  offered: boolean;
  isLost: boolean;
  claimEnds: Date | null;
  callingUntil: Date | null;
}

export function shownClocks(clocks: CaseClocks, now: Date): ShownClocks {
  const { callingUntil, offeredAt, isHeld } = clocks;
  return {
    offered: isHeld && offeredAt !== null,
    isLost: isLost(clocks, now),
    claimEnds: claimEnds(clocks),
    callingUntil: isHeld && callingUntil && callingUntil > now ? callingUntil : null,
  };
}

export interface ShownCaseClocks extends ShownClocks {
  /** The person has no answer since then. */
  unansweredSince: Date | null;
  /** When others would be asked, if nobody is seen and nothing is answered until then. */
  awayEnds: Date | null;
  /** A colleague is asked to take over, and has until then to say so. */
  transfer: { to: { id: string; name: string }; askedAt: Date; until: Date } | null;
}

/**
 * The clocks of one case, for its page.
 * @returns undefined when there is no such case; whether she may read it is accessCase's to say
 */
export async function readCaseClocks(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
): Promise<ShownCaseClocks | undefined> {
  const [row] = await tx.execute<ClockRow & { transfer_to: string | null; transfer_name: Buffer | null }>(
    sql`select ${clockColumns}, c.transfer_to, t.name_sealed as transfer_name
        from cases c left join members m on m.id = c.claimed_by left join members t on t.id = c.transfer_to
        where c.id = ${caseId}::uuid`,
  );
  if (!row) return undefined;
  const clocks = clocksOf(row);
  const until = transferEnds(clocks);
  const { transferAskedAt: askedAt } = clocks;
  const to = row.transfer_to;
  const name =
    to && row.transfer_name && readMemberName(deps, { id: to, name: Buffer.from(row.transfer_name) });
  return {
    ...shownClocks(clocks, deps.clock.now()),
    unansweredSince: clocks.unansweredSince,
    awayEnds: awayEnds(clocks),
    transfer: to && name && askedAt && until ? { to: { id: to, name }, askedAt, until } : null,
  };
}
