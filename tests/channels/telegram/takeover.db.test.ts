import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Channel, Intake } from '../../../src/channels/channel.ts';
import { createIntake } from '../../../src/channels/intake.ts';
import { openSpool } from '../../../src/channels/spool.ts';
import { createTelegramChannel, type PollLock } from '../../../src/channels/telegram/connection.ts';
import { systemClock } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { type TestDatabase, withDatabase } from '../../kit/database.ts';
import { startTelegramServer, type TelegramServer } from '../../kit/telegram-server.ts';
import { until } from './scene.ts';

const token = '42:abc';
let telegram: TelegramServer;
let database: TestDatabase;
let other: Database;
let spoolFolder: string;
const running: Channel[] = [];

beforeAll(async () => {
  telegram = await startTelegramServer({ token });
  database = await withDatabase();
  other = openDatabase(database.address, 3);
  spoolFolder = mkdtempSync(join(tmpdir(), 'suar-spool-'));
});
afterAll(async () => {
  await Promise.all(running.map((channel) => channel.stop()));
  await telegram.stop();
  await other.close();
  await database.close();
  rmSync(spoolFolder, { recursive: true, force: true });
});

function intakeOver(db: Database): Intake {
  const spool = openSpool({ folder: spoolFolder, log: silentLog, ...database.deps });
  return createIntake({ db, store: database.deps, spool, log: silentLog, nudge: () => {} });
}

/** A process of its own as far as the database can tell. The pace is the product's own. */
async function start(db: Database, ownLock: () => Promise<PollLock | undefined>): Promise<Channel> {
  const channel = createTelegramChannel({
    ...{ token, apiRoot: telegram.apiRoot, clock: systemClock, log: silentLog, ownLock },
    intake: intakeOver(db),
  });
  running.push(channel);
  await channel.start();
  return channel;
}

const countInbox = () =>
  database.db.transact(async (tx) => {
    const [row] = await tx.execute<{ count: number }>(sql`select count(*)::int as count from inbox`);
    return row?.count;
  });

test('when the polling process dies another one polls within 15 s, and every message is kept once', async () => {
  let isDead = false;
  const first = await start(database.db, async () => (isDead ? undefined : database.db.ownLock('telegram')));
  await until(() => first.health().code === 'connected');
  const second = await start(other, () => other.ownLock('telegram'));
  await until(() => second.health().code === 'standby');
  const person = telegram.person();
  person.say('satu');
  await until(() => telegram.unconfirmed() === 0);

  isDead = true;
  await database.db.transact((tx) =>
    tx.execute(sql`select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`),
  );
  telegram.faults.redeliver(1);
  person.say('dua');
  await until(() => second.health().code === 'connected', 15_000);
  await until(() => telegram.unconfirmed() === 0);

  expect(await countInbox()).toBe(2);
  expect(await intakeOver(other).position('telegram', 'offset')).toBe('500003');
});
