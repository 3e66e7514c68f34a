import { sql } from 'drizzle-orm';
import { clockLimits } from '../duty/clocks.ts';
import { roundLimits } from '../duty/rounds.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { limits as outboxLimits } from './outbox.ts';
import { limits as checkLimits } from './receipt-checks.ts';

/** Clocks of two machines may differ by so much, in seconds; what lies further ahead was written before a clock was set back. */
const aheadSeconds = 60;

/**
 * A clock that is set back by an hour (a small box whose time was wrong) would leave alarms silent, claims held and
 * replies unsent for that hour. Whatever lies further ahead than it can is due again by the clock of now; the rest is
 * not touched, so that it may be done as often as anybody likes, in any process.
 * @returns how many rows were mended
 */
export async function mendAhead(tx: Tx, deps: StoreDeps): Promise<number> {
  const at = deps.clock.now().getTime();
  const after = (seconds: number) => sql`${new Date(at + seconds * 1000).toISOString()}::timestamptz`;
  const now = after(0);
  /** An empty column stays empty, and what is no further ahead than it may be stays what it is. */
  const mend = (name: string, mostSeconds: number, to = now) => {
    const column = sql.identifier(name);
    return sql`${column} = case when ${column} > ${after(mostSeconds)} then ${to} else ${column} end`;
  };
  const claim = clockLimits.claimMinutes * 60 + aheadSeconds;
  const calling = clockLimits.callingMinutes * 60 + aheadSeconds;
  const lease = 2 * outboxLimits.leaseSeconds;
  const { againSecondsU1, againSecondsU2, digestHours } = roundLimits;
  const ofCase = ['holder_seen_at', 'unanswered_since', 'waiting_since', 'transfer_asked_at'];
  const round = sql`case urgency when 1 then ${after(againSecondsU1 + aheadSeconds)} when 2 then ${after(againSecondsU2 + aheadSeconds)}
    else ${after(digestHours * 3_600 + aheadSeconds)} end`;
  const mended = [
    sql`update alarms set ${mend('started_at', 0)}, next_at = ${now}
        where ended_at is null and (next_at > ${round} or started_at > ${after(aheadSeconds)})`,
    sql`update cases set ${mend('lease_until', claim, after(clockLimits.claimMinutesU1 * 60))},
          ${mend('calling_until', calling)},
          ${sql.join(
            ofCase.map((name) => mend(name, 0)),
            sql`, `,
          )}
        where state = 'open' and (lease_until > ${after(claim)}
          or calling_until > ${after(calling)}
          or greatest(holder_seen_at, unanswered_since, waiting_since, transfer_asked_at) > ${after(aheadSeconds)})`,
    sql`update outbox set due_at = ${now}, ${mend('lease_until', lease, after(outboxLimits.leaseSeconds))}
        where settled_at is null and (created_at > ${after(aheadSeconds)} or lease_until > ${after(lease)})`,
    sql`update receipt_checks set lease_until = null where lease_until > ${after(2 * checkLimits.leaseSeconds)}`,
  ];
  let count = 0;
  for (const statement of mended) count += (await tx.execute(sql`${statement} returning 1`)).length;
  return count;
}
