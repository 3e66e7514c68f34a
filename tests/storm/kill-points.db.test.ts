import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chanceFrom } from '../kit/chance.ts';
import { live, type Platform, points } from '../kit/platform.ts';
import { openSetUpHouse } from '../store/team.ts';

type House = Awaited<ReturnType<typeof openSetUpHouse>>;
let house: House;
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());

const world = () => ({ db: house.db, deps: { ...house.deps, clock: house.clock } });
const people = ['ani', 'budi'];
const lines = ['halo', '1', 'tolong, dia mau bunuh saya, dia pegang parang', '2', '1'];
/** Everybody says everything, in turns, so that batches hold several chats at once. */
const updates = lines.flatMap((text) => people.map((from) => ({ from, text })));

/** What each person saw, a repeated message counted once, and how often one came twice. */
function seenBy(platform: Platform, person: string): { texts: string[]; repeats: number } {
  const own = platform.arrived.filter((message) => message.to === person);
  const unique = own.filter((message, at) => own.findIndex(({ id }) => id === message.id) === at);
  return {
    texts: unique.map(({ text }) => text.replace(/\d{4} \d{4} \d{4} \d{4}/, 'resi')),
    repeats: own.length - unique.length,
  };
}

async function rowsOf(name: string) {
  const [row] = await house.db.transact((tx) =>
    tx.execute<{ events: string; unhandled: string; cases: string; unsettled: string }>(sql`
      with mine as (select id from conversations where address_index in (${sql.join(
        people.map((person) => sql`${house.deps.vault.index('address', 'telegram', `${name}:${person}`)}`),
        sql`, `,
      )}))
      select (select count(*) from inbox where conversation_id in (select id from mine)) as events,
        (select count(*) from inbox where conversation_id in (select id from mine) and handled_at is null) as unhandled,
        (select count(*) from case_conversations where conversation_id in (select id from mine)) as cases,
        (select count(*) from outbox where conversation_id in (select id from mine) and settled_at is null) as unsettled`),
  );
  return row;
}

describe('a process killed at any named point', () => {
  let whole: Platform;
  beforeAll(async () => {
    whole = await live({ house: world(), name: 'whole', updates, kill: null });
  });

  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  test.each(seeds)('loses nothing and doubles nothing (seed %i)', async (seed) => {
    const chance = chanceFrom(seed);
    const point = points[seed % points.length] ?? 'sent';
    const nth = 1 + Math.floor(chance() * whole.reached[point]);
    const name = `seed-${seed}`;
    const platform = await live({ house: world(), name, updates, kill: { point, nth } });
    expect(platform.deaths, `no kill at ${point} ${nth}`).toBe(1);
    let repeats = 0;
    for (const person of people) {
      const seen = seenBy(platform, person);
      expect(seen.texts).toEqual(seenBy(whole, person).texts);
      repeats += seen.repeats;
    }
    // Telegram has no idempotency key: only what was sent and not recorded may come twice, once.
    expect(repeats).toBeLessThanOrEqual(point === 'sent' || point === 'recorded' ? people.length : 0);
    expect(await rowsOf(name)).toEqual({
      events: String(updates.length),
      unhandled: '0',
      cases: String(people.length),
      unsettled: '0',
    });
  });
});
