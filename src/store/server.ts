import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { StartFault } from '../config.ts';
import { type Log, silentLog } from '../log.ts';
import type { Address } from './database.ts';
import { bringPrograms, chooseAccount, findClosedDoor, findPrograms, type RunAs } from './server-account.ts';
import {
  type Cluster,
  clusterFolder,
  clusterUser,
  findServer,
  makeCluster,
  openLog,
  startCluster,
  stopCluster,
} from './server-cluster.ts';
import { claimFolder, findHolder, type HolderKind } from './server-holder.ts';
import {
  findSocketFolder,
  hasSocket,
  makeSocketFolder,
  remakeSocketFolder,
  removeSocketFolder,
} from './server-socket.ts';

/**
 * The PostgreSQL that comes with Suar (ADR: PostgreSQL everywhere, one driver). It listens on nothing but a
 * socket in a private folder. Killing the app, PostgreSQL or both is an ordinary end: the next start finds
 * what is left and goes on.
 */
export interface Store {
  address: Address;
  /** May be called twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Absolute; made when missing. */
  dataFolder: string;
  log: Log;
  /** Only false for throw-away folders of tests. */
  durable?: boolean;
  /** A command line gives way to nobody and is waited for: it ends in seconds. */
  kind?: HolderKind;
}

const databaseName = 'suar';

const limits = {
  /** How long a start waits for a command line to end, and a command line for an app to come up. */
  waitSeconds: 20,
  waitStepMilliseconds: 200,
  /** A killed server is back within this and its start. */
  watchMilliseconds: 1000,
};

/**
 * Starts the server on the folder, making both when missing, and keeps it running until it is stopped.
 * @throws StartFault when another Suar runs on the folder, or when the machine does not let PostgreSQL run
 */
export async function startServer(options: StartOptions): Promise<Store> {
  const { dataFolder, log } = options;
  const as = prepareFolder(dataFolder);
  const hold = await claimOrWait(dataFolder, options.kind ?? 'app');
  try {
    const cluster: Cluster = {
      dataFolder,
      as,
      programs: bringPrograms(findPrograms(), dataFolder, as),
      durable: options.durable ?? true,
    };
    openLog(cluster);
    await makeCluster(cluster);
    if (findServer(dataFolder) !== undefined) log.warn('store.orphanFound');
    const socketFolder = makeSocketFolder(dataFolder, as);
    await startCluster(cluster, socketFolder);
    await makeDatabase(socketFolder);
    const unwatch = watch(cluster, socketFolder, log);
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await unwatch();
      await stopCluster(cluster);
      removeSocketFolder(dataFolder);
      hold.release();
    };
    return {
      address: addressOf(socketFolder),
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (cause) {
    hold.release();
    throw cause;
  }
}

/** The store of an app: the server that DATABASE_URL names, else one of our own. @throws StartFault */
export async function openStore(config: Config, log: Log): Promise<Store> {
  if (config.databaseUrl) return { address: { url: config.databaseUrl.reveal() }, stop: async () => {} };
  return startServer({ dataFolder: config.dataFolder, log });
}

/**
 * The store of a command line: that of the app when it runs (and stopping it stops nothing), else one that is
 * started now and stopped at the end.
 * @throws StartFault
 */
export async function connectToRunning(config: Config): Promise<Store> {
  if (config.databaseUrl) return { address: { url: config.databaseUrl.reveal() }, stop: async () => {} };
  const { dataFolder } = config;
  for (let waited = 0; existsSync(dataFolder); waited += limits.waitStepMilliseconds) {
    const holder = findHolder(dataFolder);
    if (!holder) break;
    const socketFolder = holder.kind === 'app' ? findSocketFolder(dataFolder) : undefined;
    if (socketFolder && (await answers(socketFolder)))
      return { address: addressOf(socketFolder), stop: async () => {} };
    if (waited >= limits.waitSeconds * 1000) throw folderTaken(dataFolder, holder.pid);
    await pause(limits.waitStepMilliseconds);
  }
  return startServer({ dataFolder, log: silentLog, kind: 'command' });
}

/** The folder, made and open to the account that will run PostgreSQL. */
function prepareFolder(dataFolder: string): RunAs {
  // Parents that are new may be passed through, whatever the umask: PostgreSQL's account has to.
  const first = mkdirSync(dataFolder, { recursive: true });
  for (let made = dataFolder; first !== undefined; made = path.dirname(made)) {
    chmodSync(made, made === dataFolder ? 0o700 : 0o711);
    if (made === first) break;
  }
  const as = chooseAccount(clusterFolder(dataFolder));
  if (as && statSync(dataFolder).uid === 0) {
    // The account may pass through, and see nothing but what is its own.
    chownSync(dataFolder, 0, as.gid);
    chmodSync(dataFolder, 0o710);
  }
  const closed = findClosedDoor(dataFolder, as);
  if (closed === undefined) return as;
  throw new StartFault('dataFolderClosed', {
    id: `PostgreSQL tidak berjalan sebagai root, dan folder ${closed} tertutup untuk pengguna lain. Pilih tempat lain, misalnya SUAR_DATA_DIR=/var/lib/suar.`,
    en: `PostgreSQL does not run as root, and the folder ${closed} is closed to other users. Choose another place, for example SUAR_DATA_DIR=/var/lib/suar.`,
  });
}

async function claimOrWait(dataFolder: string, kind: HolderKind): Promise<{ release(): void }> {
  for (let waited = 0; ; waited += limits.waitStepMilliseconds) {
    const hold = await claimFolder(dataFolder, kind);
    if (hold.is === 'held') return hold;
    const { by } = hold;
    if (by.kind === 'app' || waited >= limits.waitSeconds * 1000) throw folderTaken(dataFolder, by.pid);
    await pause(limits.waitStepMilliseconds);
  }
}

function folderTaken(dataFolder: string, pid: number): StartFault {
  return new StartFault('folderTaken', {
    id: `Suar lain (pid ${pid}) sedang memakai ${dataFolder}. Hentikan dulu, atau pilih SUAR_DATA_DIR lain.`,
    en: `Another Suar (pid ${pid}) is using ${dataFolder}. Stop it first, or choose another SUAR_DATA_DIR.`,
  });
}

function addressOf(socketFolder: string): Address {
  return { socketFolder, database: databaseName, user: clusterUser };
}

function connect(socketFolder: string, database: string): postgres.Sql {
  return postgres({ host: socketFolder, database, user: clusterUser, max: 1, onnotice: () => {} });
}

/** A start that was killed between two steps is finished here: the constraint is the name itself. */
async function makeDatabase(socketFolder: string): Promise<void> {
  const client = connect(socketFolder, 'postgres');
  try {
    const found = await client`select 1 from pg_database where datname = ${databaseName}`;
    if (found.length === 0) await client`create database ${client(databaseName)} template template0`;
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function answers(socketFolder: string): Promise<boolean> {
  const client = connect(socketFolder, databaseName);
  try {
    await client`select 1`;
    return true;
  } catch {
    // Not up yet, or just gone down: the caller looks again.
    return false;
  } finally {
    await client.end({ timeout: 1 });
  }
}

/**
 * Brings a server back that somebody killed, or whose socket was swept away, while the app goes on: no
 * message may wait for a person to notice. The address stays the same.
 * @returns stops watching, once nothing is under way
 */
function watch(cluster: Cluster, socketFolder: string, log: Log): () => Promise<void> {
  const ended = new AbortController();
  const look = async () => {
    while (!ended.signal.aborted) {
      await pause(limits.watchMilliseconds, undefined, { ref: false, signal: ended.signal }).catch(() => {});
      if (ended.signal.aborted) return;
      if (findServer(cluster.dataFolder) !== undefined && hasSocket(socketFolder)) continue;
      log.warn('store.serverLost');
      try {
        await stopCluster(cluster);
        openLog(cluster);
        remakeSocketFolder(socketFolder, cluster.as);
        await startCluster(cluster, socketFolder);
        log.info('store.serverBack');
      } catch (cause) {
        // Tried again after the next pause; until then every turn and every health check says so.
        log.error('store.serverStaysLost', {}, cause);
      }
    }
  };
  const looking = look();
  return () => {
    ended.abort();
    return looking;
  };
}
