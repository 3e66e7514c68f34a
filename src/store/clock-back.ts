import { type SQL, sql } from 'drizzle-orm';
import type { ConversationState } from '../conversation/snapshot.ts';
import { clockLimits } from '../duty/clocks.ts';
import { roundLimits } from '../duty/rounds.ts';
import { timeBounds } from '../duty/times.ts';
import { toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { hexList, list } from './lists.ts';
import { limits as outboxLimits } from './outbox.ts';
import { limits as checkLimits } from './receipt-checks.ts';
import { openDay, stateContext } from './turn-claims.ts';

/** Clocks of two machines may differ by so much, in seconds; what lies further ahead was written before a clock was set back. */
const aheadSeconds = 60;

/** Talks opened and sealed in one go: what of them is in memory at once. */
const talksAtOnce = 500;

/** A talk whose timers run from a clock that was set back by so many milliseconds, and its earliest timer. */
export type SetBack = (
  state: ConversationState,
  by: number,
) => { state: ConversationState; due: Date | null };

/**
 * Looks at the clock, twice a minute. Set back since anybody last looked, it takes everything that is due along by
 * as much: timers, claims, alarms, retries, leases. A clock that is set forward moves nothing: it cannot be told from
 * a machine that slept, and what then comes too soon harms less than what comes too late.
 * @param isJump this process saw its own clock go back, or looks for the first time. Between two machines that are
 *   minutes apart nothing moves, or it would again and again
 * @returns how many rows were moved or mended
 */
export async function followClock(
  tx: Tx,
  deps: StoreDeps,
  isJump: boolean,
  setBack: SetBack,
): Promise<number> {
  const now = deps.clock.now();
  // Locked until the commit: whatever process comes next finds the clock of now.
  const [row] = await tx.execute<{ seen: string | null }>(
    sql`select clock_seen_at as seen from org where id = 1 for update`,
  );
  const by = row?.seen ? new Date(row.seen).getTime() - now.getTime() : 0;
  const moves = isJump && by > aheadSeconds * 1000;
  const seen = moves
    ? sql`${now.toISOString()}::timestamptz`
    : sql`greatest(clock_seen_at, ${now.toISOString()}::timestamptz)`;
  await tx.execute(sql`update org set clock_seen_at = ${seen} where id = 1`);
  const moved = moves ? (await moveTalks(tx, deps, by, setBack)) + (await moveRows(tx, now, by)) : 0;
  return moved + (await mendAhead(tx, deps));
}

/** The timers inside the sealed states; the row carries the earliest of them. A state that will not open is a turn's to find. */
async function moveTalks(tx: Tx, deps: StoreDeps, by: number, setBack: SetBack): Promise<number> {
  const now = deps.clock.now();
  let count = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await tx.execute<{ id: string; state_sealed: Buffer }>(
      sql`select id, state_sealed from conversations where id > ${after}::uuid and state_sealed is not null
          order by id limit ${talksAtOnce} for no key update`,
    );
    const moved = rows.flatMap(({ id, state_sealed: box }) => {
      const { plain } = openDay<ConversationState>(deps, box, stateContext(id));
      if (!plain) return [];
      const { state, due } = setBack(plain, by);
      return [{ id, due, box: deps.vault.sealForDay(toJson(state), stateContext(id), now) }];
    });
    await tx.execute(
      sql`update conversations c set state_sealed = decode(v.state, 'hex'), due_at = v.due_at::timestamptz
          from unnest(${list(moved.map(({ id }) => id))}::uuid[], ${hexList(moved.map(({ box }) => box))}::text[],
            ${list(moved.map(({ due }) => due?.toISOString() ?? null))}::text[]) as v (id, state, due_at)
          where c.id = v.id`,
    );
    count += moved.length;
    const last = rows.at(-1);
    if (!last || rows.length < talksAtOnce) return count;
    after = last.id;
  }
}

/**
 * Moments that something still runs from. Those of a day or an hour that somebody chose (the end of a shift), and
 * what has happened, stay what they are. When the person last wrote moves too: whoever wrote an hour ago is not here
 * now, and is not to be written to as if she were (R11).
 */
async function moveRows(tx: Tx, now: Date, by: number): Promise<number> {
  const back = sql`make_interval(secs => ${by / 1000}::float8)`;
  const moving = (names: readonly string[]) =>
    sql.join(
      names.map((name) => sql`${sql.identifier(name)} = ${sql.identifier(name)} - ${back}`),
      sql`, `,
    );
  const toMinute = (name: string) =>
    sql`${sql.identifier(name)} = date_trunc('minute', ${sql.identifier(name)} - ${back})`;
  const lately = sql`${now.toISOString()}::timestamptz - interval '3 days'`;
  const moved: SQL[] = [
    sql`update conversations set ${toMinute('last_inbound_at')}, ${moving(['aside_until'])}
        where last_inbound_at > ${lately}`,
    sql`update cases set ${moving(['waiting_since', 'lease_until', 'calling_until', 'unanswered_since', 'holder_seen_at', 'lost_at', 'nudged_at', 'offered_at', 'transfer_asked_at'])}
        where state = 'open'`,
    sql`update cases set ${toMinute('report_due_at')} where report_state in ('belum', 'disiapkan')`,
    sql`update alarms set ${moving(['started_at', 'next_at'])} where ended_at is null`,
    sql`update alarm_calls set ${moving(['created_at', 'due_at', 'begun_at'])} where outcome is null`,
    sql`update outbox set ${moving(['created_at', 'due_at', 'lease_until'])} where settled_at is null`,
    sql`update receipt_checks set ${moving(['created_at', 'lease_until'])}`,
    sql`update attachments set ${moving(['due_at'])} where due_at is not null`,
    sql`update members set ${toMinute('seen_at')}, ${toMinute('duty_asked_at')} where left_at is null`,
    sql`update sessions set ${toMinute('seen_at')}, ${toMinute('expires_at')}`,
    sql`update invites set ${toMinute('expires_at')} where used_at is null`,
    sql`update rights_requests set ${toMinute('asked_at')}, ${toMinute('due_at')} where state = 'asked'`,
  ];
  let count = 0;
  for (const statement of moved) count += (await tx.execute(sql`${statement} returning 1`)).length;
  return count;
}

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
  const claim = timeBounds.claimMinutes.max * 60 + aheadSeconds;
  const calling = clockLimits.callingMinutes * 60 + aheadSeconds;
  const lease = 2 * outboxLimits.leaseSeconds;
  const { againSecondsU2, digestHours } = roundLimits;
  const ofCase = ['holder_seen_at', 'unanswered_since', 'waiting_since', 'transfer_asked_at'];
  const round = sql`case urgency when 1 then ${after(timeBounds.againSecondsU1.max + aheadSeconds)} when 2 then ${after(againSecondsU2 + aheadSeconds)}
    else ${after(digestHours * 3_600 + aheadSeconds)} end`;
  const mended = [
    sql`update alarms set ${mend('started_at', 0)}, next_at = ${now}
        where ended_at is null and (next_at > ${round} or started_at > ${after(aheadSeconds)})`,
    sql`update cases set ${mend('lease_until', claim, after(timeBounds.claimMinutesU1.max * 60))},
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
