import path from 'node:path';
import { systemClock } from '../clock.ts';
import { type Config, loadConfig } from '../config.ts';
import { codeOf } from '../errors.ts';
import { createServer } from '../http/server.ts';
import { randomIds } from '../ids.ts';
import { silentLog } from '../log.ts';
import { openKeyFolder } from '../sealing/key-folder.ts';
import { tryEverything } from '../store/check-up.ts';
import { migrateDatabase, openDatabase } from '../store/database.ts';
import { ensureOrg, probe } from '../store/org.ts';
import { connectToRunning } from '../store/server.ts';

/**
 * The new program's own trial, as a process of its own after `npm ci` (update.ts): migrate, read every table,
 * commit, answer /readyz. No channel is opened: a message taken by a version that is then taken back would
 * be lost.
 */
async function tryNewVersion(config: Config, migrationsFolder: string): Promise<number> {
  // Every module of the product loads under what was just installed.
  await import('../app.ts');
  const store = await connectToRunning(config);
  try {
    await migrateDatabase(store.address, migrationsFolder);
    const db = openDatabase(store.address, 2);
    try {
      const org = await db.transact((tx) => ensureOrg(tx, randomIds, systemClock));
      const { databaseId, isEmpty: databaseIsEmpty } = org;
      openKeyFolder({ folder: config.keyFolder, databaseId, databaseIsEmpty });
      await tryEverything(db);
      const canCommit = () => db.transact(probe);
      const app = await createServer({ log: silentLog, canCommit, degradedBy: async () => [] });
      const { statusCode } = await app.inject('/readyz');
      await app.close();
      return statusCode === 200 ? 0 : 1;
    } finally {
      await db.close();
    }
  } finally {
    await store.stop();
  }
}

if (import.meta.main) {
  const read = loadConfig();
  const folder = process.argv[2] ?? path.join(import.meta.dirname, '../../migrations');
  try {
    process.exitCode = read.is === 'config' ? await tryNewVersion(read.config, folder) : 1;
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'fault';
    process.stderr.write(`${codeOf(cause) ?? name}\n`);
    process.exitCode = 1;
  }
}
