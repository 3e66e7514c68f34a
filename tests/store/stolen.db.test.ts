import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyedHash, keyPair, open, openWith, stretch } from '../../src/sealing/box.ts';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { audit } from '../../src/store/schema/audit.ts';
import {
  groupHolders,
  invites,
  keyGroups,
  memberKeys,
  members,
  recovery,
  recoveryHolds,
  sessions,
  signInTries,
} from '../../src/store/schema/members.ts';
import { org } from '../../src/store/schema/org.ts';
import { endSession, openSession } from '../../src/store/sessions.ts';
import { type House, openSetUpHouse, passphrase } from './team.ts';

/**
 * A thief who knows the source: what can be opened with which of the things that may be stolen. The same
 * search that finds nothing in a dump finds the keys once the missing thing is added, so it cannot be blind.
 */
const tables = {
  audit,
  groupHolders,
  invites,
  keyGroups,
  memberKeys,
  members,
  org,
  recovery,
  recoveryHolds,
  sessions,
  signInTries,
};

async function dump(house: House) {
  return house.does(async (tx) => ({
    groups: await tx.select().from(keyGroups),
    holders: await tx.select().from(groupHolders),
    holds: await tx.select().from(recoveryHolds),
    keys: await tx.select().from(memberKeys),
    sessions: await tx.select().from(sessions),
    invites: await tx.select().from(invites),
    everything: (await Promise.all(Object.values(tables).map((table) => tx.select().from(table)))).flat(),
  }));
}
type Dump = Awaited<ReturnType<typeof dump>>;

const tryOpen = (attempt: () => Buffer): Buffer[] => {
  try {
    return [attempt()];
  } catch {
    return [];
  }
};

/** Every value of 32 bytes or more that lies in the rows, as the thief would try it for a key. */
function bytesOf(stolen: Dump): Buffer[] {
  return stolen.everything
    .flatMap((row): unknown[] => Object.values(row))
    .filter((value): value is Buffer => Buffer.isBuffer(value) && value.length >= 32)
    .flatMap((value) => [value.subarray(0, 32), value.subarray(-32)]);
}

interface Loot {
  dump: Dump;
  /** Cookies, link secrets, the recovery seed: 32 bytes each. */
  secrets?: Buffer[];
  passphrase?: string;
  /** The key folder. */
  folder?: House['deps']['vault']['keys'];
}

/** @returns the names of the groups whose private half the loot gives */
async function plunder({ dump: stolen, secrets = [], passphrase: typed, folder }: Loot): Promise<string[]> {
  const fromFolder = folder ? [folder.server, folder.receiptPepper, ...Object.values(folder.index)] : [];
  const keys = [...secrets, ...fromFolder, ...bytesOf(stolen)];
  const guesses = [...keys];
  if (typed !== undefined)
    for (const row of stolen.keys) guesses.push(await stretch(Buffer.from(typed), row.salt, row));
  const pepper = folder?.receiptPepper ?? Buffer.alloc(32);
  const wraps = [
    ...guesses,
    ...guesses.map((guess) => keyedHash(pepper, 'member passphrase', guess)),
    ...guesses.map((guess) => keyedHash(guess, 'session private half')),
    ...guesses.map((guess) => keyedHash(guess, 'invite group keys')),
  ];
  const inRows = [
    ...stolen.keys.map((row) => ({ box: row.privateKey, context: `member_keys.private_wrapped:${row.id}` })),
    ...stolen.sessions.map((row) => ({ box: row.privateKey, context: `sessions.private_wrapped:${row.id}` })),
    ...stolen.invites.flatMap((row) =>
      row.groupKeys ? [{ box: row.groupKeys, context: `invites.group_keys_sealed:${row.id}` }] : [],
    ),
  ];
  const found = inRows.flatMap(({ box, context }) =>
    wraps.flatMap((wrap) => tryOpen(() => open(wrap, box, context))),
  );
  return groupsOpenedBy(stolen, [...keys, ...found]);
}

/** What sealed boxes and copies in links give to somebody with these private halves, seeds and plain texts. */
function groupsOpenedBy(stolen: Dump, got: Buffer[]): string[] {
  const pairs = got.flatMap((privateKey) => [
    ...stolen.keys.map(({ publicKey }) => ({ publicKey, privateKey })),
    ...(privateKey.length === 32 ? [keyPair(privateKey)] : []),
  ]);
  const boxes = [...stolen.holders, ...stolen.holds];
  const opened = boxes.flatMap(({ groupId, privateKey }) =>
    pairs
      .filter((pair) => pair.privateKey.length === 32)
      .some((pair) => tryOpen(() => openWith(pair, privateKey)).length > 0)
      ? [groupId]
      : [],
  );
  const copied = stolen.groups
    .filter(({ id }) => got.some((plain) => plain.includes(id)))
    .map(({ id }) => id);
  const names = stolen.groups
    .filter(({ id }) => opened.includes(id) || copied.includes(id))
    .map(({ name }) => name);
  return names.sort();
}

const every = ['anak', 'brankas', 'tim'];

let house: House & { token: string; recoveryKey: string };
let carrying: string;
let bare: string;
let used: string;
beforeAll(async () => {
  house = await openSetUpHouse();
  const rahel = await house.enter(house.token);
  carrying = await house.invite(rahel, ['counsellor']);
  bare = await house.invite(null, ['counsellor']);
  used = await house.invite(rahel, ['counsellor']);
  await house.join(used, 'Marta');
});
afterAll(() => house.close());

const bytes = (text: string) => Buffer.from(text, 'base64url');

describe('a stolen dump of every table', () => {
  test('opens nothing', async () => {
    expect(await plunder({ dump: await dump(house) })).toEqual([]);
  });

  test('opens nothing with the key folder beside it', async () => {
    expect(await plunder({ dump: await dump(house), folder: house.deps.vault.keys })).toEqual([]);
  });

  test('opens nothing with the right passphrase but without the key folder', async () => {
    expect(await plunder({ dump: await dump(house), passphrase })).toEqual([]);
  });

  test('opens nothing with key folder and another passphrase', async () => {
    const loot = { dump: await dump(house), folder: house.deps.vault.keys };
    expect(await plunder({ ...loot, passphrase: 'perahu kuning di pantai' })).toEqual([]);
  });

  test('opens everything with key folder and passphrase together', async () => {
    const loot = { dump: await dump(house), folder: house.deps.vault.keys };
    expect(await plunder({ ...loot, passphrase })).toEqual(every);
  });

  test('opens everything with the recovery key', async () => {
    const seed = readRecoveryKey(house.recoveryKey) ?? Buffer.alloc(32);
    expect(await plunder({ dump: await dump(house), secrets: [seed] })).toEqual(every);
  });

  test('opens with the cookie of a live session, and no longer once she has signed out', async () => {
    const token = await house.join(
      await house.invite(await house.enter(house.token), ['supervisor']),
      'Lidia',
    );
    const stolen = await dump(house);
    expect(await plunder({ dump: stolen, secrets: [bytes(token)] })).toEqual(every);
    const signedIn = await house.enter(token);
    await house.does((tx) => endSession(tx, house.deps, signedIn));
    expect(await plunder({ dump: await dump(house), secrets: [bytes(token)] })).toEqual([]);
  });

  test('gives with the secret of a link what that link carries: a copy, nothing, or nothing any more', async () => {
    const stolen = await dump(house);
    expect(await plunder({ dump: stolen, secrets: [bytes(carrying)] })).toEqual(['tim']);
    expect(await plunder({ dump: stolen, secrets: [bytes(bare)] })).toEqual([]);
    expect(await plunder({ dump: stolen, secrets: [bytes(used)] })).toEqual([]);
  });
});

describe('a stolen cookie', () => {
  test('opens nothing where its row is not', async () => {
    const other = await openSetUpHouse();
    try {
      expect(await other.does((tx) => openSession(tx, other.deps, house.token))).toBeUndefined();
      expect(await plunder({ dump: await dump(other), secrets: [bytes(house.token)] })).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('finds no row without the key folder that made its index', async () => {
    const { vault } = house.deps;
    const index: typeof vault.index = (_name, ...parts) => keyedHash(Buffer.alloc(32), ...parts);
    const foreign = { ...house.deps, vault: { ...vault, index } };
    expect(await house.does((tx) => openSession(tx, foreign, house.token))).toBeUndefined();
    expect(await house.does((tx) => openSession(tx, house.deps, house.token))).toBeDefined();
  });
});
