import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimCase } from '../../src/store/case-work.ts';
import { enrol } from '../../src/store/enrol.ts';
import { shutOut } from '../../src/store/exclusions.ts';
import { countKeyHolders } from '../../src/store/groups.ts';
import { createRenewal } from '../../src/store/invites.ts';
import { leaveTeam } from '../../src/store/leaving.ts';
import { listMembers } from '../../src/store/members.ts';
import { listQueue } from '../../src/store/queue.ts';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { countMisplaced, resealPortion } from '../../src/store/rotation.ts';
import { verify } from '../kit/authenticator.ts';
import { openReaders, type Readers } from './readers.ts';
import { passphrase } from './team.ts';

let team: Readers;
let house: Readers['house'];
beforeAll(async () => {
  team = await openReaders();
  house = team.house;
});
afterAll(() => house.close());

describe('somebody who begins anew', () => {
  it('keeps name and role, loses what her old key opened, and reads again by a link of a holder', async () => {
    const caseId = await team.aCase();
    const [rahel, old] = [await team.as('rahel'), await team.as('sari')];
    const link = await house.does((tx) =>
      createRenewal(tx, house.deps, { memberId: old.member.id, by: rahel }),
    );
    const asked = { secret: link?.secret ?? '', name: 'Bukan Namanya', passphrase };
    const done = await enrol(house.db, house.deps, asked);
    if (done.is !== 'done') return expect.fail(done.is);
    await expect(house.enter(team.tokens.sari)).rejects.toThrow('notSignedIn');
    await verify(house.db, house.deps, done.token);
    team.tokens.sari = done.token;
    const sari = await team.as('sari');
    expect([sari.member.id, sari.member.name]).toEqual([old.member.id, 'Sari']);
    expect(await team.read(sari, caseId)).toBe(1);
    expect(await enrol(house.db, house.deps, asked)).toEqual({ is: 'linkUnknown' });
  });

  it('waits to be entrusted when the link came without keys', async () => {
    const sari = await team.as('sari');
    const link = await house.does((tx) =>
      createRenewal(tx, house.deps, { memberId: sari.member.id, by: null }),
    );
    const done = await enrol(house.db, house.deps, { secret: link?.secret ?? '', name: '', passphrase });
    if (done.is !== 'done') return expect.fail(done.is);
    await verify(house.db, house.deps, done.token);
    team.tokens.sari = done.token;
    const listed = await house.does((tx) => listMembers(tx, house.deps));
    expect(listed.find(({ id }) => id === sari.member.id)?.trusted).toBe(false);
    expect((await team.as('sari')).groups.size).toBe(0);
  });

  it('opens with the recovery key also the cases that no group opens', async () => {
    const caseId = await team.aCase();
    const [rahel, tini, lidia] = [await team.as('rahel'), await team.as('tini'), await team.as('lidia')];
    await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, tini.member.id));
    const recoverySeed = readRecoveryKey(house.recoveryKey) ?? Buffer.alloc(32);
    const link = await house.does((tx) =>
      createRenewal(tx, house.deps, { memberId: lidia.member.id, by: null, recoverySeed }),
    );
    const done = await enrol(house.db, house.deps, { secret: link?.secret ?? '', name: '', passphrase });
    if (done.is !== 'done') return expect.fail(done.is);
    await verify(house.db, house.deps, done.token);
    team.tokens.lidia = done.token;
    expect(await team.read(await team.as('lidia'), caseId)).toBe(1);
  });
});

describe('somebody who leaves', () => {
  it('opens nothing any more, while those who stay read the old and the new', async () => {
    const old = await team.aCase();
    const [rahel, tini] = [await team.as('rahel'), await team.as('tini')];
    await house.does((tx) => claimCase(tx, house.deps, tini, old));
    const link = await house.invite(rahel, ['counsellor']);
    expect(await house.does((tx) => leaveTeam(tx, house.deps, tini, rahel.member.id))).toBe('refused');
    expect(await house.does((tx) => leaveTeam(tx, house.deps, rahel, tini.member.id))).toBe('left');
    await expect(team.as('tini')).rejects.toThrow('notSignedIn');
    const rows = await house.does((tx) =>
      tx.execute(
        sql`select 1 from group_holders where member_id = ${tini.member.id}::uuid
            union all select 1 from case_key_holders where member_id = ${tini.member.id}::uuid
            union all select 1 from member_keys where member_id = ${tini.member.id}::uuid
            union all select 1 from cases where claimed_by = ${tini.member.id}::uuid`,
      ),
    );
    expect(rows).toHaveLength(0);
    // A link made while she was there carries the old keys: it is dead.
    expect(await enrol(house.db, house.deps, { secret: link, name: 'Dewi', passphrase })).toEqual({
      is: 'linkUnknown',
    });
    const now = await team.aCase();
    // What she kept in her head, keys and all, does not fit what came after her.
    expect(await team.read(tini, now)).toBeUndefined();
    expect([...tini.groups.keys()]).not.toContain(await team.groupOf(now));
    expect([...tini.groups.keys()]).toContain(await team.groupOf(old));
    expect([
      await team.read(await team.as('rahel'), old),
      await team.read(await team.as('rahel'), now),
    ]).toEqual([1, 1]);
  });

  it('is forgotten by old cases bit by bit, whoever goes on; then the old keys are gone', async () => {
    const rahel = await team.as('rahel');
    const before = await house.does((tx) => countMisplaced(tx));
    expect(before).toBeGreaterThan(1);
    const first = await house.does((tx) => resealPortion(tx, house.deps, rahel, 1));
    expect(first).toEqual({ done: 1, left: before - 1 });
    house.clock.advance(2 * 3_600_000);
    const late = await team.as('rahel');
    await team.resealAll(late);
    expect(await house.does((tx) => countMisplaced(tx))).toBe(0);
    await house.does((tx) => resealPortion(tx, house.deps, late, 1));
    const left = await house.does((tx) =>
      tx.execute<{ name: string; count: number }>(
        sql`select name, count(*)::int as count from key_groups group by name order by name`,
      ),
    );
    expect(left.map(({ count: generations }) => generations)).toEqual([1, 1, 1]);
    for (const { caseId } of await house.does((tx) => listQueue(tx, house.deps, late)))
      expect(await team.read(await team.as('rahel'), caseId), caseId).toBeGreaterThan(0);
  });

  it('is never the last supervisor, and with one holder left the console says so', async () => {
    const [rahel, lidia] = [await team.as('rahel'), await team.as('lidia')];
    expect(await house.does((tx) => countKeyHolders(tx))).toBe(2);
    expect(await house.does((tx) => leaveTeam(tx, house.deps, rahel, lidia.member.id))).toBe('left');
    expect(await house.does((tx) => countKeyHolders(tx))).toBe(1);
    const alone = await team.as('rahel');
    expect(await house.does((tx) => leaveTeam(tx, house.deps, alone, rahel.member.id))).toBe('refused');
  });
});
