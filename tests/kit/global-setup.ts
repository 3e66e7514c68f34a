import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { silentLog } from '../../src/log.ts';
import { migrateDatabase } from '../../src/store/database.ts';
import { type Store, startServer } from '../../src/store/server.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { findHolder } from '../../src/store/server-holder.ts';
import { removeSocketFolder } from '../../src/store/server-socket.ts';
import { type EmbeddedAddress, type TestServer, templateName } from './database.ts';

/**
 * One real PostgreSQL for a whole run, on a throw-away folder, with one migrated template that every test
 * file clones. The projects that need it each call this; they share what the first one started.
 */
declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

const prefix = 'suar-test-';

/** A folder that is memory, and what must be free there: the log before it is written back, and some databases. */
const memory = { folder: '/dev/shm', bytesFree: 4 * 2 ** 30 };

/**
 * Where the server lies. To make a database and take it away is hundreds of files, and half of all that PostgreSQL
 * did in the tests; nothing here has to outlast the machine (`durable: false` says the same of its writing).
 */
function chooseGround(): string {
  if (!existsSync(memory.folder)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory.folder);
  return bavail * bsize >= memory.bytesFree ? memory.folder : tmpdir();
}

interface Shared {
  users: number;
  started: Promise<{ server: TestServer; store: Store; folder: string }>;
}

/** Vitest loads this file once per project, so what they share cannot live in the module. */
const shelf = globalThis as typeof globalThis & { suarTestServer?: Shared };

/** @returns the teardown, which stops the server when the last project is done with it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shelf.suarTestServer ??= { users: 0, started: start() };
  const shared = shelf.suarTestServer;
  shared.users += 1;
  const { server, store, folder } = await shared.started;
  project.provide('testServer', server);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete shelf.suarTestServer;
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function start(): Promise<{ server: TestServer; store: Store; folder: string }> {
  sweepKilledRuns();
  const folder = mkdtempSync(path.join(chooseGround(), prefix));
  const store = await startServer({ dataFolder: folder, log: silentLog, durable: false });
  const address = store.address as EmbeddedAddress;
  const client = postgres({ host: address.socketFolder, database: 'postgres', user: address.user, max: 1 });
  await client`create database ${client(templateName)} template template0`;
  await migrateDatabase({ ...address, database: templateName }, path.resolve('migrations'));
  await client`alter database ${client(templateName)} with is_template true allow_connections false`;
  await client.end();
  return { server: { socketFolder: address.socketFolder, user: address.user }, store, folder };
}

/** A run that was killed left its server behind; nobody else would ever end it. */
function sweepKilledRuns(): void {
  const grounds = [tmpdir(), memory.folder].filter((ground) => existsSync(ground));
  const left = grounds.flatMap((ground) => readdirSync(ground).map((name) => path.join(ground, name)));
  for (const folder of left.filter((entry) => path.basename(entry).startsWith(prefix))) {
    // The clock is not asked: a run that is just beginning has made its claim before its server.
    const server = findServer(folder);
    if (server === undefined || findHolder(folder)) continue;
    process.kill(server, 'SIGQUIT');
    removeSocketFolder(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
