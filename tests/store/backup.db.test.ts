import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heldClock } from '../../src/clock.ts';
import { StartFault } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { keyPair } from '../../src/sealing/box.ts';
import { type MadeBackup, makeBackup } from '../../src/store/backup.ts';
import { appendErasure, readErasures } from '../../src/store/backup-erasures.ts';
import { listBackups } from '../../src/store/backup-folder.ts';
import { applyMigrations, listMigrations } from '../../src/store/backup-load.ts';
import { createNightlyBackup, isBackupOverdue } from '../../src/store/backup-nightly.ts';
import { type Restored, restoreBackup } from '../../src/store/backup-restore.ts';
import { connectForBackup, leftOut } from '../../src/store/backup-tables.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { clearColumns } from '../../src/store/schema/clear.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { cards, enterWithPassphrase, openPlace, openStory, type Place, planted } from './backup-ground.ts';
import { openHouse, passphrase } from './team.ts';

let story: Awaited<ReturnType<typeof openStory>>;
let made: MadeBackup;
const places: Place[] = [];

beforeAll(async () => {
  story = await openStory();
  await story.does((tx) =>
    tx.execute(sql`insert into channel_state (channel, name, value_sealed, changed_at)
      values ('whatsapp', '\\x01', '\\x02', now()), ('telegram', '\\x01', '\\x02', now())`),
  );
  const first = await place();
  const { address, keyFolder, clock } = story;
  made = await makeBackup({ address, keyFolder, folder: first.folder, now: clock.now() });
});
afterAll(async () => {
  for (const each of places) await each.close();
  await story.close();
});

async function place(): Promise<Place> {
  const opened = await openPlace(story.address, story.clock);
  places.push(opened);
  return opened;
}

const seed = () => readRecoveryKey(story.recoveryKey) ?? Buffer.alloc(32);

function restoreInto(
  into: Place,
  asked: { file?: string; seed?: Buffer; erased?: string[] } = {},
): Promise<Restored> {
  return restoreBackup({
    file: asked.file ?? made.file,
    seed: asked.seed ?? seed(),
    address: async () => into.address,
    keyFolder: into.keyFolder,
    migrationsFolder: path.resolve('migrations'),
    erased: asked.erased ?? [],
    now: story.clock.now(),
  });
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (cause) => (cause instanceof StartFault ? cause.code : `not a sentence: ${cause}`),
  );

describe('a backup', () => {
  test('holds every row but sessions, links and WhatsApp, and says in clear no more than how many', async () => {
    const bytes = readFileSync(made.file);
    const header = JSON.parse(bytes.subarray(0, bytes.indexOf('\n')).toString());
    expect(Object.keys(header).toSorted()).toEqual(['at', 'format', 'rows', 'schema', 'version']);
    expect(header.rows).toMatchObject({ cases: 2, members: 1, channel_state: 1, conversations: 3 });
    expect(header.rows).not.toHaveProperty('sessions');
    expect(made.rows).toBe(Object.values<number>(header.rows).reduce((sum, rows) => sum + rows, 0));
    for (const word of Object.values(planted)) expect(bytes.includes(word)).toBe(false);
    for (const key of Object.values(
      JSON.parse(readFileSync(path.join(story.keyFolder, 'suar-keys.json'), 'utf8')),
    ))
      if (typeof key === 'string') expect(bytes.includes(key)).toBe(false);
    expect(statSync(made.file).mode & 0o077).toBe(0);
    expect(readdirSync(path.dirname(made.file)).toSorted()).toEqual([
      'erasures.txt',
      path.basename(made.file),
    ]);
  });

  test('leaves out only tables that exist, each with its reason', () => {
    for (const [table, { why }] of Object.entries(leftOut)) {
      expect(clearColumns[table], table).toBeDefined();
      expect(why.length).toBeGreaterThan(10);
    }
  });

  test('cannot be made before there is a recovery key, and leaves nothing behind', async () => {
    const house = await openHouse();
    const { address, keyFolder, clock } = house;
    const folder = `${keyFolder}-backups`;
    expect(await codeOf(makeBackup({ address, keyFolder, folder, now: clock.now() }))).toBe('notSetUp');
    expect(existsSync(folder)).toBe(false);
    await house.close();
  });
});

describe('after a restore into an empty place with an empty key folder', () => {
  let into: Place;
  let report: Restored;
  let rahel: SignedIn;
  let there: ReturnType<Place['enter']>;
  beforeAll(async () => {
    into = await place();
    const list = path.dirname(made.file);
    appendErasure(list, story.erasedCase, story.clock.now());
    report = await restoreInto(into, { erased: readErasures(path.join(list, 'erasures.txt')) });
    there = into.enter(story.deps.vault.keys.databaseId);
    rahel = await enterWithPassphrase(there.db, there.deps, 'Ibu Rahel', passphrase);
  });
  const asks = <T extends object>(query: ReturnType<typeof sql>) =>
    there.db.transact((tx) => tx.execute<T & Record<string, unknown>>(query));

  test('a member signs in with her passphrase and reads the case', async () => {
    const opened = await there.db.transact((tx) => accessCase(tx, there.deps, rahel, story.keptCase));
    const read = JSON.stringify(opened?.items);
    expect(read).toContain(planted.kept);
    expect(read).toContain(planted.said);
  });

  test('the erased case stays erased, with its chat', async () => {
    expect(report.erased).toBe(1);
    const house = {
      does: <T>(work: Parameters<typeof there.db.transact<T>>[0]) => there.db.transact(work),
      ...there,
    };
    expect((await cards(house, rahel)).map(({ caseId }) => caseId)).toEqual([story.keptCase]);
    expect(await asks(sql`select 1 from conversations`)).toHaveLength(2);
    expect(await asks(sql`select 1 from erasures`)).toHaveLength(1);
  });

  test('nothing that waited is sent, nothing that cannot be opened is kept, and the report counts it', async () => {
    expect(report).toMatchObject({ lostMessages: 1, lostDrafts: 2 });
    expect(report.expired).toBeGreaterThan(0);
    expect(await asks(sql`select 1 from outbox where settled_at is null`)).toHaveLength(0);
    expect(await asks(sql`select 1 from inbox where body_sealed is not null`)).toHaveLength(0);
    expect(await asks(sql`select 1 from conversations where state_sealed is not null`)).toHaveLength(0);
  });

  test('the old session is over, WhatsApp is to be paired anew, and the audit says what happened', async () => {
    expect(await asks(sql`select 1 from sessions`)).toHaveLength(0);
    expect(await asks(sql`select channel from channel_state`)).toEqual([{ channel: 'telegram' }]);
    expect(await asks(sql`select 1 from audit where act = 'restoreBackup'`)).toHaveLength(1);
  });

  test('references, order and the next number hold: it is the same schema, ready for the next message', async () => {
    const shape = sql`select conrelid::regclass::text as t, pg_get_constraintdef(oid) as d from pg_constraint
      where connamespace = 'public'::regnamespace order by 1, 2`;
    expect(await asks(shape)).toEqual(await story.does((tx) => tx.execute(shape)));
    const next = sql`select nextval('inbox_id_seq')::int > (select max(id) from inbox) as is_next`;
    expect(await asks(next)).toEqual([{ is_next: true }]);
  });

  test('a second restore into it is refused, and changes nothing', async () => {
    expect(await codeOf(restoreInto(into))).toBe('databaseNotEmpty');
    expect(await asks(sql`select 1 from cases`)).toHaveLength(1);
  });
});

test('beside the key folder of that database, what was written in the last days opens again', async () => {
  const into = await place();
  const report = await restoreInto({ ...into, keyFolder: story.keyFolder });
  expect(report).toMatchObject({ lostMessages: 0, lostDrafts: 0, erased: 0 });
});

test('each night makes one backup, and takes away those of more than 35 days, but no other file', async () => {
  const { folder } = await place();
  const { address, keyFolder } = story;
  const clock = heldClock('2026-01-05T18:55:00Z');
  const nightly = createNightlyBackup({
    address,
    keyFolder,
    folder,
    clock,
    log: silentLog,
    isSetUp: () => true,
  });
  const names = () => listBackups(folder).map(({ at }) => at.toISOString().slice(0, 16));
  const after = async (minutes: number) => {
    clock.advance(minutes * 60_000);
    await nightly();
    return names();
  };
  expect(await after(0), 'the first minutes are quiet').toEqual([]);
  expect(await after(11)).toEqual(['2026-01-05T19:06']);
  writeFileSync(path.join(folder, 'catatan.txt'), 'milik operator');
  expect(await after(600), 'the same night').toEqual(['2026-01-05T19:06']);
  expect(await after(24 * 60)).toEqual(['2026-01-07T05:06', '2026-01-05T19:06']);
  expect(await after(35 * 24 * 60 - 1)).toEqual(['2026-02-11T05:05', '2026-01-07T05:06']);
  expect(await after(24 * 60)).toEqual(['2026-02-12T05:05', '2026-02-11T05:05']);
  expect(readdirSync(folder)).toContain('catatan.txt');
  expect(isBackupOverdue(folder, clock.now())).toBe(false);
  clock.advance(51 * 3_600_000);
  expect(isBackupOverdue(folder, clock.now())).toBe(true);
});

test('a backup of an older schema is restored, and then brought up to date', async () => {
  const [old, into] = [await place(), await place()];
  const migrations = listMigrations(path.resolve('migrations'));
  expect(migrations.length).toBeGreaterThan(1);
  const client = connectForBackup(old.address);
  await client.begin((tx) => applyMigrations(tx, migrations.slice(0, 1)));
  const { publicKey } = keyPair(seed());
  await client`insert into recovery (public_key, created_at) values (${publicKey}, now())`;
  await client`insert into org (database_id, chat_name, created_at)
    values (${story.deps.vault.keys.databaseId}, 'Ruang Lama', now())`;
  await client.end();
  const { keyFolder, clock } = story;
  const asked = { address: old.address, keyFolder, folder: old.folder, now: clock.now() };
  const { file } = await makeBackup(asked);
  expect(await restoreInto(into, { file })).toMatchObject({ migrated: migrations.length - 1, rows: 2 });
  const { db } = into.enter(story.deps.vault.keys.databaseId);
  const [org] = await db.transact((tx) => tx.execute(sql`select chat_name, settings from org`));
  expect(org).toEqual({ chat_name: 'Ruang Lama', settings: {} });
});

test('no reference to a case stands in the way of erasing it', async () => {
  const rows = await story.does((tx) =>
    tx.execute<{ name: string }>(sql`select conname as name from pg_constraint
      where contype = 'f' and confrelid = 'cases'::regclass and confdeltype not in ('c', 'n')`),
  );
  expect(rows).toEqual([]);
});

describe('nothing is written, and a plain sentence says why, with', () => {
  // One place for all of them: what nothing is written into stays as it is.
  let into: Place;
  beforeAll(async () => {
    into = await place();
  });
  const copyWith = (change: (bytes: Buffer) => Buffer): string => {
    const file = `${into.keyFolder}.backup`;
    copyFileSync(made.file, file);
    writeFileSync(file, change(readFileSync(file)));
    return file;
  };
  const refused = async (work: Promise<unknown>) => {
    const code = await codeOf(work);
    expect(await into.tables()).toBe(0);
    expect(existsSync(into.keyFolder)).toBe(false);
    return code;
  };
  const flip = (at: (bytes: Buffer) => number) => (bytes: Buffer) => {
    const place = at(bytes);
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    return bytes;
  };

  test('a wrong key', async () => {
    expect(await refused(restoreInto(into, { seed: Buffer.alloc(32, 7) }))).toBe('wrongRecoveryKey');
  });

  test.each([
    [
      'a file that was cut in the middle',
      (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
      'backupCut',
    ],
    ['a file that lost its last byte', (bytes: Buffer) => bytes.subarray(0, -1), 'backupCut'],
    [
      'a file with something behind its end',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]),
      'backupDamaged',
    ],
    ['a flipped bit in the middle', flip((bytes) => Math.floor(bytes.length * 0.6)), 'backupDamaged'],
    ['a flipped bit in the last byte', flip((bytes) => bytes.length - 1), 'backupDamaged'],
    [
      'a changed count in its first line',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"cases":2', '"cases":3'), 'latin1'),
      'backupDamaged',
    ],
    [
      'a newer form',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":2'), 'latin1'),
      'backupNewer',
    ],
    ['something else', () => Buffer.from('PK\u0003\u0004'), 'notABackup'],
  ])('%s', async (_, change, code) => {
    const file = copyWith(change);
    expect(await refused(restoreInto(into, { file }))).toBe(code);
  });

  test('keys of another database in the key folder', async () => {
    const other = await openHouse();
    expect(await codeOf(restoreInto({ ...into, keyFolder: other.keyFolder }))).toBe('keysForeign');
    expect(await into.tables()).toBe(0);
    await other.close();
  });
});
