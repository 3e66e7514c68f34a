import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVault, dayOf, fromJson, type Keys, toJson, type Vault } from '../../src/sealing/vault.ts';

/** Keys in memory, whose days can be dropped. */
function keysInMemory(): Keys & { drop(day: number): void } {
  const days = new Map<number, Buffer>();
  const index = { address: 1, externalId: 2, channelKey: 3, session: 4, invite: 5 };
  return {
    databaseId: 'db',
    server: randomBytes(32),
    index: Object.fromEntries(Object.keys(index).map((name) => [name, randomBytes(32)])) as Keys['index'],
    receiptSalt: randomBytes(16),
    receiptPepper: randomBytes(32),
    today: (now) => {
      const day = dayOf(now);
      const key = days.get(day) ?? randomBytes(32);
      days.set(day, key);
      return { day, key };
    },
    ofDay: (day) => days.get(day),
    drop: (day) => void days.delete(day),
  };
}

const monday = new Date('2026-01-05T02:00:00Z');
const words = Buffer.from('aku takut pulang');

function sealBoth(vault: Vault): Buffer[] {
  return [vault.sealForDay(words, 'c', monday), vault.sealForServer(words, 'c')];
}

describe('what passes through', () => {
  it('opens while its day key is there, on another day too, and is gone with it', () => {
    const keys = keysInMemory();
    const vault = createVault(keys);
    const box = vault.sealForDay(words, 'c', monday);
    vault.sealForDay(words, 'c', new Date('2026-01-06T02:00:00Z'));
    expect(vault.openOfDay(box, 'c')).toEqual({ state: 'open', plain: words });
    keys.drop(dayOf(monday));
    expect(vault.openOfDay(box, 'c')).toEqual({ state: 'gone' });
  });

  it('is not opened by a later key of the same day, which would hide a mistake', () => {
    const keys = keysInMemory();
    const vault = createVault(keys);
    const box = vault.sealForDay(words, 'c', monday);
    keys.drop(dayOf(monday));
    keys.today(monday);
    expect(() => vault.openOfDay(box, 'c')).toThrow('boxWouldNotOpen');
  });
});

describe('what lasts', () => {
  it('opens with the server key, in its own place only', () => {
    const vault = createVault(keysInMemory());
    const box = vault.sealForServer(words, 'conversations.address:1');
    expect(vault.openOfServer(box, 'conversations.address:1')).toEqual(words);
    expect(() => vault.openOfServer(box, 'conversations.address:2')).toThrow('boxWouldNotOpen');
  });
});

describe('every box', () => {
  it('names its form, so that a later form can be told apart', () => {
    const vault = createVault(keysInMemory());
    const [day = words, server = words] = sealBoth(vault).map((box) =>
      Buffer.concat([Buffer.from([2]), box.subarray(1)]),
    );
    expect(() => vault.openOfDay(day, 'c')).toThrow('unknownBoxVersion');
    expect(() => vault.openOfServer(server, 'c')).toThrow('unknownBoxVersion');
  });

  it('shows nothing of its words', () => {
    for (const box of sealBoth(createVault(keysInMemory()))) expect(box.includes('takut')).toBe(false);
  });
});

describe('a blind index', () => {
  it('meets equal values of one purpose, and of no two', () => {
    const vault = createVault(keysInMemory());
    expect(vault.index('address', 'telegram', '42')).toEqual(vault.index('address', 'telegram', '42'));
    expect(vault.index('address', 'telegram', '42')).not.toEqual(vault.index('externalId', 'telegram', '42'));
    expect(vault.index('address', 'telegram', '42')).not.toEqual(
      createVault(keysInMemory()).index('address', 'telegram', '42'),
    );
  });
});

describe('sealed JSON', () => {
  it('comes back as it went in, in any script', () => {
    const value = { text: 'tulung — ᬢᬸᬮᬸᬂ', list: [1, null], deep: { yes: true } };
    expect(fromJson(toJson(value))).toEqual(value);
  });
});
