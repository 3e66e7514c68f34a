import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { withDatabase } from '../kit/database.ts';
import { createEngine } from '../kit/engine.ts';

/** A connection that breaks while the server commits: the dispatcher has leased replies and does not know it. */
test('a reply whose lease was committed unheard goes out at the next round, once, also when two rounds begin at a time', async () => {
  const house = await withDatabase();
  let isCut = false;
  const transact: Database['transact'] = async (work) => {
    const result = await house.db.transact(work);
    if (!isCut) return result;
    isCut = false;
    throw new Error('CONNECTION_LOST');
  };
  const { turn, sent, dispatch, hear } = createEngine({ ...house.db, transact }, house.deps);
  const rows = () =>
    house.db.transact(async (tx) => [...(await tx.execute(sql`select state, attempts from outbox`))]);
  // Its first round of a minute also looks for what is old.
  await dispatch.dispatch();
  await hear('ibu', 'halo');
  await takeTurns(turn);
  isCut = true;
  await expect(dispatch.dispatch()).rejects.toThrow('CONNECTION_LOST');
  expect([await rows(), sent.length]).toEqual([[{ state: 'leased', attempts: 0 }], 0]);
  expect((await Promise.all([dispatch.dispatch(), dispatch.dispatch()])).sort()).toEqual([0, 1]);
  await dispatch.settle();
  expect([await rows(), sent.length]).toEqual([[{ state: 'sent', attempts: 1 }], 1]);
  await house.close();
});
