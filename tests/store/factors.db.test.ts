import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkCode, listFactors, removeFactor } from '../../src/store/factors.ts';
import { askPasskey, checkPasskey, keepPasskey } from '../../src/store/passkeys.ts';
import { memberFactors, sessions } from '../../src/store/schema/members.ts';
import { type AtDoor, readSession } from '../../src/store/sessions.ts';
import { signIn } from '../../src/store/sign-in.ts';
import { codeAt } from '../kit/authenticator.ts';
import { openSetUpHouse, passphrase, type SetUpHouse } from './team.ts';

let house: SetUpHouse;
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());
/** Each test has an hour and a fresh step of its own. */
beforeEach(() =>
  house.clock.set(new Date(Math.ceil((house.clock.now().getTime() + 1) / 3_600_000) * 3_600_000)),
);

/** Ibu Rahel with her passphrase given, at the door of her second key. */
async function atDoor(): Promise<AtDoor> {
  const answer = await signIn(house.db, house.deps, { name: 'Ibu Rahel', passphrase });
  if (answer.is !== 'in') return expect.fail(answer.is);
  const at = await house.does((tx) => readSession(tx, house.deps, answer.token));
  return at ?? expect.fail('nobody at the door');
}

const code = (steps = 0) => codeAt(house.appSecret, new Date(house.clock.now().getTime() + steps * 30_000));
const check = (at: AtDoor, digits: string) => house.does((tx) => checkCode(tx, house.deps, at, digits));

describe('a code', () => {
  it('counts once: the same digits open no second door', async () => {
    const [first, second] = [await atDoor(), await atDoor()];
    const digits = code();
    expect((await check(first, digits)).is).toBe('in');
    expect((await check(second, digits)).is).toBe('wrong');
    house.clock.advance(30_000);
    expect((await check(second, code())).is).toBe('in');
  });

  it('opens one of two doors that try it at the same moment', async () => {
    const doors = [await atDoor(), await atDoor()];
    const digits = code();
    const proofs = await Promise.all(doors.map((at) => check(at, digits)));
    expect(proofs.map(({ is }) => is).sort()).toEqual(['in', 'wrong']);
  });

  it('may be one step early or late, and no more; an older one than the last is refused', async () => {
    for (const [steps, is] of [
      [2, 'wrong'],
      [-2, 'wrong'],
      [-1, 'in'],
      [1, 'in'],
      [0, 'wrong'],
    ] as const)
      expect((await check(await atDoor(), code(steps))).is, String(steps)).toBe(is);
  });

  it('is tried ten times an hour, with the passphrase known or not', async () => {
    for (let tries = 0; tries < 10; tries += 1)
      expect((await check(await atDoor(), '000001')).is).toBe('wrong');
    const answer = await signIn(house.db, house.deps, { name: 'Ibu Rahel', passphrase });
    expect(answer).toEqual({ is: 'wait', minutes: 60 });
  });

  it('stands nowhere in clear, and neither does its secret', async () => {
    const rows = await house.does((tx) => tx.select().from(memberFactors));
    const plain = Buffer.concat(rows.map((row) => row.body)).toString('latin1');
    expect(rows).toHaveLength(1);
    expect(plain).not.toContain(house.appSecret);
  });
});

describe('a second key', () => {
  it('of a colleague is nobody else’s to remove', async () => {
    const rahel = await house.enter(house.token);
    const sari = await house.enter(await house.join(await house.invite(rahel, ['counsellor']), 'Sari'));
    const [hers] = await house.does((tx) => listFactors(tx, house.deps, sari.member.id));
    const at: AtDoor = { standing: 'open', signedIn: rahel };
    expect(await house.does((tx) => removeFactor(tx, house.deps, at, hers?.id ?? ''))).toBe('unknown');
    expect(await house.does((tx) => listFactors(tx, house.deps, sari.member.id))).toHaveLength(1);
  });
});

describe('a passkey', () => {
  const relying = { rpId: 'suar.example.org', origin: 'https://suar.example.org' };

  it('answers a question once: the challenge goes with the first answer, right or not', async () => {
    const at = await atDoor();
    const challenge = house.deps.ids.bytes(32);
    const here = eq(sessions.id, at.signedIn.sessionId);
    await house.does((tx) => tx.update(sessions).set({ challenge }).where(here));
    expect(await house.does((tx) => checkPasskey(tx, house.deps, relying, at, { id: 'x' }))).toBe(false);
    const [row] = await house.does((tx) => tx.select().from(sessions).where(here));
    expect(row?.challenge).toBeNull();
  });

  it('made up, of another shape or none at all is refused', async () => {
    const at = await atDoor();
    for (const answer of [undefined, null, 'x', 7, [], {}, { id: 'x', response: { clientDataJSON: 'x' } }]) {
      expect(await house.does((tx) => checkPasskey(tx, house.deps, relying, at, answer))).toBe(false);
      const made = { answer, name: 'x' };
      expect(await house.does((tx) => keepPasskey(tx, house.deps, relying, at, made))).toBe(false);
    }
  });

  it('is asked for only where she made one', async () => {
    const at = await atDoor();
    expect(await house.does((tx) => askPasskey(tx, house.deps, relying, at))).toBeUndefined();
  });
});

describe('a member’s row', () => {
  it('can go from the database with all that hangs on it', async () => {
    const rahel = await house.enter(house.token);
    const tini = await house.enter(await house.join(await house.invite(rahel, ['counsellor']), 'Tini'));
    const id = sql`${tini.member.id}::uuid`;
    await house.does(async (tx) => {
      await tx.execute(sql`update invites set member_id = null where member_id = ${id}`);
      await tx.execute(sql`delete from members where id = ${id}`);
    });
    const left = await house.does((tx) =>
      tx.execute(sql`select 1 from member_factors where member_id = ${id} union all
        select 1 from sessions where member_id = ${id}`),
    );
    expect(left).toHaveLength(0);
  });
});
