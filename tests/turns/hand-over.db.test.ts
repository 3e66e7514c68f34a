import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { listQueue } from '../../src/store/queue.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { openHouse, openSetUpHouse } from '../store/team.ts';

let house: Awaited<ReturnType<typeof openSetUpHouse>>;
let engine: Engine;
beforeAll(async () => {
  house = await openSetUpHouse();
  engine = createEngine(house.db, house.deps);
});
afterAll(() => house.close());

/** A snapshot that no flow of ours can restore: what a bad deploy would leave behind. */
async function breakSnapshot(address: string): Promise<void> {
  const index = house.deps.vault.index('address', 'telegram', address);
  await house.does(async (tx) => {
    const [row] = await tx.execute<{ id: string }>(
      sql`select id from conversations where address_index = ${index}`,
    );
    const broken = {
      flow: 'report',
      version: 999,
      snapshot: {},
      asked: null,
      askedBefore: null,
      questions: 0,
      timers: [],
      lastWords: null,
    };
    const box = house.deps.vault.sealForDay(
      Buffer.from(JSON.stringify(broken)),
      `conversations.state:${row?.id}`,
      house.deps.clock.now(),
    );
    await tx.execute(sql`update conversations set state_sealed = ${box} where id = ${row?.id}::uuid`);
  });
}

describe('three failed turns at one event', () => {
  test('bring a human, with the words sealed in a case and the event kept without them', async () => {
    await engine.hear('broken', 'halo');
    await engine.settle();
    await breakSnapshot('broken');
    await engine.hear('broken', 'saya mau cerita');
    await engine.hear('whole', 'halo');
    await engine.settle();
    expect(engine.heard('broken').at(-1)).toContain('petugas akan membalas');
    const siti = await house.enter(house.token);
    const [card] = await house.does((tx) => listQueue(tx, house.deps, siti));
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, card?.caseId ?? ''));
    const said = opened?.items.flatMap((item) => (item.kind === 'person' ? [item.text] : []));
    expect(said).toEqual(['halo', 'saya mau cerita']);
    expect(opened?.items.some((item) => item.kind === 'happened' && item.what === 'failedTurn')).toBe(true);
    const [failed] = await house.does((tx) =>
      tx.execute<{ attempts: number; body_sealed: Buffer | null }>(
        sql`select attempts, body_sealed from inbox where failed_at is not null`,
      ),
    );
    expect(failed).toEqual({ attempts: 3, body_sealed: null });
  });

  test('delay nobody else', () => {
    expect(engine.heard('whole')[0]).toContain('Aman untuk chat');
  });

  test('leave the person with a chat that goes on', async () => {
    await engine.hear('broken', 'masih di sini');
    await engine.settle();
    expect(engine.heard('broken').at(-1)).not.toContain('macet');
  });
});

describe('before set-up', () => {
  test('every channel says that it is not open yet, with numbers, and keeps nothing', async () => {
    const bare = await openHouse();
    try {
      const early = createEngine(bare.db, bare.deps);
      await early.hear('early', 'tolong, dia mau bunuh saya');
      await early.settle();
      expect(early.heard('early')[0]).toContain('belum dibuka');
      expect(early.heard('early')[0]).toContain('110');
      const [left] = await bare.does((tx) =>
        tx.execute<{ words: string; states: string }>(
          sql`select (select count(*) from inbox where body_sealed is not null) as words,
                (select count(*) from conversations where state_sealed is not null) as states`,
        ),
      );
      expect(left).toEqual({ words: '0', states: '0' });
    } finally {
      await bare.close();
    }
  });
});
