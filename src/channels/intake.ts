import type { Log } from '../log.ts';
import { readChannelState, writeChannelState } from '../store/channel-state.ts';
import { type Database, together } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { acceptHeard } from '../store/staff-inbox.ts';
import type { Intake, Received } from './channel.ts';
import type { Spool } from './spool.ts';

/**
 * The first await after something came in: it is in the inbox, or sealed in the spool, or the platform
 * still holds it. Nothing else may happen before that.
 */
export interface IntakeDeps {
  db: Database;
  store: StoreDeps;
  spool: Spool;
  log: Log;
  /** Called after each commit, so that a worker in this process need not wait for the NOTIFY. */
  nudge: () => void;
  reach?: (point: 'received' | 'kept') => void;
}

/**
 * A database that hangs says nothing at all. A commit takes milliseconds, so three seconds are a fault, and
 * still short enough that WhatsApp has not closed the line nor the person left the page.
 */
const commitMilliseconds = 3_000;

export function createIntake(deps: IntakeDeps): Intake {
  const { db, store } = deps;
  return {
    keep: async (batch, position) => {
      deps.reach?.('received');
      try {
        const committed = db.transact(async (tx) => {
          const [first] = batch;
          const channel = first?.channel ?? 'telegram';
          await together(
            acceptHeard(tx, store, batch),
            position && writeChannelState(tx, store, channel, position.name, position.value),
          );
        });
        await inTime(committed);
      } catch (cause) {
        // A platform with a position sends it all again; one without would not.
        if (position) throw cause;
        deps.log.error('intake.spooled', { count: batch.length }, cause);
        deps.spool.put(batch);
      }
      deps.reach?.('kept');
      deps.nudge();
    },
    position: (channel, name) => db.transact((tx) => readChannelState(tx, store, channel, name)),
  };
}

/**
 * Gives up waiting, not the work: it may still commit, before or after the spool's copy or the platform's
 * second sending, and external ids let only one of them in.
 */
async function inTime(committed: Promise<void>): Promise<void> {
  // Once nobody waits for it, its fault would end the process.
  committed.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const cause = Object.assign(new Error('commit too slow'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => reject(cause), commitMilliseconds);
  });
  try {
    await Promise.race([committed, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Brings what waits in the spool into the inbox; external ids make a replay harmless. Never throws. */
export async function replaySpool(deps: IntakeDeps): Promise<number> {
  const keep = (batch: Received[]) =>
    inTime(
      deps.db.transact(async (tx) => {
        await acceptHeard(tx, deps.store, batch);
      }),
    );
  const drained = await deps.spool.drain(keep);
  if (drained > 0) {
    deps.log.info('intake.replayed', { count: drained });
    deps.nudge();
  }
  return drained;
}
