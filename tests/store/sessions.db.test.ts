import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { passphraseCost } from '../../src/sealing/box.ts';
import { enrol } from '../../src/store/enrol.ts';
import { findMemberByName } from '../../src/store/members.ts';
import { members, sessions } from '../../src/store/schema/members.ts';
import {
  endAllSessions,
  endSession,
  letIntoSession,
  openSession,
  readSession,
} from '../../src/store/sessions.ts';
import { signIn } from '../../src/store/sign-in.ts';
import { type House, listActs, openSetUpHouse, passphrase } from './team.ts';

const minute = 60_000;
const hour = 60 * minute;
const name = 'Ibu Rahel';

let house: House & { token: string };
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());
/** Each test has an hour of its own, so that tries of one do not count in the next. */
beforeEach(() =>
  house.clock.set(new Date(Math.ceil((house.clock.now().getTime() + 17 * hour) / hour) * hour)),
);

const knock = (typed: { name: string; passphrase: string }) => signIn(house.db, house.deps, typed);
/** The lock has tests of its own below: here a day goes by without one. */
const open = (token: string, lockMinutes = 24 * 60) =>
  house.does((tx) => openSession(tx, house.deps, token, { lockMinutes }));

async function enterFresh(): Promise<string> {
  const result = await knock({ name, passphrase });
  if (result.is !== 'in') throw new Error(result.is);
  const { token } = result;
  await house.does(async (tx) => {
    const at = await readSession(tx, house.deps, token);
    if (at) await letIntoSession(tx, house.deps, at.signedIn.sessionId, 'factor');
  });
  return token;
}

describe('signing in', () => {
  test('forgives case and spaces in the name and spaces in the passphrase, and nothing else', async () => {
    expect(await knock({ name: '  ibu   RAHEL ', passphrase: ` ${passphrase}  ` })).toMatchObject({
      is: 'in',
    });
    expect(await knock({ name, passphrase: passphrase.toUpperCase() })).toEqual({ is: 'wrong' });
    expect(await knock({ name, passphrase: '' })).toEqual({ is: 'wrong' });
    expect(await knock({ name: 'Ibu Rahe', passphrase })).toEqual({ is: 'wrong' });
    expect(await knock({ name: '', passphrase })).toEqual({ is: 'wrong' });
  });

  test('gives a new token each time and ends no other session', async () => {
    const first = await enterFresh();
    const second = await enterFresh();
    expect(second).not.toBe(first);
    expect(await open(first)).toBeDefined();
    expect(await open(second)).toBeDefined();
  });

  test('a token that somebody planted never becomes a session', async () => {
    const planted = house.deps.ids.bytes(32).toString('base64url');
    expect(await open(planted)).toBeUndefined();
    await enterFresh();
    expect(await open(planted)).toBeUndefined();
    for (const odd of ['', 'x', `${planted}=`, '../../etc', `${planted}${planted}`])
      expect(await open(odd)).toBeUndefined();
  });

  test('after ten wrong tries even the right passphrase waits for the next hour', async () => {
    house.clock.advance(20 * minute + 1);
    for (let tries = 0; tries < 10; tries += 1)
      expect(await knock({ name, passphrase: 'bukan yang ini' })).toEqual({ is: 'wrong' });
    expect(await knock({ name, passphrase })).toEqual({ is: 'wait', minutes: 40 });
    house.clock.advance(40 * minute);
    expect(await knock({ name, passphrase })).toMatchObject({ is: 'in' });
  });

  test('tries at the same moment are all counted', async () => {
    const all = await Promise.all(
      Array.from({ length: 14 }, () => knock({ name, passphrase: 'bukan yang ini' })),
    );
    expect(all.filter(({ is }) => is === 'wrong')).toHaveLength(10);
    expect(all.filter(({ is }) => is === 'wait')).toHaveLength(4);
  });

  test('a right passphrase takes back its own try alone, so that codes cannot be guessed for ever', async () => {
    for (let tries = 0; tries < 9; tries += 1) await knock({ name, passphrase: 'bukan yang ini' });
    expect(await knock({ name, passphrase })).toMatchObject({ is: 'in' });
    expect(await knock({ name, passphrase })).toMatchObject({ is: 'in' });
    expect(await knock({ name, passphrase: 'bukan yang ini' })).toEqual({ is: 'wrong' });
    expect(await knock({ name, passphrase })).toEqual({ is: 'wait', minutes: 60 });
  });

  test('somebody unknown gets the same answers in the same order as a member', async () => {
    const tell = async (who: string) => {
      const answers: string[] = [];
      for (let tries = 0; tries < 12; tries += 1)
        answers.push(
          JSON.stringify(await knock({ name: tries % 2 ? who : ` ${who.toUpperCase()}`, passphrase: 'x' })),
        );
      return answers;
    };
    expect(await tell('Orang Asing')).toEqual(await tell(name));
  });

  test('somebody unknown costs as much work as a member', async () => {
    // As the product has them, so that it is the hash that is weighed.
    const { vault, ids, clock } = house.deps;
    const full = { vault, ids, clock };
    const secret = await house.invite(null, ['counsellor']);
    const enrolled = await enrol(house.db, full, { secret, name: 'Ibu Mahal', passphrase });
    expect(enrolled.is).toBe('done');
    const found = await house.does((tx) => findMemberByName(tx, full, 'Ibu Mahal'));
    expect(found?.key.cost).toEqual(passphraseCost);
    // Work of this process, not time on the wall: a busy machine changes nothing.
    const work = async (who: string) => {
      const before = process.cpuUsage();
      await signIn(house.db, full, { name: who, passphrase: 'bukan yang ini' });
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const costs: { member: number; stranger: number }[] = [];
    for (let tries = 0; tries < 4; tries += 1)
      costs.push({ member: await work('Ibu Mahal'), stranger: await work('Orang Lain') });
    const member = Math.min(...costs.map((cost) => cost.member));
    const stranger = Math.min(...costs.map((cost) => cost.stranger));
    expect(stranger / member).toBeGreaterThan(0.6);
    expect(stranger / member).toBeLessThan(1.6);
  });

  test('does not let in somebody who leaves while her passphrase is hashed', async () => {
    const { member } = await house.enter(await enterFresh());
    const leave = (leftAt: Date | null) =>
      house.does((tx) => tx.update(members).set({ leftAt }).where(eq(members.id, member.id)));
    let transactions = 0;
    const transact: typeof house.db.transact = async (work) => {
      transactions += 1;
      if (transactions === 2) await leave(house.clock.now());
      return house.db.transact(work);
    };
    expect(await signIn({ ...house.db, transact }, house.deps, { name, passphrase })).toEqual({
      is: 'wrong',
    });
    await leave(null);
    expect(await knock({ name, passphrase })).toMatchObject({ is: 'in' });
  });

  test('every door opened, refused or shut is written down without what was typed', async () => {
    const before = (await listActs(house)).length;
    const token = await enterFresh();
    await knock({ name, passphrase: 'bukan yang ini' });
    await knock({ name: 'Orang Asing', passphrase });
    const signedIn = await house.enter(token);
    await house.does((tx) => endSession(tx, house.deps, signedIn));
    expect((await listActs(house)).slice(before)).toEqual([
      'signIn',
      'signInFailed',
      'signInFailed',
      'endSession',
    ]);
  });
});

describe('a session', () => {
  test('opens nothing before the second key, and holds no group until then', async () => {
    const result = await knock({ name, passphrase });
    if (result.is !== 'in') throw new Error(result.is);
    expect(await open(result.token)).toBeUndefined();
    const at = await house.does((tx) => readSession(tx, house.deps, result.token));
    expect([at?.standing, at?.signedIn.groups.size]).toEqual(['unverified', 0]);
  });

  test('locks after five minutes without a touch, which what a page fetches by itself is not', async () => {
    const token = await enterFresh();
    const fetches = { isTouch: false };
    house.clock.advance(5 * minute);
    expect(await house.does((tx) => openSession(tx, house.deps, token, fetches))).toBeDefined();
    expect(await house.does((tx) => openSession(tx, house.deps, token))).toBeDefined();
    for (let passed = 0; passed < 6; passed += 1) {
      house.clock.advance(minute);
      await house.does((tx) => openSession(tx, house.deps, token, fetches));
    }
    expect(await house.does((tx) => openSession(tx, house.deps, token))).toBeUndefined();
    // Written down: neither another setting nor a clock set back opens it.
    house.clock.set(new Date(house.clock.now().getTime() - 6 * minute));
    expect(await open(token)).toBeUndefined();
    const at = await house.does((tx) => readSession(tx, house.deps, token));
    expect([at?.standing, at?.signedIn.groups.size]).toEqual(['locked', 0]);
  });

  test('ends after twelve quiet hours', async () => {
    const token = await enterFresh();
    house.clock.advance(12 * hour - minute);
    expect(await open(token)).toBeDefined();
    house.clock.advance(12 * hour);
    expect(await open(token)).toBeUndefined();
  });

  test('slides while it is used, and ends after sixteen hours all the same', async () => {
    const token = await enterFresh();
    for (let passed = 0; passed < 15; passed += 5) {
      house.clock.advance(5 * hour);
      expect(await open(token), `after ${passed + 5} h`).toBeDefined();
    }
    house.clock.advance(hour - minute);
    expect(await open(token)).toBeDefined();
    house.clock.advance(minute);
    expect(await open(token)).toBeUndefined();
  });

  test('is written to at most once a minute', async () => {
    const token = await enterFresh();
    const { sessionId } = await house.enter(token);
    const version = async () => {
      const [row] = await house.does((tx) =>
        tx.select({ version: sql<string>`xmin::text` }).from(sessions).where(eq(sessions.id, sessionId)),
      );
      return row?.version;
    };
    const start = await version();
    house.clock.advance(59_000);
    await open(token);
    expect(await version()).toBe(start);
    house.clock.advance(1_000);
    await open(token);
    const touched = await version();
    expect(touched).not.toBe(start);
    await open(token);
    expect(await version()).toBe(touched);
  });

  test('ended here lives on elsewhere; ended everywhere is gone everywhere', async () => {
    const [phone, desk, tablet] = [await enterFresh(), await enterFresh(), await enterFresh()];
    const onPhone = await house.enter(phone);
    await house.does((tx) => endSession(tx, house.deps, onPhone));
    expect(await open(phone)).toBeUndefined();
    const onDesk = await house.enter(desk);
    await house.does((tx) => endAllSessions(tx, house.deps, onDesk));
    expect(await open(desk)).toBeUndefined();
    expect(await open(tablet)).toBeUndefined();
  });

  test('one that has ended leaves no row behind once the next begins', async () => {
    const { sessionId } = await house.enter(await enterFresh());
    house.clock.advance(17 * hour);
    await enterFresh();
    const left = await house.does((tx) => tx.select().from(sessions).where(eq(sessions.id, sessionId)));
    expect(left).toEqual([]);
  });

  test('of a member who has left opens nothing, and she cannot come back in', async () => {
    const token = await enterFresh();
    const { member } = await house.enter(token);
    const leave = (leftAt: Date | null) =>
      house.does((tx) => tx.update(members).set({ leftAt }).where(eq(members.id, member.id)));
    await leave(house.clock.now());
    expect(await open(token)).toBeUndefined();
    expect(await knock({ name, passphrase })).toEqual({ is: 'wrong' });
    await leave(null);
    expect(await open(token)).toBeDefined();
  });
});
