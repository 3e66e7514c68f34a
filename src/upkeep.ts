import type { Stamp } from './directory/numbers.ts';
import type { Log } from './log.ts';
import type { OrgSettings } from './org-settings.ts';
import { readReadiness } from './readiness.ts';
import type { KeyFolder } from './sealing/key-folder.ts';
import { forgetAlarms } from './store/alarms.ts';
import { chainAudit } from './store/audit-chain.ts';
import { appendErasure } from './store/backup-erasures.ts';
import { followClock, type SetBack } from './store/clock-back.ts';
import type { Database } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { shuffleFeedback } from './store/feedback.ts';
import { remindOfRights, sendDayHash } from './store/notices.ts';
import { readOrg } from './store/org.ts';
import { neededDays, purge } from './store/purge.ts';
import { retain } from './store/retention.ts';
import { readStamps } from './store/stamps.ts';
import { shuffleStatistics } from './store/statistics.ts';

const limits = {
  /** Portions in one go; what is left after a long time off waits for the next sweep, not for ten minutes. */
  portionsMax: 40,
} as const;

/** What the organisation's rows say, as every part of this process goes by it; refreshed while running. */
export interface Standing {
  chatName: string;
  isSetUp: boolean;
  settings: OrgSettings;
  stamps: Stamp[];
  /** Everything on the *Kesiapan* page is ticked: no channel says "masih uji coba" (design §7b). */
  isReady: boolean;
}

interface Kept extends Standing {
  db: Database;
  store: StoreDeps;
  keys: KeyFolder;
  log: Log;
  config: { backupFolder: string };
}

/** Something done again and again that nobody waits for. */
export interface Chore {
  everyMilliseconds: number;
  /** @returns whether all is done; false comes again at the next sweep */
  work(): Promise<boolean>;
}

/**
 * Does each chore when its time has come. One that fails does not keep the others from their turn: its fault is
 * thrown after them, and it comes again at the next sweep.
 */
export function createUpkeep(store: StoreDeps, chores: readonly Chore[]): () => Promise<number> {
  const doneAt = new Map<Chore, number>();
  return async () => {
    const now = store.clock.now().getTime();
    const faults: unknown[] = [];
    for (const chore of chores) {
      const last = doneAt.get(chore);
      // A clock that was set back must not stop everything until it has caught up.
      if (last !== undefined && now >= last && now - last < chore.everyMilliseconds) continue;
      try {
        if (await chore.work()) doneAt.set(chore, now);
      } catch (cause) {
        faults.push(cause);
      }
    }
    if (faults.length > 0) throw faults[0];
    return 0;
  };
}

const seconds = 1_000;
const minutes = 60 * seconds;

/** What has no hurry: the spool, what the organisation says, the chain of acts, forgetting. */
export function houseChores(house: Kept, replay: () => Promise<number>, setBack: SetBack): Chore[] {
  const { db, store } = house;
  return [
    { everyMilliseconds: 5 * seconds, work: async () => (await replay()) >= 0 },
    { everyMilliseconds: 2 * seconds, work: () => refresh(house) },
    { everyMilliseconds: minutes, work: () => refreshReadiness(house) },
    {
      everyMilliseconds: 10 * seconds,
      work: async () => (await db.transact((tx) => chainAudit(tx, store))) === 0,
    },
    {
      everyMilliseconds: 10 * minutes,
      work: () => db.transact((tx) => forgetAlarms(tx, store)).then(() => true),
    },
    {
      everyMilliseconds: 10 * minutes,
      work: async () => {
        await db.transact((tx) => sendDayHash(tx, store));
        await db.transact((tx) => remindOfRights(tx, store));
        return true;
      },
    },
    {
      everyMilliseconds: 24 * 60 * minutes,
      work: () => db.transact(shuffleStatistics).then(() => true),
    },
    {
      everyMilliseconds: 24 * 60 * minutes,
      work: () => db.transact(shuffleFeedback).then(() => true),
    },
    mending(house, setBack),
    forgetting(house),
    retaining(house),
  ];
}

/** The clock was set back (store/clock-back.ts): nothing waits for it to catch up. */
function mending({ db, store, log }: Kept, setBack: SetBack): Chore {
  let seenAt: Date | undefined;
  return {
    everyMilliseconds: 30 * seconds,
    work: async () => {
      const now = store.clock.now();
      const isJump = seenAt === undefined || now < seenAt;
      const count = await db.transact((tx) => followClock(tx, store, isJump, setBack));
      seenAt = now;
      if (count > 0) log.warn('clock.setBack', { count });
      return true;
    },
  };
}

/** What has had its time (store/retention.ts): each erasure stands on the list beside the backups first. */
function retaining(house: Kept): Chore {
  const { db, store, config } = house;
  const append = (caseId: string, at: Date) => appendErasure(config.backupFolder, caseId, at);
  return {
    everyMilliseconds: 60 * minutes,
    work: async () => !(await db.transact((tx) => retain(tx, store, house.settings, append))),
  };
}

async function refresh(house: Kept): Promise<boolean> {
  const { chatName, isSetUp, settings, stamps } = await house.db.transact(async (tx) => ({
    ...(await readOrg(tx)),
    stamps: await readStamps(tx),
  }));
  Object.assign(house, { chatName, isSetUp, settings, stamps });
  return true;
}

async function refreshReadiness(house: Kept): Promise<boolean> {
  house.isReady = (await house.db.transact((tx) => readReadiness(tx, house.store))).isReady;
  return true;
}

function forgetting(house: Kept): Chore {
  const { db, store, keys, log } = house;
  let since: Date | undefined;
  return {
    everyMilliseconds: 10 * minutes,
    work: async () => {
      const begun = store.clock.now();
      const isDone = await forget(house, since);
      const needed = await db.transact(neededDays);
      const { kept } = keys.expireDayKeys(store.clock.now(), (day) => needed.has(day));
      if (kept.length > 0) log.error('keys.overdue', { count: kept.length });
      if (isDone) since = begun;
      return isDone;
    },
  };
}

/** Portion by portion, each in a transaction of its own: nobody waits for the whole of it. @returns whether all is done */
async function forget({ db, store, isSetUp }: Kept, since: Date | undefined): Promise<boolean> {
  for (let portions = 0; portions < limits.portionsMax; portions += 1)
    if (!(await db.transact((tx) => purge(tx, store, { isSetUp, ...(since ? { since } : {}) })))) return true;
  return false;
}
