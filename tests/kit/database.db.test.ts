import { existsSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { withDatabase } from './database.ts';

it('every test file has a database and keys of its own, with the newest schema', async () => {
  const [one, two] = await Promise.all([withDatabase(), withDatabase()]);
  await one.db.transact((tx) => tx.execute(sql`create table only_here (id int)`));
  const find = (ground: typeof one) =>
    ground.db.transact((tx) =>
      tx.execute(sql`select to_regclass('only_here') found, to_regclass('inbox') inbox`),
    );
  expect((await find(one))[0]).toEqual({ found: 'only_here', inbox: 'inbox' });
  expect((await find(two))[0]).toEqual({ found: null, inbox: 'inbox' });
  expect(one.keys.server).not.toEqual(two.keys.server);
  await Promise.all([one.close(), two.close()]);
  expect([one, two].map(({ keyFolder }) => existsSync(keyFolder))).toEqual([false, false]);
});

it('a connection that is left inside a transaction fails the test that left it, and is named', async () => {
  const ground = await withDatabase();
  const { socketFolder, database, user } = ground.address;
  const client = postgres({ host: socketFolder, database, user, max: 1, onclose: () => {} });
  const left = await client.reserve();
  await left`begin`;
  await left`select 'left open'`;
  await expect(ground.close()).rejects.toThrow(/left inside a transaction/);
  await client.end({ timeout: 0 });
});
