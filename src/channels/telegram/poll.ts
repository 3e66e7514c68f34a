import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Intake } from '../channel.ts';
import { type Calls, forApi } from './api.ts';
import { type BackOff, backOffMilliseconds, readFailure, type Trouble, troubleOf } from './failures.ts';
import { offsetAfter, readOffset, updateIdOf } from './ids.ts';
import { allowedUpdates, callbackIdOf, readUpdate } from './receive.ts';
import type { TelegramCode } from './states.ts';

/**
 * Our own getUpdates loop. The law: an update is confirmed (by the next call's offset) only after it and
 * that offset were stored in one transaction. Killed anywhere, Telegram sends the same updates again, and
 * their ids make the second copy change nothing. grammY's bot.start() confirms before it has handled.
 * The gap: Telegram keeps what nobody fetches for 24 hours (Bot API, 2026-11). Down for longer, we lose words.
 */
export interface Polling {
  poll: Calls;
  intake: Intake;
  clock: Clock;
  log: Log;
  pollSeconds: number;
  backOff: BackOff;
  /** How it goes, for the channel's health. */
  note(code: TelegramCode): void;
  /** Stops the spinner on a button, once the tap is kept. Does not wait, never throws. */
  answer(callbackId: string): void;
}

/** Bounds of one call. */
const limits = {
  /** What one call may bring; also the platform's own most. */
  updates: 100,
  /** A long poll that comes back empty sooner than this did not wait: a broken relay would be hammered. */
  emptyMilliseconds: 200,
};

interface Progress {
  /** The stored offset was read; before, the first call would answer with what was handled long ago. */
  positionRead: boolean;
  offset: number | undefined;
  /** A webhook left by a former program makes every getUpdates a conflict. */
  webhookGone: boolean;
  /** The first call after a fault asks without waiting: it shows at once that the line is back. */
  proven: boolean;
  failures: number;
}

/** Polls until the signal. Resolves when the batch in hand is kept or given up; never throws for the world's faults. */
export async function pollUntil(polling: Polling, signal: AbortSignal): Promise<void> {
  const progress: Progress = {
    positionRead: false,
    offset: undefined,
    webhookGone: false,
    proven: false,
    failures: 0,
  };
  while (!signal.aborted) {
    const trouble = await turn(polling, progress, signal);
    if (trouble === undefined) {
      progress.failures = 0;
      continue;
    }
    if (signal.aborted) return;
    progress.failures += 1;
    polling.note(trouble.code);
    await wait(trouble.waitMilliseconds, signal);
  }
}

/** Sleeps, or returns at once when the signal comes. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** One position read or one batch. Undefined when it went well. */
async function turn(polling: Polling, progress: Progress, signal: AbortSignal): Promise<Trouble | undefined> {
  if (!progress.positionRead) return readPosition(polling, progress);
  const asked = polling.clock.now().getTime();
  const updates = await fetchUpdates(polling, progress, signal);
  if (!Array.isArray(updates)) return updates;
  if (updates.length > 0) return keepBatch(polling, progress, updates);
  polling.note('connected');
  const tooSoon = progress.proven && polling.clock.now().getTime() - asked < limits.emptyMilliseconds;
  progress.proven = true;
  if (tooSoon) await wait(limits.emptyMilliseconds, signal);
  return undefined;
}

async function readPosition(polling: Polling, progress: Progress): Promise<Trouble | undefined> {
  try {
    progress.offset = readOffset(await polling.intake.position('telegram', 'offset'));
    progress.positionRead = true;
    return undefined;
  } catch (cause) {
    polling.log.error('telegram.positionNotRead', { channel: 'telegram' }, cause);
    return notKept(polling, progress);
  }
}

async function fetchUpdates(
  polling: Polling,
  progress: Progress,
  signal: AbortSignal,
): Promise<unknown[] | Trouble | undefined> {
  const { poll, pollSeconds, backOff } = polling;
  try {
    if (!progress.webhookGone) await poll.deleteWebhook({ drop_pending_updates: false }, forApi(signal));
    progress.webhookGone = true;
    const timeout = progress.proven ? pollSeconds : 0;
    const asked = { timeout, limit: limits.updates, allowed_updates: [...allowedUpdates] };
    const { offset } = progress;
    const updates: unknown = await poll.getUpdates(
      offset === undefined ? asked : { ...asked, offset },
      forApi(signal),
    );
    if (Array.isArray(updates)) return updates;
    return { code: 'unanswered', waitMilliseconds: backOffMilliseconds(progress.failures, backOff) };
  } catch (cause) {
    if (signal.aborted) return undefined;
    const trouble = troubleOf(readFailure(cause, signal), progress.failures, backOff);
    progress.proven = false;
    if (trouble.code === 'conflict') progress.webhookGone = false;
    return trouble;
  }
}

/** Messages and offset in one transaction; only then is the offset ours to send, and each tap answered. */
async function keepBatch(
  polling: Polling,
  progress: Progress,
  updates: readonly unknown[],
): Promise<Trouble | undefined> {
  const next = offsetAfter(updates);
  if (next === undefined)
    return { code: 'unanswered', waitMilliseconds: backOffMilliseconds(progress.failures, polling.backOff) };
  // Their numbers are the order in which they happened; a relay may hand them over in another.
  const inOrder = updates.toSorted((one, other) => (updateIdOf(one) ?? 0) - (updateIdOf(other) ?? 0));
  const readings = inOrder.map(readUpdate);
  const received = readings.flatMap((reading) => (reading.is === 'ignored' ? [] : [reading.received]));
  try {
    await polling.intake.keep(received, { name: 'offset', value: String(next) });
  } catch (cause) {
    polling.log.error('telegram.batchNotKept', { channel: 'telegram', count: received.length }, cause);
    return notKept(polling, progress);
  }
  progress.offset = next;
  progress.proven = true;
  polling.note('connected');
  const unreadable = readings.filter((reading) => reading.is === 'unreadable').length;
  if (unreadable > 0)
    polling.log.warn('telegram.updateUnreadable', { channel: 'telegram', count: unreadable });
  for (const id of inOrder.map(callbackIdOf)) if (id !== undefined) polling.answer(id);
  return undefined;
}

function notKept(polling: Polling, progress: Progress): Trouble {
  return { code: 'notKept', waitMilliseconds: backOffMilliseconds(progress.failures, polling.backOff) };
}
