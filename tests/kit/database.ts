import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { expect, inject } from 'vitest';
import { type HeldClock, heldClock } from '../../src/clock.ts';
import { randomIds } from '../../src/ids.ts';
import type { HashCost } from '../../src/sealing/box.ts';
import { type KeyFolder, openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { type Address, type Database, openDatabase } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';

export type EmbeddedAddress = Extract<Address, { socketFolder: string }>;

/** What the global setup started. */
export interface TestServer {
  socketFolder: string;
  user: string;
}

/**
 * A passphrase in a test is guessed at by nobody: at its full price (members.db.test.ts, sessions.db.test.ts) it
 * took a third of all the work of the tests with a database.
 */
export const quickCost: HashCost = { opsLimit: 1, memoryBytes: 64 * 1024 };

export const templateName = 'suar_template';

/** Tests begin at 09:00 in Jakarta on a Monday, and time stands still until they move it. */
export const testStart = '2026-01-05T02:00:00Z';

export interface TestDatabase {
  db: Database;
  address: EmbeddedAddress;
  /** A held clock, real chance, and a real key folder. */
  deps: StoreDeps & { clock: HeldClock };
  keys: KeyFolder;
  /** Names the database; the key folder carries it, the row in org is the test's to write. */
  databaseId: string;
  /** Where the key files lie. */
  keyFolder: string;
  /** Fails when a connection was left inside a transaction; then everything goes. */
  close(): Promise<void>;
}

/**
 * A database of its own with the newest schema: one per test file, closed in afterAll.
 * @param options.connections  the pool's size, when a test needs to run into its bound
 */
export async function withDatabase(options: { connections?: number } = {}): Promise<TestDatabase> {
  const server = inject('testServer');
  const name = `t_${randomIds.uuid().replaceAll('-', '')}`;
  await onServer(
    server,
    (client) => client`create database ${client(name)} template ${client(templateName)}`,
  );
  const address: EmbeddedAddress = { ...server, database: name };
  const keyFolder = await mkdtemp(path.join(tmpdir(), 'suar-keys-'));
  const databaseId = randomIds.uuid();
  const keys = openKeyFolder({ folder: keyFolder, databaseId, databaseIsEmpty: true });
  const db = openDatabase(address, options.connections ?? 5);
  return {
    db,
    address,
    keys,
    databaseId,
    keyFolder,
    deps: {
      vault: createVault(keys),
      ids: randomIds,
      clock: heldClock(testStart),
      passphraseCost: quickCost,
    },
    close: async () => {
      try {
        expect(await findOpenTransactions(server, name), 'connections left inside a transaction').toEqual([]);
      } finally {
        await db.close();
        await onServer(server, (client) => client`drop database ${client(name)} with (force)`);
        rmSync(keyFolder, { recursive: true, force: true });
      }
    },
  };
}

/** The statements of connections that wait inside an open transaction. Looked at twice: one may just commit. */
async function findOpenTransactions(server: TestServer, name: string): Promise<string[]> {
  return onServer(server, async (client) => {
    const look = () => client<{ query: string }[]>`
      select query from pg_stat_activity where datname = ${name} and state like 'idle in transaction%'`;
    if ((await look()).length === 0) return [];
    await client`select pg_sleep(0.3)`;
    return (await look()).map((row) => row.query);
  });
}

async function onServer<T>(server: TestServer, work: (client: postgres.Sql) => Promise<T>): Promise<T> {
  const client = postgres({
    host: server.socketFolder,
    database: 'postgres',
    user: server.user,
    max: 1,
    onnotice: () => {},
  });
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}
