import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase } from '../../src/store/case-work.ts';
import { acceptTeamEvent } from '../../src/store/inbox.ts';
import { listQueue } from '../../src/store/queue.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
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

describe('a hand-over', () => {
  const cry = 'dia mau bunuh saya, dia pegang parang';
  const cards = async () => {
    const siti = await house.enter(house.token);
    return house.does((tx) => listQueue(tx, house.deps, siti));
  };
  /** Three attempts; the worker naps between them, so nothing else moves meanwhile. */
  const failThrice = async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) await takeTurns(engine.turn);
    await engine.settle();
  };
  const caseOf = async (address: string) => {
    const index = house.deps.vault.index('address', 'telegram', address);
    const [row] = await house.does((tx) =>
      tx.execute<{ id: string }>(
        sql`select f.case_id as id from case_conversations f join conversations c on c.id = f.conversation_id
            where c.address_index = ${index} and f.in_focus`,
      ),
    );
    return row?.id;
  };

  test('hears danger in the words: the new case is as urgent as they are, and numbers come with the answer', async () => {
    await engine.hear('cry', 'halo');
    await engine.settle();
    await breakSnapshot('cry');
    await engine.hear('cry', cry);
    await failThrice();
    const caseId = await caseOf('cry');
    const card = (await cards()).find((one) => one.caseId === caseId);
    expect(card).toMatchObject({ urgency: 1, claimedBy: null });
    expect(card?.head?.rules).toContain('failedTurn');
    expect(engine.heard('cry').at(-1)).toContain('petugas akan membalas');
    expect(engine.heard('cry').at(-1)).toContain('110');
  });

  test('raises a case that a counsellor holds, and lets it wait again', async () => {
    const siti = await house.enter(house.token);
    await engine.hear('held', 'PETUGAS');
    await engine.settle();
    await engine.hear('held', 'PETUGAS');
    await engine.settle();
    const caseId = (await caseOf('held')) ?? '';
    await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
    await engine.settle();
    await breakSnapshot('held');
    await engine.hear('held', cry);
    await failThrice();
    const card = (await cards()).find((one) => one.caseId === caseId);
    expect(card?.urgency).toBe(1);
    expect(card?.waitingSince).not.toBeNull();
  });

  test('of a closing lets go of the case: the next cry opens a new one', async () => {
    const caseId = (await caseOf('held')) ?? '';
    const index = house.deps.vault.index('address', 'telegram', 'held');
    await breakSnapshot('held');
    await house.does(async (tx) => {
      const [row] = await tx.execute<{ id: string }>(
        sql`select id from conversations where address_index = ${index}`,
      );
      await tx.execute(sql`update cases set state = 'closed' where id = ${caseId}::uuid`);
      const closed = { type: 'case.closed' as const, memberId: 'm', reason: 'selesai' };
      await acceptTeamEvent(tx, house.deps, row?.id ?? '', closed, 'once');
    });
    await failThrice();
    expect(await caseOf('held')).toBeUndefined();
    expect(engine.heard('held').at(-1)).toContain('sudah selesai');
    await engine.hear('held', cry);
    await engine.settle();
    const next = await caseOf('held');
    expect(next).not.toBe(caseId);
    expect((await cards()).find((one) => one.caseId === next)?.urgency).toBe(1);
  });

  test('that overtakes a closing opens a new case, and the closing does not end that one', async () => {
    const caseId = (await caseOf('held')) ?? '';
    await breakSnapshot('held');
    await engine.hear('held', cry);
    const index = house.deps.vault.index('address', 'telegram', 'held');
    await house.does(async (tx) => {
      const [row] = await tx.execute<{ id: string }>(
        sql`update cases k set state = 'closed' from conversations c
            where k.id = ${caseId}::uuid and c.address_index = ${index} returning c.id`,
      );
      const closed = { type: 'case.closed' as const, memberId: 'm', reason: 'selesai' };
      await acceptTeamEvent(tx, house.deps, row?.id ?? '', closed, 'twice');
    });
    await failThrice();
    const next = await caseOf('held');
    expect(next).toBeDefined();
    expect(next).not.toBe(caseId);
    expect((await cards()).some((one) => one.caseId === next)).toBe(true);
  });

  test('finds no closed case that was left in focus: the next words open a new one', async () => {
    const caseId = (await caseOf('cry')) ?? '';
    await house.does((tx) => tx.execute(sql`update cases set state = 'closed' where id = ${caseId}::uuid`));
    await engine.hear('cry', cry);
    await engine.settle();
    const next = await caseOf('cry');
    expect((await cards()).some((one) => one.caseId === next)).toBe(true);
  });
});

describe('somebody who left the screen', () => {
  test('is not written to when it is not her own words that failed', async () => {
    await engine.hear('gone', 'tolong, dia mau bunuh saya');
    await engine.hear('gone', 'KELUAR');
    await engine.settle();
    const siti = await house.enter(house.token);
    const cards = await house.does((tx) => listQueue(tx, house.deps, siti));
    const caseId = cards.find(({ head }) => head?.lastWords === 'KELUAR')?.caseId ?? '';
    const before = engine.heard('gone').length;
    await breakSnapshot('gone');
    expect(await house.does((tx) => claimCase(tx, house.deps, siti, caseId))).toEqual({ is: 'claimed' });
    for (let tries = 0; tries < 4; tries += 1) await takeTurns(engine.turn);
    await engine.settle();
    const [left] = await house.does((tx) =>
      tx.execute<{ waiting: string }>(sql`select count(*) as waiting from inbox where handled_at is null`),
    );
    expect(left?.waiting).toBe('0');
    expect(engine.heard('gone').slice(before)).toEqual([]);
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
