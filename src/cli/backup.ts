import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { makeBackup } from '../store/backup.ts';
import { dropOldBackups } from '../store/backup-folder.ts';
import { connectToRunning } from '../store/server.ts';
import { type Answered, done, failed, runCommand } from './command.ts';

/** `npm run backup [-- --to FOLDER]`: one backup now, while the app runs or stands still (design §6). */
const usage = {
  id: 'Pakai: npm run backup  atau  npm run backup -- --to /media/stik',
  en: 'Use: npm run backup  or  npm run backup -- --to /media/stick',
};

const nothingHere = {
  id: 'Belum ada apa pun untuk dicadangkan: Suar belum pernah dijalankan di sini. Jalankan npm start.',
  en: 'There is nothing to back up: Suar was never started here. Run npm start.',
};

/** @returns where to; undefined when it was not asked rightly */
function readTarget(args: readonly string[], config: Config): string | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' } } });
    return values.to === undefined ? config.backupFolder : path.resolve(values.to);
  } catch {
    // An option that does not exist: the usage says which do.
    return undefined;
  }
}

/** Makes a backup and, in the usual folder, lets go of those that are older than 35 days. */
export async function runBackup(config: Config, args: readonly string[]): Promise<Answered> {
  const folder = readTarget(args, config);
  if (folder === undefined) return failed(usage, 2);
  if (!config.databaseUrl && !existsSync(config.dataFolder)) return failed(nothingHere);
  const store = await connectToRunning(config);
  try {
    const now = systemClock.now();
    const { address } = store;
    const made = await makeBackup({ address, keyFolder: config.keyFolder, folder, now });
    const dropped = folder === config.backupFolder ? dropOldBackups(folder, now) : 0;
    const size = `${Math.ceil(made.bytes / 1024)} kB`;
    return done({
      id: `Cadangan selesai dan sudah dibaca ulang: ${made.file} (${size}, ${made.rows} baris). ${dropped} cadangan lama dihapus. Hanya kunci pemulihan yang membukanya: simpan kunci itu di tempat lain. Salin juga erasures.txt bersamanya.`,
      en: `The backup is done and was read again: ${made.file} (${size}, ${made.rows} rows). ${dropped} old backups went. Only the recovery key opens it: keep that key elsewhere. Copy erasures.txt along with it.`,
    });
  } finally {
    await store.stop();
  }
}

if (import.meta.main) await runCommand((config) => runBackup(config, process.argv.slice(2)));
