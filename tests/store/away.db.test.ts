import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Received } from '../../src/channels/channel.ts';
import { createIntake, type IntakeDeps, replaySpool } from '../../src/channels/intake.ts';
import { openSpool } from '../../src/channels/spool.ts';
import { systemClock } from '../../src/clock.ts';
import { randomIds } from '../../src/ids.ts';
import { silentLog } from '../../src/log.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { type Database, migrateDatabase, openDatabase } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { ensureOrg } from '../../src/store/org.ts';
import { type Store, startServer } from '../../src/store/server.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { startWorker, type Worker } from '../../src/turns/worker.ts';
import { createEngine } from '../kit/engine.ts';

/**
 * A real PostgreSQL that dies again and again while messages come in. It is durable: what it has said yes to
 * must still be there. Before set-up every message gets exactly one answer, which makes counting sharp.
 */
let folder: string;
let server: Store;
let db: Database;
let store: StoreDeps;
const faults: unknown[] = [];
const note = (cause: unknown) => faults.push(cause);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'suar-away-'));
  chmodSync(folder, 0o711);
  const dataFolder = path.join(folder, 'data');
  server = await startServer({ dataFolder, log: silentLog });
  await migrateDatabase(server.address, path.resolve('migrations'));
  db = openDatabase(server.address);
  const { databaseId } = await db.transact((tx) => ensureOrg(tx, randomIds, systemClock));
  const keys = openKeyFolder({ folder: path.join(folder, 'keys'), databaseId, databaseIsEmpty: true });
  store = { vault: createVault(keys), ids: randomIds, clock: systemClock };
  process.on('uncaughtException', note).on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('uncaughtException', note).off('unhandledRejection', note);
  await db.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The three ways in which a connection is lost: told so, not told, and nobody there to connect to. */
const blows = {
  terminated: () =>
    db
      .transact((tx) =>
        tx.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
                       where pid <> pg_backend_pid() and backend_type = 'client backend'`),
      )
      .then(
        () => {},
        () => {},
      ),
  backendKilled: async () => {
    const [pid] = clientPids();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  },
  serverKilled: async () => {
    const pid = findServer(path.join(folder, 'data'));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await pause(700);
  },
};
const one = ['terminated', 'backendKilled', 'terminated'] as const;
const rounds = [...one, ...one, ...one, 'serverKilled', ...one, ...one, ...one, 'serverKilled'] as const;

/** The processes that serve our connections. None where there is no /proc: then the others must do. */
function clientPids(): number[] {
  const pid = findServer(path.join(folder, 'data'));
  const children = pid === undefined ? '' : read(`/proc/${pid}/task/${pid}/children`);
  return children
    .trim()
    .split(' ')
    .map(Number)
    .filter((child) => read(`/proc/${child}/cmdline`).includes('[local]'));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** One person who writes on and on; her platform sends again what was not taken. @returns how much she wrote */
async function write(
  keep: (message: Received) => Promise<void>,
  from: Pick<Received, 'channel' | 'address'>,
  isOver: () => boolean,
): Promise<number> {
  let count = 0;
  for (; !isOver(); count += 1) {
    const externalId = `${from.address}:${count}`;
    const message: Received = {
      ...from,
      externalId,
      happened: { type: 'inbound.text', text: `halo ${count}` },
    };
    while (
      !(await keep(message).then(
        () => true,
        () => false,
      ))
    )
      await pause(20);
    await pause(5);
  }
  return count;
}

function startHouse(): { intake: IntakeDeps; sent: string[]; stop: () => Promise<void> } {
  const engines = (['telegram', 'web'] as const).map((channel) => createEngine(db, store, { channel }));
  const spool = openSpool({ folder: path.join(folder, 'spool'), log: silentLog, ...store });
  const intake: IntakeDeps = { db, store, spool, log: silentLog, nudge: () => {} };
  const [first] = engines;
  const workers: Worker[] = [
    ...engines.map(({ dispatch }) => startWorker('outbox', silentLog, () => dispatch.dispatch())),
    ...(first ? [startWorker('turns', silentLog, () => takeTurns(first.turn))] : []),
    startWorker('spool', silentLog, async () => {
      await replaySpool(intake);
      return 0;
    }),
  ];
  const wake = setInterval(() => {
    for (const worker of workers) worker.nudge();
  }, 20);
  return {
    intake,
    get sent() {
      return engines.flatMap(({ sent }) => sent.map(({ messageId }) => messageId));
    },
    stop: async () => {
      clearInterval(wake);
      await Promise.all(workers.map((worker) => worker.stop()));
      for (const { dispatch } of engines) await dispatch.settle();
    },
  };
}

const counted = () =>
  db.transact(async (tx) => {
    const [row] = await tx.execute<Record<string, number>>(
      sql`select (select count(*)::int from inbox) as kept,
            (select count(*)::int from inbox where handled_at is not null and attempts = 0) as handled,
            (select count(*)::int from outbox) as replies,
            (select count(*)::int from outbox where state = 'sent') as sent`,
    );
    return row;
  });

test('a database that dies twenty times under load ends nothing, loses nothing and doubles nothing', async () => {
  const house = startHouse();
  const intake = createIntake(house.intake);
  let over = false;
  const isOver = () => over;
  const people = ['a', 'b', 'c'].map((address) => [
    write((message) => intake.keep([message]), { channel: 'web', address }, isOver),
    write(
      (message) => intake.keep([message], { name: address, value: message.externalId }),
      { channel: 'telegram', address },
      isOver,
    ),
  ]);
  for (const blow of rounds) {
    await blows[blow]();
    await pause(100);
  }
  over = true;
  const written = (await Promise.all(people.flat())).reduce((sum, count) => sum + count, 0);
  expect(written).toBeGreaterThan(100);
  await expect
    .poll(counted, { timeout: 60_000 })
    .toEqual({ kept: written, handled: written, replies: written, sent: written });
  await house.stop();
  expect(new Set(house.sent).size).toBe(house.sent.length);
  expect(house.sent).toHaveLength(written);
  expect(readdirSync(path.join(folder, 'spool'))).toEqual([]);
  expect(faults).toEqual([]);
}, 120_000);
