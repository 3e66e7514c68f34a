import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acceptInbound } from '../../src/store/inbox.ts';
import { limits, purge } from '../../src/store/purge.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse } from './team.ts';

let house: Awaited<ReturnType<typeof openSetUpHouse>>;
beforeEach(async () => {
  house = await openSetUpHouse();
});
afterEach(() => house.close());

const later = (hours: number) => house.clock.set(new Date(house.clock.now().getTime() + hours * 3_600_000));
const forget = () => house.does((tx) => purge(tx, house.deps, { isSetUp: true }));

async function counts() {
  const [row] = await house.does((tx) =>
    tx.execute<{ chats: number; waiting: number; handled: number; words: number }>(
      sql`select (select count(*)::int from conversations) as chats,
            (select count(*)::int from inbox where handled_at is null) as waiting,
            (select count(*)::int from inbox where handled_at is not null) as handled,
            (select count(*)::int from inbox where body_sealed is not null) as words`,
    ),
  );
  return row;
}

describe('forgetting a chat', () => {
  test('leaves its handled events for 30 days, so that a message sent again is answered once', async () => {
    const engine = createEngine(house.db, house.deps);
    await engine.hear('ani', 'halo', 'same');
    await engine.settle();
    later(49);
    await forget();
    expect(await counts()).toEqual({ chats: 0, waiting: 0, handled: 1, words: 0 });
    await engine.hear('ani', 'halo', 'same');
    await engine.settle();
    expect(engine.heard('ani').length).toBe(1);
    later(30 * 24);
    await forget();
    expect(await counts()).toEqual({ chats: 0, waiting: 0, handled: 0, words: 0 });
  });

  test('never takes a message that is being kept at that moment', async () => {
    const engine = createEngine(house.db, house.deps);
    await engine.hear('budi', 'halo');
    await engine.settle();
    later(49);
    const isKept = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const cry = { type: 'inbound.text' as const, text: 'dia mau bunuh saya' };
    const keeping = house.does(async (tx) => {
      await acceptInbound(tx, house.deps, [
        { channel: 'telegram', externalId: 'cry', address: 'budi', happened: cry },
      ]);
      isKept.resolve();
      await mayCommit.promise;
    });
    await isKept.promise;
    await forget();
    mayCommit.resolve();
    await keeping;
    await forget();
    expect(await counts()).toMatchObject({ chats: 1, waiting: 1 });
    await engine.settle();
    expect(engine.heard('budi').join('\n')).toContain('110');
  });

  test('goes portion by portion and says when there is more', async () => {
    const rows = limits.rows + 10;
    const handled = house.clock.now().toISOString();
    await house.does((tx) =>
      tx.execute(
        sql`insert into inbox (external_id, kind, body_sealed, received_at, handled_at)
            select decode(md5(g::text), 'hex'), 'inbound.text', '\\x01', ${handled}::timestamptz, ${handled}::timestamptz
            from generate_series(1, ${rows}) g`,
      ),
    );
    later(25);
    expect(await forget()).toBe(true);
    expect(await counts()).toMatchObject({ words: 10 });
    expect(await forget()).toBe(false);
    expect(await counts()).toMatchObject({ handled: rows, words: 0 });
  });
});
