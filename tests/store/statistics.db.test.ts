import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimCase, closeCase, sayToPerson } from '../../src/store/case-work.ts';
import { listQueue } from '../../src/store/queue.ts';
import { shuffleStatistics, waitBand } from '../../src/store/statistics.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse } from './team.ts';

let house: Awaited<ReturnType<typeof openSetUpHouse>>;
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());

const rows = () =>
  house
    .does((tx) => tx.execute<Record<string, unknown>>(sql`select * from statistics`))
    .then((all) => [...all]);

/** A case that waits, with her answer about being counted. */
async function told(address: string, given: boolean): Promise<string> {
  const engine = createEngine(house.db, house.deps);
  await engine.hear(address, 'saya disekap');
  await engine.settle();
  const rahel = await house.enter(house.token);
  const known = await house.does((tx) => listQueue(tx, house.deps, rahel));
  const caseId = known.find(({ claimedBy }) => claimedBy === null)?.caseId ?? '';
  await house.does(async (tx) => {
    await claimCase(tx, house.deps, rahel, caseId);
    await tx.execute(
      sql`insert into consents (id, case_id, purpose, text_hash, given, at)
          values (${house.deps.ids.uuid()}::uuid, ${caseId}::uuid, 'statistics', '\\x00', ${given}, now())`,
    );
  });
  return caseId;
}

async function closing(caseId: string): Promise<void> {
  const rahel = await house.enter(house.token);
  const closed = await house.does((tx) => closeCase(tx, house.deps, rahel, caseId, 'selesai', 1_000));
  expect(closed).toBe('closed');
}

describe('a closed case', () => {
  test('is counted with her yes, once, and nothing in the row leads back', async () => {
    const caseId = await told('s-1', true);
    await closing(caseId);
    const [row, ...more] = await rows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ month: '2026-01', urgency: 1, outcome: 'selesai', wait: 'none' });
    expect(Object.keys(row ?? {})).toEqual([
      'id',
      'month',
      'province',
      'type',
      'age',
      'urgency',
      'outcome',
      'wait',
    ]);
    const ids = await house.does((tx) =>
      tx.execute(sql`select 1 from cases where id = ${String(row?.id)}::uuid`),
    );
    expect(ids.length).toBe(0);
    await house.does((tx) =>
      tx.execute(sql`update cases set state = 'open', closed_at = null where id = ${caseId}::uuid`),
    );
    await closing(caseId);
    expect(await rows()).toHaveLength(1);
  });

  test('is not counted without her yes, nor when she restricted the use of her data', async () => {
    await closing(await told('s-2', false));
    const restricted = await told('s-3', true);
    await house.does((tx) =>
      tx.execute(sql`update cases set restricted_at = now() where id = ${restricted}::uuid`),
    );
    await closing(restricted);
    expect(await rows()).toHaveLength(1);
  });

  test('lies among the others in no order that tells when it came', async () => {
    for (const name of ['s-4', 's-5', 's-6', 's-7']) await closing(await told(name, true));
    const before = await rows();
    await house.does(shuffleStatistics);
    const after = await rows();
    expect(after).toHaveLength(before.length);
    const ids = after.map(({ id }) => String(id));
    expect(ids).toEqual(ids.toSorted());
  });

  test('says how long she waited for the first human words, whoever claims the case later', async () => {
    const caseId = await told('s-8', true);
    const rahel = await house.enter(house.token);
    house.clock.advance(10 * 60_000);
    await house.does((tx) => sayToPerson(tx, house.deps, rahel, caseId, 'Saya di sini.', 'k'));
    await createEngine(house.db, house.deps).settle();
    const known = (await rows()).map(({ id }) => id);
    // A second claim, hours later, begins a clock of its own (case-claim.ts).
    await house.does((tx) =>
      tx.execute(
        sql`update cases set first_words_at = opened_at + interval '5 hours' where id = ${caseId}::uuid`,
      ),
    );
    await closing(caseId);
    const counted = (await rows()).filter(({ id }) => !known.includes(id));
    expect(counted).toMatchObject([{ wait: '15m' }]);
  });

  test('says how long she waited only in bands', () => {
    expect([null, 0, 5, 6, 60, 61, 24 * 60, 24 * 60 + 1].map(waitBand)).toEqual([
      'none',
      '5m',
      '5m',
      '15m',
      '1h',
      '24h',
      '24h',
      'longer',
    ]);
  });
});
