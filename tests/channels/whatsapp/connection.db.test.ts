import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { whatsAppLock } from '../../../src/channels/whatsapp/connection.ts';
import { names, openCredentials, pairedAs } from '../../../src/channels/whatsapp/credentials.ts';
import { loadBaileys } from '../../../src/channels/whatsapp/quiet.ts';
import { openSession } from '../../../src/channels/whatsapp/session.ts';
import { sleep, textTo, until, useScene } from './scene.ts';

const scene = useScene();

/** A floating rejection would end the process; vitest reports it, but only after the test. */
const unhandled = vi.fn();
process.on('unhandledRejection', unhandled);
afterAll(() => void process.off('unhandledRejection', unhandled));
afterEach(() => expect(unhandled).not.toHaveBeenCalled());

test('an unpaired channel waits without a connection and without the lock', async () => {
  const channel = await scene.start();
  await until(() => channel.health().code === 'notPaired');
  await sleep(150);
  expect(channel.health()).toEqual({ state: 'off', code: 'notPaired' });
  expect(scene.whatsapp.connectionCount()).toBe(0);
  expect(scene.lock.isHeld()).toBe(false);
});

test('a pairing made by another process takes effect by itself', async () => {
  const channel = await scene.start();
  await until(() => channel.health().code === 'notPaired');
  await scene.pairUp();
  await until(() => channel.health().state === 'connected');
});

test('one of two processes connects, and the other takes over when it stops', async () => {
  const first = await scene.connected();
  const second = await scene.start();
  await until(() => second.health().code === 'heldElsewhere');
  await sleep(150);
  expect(first.health().state).toBe('connected');
  await first.stop();
  await until(() => second.health().state === 'connected');
  const siti = scene.whatsapp.person();
  await siti.say('siapa di sana?');
  await until(() => scene.words().length === 1);
});

test('the lock of the database has one holder and is free again after its release', async () => {
  const { db } = scene.database;
  const channel = await scene.connected({ ownLock: () => db.ownLock(whatsAppLock) });
  expect(await db.ownLock(whatsAppLock)).toBeUndefined();
  await channel.stop();
  const lock = await db.ownLock(whatsAppLock);
  expect(lock).toBeDefined();
  await lock?.release();
});

test('a lock that is lost ends the connection at once, and nothing more is written', async () => {
  const channel = await scene.connected();
  scene.lock.lose();
  const taken = await scene.lock.own();
  await until(() => channel.health().code === 'heldElsewhere');
  expect(scene.whatsapp.isOnline()).toBe(false);
  scene.keyStore.written.clear();
  await sleep(200);
  expect([...scene.keyStore.written]).toEqual([]);
  await taken?.release();
  await until(() => channel.health().state === 'connected');
});

test('F12: being replaced by another client is not fought', async () => {
  const channel = await scene.connected();
  const before = scene.whatsapp.connectionCount();
  scene.whatsapp.replace();
  await until(() => channel.health().state === 'stopped');
  expect(channel.health().code).toBe('replaced');
  await sleep(1_500);
  expect(scene.whatsapp.connectionCount()).toBe(before);
  expect(scene.lock.isHeld()).toBe(true);
});

test.each([
  [401, 'loggedOut'],
  [403, 'banned'],
])('F12: a login refused with %i stops as %s, and the keys stay', async (code, word) => {
  await scene.pairUp();
  scene.whatsapp.refuseLogins(code);
  const channel = await scene.start();
  await until(() => channel.health().state === 'stopped');
  expect(channel.health().code).toBe(word);
  await sleep(200);
  expect(scene.whatsapp.connectionCount()).toBe(2);
  expect(await pairedAs(scene.keyStore)).toBeDefined();
});

test('a phone that ends the link stops the channel, and a new pairing starts it again', async () => {
  const channel = await scene.connected();
  scene.whatsapp.logOut();
  await until(() => channel.health().code === 'loggedOut');
  await scene.keyStore.write(new Map([[names.unpairWanted, 'yes']]));
  await until(() => channel.health().code === 'notPaired');
  await scene.pairUp();
  await until(() => channel.health().state === 'connected');
});

test('a service that is away is tried again until it is back', async () => {
  await scene.pairUp();
  scene.whatsapp.refuseLogins(503);
  const channel = await scene.start();
  await until(() => channel.health().code === 'platformAway');
  scene.whatsapp.refuseLogins(undefined);
  await until(() => channel.health().state === 'connected');
});

test('a dropped line comes back by itself and is told meanwhile', async () => {
  const channel = await scene.connected();
  scene.whatsapp.goOffline();
  await until(() => channel.health().state === 'reconnecting');
  expect(await channel.send(textTo('285100000000001@lid', 'halo'))).toMatchObject({
    is: 'later',
    why: 'notConnected',
  });
  scene.whatsapp.goOnline();
  await until(() => channel.health().state === 'connected');
});

test('a database that is away while connecting is waited out', async () => {
  await scene.pairUp();
  scene.keyStore.isAway = true;
  const channel = await scene.start();
  await until(() => channel.health().code === 'keysAway');
  expect(scene.whatsapp.connectionCount()).toBe(1);
  scene.keyStore.isAway = false;
  await until(() => channel.health().state === 'connected');
});

test('unpairing tells WhatsApp, deletes every key and leaves the channel waiting', async () => {
  const channel = await scene.connected();
  const siti = scene.whatsapp.person();
  await siti.say('halo');
  await until(() => scene.intake.kept.length === 1);
  await scene.keyStore.write(new Map([[names.unpairWanted, 'yes']]));
  await until(() => channel.health().code === 'notPaired');
  expect(scene.whatsapp.isLinked()).toBe(false);
  await sleep(300);
  expect([...scene.keyStore.kept.keys()]).toEqual([]);
  expect(scene.lock.isHeld()).toBe(false);
});

test('F9: a listener that throws is logged and the line goes on', async () => {
  await scene.pairUp();
  const baileys = await loadBaileys();
  const credentials = await openCredentials(baileys, scene.keyStore, scene.log);
  if (!credentials) throw new Error('not paired');
  let heard = 0;
  const session = openSession(baileys, {
    auth: credentials.state,
    wsUrl: scene.whatsapp.wsUrl,
    log: scene.log,
    sentMessage: async () => undefined,
    hear: (events) => {
      heard += events['messages.upsert']?.messages.length ?? 0;
      throw new Error('tolong, rahasia');
    },
  });
  await scene.whatsapp.online();
  const siti = scene.whatsapp.person();
  await siti.say('satu');
  await siti.say('dua');
  await until(() => heard === 2);
  session.end();
  await session.ended;
  expect(scene.lines.join('')).toContain('whatsapp.listenerFault');
  expect(scene.lines.join('')).not.toContain('tolong');
});

test('F2: what was acknowledged but still held back by the library is handed over when the line drops', async () => {
  await scene.pairUp();
  const baileys = await loadBaileys();
  const credentials = await openCredentials(baileys, scene.keyStore, scene.log);
  if (!credentials) throw new Error('not paired');
  const heard: string[] = [];
  const session = openSession(baileys, {
    auth: credentials.state,
    wsUrl: scene.whatsapp.wsUrl,
    log: scene.log,
    sentMessage: async () => undefined,
    hear: (events) => {
      for (const { message } of events['messages.upsert']?.messages ?? [])
        heard.push(message?.conversation ?? '');
    },
  });
  await scene.whatsapp.online();
  const siti = scene.whatsapp.person();
  // Hold back as the library does while it catches up, and never let go.
  const held = setInterval(() => session.socket.ev.buffer(), 1);
  const flush = vi.spyOn(session.socket.ev, 'flush').mockReturnValue(false);
  const id = await siti.say('sebelum putus');
  await until(() => siti.delivered().includes(id));
  expect(heard).toEqual([]);
  clearInterval(held);
  flush.mockRestore();
  scene.whatsapp.dropLine();
  await session.ended;
  expect(heard).toEqual(['sebelum putus']);
});

test('F10: a stop is over within three seconds, also when nobody answers at the other end', async () => {
  const channel = await scene.connected();
  scene.whatsapp.freeze();
  const begun = performance.now();
  await channel.stop();
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(channel.health()).toEqual({ state: 'stopped', code: 'stopped' });
  expect(scene.lock.isHeld()).toBe(false);
});
