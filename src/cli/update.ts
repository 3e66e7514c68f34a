import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { type Config, type Sentence, StartFault } from '../config.ts';
import { makeBackup } from '../store/backup.ts';
import { isInUse } from '../store/check-up.ts';
import { openDatabase } from '../store/database.ts';
import { connectToRunning } from '../store/server.ts';
import { findHolder } from '../store/server-holder.ts';
import { type Answered, done, failed, runCommand } from './command.ts';

/**
 * `npm run update`, after the new version's files were put into the folder (git pull, or an unpacked archive):
 * backup → npm ci → copy of the data folder → migrate and try → or everything back as it was.
 *
 * The backup is sealed to a key that is not on this machine, so it cannot be what an update falls back on by
 * itself. That is the copy of the stopped server's files, which goes as soon as the new version has shown that
 * it works. The key folder is neither copied nor changed: a copy of day keys would outlive its 48 hours.
 */
export interface UpdateOptions {
  /** Where package.json lies. */
  root: string;
  /** Arguments of the trial (update-check.ts). */
  trial?: string[];
}

const words = {
  usage: {
    id: 'Pakai: npm run update  (--no-install: paket sudah terpasang; --back: kembalikan pembaruan yang terputus)',
    en: 'Use: npm run update  (--no-install: packages are installed already; --back: take back an update that was cut short)',
  },
  running: {
    id: 'Suar sedang berjalan. Hentikan dulu (Ctrl-C, atau: sudo systemctl stop suar), lalu ulangi. Pesan menunggu di Telegram dan WhatsApp selama itu.',
    en: 'Suar is running. Stop it first (Ctrl-C, or: sudo systemctl stop suar), then try again. Messages wait at Telegram and WhatsApp meanwhile.',
  },
  cutShort: {
    id: 'Pembaruan sebelumnya terputus. Kembalikan dulu: npm run update -- --back',
    en: 'The update before this one was cut short. Take it back first: npm run update -- --back',
  },
  nothingBack: { id: 'Tidak ada yang perlu dikembalikan.', en: 'There is nothing to take back.' },
  isBack: {
    id: 'Data dan paket kembali seperti sebelum pembaruan. Kembalikan juga berkas programnya (git checkout versi lama, atau arsip lama), lalu npm start.',
    en: 'Data and packages are as they were before the update. Put the program’s files back too (git checkout of the old version, or the old archive), then npm start.',
  },
  notInstalled: {
    id: 'npm ci gagal; paket lama sudah dikembalikan dan data tidak disentuh. Periksa sambungan internet, lalu ulangi. Suar versi lama: kembalikan berkas programnya, lalu npm start.',
    en: 'npm ci failed; the old packages are back and the data was not touched. Check the connection and try again. For the old version: put its files back, then npm start.',
  },
  notCopied: {
    id: 'Data tidak bisa disalin (cukupkah ruang disk?). Tidak ada yang diubah.',
    en: 'The data could not be copied (is there enough space on the disk?). Nothing was changed.',
  },
  updated: {
    id: 'Pembaruan selesai dan sudah dicoba: skema, setiap tabel, satu penulisan. Jalankan lagi: npm start (atau: sudo systemctl start suar).',
    en: 'The update is done and was tried: schema, every table, one write. Start again: npm start (or: sudo systemctl start suar).',
  },
} satisfies Record<string, Sentence>;

const notGood = (code: string, isOwnServer: boolean): Sentence => ({
  id: `Versi baru tidak lolos percobaan (${code}). ${isOwnServer ? 'Basis data di DATABASE_URL tidak bisa dikembalikan dari sini: migrasi yang gagal sudah dibatalkannya sendiri; selain itu pakai cadangan yang baru dibuat.' : words.isBack.id}`,
  en: `The new version did not pass its trial (${code}). ${isOwnServer ? 'The database at DATABASE_URL cannot be put back from here: it has undone a migration that failed; beyond that, use the backup just made.' : words.isBack.en}`,
});

/** @returns what happened; whatever failed, the data folder and node_modules are as they were before */
export async function runUpdate(
  config: Config,
  args: readonly string[],
  options: UpdateOptions,
): Promise<Answered> {
  const asked = parse(args);
  if (!asked) return failed(words.usage, 2);
  const places = placesOf(config, options.root);
  if (asked.back) return takeBack(places) ? done(words.isBack) : done(words.nothingBack);
  if (places.some(({ copy }) => existsSync(copy))) return failed(words.cutShort);
  if (await isRunning(config)) return failed(words.running);
  const backup = await backUp(config);
  if (!asked['no-install'] && !install(options.root)) return failed(words.notInstalled);
  if (!copyFolder(config)) {
    takeBack(places);
    return failed(words.notCopied);
  }
  const code = tryIt(options);
  if (code === undefined) {
    for (const { copy } of places) rmSync(copy, { recursive: true, force: true });
    return { ...done(words.updated), stderr: backup };
  }
  // Somebody may have started an app on the new data meanwhile: then what it took in must stay.
  if (await isRunning(config)) return failed(words.running);
  takeBack(places);
  return failed(notGood(code, config.databaseUrl !== undefined));
}

function parse(args: readonly string[]) {
  try {
    const options = { 'no-install': { type: 'boolean' }, back: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    // An option that does not exist: the usage says which do.
    return undefined;
  }
}

interface Place {
  here: string;
  copy: string;
}

const copyEnd = '.before-update';

function placesOf(config: Config, root: string): Place[] {
  const folders = [path.join(root, 'node_modules'), ...(config.databaseUrl ? [] : [config.dataFolder])];
  return folders.map((here) => ({ here, copy: `${here}${copyEnd}` }));
}

/** @returns whether there was anything to take back */
function takeBack(places: readonly Place[]): boolean {
  const copied = places.filter(({ copy }) => existsSync(copy));
  for (const { here, copy } of copied) {
    rmSync(here, { recursive: true, force: true });
    renameSync(copy, here);
  }
  return copied.length > 0;
}

async function isRunning(config: Config): Promise<boolean> {
  if (!config.databaseUrl)
    return existsSync(config.dataFolder) && findHolder(config.dataFolder) !== undefined;
  const store = await connectToRunning(config);
  const db = openDatabase(store.address, 1);
  try {
    return await db.transact(isInUse);
  } finally {
    await db.close();
    await store.stop();
  }
}

/** @returns where it is, or why there is none, for the operator to read */
async function backUp(config: Config): Promise<string> {
  if (!config.databaseUrl && !existsSync(config.dataFolder)) return '';
  const store = await connectToRunning(config);
  try {
    const { keyFolder, backupFolder: folder } = config;
    const now = systemClock.now();
    return `${(await makeBackup({ address: store.address, keyFolder, folder, now })).file}\n`;
  } catch (cause) {
    // Nothing of anybody is in it yet.
    if (cause instanceof StartFault && cause.code === 'notSetUp') return '';
    throw cause;
  } finally {
    await store.stop();
  }
}

/** A set of packages that is whole, or the old one: half of one would not even start. */
function install(root: string): boolean {
  const [place] = [path.join(root, 'node_modules')];
  if (existsSync(place)) renameSync(place, `${place}${copyEnd}`);
  const installed = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit' });
  if (installed.status === 0) return true;
  takeBack([{ here: place, copy: `${place}${copyEnd}` }]);
  return false;
}

/** With owners, rights and times as they are; as a shared copy where the disk can do that. */
function copyFolder({ dataFolder, databaseUrl }: Config): boolean {
  if (databaseUrl || !existsSync(dataFolder)) return true;
  const part = `${dataFolder}.copying`;
  rmSync(part, { recursive: true, force: true });
  const copied = spawnSync('cp', ['-a', '--', dataFolder, part], { stdio: 'ignore' });
  if (copied.status !== 0) {
    rmSync(part, { recursive: true, force: true });
    return false;
  }
  // Under its name it is whole, also after a power cut in the middle.
  spawnSync('sync', { stdio: 'ignore' });
  renameSync(part, `${dataFolder}${copyEnd}`);
  return true;
}

/** @returns undefined when all is well, else a code that says what was not */
function tryIt({ root, trial = [] }: UpdateOptions): string | undefined {
  const own = path.join(root, 'node_modules/.bin/node');
  const script = path.join(import.meta.dirname, 'update-check.ts');
  const tried = spawnSync(existsSync(own) ? own : process.execPath, [script, ...trial], {
    cwd: process.cwd(),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (tried.status === 0) return undefined;
  return tried.stderr.trim().split('\n').at(-1)?.slice(0, 80) || 'stopped';
}

if (import.meta.main)
  await runCommand((config) =>
    runUpdate(config, process.argv.slice(2), { root: path.join(import.meta.dirname, '../..') }),
  );
