import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWith, sealTo } from '../../src/sealing/box.ts';
import { enrol } from '../../src/store/enrol.ts';
import { currentGroup } from '../../src/store/groups.ts';
import { createInvite, readInvite } from '../../src/store/invites.ts';
import { listMembers } from '../../src/store/members.ts';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { type GroupName, invites, type Role } from '../../src/store/schema/members.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { makeSetUpLink } from '../../src/store/set-up.ts';
import { signIn } from '../../src/store/sign-in.ts';
import { collide, type House, listActs, openHouse, openSetUpHouse, passphrase } from './team.ts';

const day = 24 * 3_600_000;

let house: House & { token: string; recoveryKey: string };
let rahel: SignedIn;
beforeAll(async () => {
  house = await openSetUpHouse();
  rahel = await house.enter(house.token);
});
afterAll(() => house.close());

let count = 0;
const newName = () => {
  count += 1;
  return `Anggota ${count}`;
};

const seed = () => readRecoveryKey(house.recoveryKey) ?? Buffer.alloc(32);
const held = (signedIn: SignedIn) => [...signedIn.groups.values()].map(({ name }) => name).sort();
const read = (secret: string) => house.does((tx) => readInvite(tx, house.deps, secret));
const use = (secret: string, name: string, typed = passphrase) =>
  enrol(house.db, house.deps, { secret, name, passphrase: typed });

/** Whether she opens what was sealed to a group by somebody who holds nothing. */
async function opens(signedIn: SignedIn, name: GroupName): Promise<boolean> {
  const group = await house.does((tx) => currentGroup(tx, name));
  if (!group) throw new Error('no group');
  const mine = signedIn.groups.get(group.id);
  return (
    mine !== undefined &&
    openWith(mine.pair, sealTo(group.publicKey, Buffer.from('kata'))).toString() === 'kata'
  );
}

async function isTrusted(signedIn: SignedIn): Promise<boolean | undefined> {
  const all = await house.does((tx) => listMembers(tx, house.deps));
  return all.find(({ id }) => id === signedIn.member.id)?.trusted;
}

const joinBy = async (by: SignedIn | null, roles: Role[], recoverySeed?: Buffer) =>
  house.enter(await house.join(await house.invite(by, roles, recoverySeed), newName()));

describe('a link from a key-holder', () => {
  test('lets a counsellor open what is sealed to tim at once, and no more than that', async () => {
    const counsellor = await joinBy(rahel, ['counsellor']);
    expect(counsellor.member.roles).toEqual(['counsellor']);
    expect(await opens(counsellor, 'tim')).toBe(true);
    expect(held(counsellor)).toEqual(['tim']);
    expect(await isTrusted(counsellor)).toBe(true);
  });

  test('gives a supervisor all three groups and an admin none', async () => {
    expect(held(await joinBy(rahel, ['supervisor']))).toEqual(['anak', 'brankas', 'tim']);
    const admin = await joinBy(rahel, ['admin']);
    expect(held(admin)).toEqual([]);
    expect(await isTrusted(admin)).toBe(true);
  });

  test('made with roles in any order or twice keeps them once, in the order of the team', async () => {
    expect((await joinBy(rahel, ['admin', 'counsellor', 'admin'])).member.roles).toEqual([
      'counsellor',
      'admin',
    ]);
  });
});

describe('a link without keys', () => {
  test('from the shell lets her sign in and open nothing', async () => {
    const counsellor = await joinBy(null, ['counsellor']);
    expect(held(counsellor)).toEqual([]);
    expect(await opens(counsellor, 'tim')).toBe(false);
    expect(await isTrusted(counsellor)).toBe(false);
  });

  test('from an admin carries none either, whatever roles it names', async () => {
    const admin = await joinBy(rahel, ['admin']);
    expect(held(await joinBy(admin, ['supervisor']))).toEqual([]);
  });

  test('from the shell with the recovery key opens at once', async () => {
    expect(await opens(await joinBy(null, ['counsellor'], seed()), 'tim')).toBe(true);
    expect(held(await joinBy(null, ['supervisor'], seed()))).toEqual(['anak', 'brankas', 'tim']);
    expect((await listActs(house)).filter((act) => act === 'useRecoveryKey')).toHaveLength(2);
  });

  test('cannot be made with a key that is not the recovery key', async () => {
    await expect(house.invite(null, ['counsellor'], house.deps.ids.bytes(32))).rejects.toThrow(
      'notTheRecoveryKey',
    );
  });
});

describe('who may invite', () => {
  test('is never a counsellor', async () => {
    const counsellor = await joinBy(rahel, ['counsellor']);
    const before = (await house.does((tx) => tx.select().from(invites))).length;
    await expect(house.invite(counsellor, ['counsellor'])).rejects.toThrow('mayNotInvite');
    expect(await house.does((tx) => tx.select().from(invites))).toHaveLength(before);
  });

  test('is nobody before set-up', async () => {
    const empty = await openHouse();
    try {
      await expect(empty.invite(null, ['counsellor'])).rejects.toThrow('notSetUp');
    } finally {
      await empty.close();
    }
  });

  test('must name a role and a name', async () => {
    await expect(house.invite(rahel, [])).rejects.toThrow('rolesOutOfBounds');
    for (const name of ['', ' \u200b ', 'x'.repeat(61)])
      await expect(
        house.does((tx) => createInvite(tx, house.deps, { roles: ['counsellor'], name, by: rahel })),
      ).rejects.toThrow('nameOutOfBounds');
  });
});

describe('a link', () => {
  test('greets with the name and roles it was made for, until it is used', async () => {
    const secret = await house.invite(rahel, ['counsellor']);
    expect(await read(secret)).toEqual({ name: 'Tamu', roles: ['counsellor'], isRenewal: false });
    await house.join(secret, newName());
    expect(await read(secret)).toBeUndefined();
    expect(await use(secret, newName())).toEqual({ is: 'linkUnknown' });
  });

  test('keeps neither name nor keys once it is used', async () => {
    const secret = await house.invite(rahel, ['supervisor']);
    const index = house.deps.vault.index('invite', Buffer.from(secret, 'base64url'));
    const row = async () =>
      (await house.does((tx) => tx.select().from(invites).where(eq(invites.secretIndex, index))))[0];
    expect((await row())?.groupKeys).toBeInstanceOf(Buffer);
    await house.join(secret, newName());
    expect(await row()).toMatchObject({ groupKeys: null, name: null });
  });

  test('works until its last minute and dies after a day, and its row goes when the next is made', async () => {
    const early = await house.invite(rahel, ['counsellor']);
    const late = await house.invite(rahel, ['counsellor']);
    house.clock.advance(day - 60_000);
    expect(await use(early, newName())).toMatchObject({ is: 'done' });
    house.clock.advance(60_000);
    expect(await read(late)).toBeUndefined();
    expect(await use(late, newName())).toEqual({ is: 'linkUnknown' });
    await house.invite(rahel, ['counsellor']);
    const index = house.deps.vault.index('invite', Buffer.from(late, 'base64url'));
    const left = await house.does((tx) => tx.select().from(invites).where(eq(invites.secretIndex, index)));
    expect(left).toEqual([]);
  });

  test('that nobody made opens nothing', async () => {
    for (const secret of ['', 'x', house.deps.ids.bytes(32).toString('base64url'), 'a/../b']) {
      expect(await read(secret)).toBeUndefined();
      expect(await use(secret, newName())).toEqual({ is: 'linkUnknown' });
    }
  });

  test('for set-up is not one to join by', async () => {
    const empty = await openHouse();
    try {
      const secret = (await empty.does((tx) => makeSetUpLink(tx, empty.deps))) ?? '';
      expect(await enrol(empty.db, empty.deps, { secret, name: newName(), passphrase })).toEqual({
        is: 'linkUnknown',
      });
    } finally {
      await empty.close();
    }
  });

  test('used by two people at once lets one in', async () => {
    const secret = await house.invite(rahel, ['counsellor']);
    const both = await collide(house, 'sessions', [
      () => use(secret, newName()),
      () => use(secret, newName()),
    ]);
    expect(both.map(({ is }) => is).sort()).toEqual(['done', 'linkUnknown']);
  });

  test('with a name that is taken stays good for another', async () => {
    const secret = await house.invite(rahel, ['counsellor']);
    for (const taken of ['Ibu Rahel', ' ibu  RAHEL', 'Ｉｂｕ Rahel'])
      expect(await use(secret, taken)).toEqual({ is: 'nameTaken' });
    expect(await use(secret, newName())).toMatchObject({ is: 'done' });
  });

  test('two links at once cannot take one name', async () => {
    const secrets = [await house.invite(rahel, ['counsellor']), await house.invite(rahel, ['counsellor'])];
    const name = newName();
    const both = await collide(
      house,
      'sessions',
      secrets.map((secret) => () => use(secret, name)),
    );
    expect(both.map(({ is }) => is).sort()).toEqual(['done', 'nameTaken']);
    const unused = secrets[both.findIndex(({ is }) => is === 'nameTaken')] ?? '';
    expect(await read(unused)).toBeDefined();
  });

  test('with a weak passphrase is refused by a fixed word and stays good', async () => {
    const secret = await house.invite(rahel, ['counsellor']);
    const name = 'Maria Goreti Lewa';
    const weak = { 'tujuh an': 'tooShort', 'a b c d e': 'tooShort', 'maria  goreti LEWA': 'isName' } as const;
    for (const [typed, why] of Object.entries(weak))
      expect(await use(secret, name, typed)).toEqual({ is: 'weakPassphrase', why });
    expect(await use(secret, name, 'x'.repeat(201))).toEqual({ is: 'weakPassphrase', why: 'tooLong' });
    expect(await use(secret, name, 'ke la ut ya')).toMatchObject({ is: 'done' });
    expect(await signIn(house.db, house.deps, { name, passphrase: 'ke la ut ya' })).toMatchObject({
      is: 'in',
    });
  });
});
