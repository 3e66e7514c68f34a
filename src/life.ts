import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { Database } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { dispatcherLock, freeOrphanedLeases } from './store/outbox-outcomes.ts';

/** A moment for a server that has just come back, before its lock is asked for again. */
const againMilliseconds = 1_000;

interface Living {
  db: Database;
  store: StoreDeps;
  log: Log;
}

/**
 * Holds the lock that says that this dispatcher lives, taking it again when the connection was lost, and
 * ends the leases of those that died: after a crash nobody waits for them.
 * @returns lets go of it
 */
export async function showLife({ db, store, log }: Living, id: string): Promise<() => Promise<void>> {
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
  const freed = await db.transact((tx) => freeOrphanedLeases(tx, store));
  if (freed > 0) log.info('outbox.leasesFreed', { count: freed });
  return async () => {
    stopped = true;
    await held?.release();
  };
}
