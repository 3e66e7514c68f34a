import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { roundLimits, type Stage } from '../duty/rounds.ts';
import type { NewCall } from './alarm-calls.ts';
import { standingWay } from './alarm-calls.ts';
import { mayRead } from './case-readers.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { list } from './lists.ts';

/** The alarm of a case: one row while it waits for somebody. Who is called when is decided in src/duty. */

/** A case that waits for anybody: nobody holds it, or it is offered. U4 (information) calls nobody. */
const waits = sql`c.state = 'open' and c.urgency <= 3 and (c.claimed_by is null or c.offered_at is not null)`;

/** Begins the alarm of every case that waits and has none, or has become more urgent than its alarm. */
export async function startAlarms(tx: Tx, deps: StoreDeps): Promise<number> {
  const now = deps.clock.now();
  const digest = new Date(now.getTime() + roundLimits.digestHours * 3_600_000).toISOString();
  const at = sql`${now.toISOString()}::timestamptz`;
  const started = await tx.execute(
    sql`insert into alarms (case_id, stage, urgency, started_at, next_at, rounds)
        select c.id, 0, c.urgency, ${at}, case when c.urgency <= 2 then ${at} else ${digest}::timestamptz end, 0
        from cases c where ${waits} and not exists (select 1 from alarms a where a.case_id = c.id
          and a.ended_at is null and a.urgency <= c.urgency)
        order by c.id
        on conflict (case_id) do update set stage = 0, urgency = excluded.urgency,
          started_at = excluded.started_at, next_at = excluded.next_at, rounds = 0, ended_at = null
          where alarms.ended_at is not null or alarms.urgency > excluded.urgency
        returning case_id`,
  );
  return started.length;
}

/** Ends the alarm of every case that waits no more; a claim ends its own at once. */
export async function endAlarms(tx: Tx, deps: StoreDeps): Promise<number> {
  const ended = await tx.execute(
    sql`update alarms a set ended_at = ${deps.clock.now().toISOString()}::timestamptz
        from cases c where c.id = a.case_id and a.ended_at is null and not (${waits}) returning a.case_id`,
  );
  return ended.length;
}

export interface DueAlarm {
  caseId: string;
  urgency: Urgency;
  startedAt: Date;
  rounds: number;
}

/**
 * Locks the most urgent alarm whose round is due; another process's are skipped.
 * @param but cases whose round has just failed: they must not stand before the others
 */
export async function lockDueAlarm(
  tx: Tx,
  deps: StoreDeps,
  but: readonly string[],
): Promise<DueAlarm | undefined> {
  const [row] = await tx.execute<{ case_id: string; urgency: Urgency; started_at: string; rounds: number }>(
    sql`select case_id, urgency, started_at, rounds from alarms
        where ended_at is null and next_at <= ${deps.clock.now().toISOString()}::timestamptz
          and case_id <> all(${list(but)}::uuid[])
        order by urgency, started_at, case_id limit 1 for update skip locked`,
  );
  return (
    row && {
      caseId: row.case_id,
      urgency: row.urgency,
      startedAt: new Date(row.started_at),
      rounds: row.rounds,
    }
  );
}

/** Somebody who can open the case. Supervisors are listed whatever their duty is. */
export interface Listener {
  memberId: string;
  /** 1 bertugas, 2 siaga, 3 a supervisor who is neither. */
  stage: Stage;
  ways: string[];
}

/** Who may read the case, and is bertugas, siaga or supervisor. */
export async function readListeners(tx: Tx, deps: StoreDeps, caseId: string): Promise<Listener[]> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  const rows = await tx.execute<{ id: string; stage: Stage; ways: string[] }>(
    sql`select m.id, d.stage, array(select w.id::text from alarm_ways w
          where w.member_id = m.id and ${standingWay} order by w.created_at, w.id) as ways
        from members m cross join lateral (select case
            when m.duty <> 'libur' and m.duty_until <= ${now} then case when 'supervisor' = any(m.roles) then 3 end
            when m.duty = 'bertugas' then 1 when m.duty = 'siaga' then 2
            when 'supervisor' = any(m.roles) then 3 end as stage) d
        where m.left_at is null and d.stage is not null
          and ${mayRead(sql`${caseId}::uuid`, sql`m.id`)}
        order by d.stage, m.id`,
  );
  return rows.map((row) => ({ memberId: row.id, stage: row.stage, ways: row.ways }));
}

/**
 * Of these ways, those that have not rung for enough cases within the last minute, or had no digest lately.
 * What an earlier round of the case has not begun to send is dropped: this round says the same.
 */
export async function readyForRound(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  calls: readonly NewCall[],
): Promise<NewCall[]> {
  if (calls.length === 0) return [];
  await tx.execute(
    sql`update alarm_calls set outcome = 'gone' where case_id = ${caseId}::uuid and kind = 'case'
          and outcome is null and begun_at is null`,
  );
  const now = deps.clock.now().getTime();
  const [minute, day] = [now - 55_000, now - (roundLimits.digestHours * 3_600_000) / 2].map((at) =>
    new Date(at).toISOString(),
  );
  const busy = await tx.execute<{ way_id: string }>(
    sql`select way_id from alarm_calls where way_id = any(${list(calls.map((call) => call.wayId))}::uuid[])
          and ((kind = 'case' and created_at > ${minute}::timestamptz and ${calls[0]?.kind === 'case'}::boolean)
            or (kind = 'digest' and created_at > ${day}::timestamptz and ${calls[0]?.kind === 'digest'}::boolean))
        group by way_id, kind having count(*) >= case when kind = 'case' then ${roundLimits.callsPerMinute}::int
          else 1 end`,
  );
  const full = new Set(busy.map((row) => row.way_id));
  return calls.filter((call) => !full.has(call.wayId));
}

/** What is over for two days, and counts older than a year: said no more than they are needed (design §6). */
export async function forgetAlarms(tx: Tx, deps: StoreDeps): Promise<void> {
  const before = (days: number) =>
    sql`${new Date(deps.clock.now().getTime() - days * 86_400_000).toISOString()}::timestamptz`;
  await tx.execute(sql`delete from alarm_calls where created_at < ${before(2)}`);
  await tx.execute(sql`delete from alarms where ended_at < ${before(2)}`);
  await tx.execute(
    sql`delete from alarm_ways where address_sealed is null and code_expires_at < ${before(1)}`,
  );
  await tx.execute(sql`delete from queue_counts where hour < ${before(400)}`);
}

/** The round is done: when the next one is, and who hears it by now. */
export async function noteRound(
  tx: Tx,
  { caseId, stage, nextAt }: { caseId: string; stage: Stage; nextAt: Date },
): Promise<void> {
  await tx.execute(
    sql`update alarms set stage = ${stage}::smallint, rounds = least(rounds + 1, 30000)::smallint,
          next_at = ${nextAt.toISOString()}::timestamptz
        where case_id = ${caseId}::uuid`,
  );
}
