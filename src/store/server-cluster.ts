import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFault } from '../config.ts';
import { randomIds } from '../ids.ts';
import { plainEnvironment, type RunAs } from './server-account.ts';
import { startOf } from './server-holder.ts';
import { renderSettings } from './server-settings.ts';

/** One cluster on disk and the programs that run it. */
export interface Cluster {
  dataFolder: string;
  /** Holds bin/initdb, bin/pg_ctl, bin/postgres. */
  programs: string;
  as: RunAs;
  /** False only for throw-away folders of tests: a power loss may then lose everything. */
  durable: boolean;
}

/** The server's superuser and, at first, only user: the socket's folder is the lock on the door. */
export const clusterUser = 'suar';

const limits = {
  /** Recovery after a kill replays at most max_wal_size; a slow card reader of a small machine included. */
  startSeconds: 120,
  /** A fast stop writes one checkpoint. */
  stopSeconds: 30,
  /** Children of a killed server notice within moments and hold its memory until then. */
  orphanSeconds: 20,
  logBytesMax: 1_000_000,
};

const logName = 'postgres.log';
const draftPrefix = 'pg-new-';

/** The cluster's own folder. */
export function clusterFolder(dataFolder: string): string {
  return path.join(dataFolder, 'pg');
}

/** Makes the cluster when there is none. It appears under its name only when it is whole. */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const folder = clusterFolder(cluster.dataFolder);
  removeDrafts(cluster.dataFolder);
  if (existsSync(path.join(folder, 'PG_VERSION'))) return refuseOtherVersion(cluster);
  // A name of its own: the initdb of a start that was killed may still be writing to its draft.
  const name = `${draftPrefix}${randomIds.uuid()}`;
  const draft = path.join(cluster.dataFolder, name);
  mkdirSync(draft, { mode: 0o700 });
  if (cluster.as) chownSync(draft, cluster.as.uid, cluster.as.gid);
  const made = await run(cluster, 'initdb', [
    ...['-D', name],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...[`--username=${clusterUser}`, '--auth=trust', '--no-instructions'],
    ...(cluster.durable ? [] : ['--no-sync']),
  ]);
  if (made !== 0) throw wouldNotStart(cluster);
  renameSync(draft, folder);
}

function removeDrafts(dataFolder: string): void {
  for (const name of readdirSync(dataFolder).filter((entry) => entry.startsWith(draftPrefix)))
    rmSync(path.join(dataFolder, name), { recursive: true, force: true, maxRetries: 5 });
}

function refuseOtherVersion(cluster: Cluster): void {
  const theirs = readFileSync(path.join(clusterFolder(cluster.dataFolder), 'PG_VERSION'), 'utf8').trim();
  if (theirs === '18') return;
  throw new StartFault('otherPostgresVersion', {
    id: `Data di ${cluster.dataFolder} dibuat oleh PostgreSQL ${theirs}; yang ada di sini 18. Pulihkan dari cadangan ke folder baru.`,
    en: `The data in ${cluster.dataFolder} was made by PostgreSQL ${theirs}; this is 18. Restore a backup into a new folder.`,
  });
}

/**
 * Starts the server on a socket in this folder and waits until it answers. Whoever still serves the cluster
 * was left behind by an app that was killed: it is stopped first.
 * @throws StartFault
 */
export async function startCluster(cluster: Cluster, socketFolder: string): Promise<void> {
  writeSettings(cluster, socketFolder);
  for (let waited = 0; ; waited += 1) {
    await stopCluster(cluster);
    await buryDeadServer(cluster.dataFolder);
    const logged = statSync(logFile(cluster)).size;
    const started = await run(cluster, 'pg_ctl', [
      'start',
      ...['-D', 'pg'],
      ...['-l', logName],
      ...['-t', String(limits.startSeconds)],
      '-w',
      '-s',
    ]);
    if (started === 0) return;
    // The children of a killed server may still hold its memory, or the start of a killed app may still be
    // under way. PostgreSQL itself sees to it that nobody starts beside them; they end by themselves.
    const said = readFileSync(logFile(cluster)).subarray(logged).toString('utf8');
    if (!/is still in use|already exists/.test(said) || waited === limits.orphanSeconds)
      throw wouldNotStart(cluster);
    await pause(1000);
  }
}

/** Stops the server that runs on this folder, whoever started it. Nothing to do when none runs. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if (findServer(cluster.dataFolder) === undefined) return;
    await run(cluster, 'pg_ctl', [
      'stop',
      ...['-D', 'pg'],
      ...['-m', mode],
      ...['-t', String(limits.stopSeconds)],
      '-w',
      '-s',
    ]);
  }
  if (findServer(cluster.dataFolder) !== undefined) throw wouldNotStart(cluster);
}

/** The pid of the server that runs on the data folder; undefined when what is noted is dead or a stranger. */
export function findServer(dataFolder: string): number | undefined {
  const folder = clusterFolder(dataFolder);
  const noted = readServerNote(folder);
  if (!noted) return undefined;
  const start = startOf(noted.pid);
  if (start === undefined) return undefined;
  const runsHere = existsSync('/proc/self/cwd')
    ? standsIn(noted.pid, folder)
    : Math.abs(Date.parse(`${start} UTC`) / 1000 - noted.startedSeconds) <= 2;
  return runsHere ? noted.pid : undefined;
}

/** PostgreSQL's server process stands in its cluster's folder. */
function standsIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    // Ended meanwhile, or of another user: then it is not the server of a folder that we own.
    return false;
  }
}

/** postmaster.pid: pid, folder, start in seconds, port, socket folder, address, shared memory, state. */
function readServerNote(folder: string): { pid: number; startedSeconds: number } | undefined {
  const note = path.join(folder, 'postmaster.pid');
  if (!existsSync(note)) return undefined;
  const [pid, , started] = readFileSync(note, 'utf8').split('\n').map(Number);
  return pid && started ? { pid, startedSeconds: started } : undefined;
}

/**
 * A killed server leaves its note. When its number belongs to another process by now, or to a zombie,
 * PostgreSQL would refuse to start for ever. The number is then replaced by one that no process can have;
 * the note itself stays, because its last lines keep PostgreSQL from starting beside the dead one's children.
 */
async function buryDeadServer(dataFolder: string): Promise<void> {
  const note = path.join(clusterFolder(dataFolder), 'postmaster.pid');
  const read = () => (existsSync(note) ? readFileSync(note, 'utf8').split('\n') : undefined);
  // Empty: a server that is writing it this moment, or the remains of a power loss.
  if ((read()?.length ?? linesMin) < linesMin) await pause(1000);
  const lines = read();
  if (!lines || findServer(dataFolder) !== undefined) return;
  if (lines.length < linesMin) rmSync(note);
  else writeFileSync(note, [pidOfNobody, ...lines.slice(1)].join('\n'));
}

/** What PostgreSQL writes at once: pid, folder, start, port, socket folder. */
const linesMin = 5;

/** Above every system's largest process number (4,194,304 on Linux, 99,999 on macOS). */
const pidOfNobody = 2_000_000_000;

function writeSettings(cluster: Cluster, socketFolder: string): void {
  const files = {
    'postgresql.conf': renderSettings(socketFolder, cluster.durable),
    'pg_hba.conf': 'local all all trust\n',
  };
  for (const [name, text] of Object.entries(files))
    writeOwned(cluster, path.join(clusterFolder(cluster.dataFolder), name), text);
}

/** Whole or not at all, and PostgreSQL's to read. */
function writeOwned(cluster: Cluster, file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  if (cluster.as) chownSync(`${file}.new`, cluster.as.uid, cluster.as.gid);
  renameSync(`${file}.new`, file);
}

function logFile(cluster: Cluster): string {
  return path.join(cluster.dataFolder, logName);
}

/** The log is PostgreSQL's to write, nobody else's to read, and never larger than it is useful. */
export function openLog(cluster: Cluster): void {
  const file = logFile(cluster);
  if (existsSync(file) && statSync(file).size > limits.logBytesMax) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  if (cluster.as) chownSync(file, cluster.as.uid, cluster.as.gid);
}

/** Runs one of the programs, standing in the data folder; complaints go to the log. @returns its exit code */
function run(cluster: Cluster, program: 'initdb' | 'pg_ctl', args: string[]): Promise<number> {
  const complaints = openSync(logFile(cluster), 'a');
  const child = spawn(path.join(cluster.programs, 'bin', program), args, {
    cwd: cluster.dataFolder,
    env: plainEnvironment,
    stdio: ['ignore', 'ignore', complaints],
    ...cluster.as,
  });
  closeSync(complaints);
  return new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

function wouldNotStart(cluster: Cluster): StartFault {
  return new StartFault('databaseWouldNotStart', {
    id: `PostgreSQL bawaan tidak mau berjalan. Lihat ${logFile(cluster)}; periksa juga ruang disk, dan ulangi "npm ci".`,
    en: `The PostgreSQL inside does not run. See ${logFile(cluster)}; check the disk's free space too, and repeat "npm ci".`,
  });
}
