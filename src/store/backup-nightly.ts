import type { Clock } from '../clock.ts';
import { type Config, StartFault } from '../config.ts';
import type { Log } from '../log.ts';
import { makeBackup } from './backup.ts';
import { dropOldBackups, isBackupDue, listBackups } from './backup-folder.ts';
import type { Address } from './database.ts';

const limits = {
  lookMilliseconds: 10 * 60_000,
  /** An app that is being tried out, or restarts in a row, has other work in its first minutes. */
  quietMilliseconds: 10 * 60_000,
  /** Two nights without one: somebody must look (design §7b: degraded, with its reason). */
  overdueMilliseconds: 50 * 3_600_000,
};

interface NightlyDeps {
  address: Address;
  keyFolder: string;
  folder: string;
  clock: Clock;
  log: Log;
  /** Before set-up there is no key to seal to. */
  isSetUp: () => boolean;
}

/**
 * One backup a night, proven and pruned. A failure is logged and tried again at the next look: it must not
 * stop whatever else runs beside it.
 * @returns what looks whether one is due; true always: there is nothing left to do at once
 */
export function createNightlyBackup(deps: NightlyDeps): () => Promise<boolean> {
  const { folder, clock, log } = deps;
  const quietUntil = clock.now().getTime() + limits.quietMilliseconds;
  return async () => {
    const now = clock.now();
    if (!deps.isSetUp() || now.getTime() < quietUntil) return true;
    if (!isBackupDue(listBackups(folder)[0]?.at, now)) return true;
    try {
      const { rows } = await makeBackup({ address: deps.address, keyFolder: deps.keyFolder, folder, now });
      log.info('backup.made', { count: rows, milliseconds: clock.now().getTime() - now.getTime() });
      const dropped = dropOldBackups(folder, now);
      if (dropped > 0) log.info('backup.dropped', { count: dropped });
    } catch (cause) {
      // Another process of this database is at it this moment: then it is being done.
      if (cause instanceof StartFault && cause.code === 'backupRunning') return true;
      log.error('backup.failed', cause instanceof StartFault ? { code: cause.code } : {}, cause);
    }
    return true;
  };
}

/** The nightly backup as a chore of upkeep; none when it is switched off. @param house as it stands at each look */
export function backupChores(house: {
  address: Address;
  config: Config;
  clock: Clock;
  log: Log;
  isSetUp: boolean;
}): { everyMilliseconds: number; work: () => Promise<boolean> }[] {
  const { address, config, clock, log } = house;
  if (!config.isBackedUpNightly) return [];
  const { keyFolder, backupFolder: folder } = config;
  const work = createNightlyBackup({ address, keyFolder, folder, clock, log, isSetUp: () => house.isSetUp });
  return [{ everyMilliseconds: limits.lookMilliseconds, work }];
}

/** Whether the newest backup is two nights old: something keeps the nightly one from succeeding. */
export function isBackupOverdue(folder: string, now: Date): boolean {
  const newest = listBackups(folder)[0];
  return newest !== undefined && now.getTime() - newest.at.getTime() > limits.overdueMilliseconds;
}
