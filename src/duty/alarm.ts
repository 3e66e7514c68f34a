import type { AlarmKind, AlarmLine, AlarmOutcome } from '../channels/alarm-line.ts';
import type { Words } from '../conversation/words.ts';
import type { Log } from '../log.ts';
import {
  type BegunCall,
  beginCalls,
  closeOldCalls,
  type StandingCall,
  settleCall,
  takeStandingCalls,
} from '../store/alarm-calls.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { makeRounds } from './alarm-rounds.ts';
import { alarmMessage, struckText } from './messages.ts';
import { sweepClocks, sweepShifts } from './sweep.ts';

/**
 * The alarm outside the browser (design §7): sweeps the clocks, makes the rounds, sends what they put out, and
 * strikes out what somebody has taken. The rows are the truth; it may die at any point, in any process.
 */
export interface AlarmDeps {
  db: Database;
  store: StoreDeps;
  log: Log;
  words: Words;
  lines: readonly AlarmLine[];
  /** After a call is settled the next may go. */
  nudge: () => void;
  /** Where a test stops the process; absent otherwise. */
  reach?: (point: 'begun' | 'sent') => void;
}

export interface Alarm {
  /** One round of everything; does not wait for what is on its way. @returns how much was done */
  round(): Promise<number>;
  /** Resolves when nothing is on its way any more. */
  settle(): Promise<void>;
}

const limits = {
  /** Calls on their way at once on each line, and strikes: one that hangs must not hold up the others. */
  inFlight: 12,
  /** What is over within this is not worth its own sweep: shifts are kept to the minute. */
  shiftMilliseconds: 20_000,
  /** A platform that says nothing of when is asked again after this long. */
  againMilliseconds: 5_000,
} as const;

export function createAlarm(deps: AlarmDeps): Alarm {
  const inFlight = new Map<string, OnItsWay>();
  let shiftsAt = Number.NEGATIVE_INFINITY;
  const start: Start = (id, kind, work) => {
    const sending = work
      .catch((cause: unknown) => deps.log.error('alarm.fault', { id }, cause))
      .finally(() => inFlight.delete(id))
      .then(() => deps.nudge());
    inFlight.set(id, { kind, sending });
  };
  return {
    round: async () => {
      const failed = (id: string, cause: unknown) => deps.log.error('alarm.failed', { id }, cause);
      const moved = await sweepClocks(deps.db, deps.store, failed);
      const now = deps.store.clock.now().getTime();
      if (now < shiftsAt || now - shiftsAt >= limits.shiftMilliseconds) {
        await sweepShifts(deps.db, deps.store, failed);
        shiftsAt = now;
      }
      const rounds = await makeRounds(deps.db, deps.store, failed);
      return moved + rounds + (await sendDue(deps, inFlight, start)) + (await strikeTaken(deps, start));
    },
    settle: async () => {
      while (inFlight.size > 0) await Promise.all([...inFlight.values()].map(({ sending }) => sending));
    },
  };
}

interface OnItsWay {
  kind: AlarmKind;
  sending: Promise<void>;
}

type Start = (id: string, kind: AlarmKind, work: Promise<void>) => void;

async function sendDue(
  deps: AlarmDeps,
  inFlight: ReadonlyMap<string, OnItsWay>,
  start: Start,
): Promise<number> {
  const busy = (kind: AlarmKind) => [...inFlight.values()].filter((each) => each.kind === kind).length;
  const begun = await deps.db.transact(async (tx) => {
    await closeOldCalls(tx, deps.store);
    const calls: BegunCall[] = [];
    for (const { kind } of deps.lines) {
      const free = limits.inFlight - busy(kind);
      if (free > 0) calls.push(...(await beginCalls(tx, deps.store, kind, free)));
    }
    return calls;
  });
  if (begun.length > 0) deps.reach?.('begun');
  for (const call of begun) start(call.id, call.line, send(deps, call));
  return begun.length;
}

async function send(deps: AlarmDeps, call: BegunCall): Promise<void> {
  const line = deps.lines.find(({ kind }) => kind === call.line);
  const outcome = line ? await line.send(call.address, alarmMessage(deps.words, call)) : notNow(deps);
  deps.reach?.('sent');
  if (outcome.is !== 'sent')
    deps.log.warn('alarm.notSent', { channel: call.line, code: outcome.is, id: call.id });
  await deps.db.transact((tx) => settleCall(tx, deps.store, call, outcome));
}

function notNow(deps: AlarmDeps): AlarmOutcome {
  const at = new Date(deps.store.clock.now().getTime() + limits.againMilliseconds);
  return { is: 'later', at, why: 'lineOff' };
}

/** Alarms that somebody has taken no longer call the others. */
async function strikeTaken(deps: AlarmDeps, start: Start): Promise<number> {
  const standing = await deps.db.transact((tx) => takeStandingCalls(tx, deps.store, limits.inFlight));
  for (const call of standing) start(deps.store.ids.uuid(), call.line, strike(deps, call));
  return standing.length;
}

async function strike(
  deps: AlarmDeps,
  { line: kind, address, providerId, language }: StandingCall,
): Promise<void> {
  const line = deps.lines.find((candidate) => candidate.kind === kind);
  await line?.strike(address, providerId, struckText(deps.words, language));
}
