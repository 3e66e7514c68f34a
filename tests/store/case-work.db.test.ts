import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QueueCard } from '../../src/store/case-contents.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase, closeCase, releaseCase, sayToPerson } from '../../src/store/case-work.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { listQueue } from '../../src/store/queue.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from './team.ts';

let house: House;
let engine: Engine;
let rahel: SignedIn;
let sari: SignedIn;
beforeEach(async () => {
  const open = await openSetUpHouse();
  house = open;
  engine = createEngine(open.db, open.deps);
  rahel = await open.enter(open.token);
  sari = await open.enter(await open.join(await open.invite(rahel, ['counsellor']), 'Sari'));
});
afterEach(() => house.close());

const queue = (who = sari) => house.does((tx) => listQueue(tx, house.deps, who));
const claim = (caseId: string, who = sari) => house.does((tx) => claimCase(tx, house.deps, who, caseId));
const say = (caseId: string, text: string, key: string) =>
  house.does((tx) => sayToPerson(tx, house.deps, sari, caseId, text, key));
const close = (caseId: string, seen: number) =>
  house.does((tx) => closeCase(tx, house.deps, sari, caseId, 'selesai', seen));
const seenNow = async (caseId: string) =>
  (await house.does((tx) => accessCase(tx, house.deps, sari, caseId)))?.lastSequence ?? -1;
const ids = (cards: QueueCard[]) => cards.map((card) => card.caseId);

const cry = 'saya disekap di mess, dia pegang parang';

/** A case that waits. @param words an emergency unless said */
async function waiting(address: string, words = cry): Promise<string> {
  const before = ids(await queue());
  await engine.hear(address, words);
  await engine.settle();
  const caseId = ids(await queue()).find((id) => !before.includes(id));
  return caseId ?? expect.fail('no new case');
}

/** One that Sari holds, with everything in it seen. */
async function held(address: string): Promise<string> {
  const caseId = await waiting(address);
  await claim(caseId);
  await engine.settle();
  return caseId;
}

/** Many cases at once, made in the table: how they came is not asked here. */
async function crowd(count: number): Promise<void> {
  await house.does((tx) =>
    tx.execute(
      sql`insert into cases (id, urgency, opened_at, waiting_since)
          select gen_random_uuid(), 1, now(), '2020-01-01' from generate_series(1, ${count}::int)`,
    ),
  );
}

describe('closing a case', () => {
  it('is refused while words of the person lie unread in the inbox', async () => {
    const caseId = await held('close-1');
    const seen = await seenNow(caseId);
    await engine.hear('close-1', 'dia mau bunuh saya sekarang');
    expect(await close(caseId, seen)).toBe('newWords');
    await engine.settle();
    expect(await close(caseId, seen)).toBe('newWords');
    expect(await close(caseId, await seenNow(caseId))).toBe('closed');
    expect(await close(caseId, await seenNow(caseId))).toBe('notYours');
  });

  it('is refused while a message is being kept at that very moment', async () => {
    const caseId = await held('close-2');
    const seen = await seenNow(caseId);
    const kept = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const keeping = house.does(async (tx) => {
      const happened = { type: 'inbound.text', text: 'dia kembali' } as const;
      await acceptInbound(tx, house.deps, [
        { channel: 'telegram', externalId: 'now', address: 'close-2', happened },
      ]);
      kept.resolve();
      await release.promise;
    });
    await kept.promise;
    const answer = await close(caseId, seen);
    release.resolve();
    await keeping;
    expect(answer).toBe('newWords');
    expect(await close(caseId, seen)).toBe('newWords');
  });

  it('is not held up by words of another conversation, nor by what the team does', async () => {
    const caseId = await held('close-3');
    await engine.hear('somebody else', 'halo');
    await say(caseId, 'Baik, Bu.', 'k');
    expect(await close(caseId, await seenNow(caseId))).toBe('closed');
  });
});

describe('what a counsellor writes', () => {
  it('is another message when she corrects it under the same key, and one when she sends it twice', async () => {
    const caseId = await held('say-1');
    const before = engine.heard('say-1').length;
    for (const text of ['Halo Bu', 'Halo Bu, polisi sedang ke sana', 'Halo Bu']) await say(caseId, text, 'k');
    await engine.settle();
    await say(caseId, 'Halo Bu', 'k');
    await engine.settle();
    expect(engine.heard('say-1').slice(before)).toEqual(['Halo Bu', 'Halo Bu, polisi sedang ke sana']);
  });
});

describe('the queue', () => {
  it('shows a case that is offered among those that nobody holds, and gives it to whoever takes it', async () => {
    const left = await held('lease-1');
    const fresh = await waiting('lease-2');
    const cardOf = async () => (await queue(rahel)).find((card) => card.caseId === left);
    await house.does((tx) => tx.execute(sql`update cases set waiting_since = null where id = ${left}::uuid`));
    expect(ids(await queue(rahel))).toEqual([fresh, left]);
    expect(await cardOf()).toMatchObject({ offered: false, mine: false, claimEnds: expect.any(Date) });
    expect(await claim(left, rahel)).toMatchObject({ is: 'held' });
    await house.does((tx) =>
      tx.execute(
        sql`update cases set offered_at = now(), waiting_since = '2020-01-01' where id = ${left}::uuid`,
      ),
    );
    expect(await cardOf()).toMatchObject({ offered: true });
    expect(ids(await queue(rahel))).toEqual([left, fresh]);
    expect(await claim(left, rahel)).toEqual({ is: 'claimed' });
    expect(await claim(left)).toMatchObject({ is: 'held' });
  });

  it('reads what is open and nothing else, however many are closed', async () => {
    await house.does((tx) =>
      tx.execute(
        sql`insert into cases (id, urgency, state, opened_at, waiting_since)
            select gen_random_uuid(), 1 + n % 4, case when n % 10 = 0 then 'open' else 'closed' end, now(), now()
            from generate_series(1, 10000) n`,
      ),
    );
    await house.does((tx) => tx.execute(sql`analyze cases`));
    const plan = await house.does((tx) =>
      tx.execute<{ 'QUERY PLAN': string }>(
        sql`explain select id from cases c where c.state = 'open' and c.claimed_by is null order by c.urgency limit 30`,
      ),
    );
    expect(plan.map((row) => row['QUERY PLAN']).join(' ')).toContain('cases_queue');
    expect(await queue(rahel)).toHaveLength(30);
    expect(await house.does((tx) => listQueue(tx, house.deps, rahel, 1))).toHaveLength(30);
    expect(await house.does((tx) => listQueue(tx, house.deps, rahel, 34))).toHaveLength(0);
  });

  it('shows an emergency that waits for its holder among those that wait, before what is less urgent', async () => {
    const mild = await waiting('wait-1', 'PETUGAS').catch(() => waiting('wait-1', 'PETUGAS'));
    const urgent = await held('wait-2');
    await house.does((tx) =>
      tx.execute(sql`update cases set urgency = 3, waiting_since = now() where id = ${mild}::uuid`),
    );
    expect(ids(await queue(rahel))).toEqual([urgent, mild]);
    await house.does((tx) =>
      tx.execute(sql`update cases set waiting_since = null where id = ${urgent}::uuid`),
    );
    expect(ids(await queue(rahel))).toEqual([mild, urgent]);
    await house.does((tx) =>
      tx.execute(sql`update cases set waiting_since = now() where id = ${urgent}::uuid`),
    );
    expect(ids(await queue(rahel))).toEqual([urgent, mild]);
  });

  it('never loses her own case behind thirty others, and shows at most thirty of them', async () => {
    const mine = await held('own-1');
    await house.does((tx) => tx.execute(sql`update cases set urgency = 4 where id = ${mine}::uuid`));
    await crowd(40);
    expect(await queue()).toHaveLength(31);
    expect((await queue()).filter((card) => card.mine).map((card) => card.caseId)).toEqual([mine]);
    expect(await queue(rahel)).toHaveLength(30);
  });

  it('keeps the wait of somebody who wrote and was not answered, when the case is taken again or let go', async () => {
    const caseId = await held('keep-1');
    await house.does((tx) =>
      tx.execute(sql`update cases set waiting_since = '2026-01-01' where id = ${caseId}::uuid`),
    );
    await claim(caseId);
    const since = async () => (await queue()).find((card) => card.caseId === caseId)?.waitingSince?.getTime();
    expect(await since()).toBe(Date.parse('2026-01-01'));
    await house.does((tx) => releaseCase(tx, house.deps, sari, caseId));
    expect(await since()).toBe(Date.parse('2026-01-01'));
  });

  it('opens thirty cards in 50 ms after a day of talk in each of them', async () => {
    for (let count = 0; count < 30; count += 1) await engine.hear(`day-${count}`, cry);
    await engine.settle();
    await house.does((tx) =>
      tx.execute(
        sql`insert into writing_keys (id, case_id, case_key_id, key_sealed)
            select gen_random_uuid(), case_id, case_key_id, key_sealed from writing_keys, generate_series(1, 95)`,
      ),
    );
    const took: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      const from = performance.now();
      const cards = await queue();
      took.push(performance.now() - from);
      expect(cards.filter((card) => card.head !== null)).toHaveLength(30);
    }
    expect(Math.min(...took)).toBeLessThan(50);
  });
});
