import type { Log } from './log.ts';
import type { KeyFolder } from './sealing/key-folder.ts';
import type { Database } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { readOrg } from './store/org.ts';
import { neededDays, purge } from './store/purge.ts';

const limits = {
  purgeMilliseconds: 10 * 60_000,
  spoolMilliseconds: 5_000,
  /** Portions in one go; what is left after a long time off waits for the next sweep, not for ten minutes. */
  portionsMax: 40,
} as const;

interface Kept {
  db: Database;
  store: StoreDeps;
  keys: KeyFolder;
  log: Log;
  chatName: string;
  isSetUp: boolean;
}

/** What has no hurry: the spool, the organisation's name, forgetting. Runs with the worker's sweep. */
export function createUpkeep(house: Kept, replay: () => Promise<number>): () => Promise<number> {
  const { db, store, keys, log } = house;
  let spooledAt = 0;
  let purgedAt = 0;
  return async () => {
    const now = store.clock.now().getTime();
    if (now - spooledAt >= limits.spoolMilliseconds) {
      await replay();
      spooledAt = now;
    }
    const org = await db.transact(readOrg);
    house.chatName = org.chatName;
    house.isSetUp = org.isSetUp;
    if (now - purgedAt < limits.purgeMilliseconds) return 0;
    const isDone = await forget(house, purgedAt);
    const needed = await db.transact(neededDays);
    const { kept } = keys.expireDayKeys(store.clock.now(), (day) => needed.has(day));
    if (kept.length > 0) log.error('keys.overdue', { count: kept.length });
    if (isDone) purgedAt = now;
    return 0;
  };
}

/** Portion by portion, each in a transaction of its own: nobody waits for the whole of it. @returns whether all is done */
async function forget({ db, store, isSetUp }: Kept, purgedAt: number): Promise<boolean> {
  const since = purgedAt > 0 ? { since: new Date(purgedAt) } : {};
  for (let portions = 0; portions < limits.portionsMax; portions += 1)
    if (!(await db.transact((tx) => purge(tx, store, { isSetUp, ...since })))) return true;
  return false;
}
