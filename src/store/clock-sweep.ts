import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { CaseClocks } from '../duty/clocks.ts';
import type { Shift } from '../duty/shift.ts';
import { callMember } from './alarm-calls.ts';
import { recordAct } from './audit.ts';
import { letGo } from './case-claim.ts';
import { type ClockRow, clockColumns, clocksOf } from './case-clocks.ts';
import { noteInCase, tellConversations, wake } from './case-news.ts';
import { maybeDate } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { Duty } from './schema/members.ts';

/** What time alone does to cases and shifts. Whether it is due is decided in src/duty; here it is done, once. */

/** Looked at in one sweep: more than a team can hold. */
const casesMax = 1_000;

export interface HeldCase {
  caseId: string;
  holderId: string;
  clocks: CaseClocks;
}

interface HeldRow extends ClockRow {
  id: string;
  claimed_by: string;
}

/** Every case whose clocks may be running, unlocked: nothing that a turn needs is touched by looking. */
export async function listRunning(tx: Tx): Promise<HeldCase[]> {
  const rows = await tx.execute<HeldRow>(
    sql`select c.id, ${clockColumns} from cases c join members m on m.id = c.claimed_by
        where c.state = 'open' and (c.first_words_at is null or c.unanswered_since is not null
          or c.transfer_to is not null or c.lost_at is null or m.left_at is not null)
        limit ${casesMax}`,
  );
  return rows.map(heldOf);
}

/** The same case, locked and read with fresh eyes. @returns undefined when somebody else works on it now */
export async function lockRunning(tx: Tx, caseId: string): Promise<HeldCase | undefined> {
  const [row] = await tx.execute<HeldRow>(
    sql`select c.id, ${clockColumns} from cases c join members m on m.id = c.claimed_by
        where c.id = ${caseId}::uuid and c.state = 'open' for update of c skip locked`,
  );
  return row && heldOf(row);
}

function heldOf(row: HeldRow): HeldCase {
  return { caseId: row.id, holderId: row.claimed_by, clocks: clocksOf(row) };
}

/** No words came: back to the top of the queue, with the wait that it had. */
export async function fallBack(tx: Tx, deps: StoreDeps, { caseId, holderId }: HeldCase): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update cases set ${letGo}, waiting_since = coalesce(waiting_since, ${now}::timestamptz),
          revision = revision + 1 where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: null, act: 'fallBack', caseId, subjectId: holderId });
  await tellConversations(tx, deps, caseId, { type: 'counsellor.left', memberId: holderId });
  await wake(tx, caseId);
}

/** Offered to others; at the same moment the person hears it, and the bot answers again (design §7). */
export async function offerToOthers(tx: Tx, deps: StoreDeps, { caseId, holderId }: HeldCase): Promise<void> {
  await tx.execute(
    sql`update cases set offered_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz,
          waiting_since = coalesce(waiting_since, unanswered_since), revision = revision + 1
        where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: null, act: 'offer', caseId, subjectId: holderId });
  await tellConversations(tx, deps, caseId, { type: 'counsellor.away', memberId: holderId });
  await wake(tx, caseId);
}

/** Colleagues see "terputus"; nothing moves. */
export async function markLost(tx: Tx, deps: StoreDeps, { caseId }: HeldCase): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update cases set lost_at = ${now}::timestamptz, revision = revision + 1 where id = ${caseId}::uuid`,
  );
  await wake(tx, caseId);
}

/** She is called back to it outside the browser. */
export async function nudgeHolder(tx: Tx, deps: StoreDeps, { caseId, holderId }: HeldCase): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(sql`update cases set nudged_at = ${now}::timestamptz where id = ${caseId}::uuid`);
  await callMember(tx, deps, { kind: 'nudge', memberId: holderId, caseId });
}

/** Nobody said yes in time: it stays with whoever asked. */
export async function endTransfer(tx: Tx, deps: StoreDeps, { caseId }: HeldCase): Promise<void> {
  await tx.execute(
    sql`update cases set transfer_to = null, transfer_asked_at = null, revision = revision + 1
        where id = ${caseId}::uuid`,
  );
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'transferOver' });
  await wake(tx, caseId);
}

export interface RunningShift {
  memberId: string;
  shift: Shift;
}

interface ShiftRow extends Record<string, unknown> {
  id: string;
  duty: Duty;
  duty_until: string | null;
  seen_at: string | null;
  duty_asked_at: string | null;
}

/** Who says that she is there or on call. */
export async function listShifts(tx: Tx): Promise<RunningShift[]> {
  const rows = await tx.execute<ShiftRow>(
    sql`select id, duty, duty_until, seen_at, duty_asked_at from members
        where duty <> 'libur' and left_at is null`,
  );
  return rows.map(shiftOf);
}

/** The same shift, locked and read with fresh eyes. */
export async function lockShift(tx: Tx, memberId: string): Promise<RunningShift | undefined> {
  const [row] = await tx.execute<ShiftRow>(
    sql`select id, duty, duty_until, seen_at, duty_asked_at from members
        where id = ${memberId}::uuid and duty <> 'libur' and left_at is null for no key update skip locked`,
  );
  return row && shiftOf(row);
}

function shiftOf(row: ShiftRow): RunningShift {
  return {
    memberId: row.id,
    shift: {
      duty: row.duty,
      until: maybeDate(row.duty_until),
      seenAt: maybeDate(row.seen_at),
      askedAt: maybeDate(row.duty_asked_at),
    },
  };
}

/** "Masih bertugas?" goes out; a press, a page or an act of hers answers it. */
export async function askWhetherThere(tx: Tx, deps: StoreDeps, memberId: string): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(sql`update members set duty_asked_at = ${now}::timestamptz where id = ${memberId}::uuid`);
  await callMember(tx, deps, { kind: 'askDuty', memberId, caseId: null });
}

/** Her duty ends by itself; she is told. @param to `siaga` when her shift goes on but she is silent */
export async function endDuty(
  tx: Tx,
  deps: StoreDeps,
  memberId: string,
  to: 'siaga' | 'libur',
): Promise<void> {
  await tx.execute(
    sql`update members set duty = ${to}, duty_asked_at = null,
          duty_until = case when ${to} = 'siaga' then duty_until end where id = ${memberId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: null, act: 'dutyEnd', subjectId: memberId });
  await callMember(tx, deps, { kind: 'dutyEnded', memberId, caseId: null });
}

/** Who has left the team is called no more, on any phone. */
export async function dropWaysOfLeft(tx: Tx): Promise<void> {
  await tx.execute(
    sql`delete from alarm_ways w using members m where m.id = w.member_id and m.left_at is not null`,
  );
}
