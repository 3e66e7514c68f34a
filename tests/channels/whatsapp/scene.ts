import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Channel, Outgoing } from '../../../src/channels/channel.ts';
import { createWhatsAppChannel, type WhatsAppOptions } from '../../../src/channels/whatsapp/connection.ts';
import type { KeyStore } from '../../../src/channels/whatsapp/credentials.ts';
import { type Pairing, pair } from '../../../src/channels/whatsapp/pairing.ts';
import { systemClock } from '../../../src/clock.ts';
import { randomIds } from '../../../src/ids.ts';
import { createLog, type Log } from '../../../src/log.ts';
import { createWhatsAppKeys } from '../../../src/store/whatsapp-keys.ts';
import { type TestDatabase, withDatabase } from '../../kit/database.ts';
import { startWhatsAppServer, type WhatsAppServer } from '../../kit/whatsapp-server/server.ts';
import { type MemoryIntake, memoryIntake } from '../telegram/memory-intake.ts';

/** One server, one key store in PostgreSQL, one intake and any number of channels, renewed for each test. */
export interface Scene {
  database: TestDatabase;
  whatsapp: WhatsAppServer;
  keyStore: WatchedKeys;
  intake: MemoryIntake;
  lock: SharedLock;
  log: Log;
  /** What was logged. */
  lines: string[];
  /** Shows a code and scans it at once. */
  pairUp(): Promise<Pairing>;
  open(options?: Partial<WhatsAppOptions>): Channel;
  /** Opens and starts; stopped after the test. */
  start(options?: Partial<WhatsAppOptions>): Promise<Channel>;
  /** The same, paired, and logged in when it resolves. */
  connected(options?: Partial<WhatsAppOptions>): Promise<Channel>;
  /** The words that were kept, in order. */
  words(): string[];
}

export interface WatchedKeys extends KeyStore {
  /** What the store holds, in clear. */
  kept: Map<string, string>;
  /** Every name that was ever written. */
  written: Set<string>;
  /** While true every call fails, as when the database is away. */
  isAway: boolean;
}

/** What may never be logged: names, words, the account and everybody's addresses. */
const neverLogged = /Orang \d|rahasia|28510\d{10}|62812\d{8}|209800000099001|6281100099001|@lid|@s\.whatsapp/;

export function useScene(): Scene {
  const running: Channel[] = [];
  const scene = { pairUp, open, start, connected, words } as unknown as Scene;
  beforeAll(async () => {
    scene.database = await withDatabase();
  });
  afterAll(() => scene.database.close());
  beforeEach(async () => {
    scene.whatsapp = await startWhatsAppServer();
    const keys = createWhatsAppKeys(scene.database.db, scene.database.deps);
    await keys.clear();
    scene.keyStore = watched(keys);
    scene.intake = memoryIntake();
    scene.lock = sharedLock();
    scene.lines = [];
    scene.log = createLog({ write: (line) => scene.lines.push(line) });
  });
  afterEach(async () => {
    scene.keyStore.isAway = false;
    await Promise.all(running.splice(0).map((channel) => channel.stop()));
    await scene.whatsapp.stop();
    expect(scene.lines.join('')).not.toMatch(neverLogged);
  });

  function pairUp(): Promise<Pairing> {
    const { whatsapp, keyStore, log } = scene;
    return pair({ keyStore, wsUrl: whatsapp.wsUrl, log, onQr: (text) => void whatsapp.scanQr(text) });
  }
  function open(options: Partial<WhatsAppOptions> = {}): Channel {
    const channel = createWhatsAppChannel({
      intake: scene.intake,
      keyStore: scene.keyStore,
      wsUrl: scene.whatsapp.wsUrl,
      ownLock: scene.lock.own,
      sentMessage: async () => undefined,
      log: scene.log,
      clock: systemClock,
      pollMilliseconds: 50,
      lockMilliseconds: 50,
      ...options,
    });
    running.push(channel);
    return channel;
  }
  async function start(options: Partial<WhatsAppOptions> = {}): Promise<Channel> {
    const channel = open(options);
    await channel.start();
    return channel;
  }
  async function connected(options: Partial<WhatsAppOptions> = {}): Promise<Channel> {
    if (!scene.whatsapp.isLinked()) expect(await pairUp()).toEqual({ is: 'paired' });
    const channel = await start(options);
    await until(() => channel.health().state === 'connected');
    return channel;
  }
  function words(): string[] {
    return scene.intake.kept.map(({ happened }) =>
      happened.type === 'inbound.text' ? happened.text : happened.type,
    );
  }
  return scene;
}

export interface SharedLock {
  own: WhatsAppOptions['ownLock'];
  isHeld(): boolean;
  /** As when the connection to the database breaks: the holder is told, the lock is free. */
  lose(): void;
}

/** An advisory lock as the database gives it: one holder, freed by release or by loss. */
export function sharedLock(): SharedLock {
  let holder: { lose(): void } | undefined;
  return {
    own: async () => {
      if (holder) return undefined;
      let lose = () => {};
      const lost = new Promise<void>((resolve) => {
        lose = resolve;
      });
      const mine = { lose };
      holder = mine;
      return {
        lost,
        release: async () => {
          if (holder === mine) holder = undefined;
        },
      };
    },
    isHeld: () => holder !== undefined,
    lose: () => {
      const before = holder;
      holder = undefined;
      before?.lose();
    },
  };
}

function watched(store: KeyStore): WatchedKeys {
  const present = () => {
    if (keys.isAway) throw new Error('the database is away');
  };
  const keys: WatchedKeys = {
    kept: new Map(),
    written: new Set(),
    isAway: false,
    read: async (names) => {
      present();
      return store.read(names);
    },
    write: async (changes) => {
      present();
      await store.write(changes);
      for (const [name, value] of changes) {
        keys.written.add(name);
        if (value === null) keys.kept.delete(name);
        else keys.kept.set(name, value);
      }
    },
    clear: async () => {
      present();
      await store.clear();
      keys.kept.clear();
    },
  };
  return keys;
}

export function textTo(address: string, text: string, messageId = randomIds.uuid()): Outgoing {
  return { messageId, address, part: { type: 'text', text, choices: [], rails: [] } };
}

/** Resolves once it is so. @throws after ms */
export async function until(isSo: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain`);
    await sleep(10);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
