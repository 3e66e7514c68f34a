import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAct } from '../../src/store/audit.ts';
import { chainAudit, lastHashOf, verifyAudit } from '../../src/store/audit-chain.ts';
import { openHouse } from './team.ts';

let house: Awaited<ReturnType<typeof openHouse>>;
const someone = '11111111-1111-4111-8111-111111111111';
const today = () => house.clock.now().toISOString().slice(0, 10);
const act = (name: string) =>
  house.does((tx) => recordAct(tx, house.deps, { memberId: someone, act: name, caseId: someone }));
const chain = () => house.does((tx) => chainAudit(tx, house.deps));
const verify = (known?: Map<string, string>) => house.does((tx) => verifyAudit(tx, house.deps, known));

/** What somebody with the database's own password can do: nothing stops her, the chain shows it. */
const tamper = (statement: ReturnType<typeof sql>) =>
  house.does(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(statement);
  });

beforeAll(async () => {
  house = await openHouse();
  for (const name of ['read', 'claim', 'read', 'close']) await act(name);
  expect(await chain()).toBe(4);
});
afterAll(() => house.close());

describe('the record of acts', () => {
  test('can neither be changed nor shortened by a statement of ours', async () => {
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => error.cause?.code ?? error.code,
      );
    for (const table of ['audit', 'audit_chain'] as const) {
      expect(await code(house.does((tx) => tx.execute(sql`delete from ${sql.identifier(table)}`)))).toBe(
        '23001',
      );
      const same = sql`update ${sql.identifier(table)} set ${sql.identifier(table === 'audit' ? 'act' : 'day')} = 'x'`;
      expect(await code(house.does((tx) => tx.execute(same)))).toBe('23001');
    }
  });

  test('fits as it was written, and says what its last hash of the day is', async () => {
    const report = await verify();
    expect(report).toMatchObject({ acts: 4, waiting: 0, broken: null });
    const hash = (await house.does((tx) => lastHashOf(tx, today()))) ?? '';
    expect(hash).toMatch(/^([\da-f]{4} ){5}[\da-f]{4}$/);
    expect(report.days).toEqual([{ day: today(), acts: 4, hash }]);
  });

  test('takes in an act whose transaction ended after later ones', async () => {
    const late = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = house.does(async (tx) => {
      await recordAct(tx, house.deps, { memberId: someone, act: 'reveal' });
      written.resolve();
      await late.promise;
    });
    await written.promise;
    await act('read');
    expect(await chain()).toBe(1);
    late.resolve();
    await slow;
    expect(await chain()).toBe(1);
    expect(await verify()).toMatchObject({ acts: 6, waiting: 0, broken: null });
  });

  test('is chained once when two processes begin at the same moment', async () => {
    for (const name of ['read', 'read', 'read']) await act(name);
    const joined = await Promise.all([chain(), chain(), chain()]);
    expect(joined.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await verify()).toMatchObject({ acts: 9, broken: null });
  });

  test('shows an act that was changed afterwards', async () => {
    await tamper(sql`update audit set act = 'claim' where id = (select min(id) from audit)`);
    expect((await verify()).broken).toEqual({ day: today(), fault: 'changed' });
    await tamper(sql`update audit set act = 'read' where id = (select min(id) from audit)`);
    expect((await verify()).broken).toBeNull();
  });

  test('shows a cut end only by the hash that left the machine, and an act taken from the middle by itself', async () => {
    const known = new Map([[today(), (await house.does((tx) => lastHashOf(tx, today()))) ?? '']]);
    expect((await verify(known)).broken).toBeNull();
    await tamper(sql`delete from audit_chain where position = (select max(position) from audit_chain)`);
    await tamper(sql`delete from audit where id = (select max(id) from audit)`);
    expect((await verify()).broken).toBeNull();
    expect((await verify(known)).broken).toEqual({ day: today(), fault: 'endMissing' });
    await tamper(sql`delete from audit where id = (select min(id) + 1 from audit)`);
    expect((await verify()).broken).toEqual({ day: today(), fault: 'removed' });
  });
});
