import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerWith } from '../../src/cli/command.ts';
import { runRestore } from '../../src/cli/restore.ts';
import { runUpdate } from '../../src/cli/update.ts';
import { systemClock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { assert } from '../../src/errors.ts';
import { randomIds } from '../../src/ids.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { appendErasure } from '../../src/store/backup-erasures.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { ensureOrg } from '../../src/store/org.ts';
import { showRecoveryKey } from '../../src/store/recovery-words.ts';
import { connectToRunning } from '../../src/store/server.ts';
import { makeSetUpLink, setUp } from '../../src/store/set-up.ts';
import { type Product, startProduct } from '../kit/product.ts';
import { enterWithPassphrase, planted, tellStory } from '../store/backup-ground.ts';
import { passphrase } from '../store/team.ts';

/** The operator's commands as processes of their own, on one product with a story in it. */
let product: Product;
let config: Config;
let recoveryKey = '';
let erasedCase = '';
beforeAll(async () => {
  product = await startProduct();
  await product.stop();
  const read = readConfig(product.env);
  assert(read.is === 'config', 'faults');
  config = read.config;
  await withStore(async (db, deps) => {
    const secret = await db.transact((tx) => makeSetUpLink(tx, deps));
    assert(secret, 'noLink');
    const done = await setUp(db, deps, { secret, name: 'Ibu Rahel', passphrase, chatName: 'Halo' });
    assert(done.is === 'done', 'notSetUp');
    recoveryKey = done.recoveryKey;
    const rahel = await enterWithPassphrase(db, deps, 'Ibu Rahel', passphrase);
    const does: Database['transact'] = (work) => db.transact(work);
    ({ erasedCase } = await tellStory({ db, deps, does }, rahel));
  });
});
afterAll(() => product.end());

async function withStore<T>(work: (db: Database, deps: StoreDeps) => Promise<T>): Promise<T> {
  const store = await connectToRunning(config);
  const db = openDatabase(store.address, 3);
  try {
    const { databaseId, isEmpty: databaseIsEmpty } = await db.transact((tx) =>
      ensureOrg(tx, randomIds, systemClock),
    );
    const keys = openKeyFolder({ folder: config.keyFolder, databaseId, databaseIsEmpty });
    return await work(db, { vault: createVault(keys), ids: randomIds, clock: systemClock });
  } finally {
    await db.close();
    await store.stop();
  }
}

const countCases = () =>
  withStore(async (db) => {
    const rows = await db.transact((tx) => tx.execute(sql`select id from cases`));
    return rows.length;
  });

test('after a fire, a backup and the recovery key bring everything back, and what was erased stays erased', async () => {
  const backup = await product.run('src/cli/backup.ts', []);
  expect(backup).toMatchObject({ code: 0, stderr: '' });
  const folder = config.backupFolder;
  const file = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.backup')) ?? '');
  expect(backup.stdout).toContain(file);
  for (const burnt of [config.dataFolder, config.keyFolder]) rmSync(burnt, { recursive: true });

  const restore = () => product.run('src/cli/restore.ts', [file, '--recovery-key', '-'], `${recoveryKey}\n`);
  const refused = async (args: string[], key: string) => {
    const answered = await answerWith(() => runRestore(config, args, async () => key));
    expect(existsSync(config.dataFolder), 'a refusal makes nothing').toBe(false);
    return answered.code;
  };
  expect(await refused([file, '--recovery-key', recoveryKey], '')).toBe(2);
  expect(await refused([file], recoveryKey)).toBe(2);
  expect(await refused([`${file}x`, '--recovery-key', '-'], recoveryKey)).toBe(2);
  expect(await refused([file, '--recovery-key', '-'], `${recoveryKey.slice(0, -1)}!`)).toBe(1);
  expect(await refused([file, '--recovery-key', '-'], showRecoveryKey(randomIds.bytes(32)))).toBe(1);
  rmSync(path.join(folder, 'erasures.txt'));
  expect(await refused([file, '--recovery-key', '-'], recoveryKey), 'without the list').toBe(2);
  appendErasure(folder, erasedCase, systemClock.now());
  const restored = await restore();
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(restored.stdout).toContain('dihapus lagi: 1.');
  expect(restored.stdout).toContain('erased again: 1.');
  const again = await answerWith(() =>
    runRestore(config, [file, '--recovery-key', '-'], async () => recoveryKey),
  );
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toContain('sudah terisi');
  expect(await countCases()).toBe(1);
  for (const word of [...Object.values(planted), 'Ibu Rahel', recoveryKey])
    expect(product.output()).not.toContain(word);
});

test('the doctor says what is missing, exits with 1 while something is, and shows no secret', async () => {
  const { stdout, code } = await product.run('src/cli/doctor.ts', ['--json']);
  const found = JSON.parse(stdout) as { name: string; state: string }[];
  const states = Object.fromEntries(found.map(({ name, state }) => [name, state]));
  expect(states).toMatchObject({
    node: 'good',
    database: 'good',
    migrations: 'good',
    keys: 'good',
    backup: 'good',
  });
  expect(states).toMatchObject({ keyHolders: 'bad', recoveryKey: 'bad', whatsapp: 'warn', telegram: 'warn' });
  expect(code).toBe(1);
  const keys = JSON.parse(readFileSync(path.join(config.keyFolder, 'suar-keys.json'), 'utf8')) as object;
  for (const key of Object.values(keys)) if (typeof key === 'string') expect(stdout).not.toContain(key);
});

test('an update that does harm is taken back whole, one that is good stays, and none runs beside the app', async () => {
  const broken = path.join(path.dirname(config.dataFolder), 'migrations');
  cpSync(path.resolve('migrations'), broken, { recursive: true });
  writeFileSync(path.join(broken, '9999_harm.sql'), 'drop table "receipts" cascade;');
  const journal = path.join(broken, 'meta/_journal.json');
  const listed = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { idx: number; when: number }[] };
  const last = listed.entries.at(-1);
  listed.entries.push({ ...last, idx: 9999, when: (last?.when ?? 0) + 1, tag: '9999_harm' } as never);
  writeFileSync(journal, JSON.stringify(listed));
  for (const name of ['SUAR_DATA_DIR', 'SUAR_KEY_DIR', 'PORT']) process.env[name] = product.env[name];

  const root = path.dirname(config.dataFolder);
  const harm = await runUpdate(config, ['--no-install'], { root, trial: [broken] });
  expect(harm.code).toBe(1);
  expect(harm.stderr).toContain('42P01');
  expect(existsSync(`${config.dataFolder}.before-update`)).toBe(false);
  expect(await countCases()).toBe(1);
  await withStore(async (db) => {
    const [row] = await db.transact((tx) =>
      tx.execute(sql`select to_regclass('receipts') is not null as there`),
    );
    expect(row).toEqual({ there: true });
  });

  const good = await runUpdate(config, ['--no-install'], { root });
  expect(good).toMatchObject({ code: 0 });
  expect(good.stderr).toContain('.backup');
  expect(existsSync(`${config.dataFolder}.before-update`)).toBe(false);

  await product.start();
  const beside = await runUpdate(config, ['--no-install'], { root });
  expect(beside).toMatchObject({ code: 1 });
  expect(beside.stderr).toContain('Suar sedang berjalan');
  expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  expect((await fetch(`${product.url}/metrics`)).status).toBe(200);
  expect(await product.stop()).toBe(0);
});
