import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAct } from '../../src/store/audit.ts';
import { setDuty } from '../../src/store/duty.ts';
import { currentGroup } from '../../src/store/groups.ts';
import { listMembers } from '../../src/store/members.ts';
import { audit } from '../../src/store/schema/audit.ts';
import { groupHolders, members, type Role } from '../../src/store/schema/members.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { trust } from '../../src/store/trust.ts';
import { type House, listActs, openSetUpHouse } from './team.ts';

let house: House & { token: string };
let rahel: SignedIn;
beforeAll(async () => {
  house = await openSetUpHouse();
  rahel = await house.enter(house.token);
});
afterAll(() => house.close());

let count = 0;
/** Somebody who joined by a link: from Ibu Rahel with keys, or from the shell without. */
async function join(by: SignedIn | null, roles: Role[]): Promise<{ token: string; signedIn: SignedIn }> {
  count += 1;
  const token = await house.join(await house.invite(by, roles), `Anggota ${count}`);
  return { token, signedIn: await house.enter(token) };
}

const held = (signedIn: SignedIn) => [...signedIn.groups.values()].map(({ name }) => name).sort();
const press = (by: SignedIn, memberId: string) => house.does((tx) => trust(tx, house.deps, by, memberId));
const listed = async (id: string) =>
  (await house.does((tx) => listMembers(tx, house.deps))).find((member) => member.id === id);

describe('Percayakan', () => {
  test('opens tim to a counsellor who came by the shell, in the session she already has', async () => {
    const { token, signedIn } = await join(null, ['counsellor']);
    expect(held(signedIn)).toEqual([]);
    expect(await listed(signedIn.member.id)).toMatchObject({ trusted: false });
    expect(await press(rahel, signedIn.member.id)).toBe('trusted');
    expect(held(await house.enter(token))).toEqual(['tim']);
    expect(await listed(signedIn.member.id)).toMatchObject({ trusted: true });
  });

  test('cannot be pressed by somebody who holds nothing: an admin, or a counsellor not yet trusted', async () => {
    const { token, signedIn: waiting } = await join(null, ['counsellor']);
    for (const by of [await join(rahel, ['admin']), await join(null, ['counsellor'])])
      expect(await press(by.signedIn, waiting.member.id)).toBe('noKey');
    expect(await press(waiting, waiting.member.id)).toBe('noKey');
    expect(held(await house.enter(token))).toEqual([]);
  });

  test('by a counsellor gives a supervisor tim and leaves her waiting for the rest', async () => {
    const { signedIn: counsellor } = await join(rahel, ['counsellor']);
    const { token, signedIn: supervisor } = await join(null, ['supervisor']);
    expect(await press(counsellor, supervisor.member.id)).toBe('trusted');
    expect(held(await house.enter(token))).toEqual(['tim']);
    expect(await listed(supervisor.member.id)).toMatchObject({ trusted: false });
    expect(await press(counsellor, supervisor.member.id)).toBe('noKey');
    expect(await press(rahel, supervisor.member.id)).toBe('trusted');
    expect(held(await house.enter(token))).toEqual(['anak', 'brankas', 'tim']);
    expect(await listed(supervisor.member.id)).toMatchObject({ trusted: true });
  });

  test('never gives more than the roles need', async () => {
    const { token, signedIn: admin } = await join(null, ['admin']);
    expect(await press(rahel, admin.member.id)).toBe('trusted');
    expect(held(await house.enter(token))).toEqual([]);
  });

  test('pressed twice, or by two at once, changes nothing more', async () => {
    const { token, signedIn } = await join(null, ['counsellor']);
    const both = await Promise.all([press(rahel, signedIn.member.id), press(rahel, signedIn.member.id)]);
    expect(both).toEqual(['trusted', 'trusted']);
    expect(await press(rahel, signedIn.member.id)).toBe('trusted');
    expect(held(await house.enter(token))).toEqual(['tim']);
    const rows = await house.does((tx) =>
      tx.select().from(groupHolders).where(eq(groupHolders.memberId, signedIn.member.id)),
    );
    expect(rows).toHaveLength(1);
  });

  test('of nobody, of nonsense and of one who left is unknown', async () => {
    const { signedIn: gone } = await join(null, ['counsellor']);
    await house.does((tx) =>
      tx.update(members).set({ leftAt: house.clock.now() }).where(eq(members.id, gone.member.id)),
    );
    for (const id of [house.deps.ids.uuid(), '', 'x', "' or true --", gone.member.id])
      expect(await press(rahel, id)).toBe('unknown');
    expect(await listed(gone.member.id)).toMatchObject({ leftAt: house.clock.now(), trusted: false });
  });

  test('is written down with who trusted whom', async () => {
    const { signedIn } = await join(null, ['counsellor']);
    await press(rahel, signedIn.member.id);
    const rows = await house.does((tx) =>
      tx.select().from(audit).where(eq(audit.subjectId, signedIn.member.id)),
    );
    expect(rows).toMatchObject([{ act: 'trust', memberId: rahel.member.id, caseId: null }]);
  });
});

describe('the team', () => {
  test('is listed in the order it came, by name and role', async () => {
    const { signedIn } = await join(rahel, ['counsellor', 'admin']);
    const all = await house.does((tx) => listMembers(tx, house.deps));
    expect(all.find(({ id }) => id === rahel.member.id)).toEqual({
      id: rahel.member.id,
      name: 'Ibu Rahel',
      roles: ['supervisor', 'admin'],
      trusted: true,
      childCases: true,
      duty: 'libur',
      leftAt: null,
    });
    expect(all.find(({ id }) => id === signedIn.member.id)?.roles).toEqual(['counsellor', 'admin']);
  });

  test('keeps duty with the member', async () => {
    await house.does((tx) => setDuty(tx, house.deps, rahel, { duty: 'bertugas', until: null }));
    expect(await listed(rahel.member.id)).toMatchObject({ duty: 'bertugas' });
    expect((await listActs(house)).at(-1)).toBe('duty');
  });

  test('has no name in clear anywhere in its rows', async () => {
    const rows = await house.does((tx) => tx.select().from(members));
    const bytes = rows.map((row) => row.name.toString('latin1')).join('\n');
    expect(bytes).not.toContain('Rahel');
    expect(bytes).not.toContain('Anggota');
  });
});

describe('a group', () => {
  test('has one current generation after set-up', async () => {
    const tim = await house.does((tx) => currentGroup(tx, 'tim'));
    expect(rahel.groups.get(tim?.id ?? '')?.pair.publicKey.equals(tim?.publicKey ?? Buffer.alloc(0))).toBe(
      true,
    );
  });
});

describe('the audit', () => {
  test('takes one fixed word and never a sentence', async () => {
    for (const act of ['', 'Ibu Rahel', 'tolong!', 'x'.repeat(41)])
      await expect(house.does((tx) => recordAct(tx, house.deps, { memberId: null, act }))).rejects.toThrow(
        'actNotAWord',
      );
  });

  test('of an act that fails does not stay', async () => {
    const before = await listActs(house);
    const fails = house.does(async (tx) => {
      await recordAct(tx, house.deps, { memberId: null, act: 'read' });
      throw new Error('rolled back');
    });
    await expect(fails).rejects.toThrow('rolled back');
    expect(await listActs(house)).toEqual(before);
  });
});
