import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { callIndex } from './alarm-calls.ts';
import { claimFor, lockMember } from './case-claim.ts';
import { mayOpen } from './case-transfer.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { seeMember } from './duty.ts';
import type { CallKind } from './schema/duty.ts';

/** What pressing an alarm's button brought about. */
export type AlarmAnswer =
  /** The case is hers, unopened; she has a few minutes to sign in and write (design §7). */
  | { is: 'claimed'; caseId: string; overCap?: true }
  | { is: 'held' }
  | { is: 'closed' }
  | { is: 'full'; cap: number }
  /** A trial arrived, or she is still on duty. */
  | { is: 'thanks' }
  | { is: 'onDuty' }
  /** No such alarm, or it is older than a day. */
  | { is: 'unknown' };

/** An alarm that was pressed a day later says nothing about now. */
const validHours = 24;

interface CallRow extends Record<string, unknown> {
  id: string;
  kind: CallKind;
  case_id: string | null;
  member_id: string;
  way_id: string;
}

/**
 * *Saya ambil* inside the alarm, with no session: the one-time id is all that it takes, and it opens nothing.
 * Also the answer to a trial and to "Masih bertugas?". Pressed twice, the second changes nothing.
 * @param token the opaque one-time id of the alarm, without prefix
 */
export async function claimByAlarm(tx: Tx, deps: StoreDeps, token: string): Promise<AlarmAnswer> {
  const since = new Date(deps.clock.now().getTime() - validHours * 3_600_000).toISOString();
  const [call] = await tx.execute<CallRow>(
    sql`select c.id, c.kind, c.case_id, c.member_id, c.way_id from alarm_calls c
        join members m on m.id = c.member_id and m.left_at is null
        where c.token_index = ${callIndex(deps, token)} and c.created_at > ${since}::timestamptz`,
  );
  if (!call) return { is: 'unknown' };
  await lockMember(tx, call.member_id);
  await noteArrival(tx, deps, call);
  if (call.kind === 'trial') return { is: 'thanks' };
  if (call.kind === 'askDuty') return { is: 'onDuty' };
  if (call.kind !== 'case' || !call.case_id) return { is: 'unknown' };
  return claimCalled(tx, deps, call.member_id, call.case_id);
}

/** Who presses has it in her hand: the way works, and she is there. */
async function noteArrival(tx: Tx, deps: StoreDeps, call: CallRow): Promise<void> {
  const now = deps.clock.now();
  await tx.execute(
    sql`update alarm_calls set taken_at = coalesce(taken_at, ${now.toISOString()}::timestamptz)
        where id = ${call.id}::uuid`,
  );
  await tx.execute(
    sql`update alarm_ways set tested_at = ${toMinute(now).toISOString()}::timestamptz, failed_at = null
        where id = ${call.way_id}::uuid`,
  );
  await seeMember(tx, deps, call.member_id);
}

async function claimCalled(tx: Tx, deps: StoreDeps, memberId: string, caseId: string): Promise<AlarmAnswer> {
  const [may] = await tx.execute<{ may: boolean }>(sql`select ${mayOpen(memberId, caseId)} as may`);
  if (!may?.may) return { is: 'unknown' };
  const claimed = await claimFor(tx, deps, memberId, caseId);
  switch (claimed.is) {
    case 'claimed':
      return { ...claimed, caseId };
    case 'full':
      return claimed;
    case 'held':
    case 'closed':
      return { is: claimed.is };
    case 'noKey':
    case 'unknown':
      return { is: 'unknown' };
  }
}
