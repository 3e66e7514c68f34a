import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { CloseReason } from './case-contents.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/**
 * The queue in the field's words (design §7): how many were answered within 20 seconds, a minute, five
 * minutes; the longest wait; who gave up. Counted by hour as it happens, of the queue and never of a member.
 */
export interface QueueFigures {
  answered: number;
  /** Of those answered, in whole percent; null while nobody was. */
  within20s: number | null;
  within60s: number | null;
  within5m: number | null;
  /** Of those answered in the window, and of those who wait at this moment. */
  longestSeconds: number;
  waitingNow: number;
  abandoned: number;
}

/** A person who withdrew or went silent before anybody of the team had said a word. */
const abandonedReasons: readonly CloseReason[] = ['ditarik_korban', 'hilang_kontak_30_hari'];

/** The first human words to this case: how long it waited, counted once. Others change nothing. */
export async function countAnswer(tx: Tx, deps: StoreDeps, caseId: string): Promise<void> {
  const now = deps.clock.now();
  const [first] = await tx.execute<{ urgency: Urgency; since: string | null }>(
    sql`update cases set answered_at = date_trunc('minute', ${now.toISOString()}::timestamptz)
        where id = ${caseId}::uuid and answered_at is null returning urgency, waiting_since as since`,
  );
  if (!first) return;
  const waited = first.since === null ? 0 : (now.getTime() - new Date(first.since).getTime()) / 1000;
  const seconds = Math.max(0, Math.round(waited));
  await count(tx, deps, { urgency: first.urgency, outcome: bandOf(seconds), seconds });
}

function bandOf(seconds: number): 's20' | 's60' | 'm5' | 'later' {
  if (seconds <= 20) return 's20';
  if (seconds <= 60) return 's60';
  return seconds <= 300 ? 'm5' : 'later';
}

/** A case that ends because the person gave up before anybody answered. */
export async function countAbandoned(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  reason: CloseReason,
): Promise<void> {
  if (!abandonedReasons.includes(reason)) return;
  const [row] = await tx.execute<{ urgency: Urgency }>(
    sql`select urgency from cases where id = ${caseId}::uuid and answered_at is null`,
  );
  if (row) await count(tx, deps, { urgency: row.urgency, outcome: 'abandoned', seconds: 0 });
}

async function count(
  tx: Tx,
  deps: StoreDeps,
  { urgency, outcome, seconds }: { urgency: Urgency; outcome: string; seconds: number },
): Promise<void> {
  await tx.execute(
    sql`insert into queue_counts (hour, urgency, outcome, count, longest_seconds)
        values (date_trunc('hour', ${deps.clock.now().toISOString()}::timestamptz), ${urgency}::smallint,
          ${outcome}, 1, ${seconds}::int)
        on conflict (hour, urgency, outcome) do update set count = queue_counts.count + 1,
          longest_seconds = greatest(queue_counts.longest_seconds, excluded.longest_seconds)`,
  );
}

/** @param window whole hours count: the one that `from` falls into is included */
export async function queueFigures(
  tx: Tx,
  deps: StoreDeps,
  window: { from: Date; to: Date },
): Promise<QueueFigures> {
  const counted = await tx.execute<{ outcome: string; count: string; longest: number }>(
    sql`select outcome, sum(count) as count, max(longest_seconds) as longest from queue_counts
        where hour >= date_trunc('hour', ${window.from.toISOString()}::timestamptz)
          and hour <= ${window.to.toISOString()}::timestamptz
        group by outcome`,
  );
  const [now] = await tx.execute<{ waiting: string; longest: string | null }>(
    sql`select count(*) as waiting, min(waiting_since) as longest from cases
        where state = 'open' and waiting_since is not null and answered_at is null and urgency <= 3`,
  );
  const of = (...outcomes: string[]) =>
    counted
      .filter(({ outcome }) => outcomes.includes(outcome))
      .reduce((sum, row) => sum + Number(row.count), 0);
  const answered = of('s20', 's60', 'm5', 'later');
  const percent = (part: number) => (answered === 0 ? null : Math.floor((100 * part) / answered));
  const since = now?.longest ? deps.clock.now().getTime() - new Date(now.longest).getTime() : 0;
  return {
    answered,
    within20s: percent(of('s20')),
    within60s: percent(of('s20', 's60')),
    within5m: percent(of('s20', 's60', 'm5')),
    longestSeconds: Math.max(Math.round(since / 1000), ...counted.map((row) => row.longest), 0),
    waitingNow: Number(now?.waiting ?? 0),
    abandoned: of('abandoned'),
  };
}
