import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { names, openCredentials } from '../../../src/channels/whatsapp/credentials.ts';
import { loadBaileys } from '../../../src/channels/whatsapp/quiet.ts';
import { readChannelState, writeChannelState, writeChannelStates } from '../../../src/store/channel-state.ts';
import { createWhatsAppKeys } from '../../../src/store/whatsapp-keys.ts';
import { textTo, until, useScene } from './scene.ts';

const scene = useScene();

interface Row {
  channel: string;
  name: Buffer;
  value: Buffer;
}

async function dump(): Promise<Row[]> {
  const rows = await scene.database.db.transact((tx) =>
    tx.execute<{ channel: string; name: Buffer; value_sealed: Buffer }>(sql`select * from channel_state`),
  );
  return rows.map((row) => ({
    channel: row.channel,
    name: Buffer.from(row.name),
    value: Buffer.from(row.value_sealed),
  }));
}

test('the key store in PostgreSQL shows no number, pseudonym, name or secret', async () => {
  const channel = await scene.connected();
  const people = [
    scene.whatsapp.person({ name: 'Siti Planted' }),
    scene.whatsapp.person({ name: 'Rini Planted', addressedBy: 'number' }),
  ];
  for (const person of people) {
    await person.say('halo');
    await until(() => scene.intake.kept.some(({ address }) => address === person.lid));
    expect(await channel.send(textTo(person.lid, 'halo juga'))).toMatchObject({ is: 'sent' });
  }
  const rows = await dump();
  expect(rows.length).toBeGreaterThan(800);
  expect(new Set(rows.map((row) => row.name.length))).toEqual(new Set([32]));
  const bytes = Buffer.concat(rows.flatMap(({ name, value }) => [name, value])).toString('latin1');
  const { number, lid } = scene.whatsapp.account;
  const planted = [
    number,
    lid,
    'lid-mapping',
    'session',
    'pre-key',
    'Planted',
    'halo',
    'privKey',
    'noiseKey',
  ];
  for (const { lid, number } of people) planted.push(lid.slice(0, 15), number.slice(0, 13));
  for (const secret of planted) expect(bytes, secret).not.toContain(secret);
  // What is in the rows is all there: without this the search above would be of nothing.
  const kept = [...scene.keyStore.kept].flat().join('\n');
  for (const known of [number, lid, people[0]?.lid.slice(0, 15) ?? '?', 'noiseKey', 'session'])
    expect(kept).toContain(known);
});

test('everything is read back as it was written', async () => {
  const channel = await scene.connected();
  await channel.stop();
  const store = createWhatsAppKeys(scene.database.db, scene.database.deps);
  const wanted = [...scene.keyStore.kept.keys()];
  expect(await store.read([...wanted, 'nobody wrote this'])).toEqual(scene.keyStore.kept);
});

test('credentials keep their bytes, and types that the library may bring are kept too', async () => {
  await scene.pairUp();
  const baileys = await loadBaileys();
  const first = await openCredentials(baileys, scene.keyStore, scene.log);
  const set = first?.state.keys.set({
    'pre-key': { 7: { public: Buffer.from([1, 2]), private: Buffer.from([3, 4]) } },
    'app-state-sync-key': { abc: { keyData: Buffer.from([5]), timestamp: 6 } },
    'lid-mapping': { '6281200000001': '285100000000001' },
    'kind-of-tomorrow': { x: { deep: Buffer.from([9]) } },
  } as Parameters<typeof first.state.keys.set>[0]);
  await set;
  const second = await openCredentials(baileys, scene.keyStore, scene.log);
  const keys = second?.state.keys;
  expect(second?.state.creds).toEqual(first?.state.creds);
  expect(await keys?.get('pre-key', ['7', '8'])).toEqual({
    7: { public: Buffer.from([1, 2]), private: Buffer.from([3, 4]) },
  });
  const synced = (await keys?.get('app-state-sync-key', ['abc']))?.abc;
  expect(synced).toBeInstanceOf(baileys.proto.Message.AppStateSyncKeyData);
  expect(await keys?.get('lid-mapping', ['6281200000001'])).toEqual({});
  expect(scene.keyStore.kept.get('key|kind-of-tomorrow|x')).toContain('CQ==');
  await keys?.set({ 'pre-key': { 7: null } });
  expect(await keys?.get('pre-key', ['7'])).toEqual({});
});

test('credentials whose write failed are written again until they are kept', async () => {
  await scene.pairUp();
  const credentials = await openCredentials(await loadBaileys(), scene.keyStore, scene.log);
  if (!credentials) throw new Error('not paired');
  scene.keyStore.isAway = true;
  credentials.state.creds.nextPreKeyId = 4711;
  credentials.save();
  await until(() => scene.lines.join('').includes('whatsapp.credentialsNotKept'));
  scene.keyStore.isAway = false;
  await credentials.saved();
  expect(scene.keyStore.kept.get(names.creds)).toContain('4711');
});

test('after an abandonment nothing is written any more', async () => {
  await scene.pairUp();
  const credentials = await openCredentials(await loadBaileys(), scene.keyStore, scene.log);
  if (!credentials) throw new Error('not paired');
  await credentials.abandon();
  scene.keyStore.written.clear();
  credentials.save();
  await credentials.state.keys.set({ 'device-list': { someone: ['0'] } });
  await credentials.saved();
  expect([...scene.keyStore.written]).toEqual([]);
});

test('a batch is kept whole or not at all, and null drops a name', async () => {
  const { db, deps } = scene.database;
  const read = (name: string) => db.transact((tx) => readChannelState(tx, deps, 'whatsapp', name));
  await db.transact((tx) => writeChannelState(tx, deps, 'whatsapp', 'a', 'one'));
  const failing = db.transact(async (tx) => {
    await writeChannelStates(
      tx,
      deps,
      'whatsapp',
      new Map([
        ['a', null],
        ['b', 'two'],
      ]),
    );
    throw new Error('killed here');
  });
  await expect(failing).rejects.toThrow('killed here');
  expect([await read('a'), await read('b')]).toEqual(['one', undefined]);
  await db.transact((tx) =>
    writeChannelStates(
      tx,
      deps,
      'whatsapp',
      new Map([
        ['a', null],
        ['b', 'two'],
      ]),
    ),
  );
  expect([await read('a'), await read('b')]).toEqual([undefined, 'two']);
});

test('more names than one statement takes are written and read', async () => {
  const store = createWhatsAppKeys(scene.database.db, scene.database.deps);
  const many = new Map(Array.from({ length: 2_500 }, (_, at) => [`name ${at}`, `value ${at}`]));
  await store.write(many);
  expect(await store.read([...many.keys()])).toEqual(many);
});

test('two channels do not see each other, and clearing one leaves the other', async () => {
  const { db, deps } = scene.database;
  await db.transact((tx) => writeChannelState(tx, deps, 'telegram', 'offset', '42'));
  await db.transact((tx) => writeChannelState(tx, deps, 'whatsapp', 'offset', '7'));
  await createWhatsAppKeys(db, deps).clear();
  const read = (channel: 'telegram' | 'whatsapp') =>
    db.transact((tx) => readChannelState(tx, deps, channel, 'offset'));
  expect([await read('telegram'), await read('whatsapp')]).toEqual(['42', undefined]);
  await db.transact((tx) => writeChannelState(tx, deps, 'telegram', 'offset', '43'));
  expect(await read('telegram')).toBe('43');
});

test('a value put under another name does not open', async () => {
  const { db, deps } = scene.database;
  await db.transact((tx) =>
    writeChannelStates(
      tx,
      deps,
      'whatsapp',
      new Map([
        ['a', 'one'],
        ['b', 'two'],
      ]),
    ),
  );
  const index = (name: string) => deps.vault.index('channelKey', 'whatsapp', name);
  await db.transact((tx) =>
    tx.execute(sql`update channel_state set value_sealed =
      (select value_sealed from channel_state where name = ${index('b')}) where name = ${index('a')}`),
  );
  await expect(db.transact((tx) => readChannelState(tx, deps, 'whatsapp', 'a'))).rejects.toMatchObject({
    code: 'boxWouldNotOpen',
  });
});
