import type { NewCall } from '../store/alarm-calls.ts';
import { putCalls } from '../store/alarm-calls.ts';
import {
  type DueAlarm,
  endAlarms,
  type Listener,
  lockDueAlarm,
  noteRound,
  readListeners,
  readyForRound,
  startAlarms,
} from '../store/alarms.ts';
import { tellConversations } from '../store/case-news.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { readDutyTimes } from '../store/org.ts';
import { nextRound, type Stage, stageOf } from './rounds.ts';

/** Rounds made in one sweep; more come with the next. */
const roundsAtOnce = 50;

/**
 * Begins, repeats, widens and ends alarms. A round and the moment of the next one are one commit, so that two
 * processes never call anybody twice within a round. One that fails is told, and keeps no other from ringing.
 * @returns how many rounds were made
 */
export async function makeRounds(
  db: Database,
  deps: StoreDeps,
  failed: (caseId: string, cause: unknown) => void,
): Promise<number> {
  await db.transact(async (tx) => {
    await endAlarms(tx, deps);
    await startAlarms(tx, deps);
  });
  const but: string[] = [];
  for (let made = 0; made < roundsAtOnce; made += 1) {
    let caseId: string | undefined;
    try {
      const alarm = await db.transact(async (tx) => {
        const due = await lockDueAlarm(tx, deps, but);
        caseId = due?.caseId;
        if (due) await makeRound(tx, deps, due);
        return due;
      });
      if (!alarm) return made;
    } catch (cause) {
      if (caseId === undefined) throw cause;
      but.push(caseId);
      failed(caseId, cause);
    }
  }
  return roundsAtOnce;
}

async function makeRound(tx: Tx, deps: StoreDeps, alarm: DueAlarm): Promise<void> {
  const { caseId, urgency } = alarm;
  const now = deps.clock.now();
  const times = await readDutyTimes(tx);
  const listeners = await readListeners(tx, deps, caseId);
  const there = listeners.filter(({ stage }) => stage === 1);
  const milliseconds = now.getTime() - alarm.startedAt.getTime();
  const isStaffed = there.some(({ ways }) => ways.length > 0);
  const { stage, called } = reaching(stageOf({ times, urgency, milliseconds, isStaffed }), listeners);
  const kind = urgency <= 2 ? 'case' : 'digest';
  const calls = called.flatMap(({ memberId, ways }): NewCall[] =>
    ways.map((wayId) => ({ kind, caseId: kind === 'case' ? caseId : null, memberId, wayId })),
  );
  await putCalls(tx, deps, await readyForRound(tx, deps, caseId, calls));
  await noteRound(tx, { caseId, stage, nextAt: new Date(now.getTime() + nextRound(times, urgency)) });
  // The person hears it at once, and once for each time that she waits.
  if (urgency === 1 && alarm.rounds === 0 && there.length === 0)
    await tellConversations(tx, deps, caseId, { type: 'duty.empty' });
}

/** Widened until somebody can hear it: an alarm that rings nowhere is none. */
function reaching(first: Stage, listeners: readonly Listener[]): { stage: Stage; called: Listener[] } {
  const called = listeners.filter(({ stage }) => stage <= first);
  if (first === 3 || called.some(({ ways }) => ways.length > 0)) return { stage: first, called };
  return reaching((first + 1) as Stage, listeners);
}
