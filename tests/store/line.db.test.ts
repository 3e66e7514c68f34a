import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { together } from '../../src/store/database.ts';
import { openLine } from '../../src/store/line.ts';
import { type TestDatabase, withDatabase } from '../kit/database.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await withDatabase();
});
afterAll(() => house.close());

const count = async () => {
  const [row] = await house.db.transact((tx) =>
    tx.execute<{ count: number }>(sql`select count(*)::int as count from sign_in_tries`),
  );
  return row?.count;
};
const insert = `insert into sign_in_tries (member_id, hour, tries) values (gen_random_uuid(), now(), 1)`;

describe('a line', () => {
  test('writes nothing outside a transaction: what travels with a begin that was refused does no harm', async () => {
    const before = await count();
    const line = openLine(house.address);
    await expect(line.client.unsafe(insert)).rejects.toMatchObject({ code: '25006' });
    await line.close();
    expect(await count()).toBe(before);
  });
});

describe('statements that go together', () => {
  test('are all waited for, and the first fault is told', async () => {
    const ended: string[] = [];
    const late = (name: string, milliseconds: number, fault?: Error) =>
      new Promise<string>((resolve, reject) => {
        setTimeout(() => {
          ended.push(name);
          if (fault) reject(fault);
          else resolve(name);
        }, milliseconds);
      });
    const fault = new Error('first');
    await expect(
      together(late('slow', 20), late('bad', 1, fault), late('worse', 5, new Error('second'))),
    ).rejects.toBe(fault);
    expect(ended).toEqual(['bad', 'worse', 'slow']);
    expect(await together(late('a', 2), 7, undefined)).toEqual(['a', 7, undefined]);
  });

  test('leave nothing behind when one of them fails', async () => {
    const before = await count();
    const work = house.db.transact((tx) =>
      together(
        tx.execute(
          sql`insert into sign_in_tries (member_id, hour, tries) values (gen_random_uuid(), now(), 1)`,
        ),
        tx.execute(sql`select 1 / 0`),
        tx.execute(
          sql`insert into sign_in_tries (member_id, hour, tries) values (gen_random_uuid(), now(), 1)`,
        ),
      ),
    );
    await expect(work).rejects.toThrow();
    expect(await count()).toBe(before);
  });
});
