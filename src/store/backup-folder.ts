import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The folder where backups lie: their names carry their moment, and nothing else is ever taken away. */
export interface KeptBackup {
  /** Absolute. */
  file: string;
  /** When it was made. */
  at: Date;
}

export const backupLimits = {
  /** Design §6: what was erased is gone from the last backup after this, and the person is told so. */
  keepDays: 35,
  /** 02:00 in Jakarta: the hour of the least messages. */
  nightHourUtc: 19,
};

const dayMilliseconds = 86_400_000;
const pattern = /^suar-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/;
const partPattern = /^suar-\d{8}T\d{6}Z\.backup\.part$/;

/** `suar-20261121T190003Z.backup` */
export function backupName(at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
  return `suar-${stamp}.backup`;
}

/** Makes the folder, for its owner only. A part that a crash left is taken away: it was never a backup. */
export function openBackupFolder(folder: string): void {
  // One that an operator made (a mounted stick) keeps its own rights.
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
  for (const name of readdirSync(folder).filter((entry) => partPattern.test(entry)))
    rmSync(path.join(folder, name), { force: true });
}

/** Newest first; none when there is no folder. */
export function listBackups(folder: string): KeptBackup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name): KeptBackup[] => {
      const [, year, month, day, hour, minute, second] = pattern.exec(name) ?? [];
      if (!year) return [];
      const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return Number.isNaN(at.getTime()) ? [] : [{ file: path.join(folder, name), at }];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

/**
 * Takes away what is older than 35 days. Called after a backup that was proven whole, and only then: while
 * backups fail the last good one stays, whatever its age.
 * @returns how many went
 */
export function dropOldBackups(folder: string, now: Date): number {
  const [newest, ...older] = listBackups(folder);
  const old = older.filter(
    ({ at }) => now.getTime() - at.getTime() >= backupLimits.keepDays * dayMilliseconds,
  );
  if (!newest) return 0;
  for (const { file } of old) rmSync(file, { force: true });
  return old.length;
}

/** Whether no backup has been made since this night began: also the morning after a night without power. */
export function isBackupDue(newest: Date | undefined, now: Date): boolean {
  return newest === undefined || nightOf(newest) < nightOf(now);
}

function nightOf(moment: Date): number {
  return Math.floor((moment.getTime() - backupLimits.nightHourUtc * 3_600_000) / dayMilliseconds);
}
