import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config, Sentence } from '../config.ts';
import { keptDays } from '../sealing/key-copy.ts';
import { erasuresName } from '../store/backup-erasures.ts';
import { listBackups } from '../store/backup-folder.ts';
import { isBackupOverdue } from '../store/backup-nightly.ts';

/** One thing that was looked at. `bad` must be mended before people rely on Suar; `warn` should be. */
export interface Finding {
  name: string;
  state: 'good' | 'warn' | 'bad';
  said: Sentence;
}

const limits = {
  /** Below it PostgreSQL may stop in the middle of a night. */
  freeBytesMin: 300 * 1024 * 1024,
  freeBytesGood: 2 * 1024 * 1024 * 1024,
  dayKeyDays: 3,
};

const oldestNode: readonly [number, number] = [24, 12];

export const finding = (name: string, state: Finding['state'], id: string, en: string): Finding => ({
  name,
  state,
  said: { id, en },
});

/** What can be seen without the database. */
export function lookAtMachine(config: Config, now: Date): Finding[] {
  return [
    lookAtNode(process.versions.node),
    lookAtWords(),
    ...lookAtFolder('SUAR_DATA_DIR', config.dataFolder),
    ...lookAtKeys(config.keyFolder, now),
    lookAtSpace(config.dataFolder),
    lookAtReach(config),
    ...lookAtBackups(config, now),
  ];
}

export function lookAtNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]))
    return finding('node', 'good', `Node ${version}.`, `Node ${version}.`);
  return finding(
    'node',
    'bad',
    `Node ${version} terlalu lama: jalankan lewat "npm start" sesudah "npm ci".`,
    `Node ${version} is too old: run it through "npm start" after "npm ci".`,
  );
}

/** Times and numbers are shown in Indonesian, and nights begin in Jakarta: Node needs both of its tables. */
function lookAtWords(): Finding {
  const { locale, timeZone } = new Intl.DateTimeFormat('id', { timeZone: 'Asia/Jakarta' }).resolvedOptions();
  const isThere = locale.startsWith('id') && timeZone === 'Asia/Jakarta';
  return isThere
    ? finding(
        'locale',
        'good',
        'Bahasa Indonesia dan zona waktu ada.',
        'Indonesian and time zones are there.',
      )
    : finding('locale', 'bad', 'Node ini tanpa bahasa Indonesia (ICU).', 'This Node lacks Indonesian (ICU).');
}

function lookAtFolder(name: string, folder: string): Finding[] {
  if (!existsSync(folder))
    return [
      finding(
        name,
        'warn',
        `${folder} belum ada: npm start membuatnya.`,
        `${folder} is not there yet: npm start makes it.`,
      ),
    ];
  const rights = statSync(folder).mode & 0o007;
  if (rights !== 0)
    return [
      finding(
        name,
        'bad',
        `${folder} terbuka bagi pengguna lain: chmod o-rwx ${folder}`,
        `${folder} is open to other users: chmod o-rwx ${folder}`,
      ),
    ];
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return [finding(name, 'good', `${folder} bisa ditulis.`, `${folder} can be written.`)];
  } catch {
    // Not ours to write: whoever runs this must know which user does.
    return [
      finding(
        name,
        'bad',
        `${folder} tidak bisa ditulis oleh pengguna ini.`,
        `This user cannot write ${folder}.`,
      ),
    ];
  }
}

function lookAtKeys(folder: string, now: Date): Finding[] {
  const found = lookAtFolder('SUAR_KEY_DIR', folder);
  if (!existsSync(folder)) return found;
  if ((statSync(folder).mode & 0o070) !== 0)
    found.push(
      finding(
        'keys.rights',
        'bad',
        `chmod 700 ${folder}: kunci hanya untuk Suar.`,
        `chmod 700 ${folder}: keys are for Suar alone.`,
      ),
    );
  if (!existsSync(path.join(folder, 'suar-keys.json')))
    found.push(
      finding(
        'keys.lasting',
        'bad',
        `suar-keys.json tidak ada di ${folder}.`,
        `suar-keys.json is not in ${folder}.`,
      ),
    );
  const today = Math.floor(now.getTime() / 86_400_000);
  const old = keptDays(folder).filter((day) => today - day > limits.dayKeyDays).length;
  if (old > 0)
    found.push(
      finding(
        'keys.overdue',
        'bad',
        `${old} kunci harian terlalu tua: ada pesan yang belum tertangani. Lihat /metrics dan log.`,
        `${old} day keys are too old: some messages are not handled yet. See /metrics and the log.`,
      ),
    );
  return found;
}

function lookAtSpace(folder: string): Finding {
  const there = existsSync(folder) ? folder : path.dirname(folder);
  const { bavail, bsize } = statfsSync(existsSync(there) ? there : '/');
  const free = bavail * bsize;
  const said = `${(free / 1024 ** 3).toFixed(1)} GB`;
  const state = free < limits.freeBytesMin ? 'bad' : free < limits.freeBytesGood ? 'warn' : 'good';
  return finding('disk', state, `Ruang disk tersisa ${said}.`, `${said} of disk space left.`);
}

function lookAtReach({ publicUrl, port, trustProxy }: Config): Finding {
  if (publicUrl === undefined)
    return finding(
      'PUBLIC_URL',
      'warn',
      `Kosong: hanya komputer ini yang bisa membuka konsol (http://127.0.0.1:${port}).`,
      `Empty: only this machine can open the console (http://127.0.0.1:${port}).`,
    );
  if (!publicUrl.startsWith('https:'))
    return finding(
      'PUBLIC_URL',
      'bad',
      `${publicUrl} tanpa https: tidak seorang pun bisa masuk dari luar. Lihat docs/operating.md.`,
      `${publicUrl} is without https: nobody can sign in from outside. See docs/operating.md.`,
    );
  if ('hops' in trustProxy && trustProxy.hops === 0)
    return finding(
      'TRUST_PROXY',
      'bad',
      'TRUST_PROXY=0 dengan PUBLIC_URL https: proksi tidak dipercaya, jadi tidak seorang pun bisa masuk.',
      'TRUST_PROXY=0 with an https PUBLIC_URL: the proxy is not believed, so nobody can sign in.',
    );
  return finding('PUBLIC_URL', 'good', `${publicUrl}`, `${publicUrl}`);
}

function lookAtBackups(config: Config, now: Date): Finding[] {
  const { backupFolder: folder, dataFolder } = config;
  const newest = listBackups(folder)[0];
  if (!newest)
    return [
      finding(
        'backup',
        'bad',
        `Belum ada cadangan di ${folder}. Buat: npm run backup`,
        `There is no backup in ${folder} yet. Make one: npm run backup`,
      ),
    ];
  const moment = newest.at.toISOString().slice(0, 16).replace('T', ' ');
  const state = isBackupOverdue(folder, now) ? 'bad' : 'good';
  const isSameDisk = existsSync(dataFolder) && statSync(folder).dev === statSync(dataFolder).dev;
  return [
    finding('backup', state, `Cadangan terbaru: ${moment} UTC.`, `The newest backup: ${moment} UTC.`),
    ...(config.isBackedUpNightly ? [] : [nightlyOff]),
    ...(existsSync(path.join(folder, erasuresName)) ? [] : [erasuresGone(folder)]),
    ...(isSameDisk ? [sameDisk] : []),
  ];
}

const nightlyOff = finding('backup.nightly', 'warn', 'Cadangan malam dimatikan.', 'Nightly backups are off.');

const erasuresGone = (folder: string) =>
  finding(
    'backup.erasures',
    'bad',
    `${erasuresName} hilang dari ${folder}.`,
    `${erasuresName} is missing from ${folder}.`,
  );

const sameDisk = finding(
  'backup.disk',
  'warn',
  'Cadangan ada di disk yang sama dengan data: salin juga ke tempat lain.',
  'Backups lie on the same disk as the data: copy them elsewhere too.',
);
