import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { assert } from '../errors.ts';

/** Where PostgreSQL is: a url, or the folder of the embedded server's socket. */
export type Address = { url: string } | { socketFolder: string; database: string; user: string };

/** Bounds on what we ask of one server, and why. */
const limits = {
  /** Worker, dispatcher and console share them; beyond this two cores only queue up. */
  connections: 10,
  connectSeconds: 10,
};

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

type Drizzle = ReturnType<typeof connectDrizzle>;
export type Tx = Parameters<Parameters<Drizzle['transaction']>[0]>[0];

function connectDrizzle(client: postgres.Sql) {
  return drizzle(client);
}

function options(address: Address): postgres.Options<Record<string, never>> {
  const common = {
    onnotice: () => {},
    connect_timeout: limits.connectSeconds,
    connection: { application_name: 'suar' },
  };
  if ('url' in address) return common;
  return { ...common, host: address.socketFolder, database: address.database, user: address.user };
}

function connect(address: Address, max: number): postgres.Sql {
  return 'url' in address
    ? postgres(address.url, { ...options(address), max })
    : postgres({ ...options(address), max });
}

const inTransaction = new AsyncLocalStorage<boolean>();

/** Opens the pool; connections are made on first use. @throws nothing: a missing server shows on use */
export function openDatabase(address: Address, connections: number = limits.connections): Database {
  const client = connect(address, connections);
  const db = connectDrizzle(preparing(client));
  return {
    transact: (work) => {
      assert(!inTransaction.getStore(), 'nestedTransaction');
      return inTransaction.run(true, () => db.transaction(work));
    },
    listen: async (wake, heard) => {
      const listening = await client.listen(`suar_${wake}`, heard, () => heard(''));
      return () => listening.unlisten();
    },
    ownLock: (name) => ownLock(address, name),
    close: () => client.end({ timeout: 5 }),
  };
}

/** A statement with more parameters than this is one of a kind: keeping its plan would only fill memory. */
const preparedParametersMax = 40;

/**
 * Drizzle asks for every statement to be sent unprepared: two round trips, a parse and a plan each. Prepared
 * ones take one round trip and can follow each other without waiting.
 */
function preparing<Client extends postgres.Sql>(client: Client): Client {
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'unsafe')
        return (text: string, values: never[], options: object) => {
          const prepare = values.length > 0 && values.length <= preparedParametersMax;
          return target.unsafe(text, values, { ...options, prepare });
        };
      if (name === 'begin')
        return (work: (tx: postgres.Sql) => Promise<unknown>) =>
          target.begin((tx) => work(preparing(tx as unknown as postgres.Sql)));
      return Reflect.get(target, name);
    },
  });
}

/** An advisory lock lives and dies with its connection: a killed process frees it at once. */
async function ownLock(
  address: Address,
  name: string,
): Promise<{ lost: Promise<void>; release(): Promise<void> } | undefined> {
  let noteLoss = () => {};
  const lost = new Promise<void>((resolve) => {
    noteLoss = resolve;
  });
  const settings = { ...options(address), max: 1, max_lifetime: null, onclose: () => noteLoss() };
  const client = 'url' in address ? postgres(address.url, settings) : postgres(settings);
  let isHeld = false;
  try {
    const [row] = await client<{ held: boolean }[]>`select pg_try_advisory_lock(hashtext(${name})) as held`;
    isHeld = row?.held ?? false;
  } finally {
    if (!isHeld) await client.end({ timeout: 1 });
  }
  if (!isHeld) return undefined;
  return { lost, release: () => client.end({ timeout: 1 }) };
}

/** Brings the schema up to date. Safe to run from two processes: the second waits and finds nothing to do. */
export async function migrateDatabase(address: Address, migrationsFolder: string): Promise<void> {
  const client = connect(address, 1);
  try {
    await client`select pg_advisory_lock(hashtext('suar.migrate'))`;
    await migrate(connectDrizzle(client), { migrationsFolder });
  } finally {
    await client.end({ timeout: 5 });
  }
}
