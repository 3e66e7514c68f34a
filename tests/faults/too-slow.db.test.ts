import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assert } from '../../src/errors.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { listQueue } from '../../src/store/queue.ts';
import { takeSetAside, takeTurns } from '../../src/turns/take-turns.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { openSetUpHouse, type SetUpHouse } from '../store/team.ts';

/** A turn that waits for somebody's lock until the server ends it (57014), again and again. */
let house: SetUpHouse;
let engine: Engine;
/** The worker's, on which the server has little patience. */
let hurried: Database;
beforeAll(async () => {
  house = await openSetUpHouse();
  hurried = openDatabase(house.address, 1);
  engine = createEngine(hurried, house.deps);
  engine.turn.aloneMilliseconds = patienceMilliseconds;
  await hurry();
});
/** A batch's is half a minute, and a turn's alone five seconds. */
const patienceMilliseconds = 100;
const hurry = () =>
  hurried.transact((tx) =>
    tx.execute(sql`select set_config('statement_timeout', ${`${patienceMilliseconds}`}, false)`),
  );
afterAll(async () => {
  await hurried.close();
  await house.close();
});

const idOf = async (address: string) => {
  const index = house.deps.vault.index('address', 'telegram', address);
  const [row] = await house.does((tx) =>
    tx.execute<{ id: string }>(sql`select id from conversations where address_index = ${index}`),
  );
  return row?.id ?? '';
};
const aside = async (address: string) => {
  const [row] = await house.does((tx) =>
    tx.execute<{ tries: number; is_aside: boolean; waits: number; failed: number }>(
      sql`select aside_tries as tries, aside_until is not null as is_aside,
            (select count(*)::int from inbox i where i.conversation_id = c.id and handled_at is null) as waits,
            (select count(*)::int from inbox i where i.conversation_id = c.id and failed_at is not null) as failed
          from conversations c where id = ${address}::uuid`,
    ),
  );
  return row;
};

/** Does `work` while somebody else holds what `lock` locks. */
async function whileHeld<T>(lock: ReturnType<typeof sql>, work: () => Promise<T>): Promise<T> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = house.does(async (tx) => {
    await tx.execute(lock);
    held.resolve();
    await release.promise;
  });
  await Promise.race([held.promise, holding]);
  try {
    return await work();
  } finally {
    release.resolve();
    await holding;
  }
}

/** So many sweeps, each when those aside are due. */
async function sweep(times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    house.clock.advance(20_000);
    await takeSetAside(engine.turn);
  }
}

describe('a turn that always takes too long', () => {
  test('delays nobody else, is tried alone, and is taken as any other once nothing is in its way', async () => {
    await engine.hear('slow', 'halo');
    await engine.hear('quick', 'halo');
    await engine.settle();
    await engine.hear('slow', 'saya mau cerita');
    await engine.hear('quick', 'saya mau cerita');
    const id = await idOf('slow');
    await whileHeld(sql`select 1 from inbox where conversation_id = ${id}::uuid for update`, async () => {
      expect(await takeTurns(engine.turn)).toBe(1);
      expect(await aside(await idOf('quick'))).toMatchObject({ is_aside: false, waits: 0 });
      expect(await aside(id)).toMatchObject({ tries: 1, is_aside: true, waits: 1 });
      // No batch meets it any more.
      expect(await takeTurns(engine.turn)).toBe(0);
      await sweep(1);
      expect(await aside(id)).toMatchObject({ tries: 2, is_aside: true, waits: 1 });
    });
    await sweep(1);
    expect(await aside(id)).toEqual({ tries: 0, is_aside: false, waits: 0, failed: 0 });
    await engine.settle();
    expect(engine.heard('slow').length).toBeGreaterThan(1);
  });

  test('is told after five tries that it is kept and tried on; nothing of it is lost', async () => {
    await engine.hear('stuck', 'halo');
    await engine.settle();
    await engine.hear('stuck', 'dia pegang parang');
    const id = await idOf('stuck');
    await whileHeld(sql`select 1 from inbox where conversation_id = ${id}::uuid for update`, async () => {
      await takeTurns(engine.turn);
      await sweep(3);
      await engine.dispatch.dispatch();
      await engine.dispatch.settle();
      expect(engine.heard('stuck').join()).not.toContain('macet');
      await sweep(3);
      await engine.dispatch.dispatch();
      await engine.dispatch.settle();
      const told = engine.heard('stuck').filter((text) => text.includes('terus kami coba'));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('110');
      expect(await aside(id)).toMatchObject({ tries: 7, is_aside: true, waits: 1 });
    });
    await sweep(1);
    await engine.settle();
    const rahel = await house.enter(house.token);
    expect(await house.does((tx) => listQueue(tx, house.deps, rahel))).toHaveLength(1);
    expect(await aside(id)).toEqual({ tries: 0, is_aside: false, waits: 0, failed: 0 });
  });

  test('brings a human after five tries, as soon as a case can be written', async () => {
    await engine.hear('wish', 'PETUGAS');
    await engine.settle();
    const ask = async () => {
      await engine.hear('wish', 'TARIK');
      await engine.settle();
      const part = engine.sent.findLast(({ address }) => address === 'wish')?.part;
      const button = part?.type === 'text' && part.choices.find(({ token }) => token.endsWith('.sure'));
      assert(button, 'noSuchButton');
      await engine.hear('wish', { type: 'inbound.tap', token: button.token });
    };
    await ask();
    await engine.settle();
    await ask();
    const id = await idOf('wish');
    await whileHeld(sql`select 1 from rights_requests where right_asked = 'tarik' for update`, async () => {
      await takeTurns(engine.turn);
      await sweep(3);
      expect(await aside(id)).toMatchObject({ tries: 4, waits: 1, failed: 0 });
      await sweep(1);
    });
    expect(await aside(id)).toEqual({ tries: 0, is_aside: false, waits: 0, failed: 1 });
    await engine.settle();
    expect(engine.heard('wish').at(-1)).toContain('petugas akan membalas');
  });
});

describe('a database that is slow as a whole', () => {
  test('sets nobody aside: all wait for it, and then go on', async () => {
    for (const name of ['one', 'two']) await engine.hear(name, 'halo');
    const [one, two] = [await idOf('one'), await idOf('two')];
    await whileHeld(sql`lock table inbox in exclusive mode`, async () => {
      await expect(takeTurns(engine.turn)).rejects.toThrow();
    });
    expect([await aside(one), await aside(two)]).toEqual([
      { tries: 0, is_aside: false, waits: 1, failed: 0 },
      { tries: 0, is_aside: false, waits: 1, failed: 0 },
    ]);
    expect(await takeTurns(engine.turn)).toBe(2);
  });
});
