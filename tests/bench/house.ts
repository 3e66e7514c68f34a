import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { systemClock } from '../../src/clock.ts';
import { assert } from '../../src/errors.ts';
import { randomIds } from '../../src/ids.ts';
import { silentLog } from '../../src/log.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { type Address, type Database, migrateDatabase, openDatabase } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { ensureOrg } from '../../src/store/org.ts';
import { type Store, startServer } from '../../src/store/server.ts';
import { makeSetUpLink, setUp } from '../../src/store/set-up.ts';

/** Where an installation lies: the two folders an operator knows. */
export interface Ground {
  dataFolder: string;
  keyFolder: string;
  remove(): void;
}

/** An installation that is set up, so that every turn seals and every case has a key to go to. */
export interface House {
  db: Database;
  deps: StoreDeps;
  address: Address;
  stop(): Promise<void>;
}

/** Where the server of an open house is found. */
export function onSocket(address: Address): Extract<Address, { socketFolder: string }> {
  assert('socketFolder' in address, 'notOurServer');
  return address;
}

/** Two throw-away folders in the system's temporary one, as far apart as an operator's. */
export function makeGround(): Ground {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'suar-bench-'));
  const keyFolder = `${dataFolder}-keys`;
  const remove = () => {
    const apps = ['one', 'two'].map((name) => `${dataFolder}-app-${name}`);
    for (const folder of [dataFolder, keyFolder, `${dataFolder}-backups`, ...apps])
      rmSync(folder, { recursive: true, force: true });
  };
  return { dataFolder, keyFolder, remove };
}

/**
 * Starts PostgreSQL as the app does (durable), migrates, and opens the house if nobody has.
 * @param open another way to set it up
 */
export async function openHouse(ground: Ground, open: OpenDoor = openDoor): Promise<House> {
  const server = await startServer({ dataFolder: ground.dataFolder, log: silentLog });
  try {
    return await furnish(ground, server, open);
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

type OpenDoor = (db: Database, deps: StoreDeps) => Promise<void>;

async function furnish({ keyFolder }: Ground, server: Store, open: OpenDoor): Promise<House> {
  await migrateDatabase(server.address, path.join(import.meta.dirname, '../../migrations'));
  const db = openDatabase(server.address);
  const org = await db.transact((tx) => ensureOrg(tx, randomIds, systemClock));
  const { databaseId, isEmpty } = org;
  const keys = openKeyFolder({ folder: keyFolder, databaseId, databaseIsEmpty: isEmpty });
  const deps: StoreDeps = { vault: createVault(keys), ids: randomIds, clock: systemClock };
  await insistOnDisk(db);
  await open(db, deps);
  const stop = async () => {
    await db.close();
    await server.stop();
  };
  return { db, deps, address: server.address, stop };
}

async function openDoor(db: Database, deps: StoreDeps): Promise<void> {
  const secret = await db.transact((tx) => makeSetUpLink(tx, deps));
  if (secret === undefined) return;
  const passphrase = 'perahu kuning di muara';
  const done = await setUp(db, deps, { secret, name: 'Ibu Rahel', passphrase, chatName: 'Toko Melati' });
  assert(done.is === 'done', 'notSetUp');
  // Somebody is there: a chat that nobody answers is told so in a turn of its own, at a moment nobody rehearsed.
  await db.transact((tx) =>
    tx.execute(
      sql`update members set duty = 'bertugas', duty_until = now() + interval '8 hours', seen_at = now()`,
    ),
  );
}

/** A figure from a server that does not wait for its disk would be worth nothing. */
async function insistOnDisk(db: Database): Promise<void> {
  const settings = await db.transact((tx) =>
    tx.execute<{ setting: string }>(
      sql`select setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
    ),
  );
  assert(settings.length === 3 && settings.every(({ setting }) => setting === 'on'), 'serverNotDurable');
}
