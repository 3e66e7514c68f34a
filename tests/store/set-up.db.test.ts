import { afterEach, expect, test } from 'vitest';
import { openWith, sealTo } from '../../src/sealing/box.ts';
import { currentGroup, openRecoveryHolds } from '../../src/store/groups.ts';
import { findInvite } from '../../src/store/invites.ts';
import { listMembers } from '../../src/store/members.ts';
import { readRecoveryKey, showRecoveryKey } from '../../src/store/recovery-words.ts';
import { org } from '../../src/store/schema/org.ts';
import { confirmRecoveryKey, makeSetUpLink, recoveryConfirmed, setUp } from '../../src/store/set-up.ts';
import { verify } from '../kit/authenticator.ts';
import { collide, type House, listActs, openHouse, openSetUpHouse, passphrase } from './team.ts';

const houses: House[] = [];
const track = <T extends House>(house: T): T => {
  houses.push(house);
  return house;
};
afterEach(async () => {
  await Promise.all(houses.splice(0).map((house) => house.close()));
});

const asked = { name: 'Ibu Rahel', passphrase, chatName: '  Toko \n Melati ' };

async function link(house: House): Promise<string> {
  return (await house.does((tx) => makeSetUpLink(tx, house.deps))) ?? 'none';
}

test('the first supervisor gets all three groups, her roles, a session and the recovery key', async () => {
  const house = track(await openHouse());
  expect(await house.does((tx) => currentGroup(tx, 'tim'))).toBeUndefined();
  const done = await setUp(house.db, house.deps, { secret: await link(house), ...asked });
  if (done.is !== 'done') throw new Error(done.is);
  await verify(house.db, house.deps, done.token);
  const rahel = await house.enter(done.token);
  expect(rahel.member).toMatchObject({ name: 'Ibu Rahel', roles: ['supervisor', 'admin'] });
  expect([...rahel.groups.values()].map(({ name, generation }) => `${name} ${generation}`).sort()).toEqual([
    'anak 1',
    'brankas 1',
    'tim 1',
  ]);
  const [row] = await house.does((tx) => tx.select().from(org));
  expect(row).toMatchObject({ chatName: 'Toko Melati', setUpAt: house.clock.now() });
  expect(await listActs(house)).toEqual(['setUp', 'addFactor']);
  const [member] = await house.does((tx) => listMembers(tx, house.deps));
  expect(member).toMatchObject({ name: 'Ibu Rahel', trusted: true, leftAt: null });
});

test('the recovery key opens what is sealed to every group', async () => {
  const house = track(await openSetUpHouse());
  const seed = readRecoveryKey(house.recoveryKey) ?? Buffer.alloc(32);
  const keys = await house.does((tx) => openRecoveryHolds(tx, seed, ['supervisor']));
  expect(keys).toHaveLength(3);
  for (const name of ['tim', 'anak', 'brankas'] as const) {
    const group = await house.does((tx) => currentGroup(tx, name));
    const key = keys.find(({ groupId }) => groupId === group?.id);
    if (!group || !key) throw new Error('no group');
    const box = sealTo(group.publicKey, Buffer.from('kata'));
    expect(openWith({ publicKey: group.publicKey, privateKey: key.privateKey }, box).toString()).toBe('kata');
  }
});

test('each new set-up link retires the one before, and there is none once set up', async () => {
  const house = track(await openHouse());
  const first = await link(house);
  const second = await link(house);
  expect(await setUp(house.db, house.deps, { secret: first, ...asked })).toEqual({ is: 'linkUnknown' });
  expect(await setUp(house.db, house.deps, { secret: second, ...asked })).toMatchObject({ is: 'done' });
  expect(await setUp(house.db, house.deps, { secret: second, ...asked })).toEqual({ is: 'linkUnknown' });
  expect(await house.does((tx) => makeSetUpLink(tx, house.deps))).toBeUndefined();
});

test('of two who use the set-up link at once, one wins', async () => {
  const house = track(await openHouse());
  const secret = await link(house);
  const both = await collide(
    house,
    'sessions',
    ['Rahel', 'Marta'].map((name) => () => setUp(house.db, house.deps, { secret, ...asked, name })),
  );
  expect(both.map(({ is }) => is).sort()).toEqual(['done', 'linkUnknown']);
  expect(await house.does((tx) => listMembers(tx, house.deps))).toHaveLength(1);
});

test('two starts at once leave one set-up link that works', async () => {
  const house = track(await openHouse());
  const secrets = await collide(house, 'invites', [() => link(house), () => link(house)]);
  const found = await Promise.all(
    secrets.map((secret) => house.does((tx) => findInvite(tx, house.deps, 'setup', secret))),
  );
  expect(found.filter((invite) => invite !== undefined)).toHaveLength(1);
});

test('a set-up link dies after a day', async () => {
  const house = track(await openHouse());
  const secret = await link(house);
  house.clock.advance(24 * 3_600_000);
  expect(await setUp(house.db, house.deps, { secret, ...asked })).toEqual({ is: 'linkUnknown' });
});

test('a weak passphrase changes nothing and leaves the link', async () => {
  const house = track(await openHouse());
  const secret = await link(house);
  const weak = await setUp(house.db, house.deps, { secret, ...asked, passphrase: 'pendek' });
  expect(weak).toEqual({ is: 'weakPassphrase', why: 'tooShort' });
  expect(await house.does((tx) => currentGroup(tx, 'tim'))).toBeUndefined();
  expect(await setUp(house.db, house.deps, { secret, ...asked })).toMatchObject({ is: 'done' });
});

test('the recovery key counts only once it is typed back', async () => {
  const house = track(await openSetUpHouse());
  const rahel = await house.enter(house.token);
  const type = (typed: string) => house.does((tx) => confirmRecoveryKey(tx, house.deps, rahel, typed));
  expect(await house.does((tx) => recoveryConfirmed(tx))).toBe(false);
  expect(await type('')).toBe(false);
  expect(await type(showRecoveryKey(house.deps.ids.bytes(32)))).toBe(false);
  expect(await type(house.recoveryKey.slice(0, -1))).toBe(false);
  expect(await house.does((tx) => recoveryConfirmed(tx))).toBe(false);
  expect(await type(house.recoveryKey.toLowerCase().replaceAll('-', '  '))).toBe(true);
  expect(await house.does((tx) => recoveryConfirmed(tx))).toBe(true);
  expect(await listActs(house)).toEqual(['setUp', 'addFactor', 'confirmRecoveryKey']);
});
