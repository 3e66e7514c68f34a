import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { assert } from '../errors.ts';
import { arrayOptions } from './arrays.ts';
import { createEar } from './ear.ts';
import { type Address, ask, type Line, openLine } from './line.ts';
import { createPool, limits as poolLimits, type Statements, transactOn } from './pool.ts';

export type { Address } from './line.ts';

/** The wakes that travel by NOTIFY. Payloads are opaque ids or nothing (design §6). */
export type Wake = 'inbox' | 'outbox' | 'web' | 'queue' | 'case';

export interface Database {
  /**
   * One transaction. Refuses to be nested: a second one inside the first would commit on its own.
   * No network may happen between begin and commit.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Calls back with the payload of every NOTIFY on the channel, and with an empty one after each
   * (re)connection, because what was said while we were away is lost: the sweep is the truth.
   */
  listen(wake: Wake, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** A connection of its own that holds a session-level advisory lock until it is released or dies. */
  ownLock(name: string): Promise<{ lost: Promise<void>; release(): Promise<void> } | undefined>;
  close(): Promise<void>;
}

/** Bounds on what we ask of one server, and why. */
const limits = {
  /** Whoever holds a lock looks this often whether the server still knows of it. */
  beatMilliseconds: 5_000,
  /** A table of years may be rewritten by a migration, and a second process waits for the first. */
  migrateMilliseconds: 10 * 60_000,
} as const;

/**
 * Statements that do not need each other's answers: they follow each other down the line, in the order given, and
 * are answered together. All are waited for, also after a fault: one that came late would run after the rollback,
 * outside any transaction. @throws the first fault
 */
export async function together<Works extends readonly unknown[]>(
  ...works: Works
): Promise<{ -readonly [At in keyof Works]: Awaited<Works[At]> }> {
  const settled = await Promise.allSettled(works);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}

type Drizzle = ReturnType<typeof connectDrizzle>;
export type Tx = Parameters<Parameters<Drizzle['transaction']>[0]>[0];

/** What Drizzle uses of a client. */
interface Client extends Partial<Statements> {
  options: Statements['options'];
  begin<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
}

function connectDrizzle(client: Client) {
  return drizzle(client as unknown as postgres.Sql);
}

/** Drizzle adds its own readers and writers of moments. */
const newOptions = (): Statements['options'] => arrayOptions();

const inTransaction = new AsyncLocalStorage<boolean>();

/** Opens the pool; connections are made on first use. @throws nothing: a missing server shows on use */
export function openDatabase(address: Address, connections: number = poolLimits.connections): Database {
  const own = newOptions();
  const pool = createPool(() => openLine(address), connections, own);
  const db = connectDrizzle({ options: own, begin: (work) => pool.begin(work) });
  const ear = createEar((heard) => openLine(address, { heard }));
  return {
    transact: (work) => {
      assert(!inTransaction.getStore(), 'nestedTransaction');
      return inTransaction.run(true, () => db.transaction(work));
    },
    listen: (wake, heard) => ear.listen(`suar_${wake}`, heard),
    ownLock: (name) => ownLock(openLine(address), name),
    close: async () => {
      await Promise.all([ear.close(), pool.close()]);
    },
  };
}

/** An advisory lock lives and dies with its connection: a killed process frees it at once. */
async function ownLock(
  line: Line,
  name: string,
): Promise<{ lost: Promise<void>; release(): Promise<void> } | undefined> {
  const lost = new Promise<void>((resolve) => line.onLost(() => resolve()));
  let isHeld = false;
  try {
    const [row] = await ask(line, 'select pg_try_advisory_lock(hashtext($1)) as held', [name]);
    isHeld = row?.held === true;
  } finally {
    if (!isHeld) await line.close();
  }
  if (!isHeld) return undefined;
  // A server that vanished without a word may have given the lock to somebody else by now.
  const beat = setInterval(() => {
    ask(line, 'select 1').catch((cause: Error) => line.cut(cause));
  }, limits.beatMilliseconds);
  beat.unref();
  void lost.then(() => clearInterval(beat));
  return { lost, release: () => line.close() };
}

/** Brings the schema up to date. Safe to run from two processes: the second waits and finds nothing to do. */
export async function migrateDatabase(address: Address, migrationsFolder: string): Promise<void> {
  const line = openLine(address, { statementMilliseconds: 0, writesOutside: true });
  const { migrateMilliseconds } = limits;
  const own = newOptions();
  const db = connectDrizzle({
    options: own,
    unsafe: (text, values, options) => line.client.unsafe(text, values, options),
    begin: (work) => transactOn(line, own, migrateMilliseconds, work),
  });
  try {
    await ask(line, "select pg_advisory_lock(hashtext('suar.migrate'))", [], migrateMilliseconds);
    await migrate(db, { migrationsFolder });
  } finally {
    await line.close();
  }
}
