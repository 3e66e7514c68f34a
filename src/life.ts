import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { Database } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { dispatcherLock, freeOrphanedLeases, listOrphaning } from './store/outbox-outcomes.ts';

/** A moment for a server that has just come back, before its lock is asked for again. */
const againMilliseconds = 1_000;

/** Twice unseen, this far apart, is dead: one whose connection was lost shows itself again within a second or two. */
const lookMilliseconds = 5_000;

interface Living {
  db: Database;
  store: StoreDeps;
  log: Log;
}

/**
 * Holds the lock that says that this dispatcher lives, taking it again when the connection was lost, and
 * ends the leases of those that died, at its own start and for as long as it lives: after a crash nobody waits
 * for them.
 * @returns lets go of it
 */
export async function showLife(living: Living, id: string): Promise<() => Promise<void>> {
  const { db } = living;
  let stopped = false;
  let held = await db.ownLock(dispatcherLock(id));
  const keep = async () => {
    while (!stopped) {
      await held?.lost;
      if (stopped) return;
      await sleep(againMilliseconds);
      held = await db.ownLock(dispatcherLock(id)).catch(() => undefined);
    }
  };
  void keep();
  // Nobody else is there at a start, as a rule: whoever is not seen now is dead.
  await free(living);
  const stopLooking = lookForDead(living);
  return async () => {
    stopped = true;
    await stopLooking();
    await held?.release();
  };
}

async function free({ db, store, log }: Living, dead?: readonly string[]): Promise<void> {
  const freed = await db.transact((tx) => freeOrphanedLeases(tx, store, dead));
  if (freed > 0) log.info('outbox.leasesFreed', { count: freed });
}

/** Looks again and again who is unseen. @returns stops it, and waits for the look that runs */
function lookForDead(living: Living): () => Promise<void> {
  const { db, store, log } = living;
  let unseen: readonly string[] = [];
  let looking = Promise.resolve();
  const look = async () => {
    const now = await db.transact((tx) => listOrphaning(tx, store));
    const dead = now.filter((id) => unseen.includes(id));
    if (dead.length > 0) await free(living, dead);
    unseen = now;
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch((cause: unknown) => log.error('outbox.lookFailed', {}, cause));
  }, lookMilliseconds);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
