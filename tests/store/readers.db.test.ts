import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isChildCase, isReader, listReaders } from '../../src/store/case-readers.ts';
import { claimCase } from '../../src/store/case-work.ts';
import { letIn, listCaseReaders, shutOut } from '../../src/store/exclusions.ts';
import { giveChildCases, leaveTeam, takeChildCases } from '../../src/store/leaving.ts';
import { listQueue } from '../../src/store/queue.ts';
import { openReaders, type Readers } from './readers.ts';

let team: Readers;
let house: Readers['house'];
beforeAll(async () => {
  team = await openReaders();
  house = team.house;
});
afterAll(() => house.close());

describe('a case that turns out to be a child’s', () => {
  it('is closed at once to who does not hold children’s cases, and written to under the new key', async () => {
    const caseId = await team.aCase();
    const sari = await team.as('sari');
    expect(await team.read(sari, caseId)).toBe(1);
    await team.toChild(caseId);
    await team.toChild(caseId);
    expect(await team.read(sari, caseId)).toBeUndefined();
    expect((await house.does((tx) => claimCase(tx, house.deps, sari, caseId))).is).toBe('noKey');
    const card = (await house.does((tx) => listQueue(tx, house.deps, sari))).find(
      (one) => one.caseId === caseId,
    );
    expect([card?.head, card?.urgency]).toEqual([null, 1]);
    await team.say('dia kembali bawa parang');
    expect(await team.read(await team.as('rahel'), caseId)).toBe(2);
    const [row] = await house.does((tx) =>
      tx.execute<{ child: boolean; pairs: number }>(
        sql`select ${isChildCase(sql`c.id`)} as child,
              (select count(distinct w.case_key_id)::int from writing_keys w where w.case_id = c.id) as pairs
            from cases c where c.id = ${caseId}::uuid`,
      ),
    );
    expect(row).toEqual({ child: true, pairs: 2 });
    expect((await house.does((tx) => listReaders(tx, caseId))).length).toBe(2);
  });

  it('stays with the counsellor in whose hands it turned out to be one, until she lets it go', async () => {
    const caseId = await team.aCase();
    const tini = await team.as('tini');
    await house.does((tx) => claimCase(tx, house.deps, tini, caseId));
    await team.toChild(caseId);
    await team.resealAll(await team.as('rahel'));
    await team.say('saya takut, parang masih di sini');
    expect(await team.read(tini, caseId)).toBe(2);
    await house.does((tx) => tx.execute(sql`update cases set claimed_by = null where id = ${caseId}::uuid`));
    expect(await team.read(tini, caseId)).toBeUndefined();
  });

  it('opens under the children’s key when the report said so, with no word under the team’s', async () => {
    // Later than everybody else here, so that hers is the last conversation.
    house.clock.advance(60_000);
    for (const words of ['halo', '1', 'Seorang anak', 'PETUGAS']) {
      await team.engine.hear('reader-child', words);
      await team.engine.settle();
    }
    const rows = await house.does((tx) =>
      tx.execute<{ name: string; items: number }>(
        sql`select g.name, count(i.id)::int as items
            from case_keys k join key_groups g on g.id = k.group_id
            left join writing_keys w on w.case_key_id = k.id left join case_items i on i.writing_key_id = w.id
            where k.case_id = (select case_id from case_conversations where in_focus and conversation_id =
              (select id from conversations order by last_inbound_at desc, created_at desc limit 1))
            group by g.name order by g.name`,
      ),
    );
    const items = Object.fromEntries(rows.map((row) => [row.name, row.items]));
    expect(items.anak).toBeGreaterThan(0);
    expect(items.tim ?? 0).toBe(0);
  });

  it('is sealed anew by a holder, after which the team’s key opens nothing of it', async () => {
    const caseId = await team.aCase();
    await team.toChild(caseId);
    await team.resealAll(await team.as('lidia'));
    const names = await house.does((tx) =>
      tx.execute<{ name: string }>(
        sql`select g.name from case_keys k join key_groups g on g.id = k.group_id where k.case_id = ${caseId}::uuid`,
      ),
    );
    expect(names.map(({ name }) => name)).toEqual(['anak', 'anak']);
    expect(await team.read(await team.as('rahel'), caseId)).toBe(1);
  });

  it('is read by a counsellor whom a supervisor gave children’s cases, and no longer once they are taken', async () => {
    const caseId = await team.aCase();
    await team.toChild(caseId);
    const [rahel, sari] = [await team.as('rahel'), await team.as('sari')];
    const tini = (await team.as('tini')).member.id;
    const id = sari.member.id;
    expect(await house.does((tx) => giveChildCases(tx, house.deps, sari, tini))).toBe('refused');
    expect(await house.does((tx) => giveChildCases(tx, house.deps, rahel, id))).toBe('given');
    expect(await team.read(await team.as('sari'), caseId)).toBe(1);
    const holder = await team.as('sari');
    expect((await house.does((tx) => claimCase(tx, house.deps, holder, caseId))).is).toBe('claimed');
    expect(await house.does((tx) => takeChildCases(tx, house.deps, rahel, id))).toBe('taken');
    expect(await team.read(await team.as('sari'), caseId)).toBeUndefined();
    // What she opened before is worth nothing for what comes: the next child's case has another key.
    const next = await team.aCase();
    await team.toChild(next);
    expect(await team.read(holder, next)).toBeUndefined();
    expect([...holder.groups.keys()]).not.toContain(await team.groupOf(next));
    expect([...(await team.as('rahel')).groups.keys()]).toContain(await team.groupOf(next));
    const [row] = await house.does((tx) =>
      tx.execute<{ claimed_by: string | null }>(sql`select claimed_by from cases where id = ${caseId}::uuid`),
    );
    expect(row?.claimed_by).toBeNull();
  });
});

describe('somebody shut out of one case', () => {
  it('finds nothing there, while the others, and the recovery key, still open it', async () => {
    const caseId = await team.aCase();
    const [rahel, sari, tini] = [await team.as('rahel'), await team.as('sari'), await team.as('tini')];
    await house.does((tx) => claimCase(tx, house.deps, tini, caseId));
    expect(
      await house.does((tx) => shutOut(tx, house.deps, sari, caseId, tini.member.id)),
      'a counsellor decides for herself alone',
    ).toBe('refused');
    expect(await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, tini.member.id))).toBe('shut');
    expect(await team.read(tini, caseId)).toBeUndefined();
    expect(await house.does((tx) => isReader(tx, caseId, tini.member.id))).toBe(false);
    await team.say('sekarang parang di meja');
    expect(await team.read(sari, caseId)).toBe(2);
    expect(await team.read(rahel, caseId)).toBe(2);
    // Her key of the team opens none of its pairs any more.
    const pairs = await house.does((tx) =>
      tx.execute<{ private_sealed: Buffer | null; recovery_sealed: Buffer | null }>(
        sql`select private_sealed, recovery_sealed from case_keys where case_id = ${caseId}::uuid`,
      ),
    );
    expect(pairs.every((pair) => pair.private_sealed === null && pair.recovery_sealed !== null)).toBe(true);
  });

  it('stays shut out of a case that turns out to be a child’s, and is let in again by a supervisor', async () => {
    const caseId = await team.aCase();
    const [rahel, lidia] = [await team.as('rahel'), await team.as('lidia')];
    expect(await house.does((tx) => shutOut(tx, house.deps, lidia, caseId, lidia.member.id))).toBe('shut');
    await team.toChild(caseId);
    expect([await team.read(lidia, caseId), await team.read(rahel, caseId)]).toEqual([undefined, 1]);
    expect(await house.does((tx) => letIn(tx, house.deps, lidia, caseId, lidia.member.id))).toBe('unknown');
    expect(await house.does((tx) => letIn(tx, house.deps, rahel, caseId, lidia.member.id))).toBe('in');
    expect(await team.read(await team.as('lidia'), caseId)).toBe(1);
  });

  it('leaves at least one who can read', async () => {
    const caseId = await team.aCase();
    const rahel = await team.as('rahel');
    const everybody = (await house.does((tx) => listCaseReaders(tx, house.deps, rahel, caseId))) ?? [];
    const others = everybody.filter(({ id }) => id !== rahel.member.id);
    for (const { id } of others)
      expect(await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, id))).toBe('shut');
    expect(await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, rahel.member.id))).toBe('last');
  });

  it('comes later and reads only when a copy is given to her', async () => {
    const caseId = await team.aCase();
    const [rahel, tini] = [await team.as('rahel'), await team.as('tini')];
    await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, tini.member.id));
    const maria = await house.enter(await house.join(await house.invite(rahel, ['counsellor']), 'Maria'));
    expect(await team.read(maria, caseId)).toBeUndefined();
    expect(await house.does((tx) => letIn(tx, house.deps, rahel, caseId, maria.member.id))).toBe('in');
    expect(await team.read(maria, caseId)).toBe(1);
    expect(await team.read(tini, caseId)).toBeUndefined();
    await house.does((tx) => leaveTeam(tx, house.deps, rahel, maria.member.id));
  });
});
