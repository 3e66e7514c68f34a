import { readdirSync } from 'node:fs';
import path from 'node:path';
import { is, sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Database, Tx } from './database.ts';

/** What `npm run doctor` asks of a database; none of it names anybody. */
export interface CheckUp {
  /** PostgreSQL's major version. */
  version: number;
  encoding: string;
  /** The server's clock. */
  now: Date;
  /** Migrations of this program that the database has not had yet. */
  pending: number;
  /** Undefined when the database was never used. */
  house: House | undefined;
}

interface House {
  databaseId: string;
  isSetUp: boolean;
  isRecoveryConfirmed: boolean;
  /** Members who are there and hold the team's keys. */
  keyHolders: number;
  isWhatsAppPaired: boolean;
}

/** Reads only, whatever state the schema is in. @param migrationsFolder of this program */
export async function readCheckUp(tx: Tx, migrationsFolder: string): Promise<CheckUp> {
  const [server] = await tx.execute<{ version: string; encoding: string; now: string; has_schema: boolean }>(
    sql`select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
          clock_timestamp() as now, to_regclass('drizzle.__drizzle_migrations') is not null as has_schema`,
  );
  const [newest] = server?.has_schema
    ? await tx.execute<{ at: string }>(sql`select max(created_at) as at from drizzle.__drizzle_migrations`)
    : [];
  const migrations = readMigrationFiles({ migrationsFolder });
  return {
    version: Math.floor(Number(server?.version) / 10_000),
    encoding: server?.encoding ?? '',
    now: new Date(server?.now ?? 0),
    pending: migrations.filter(({ folderMillis }) => folderMillis > Number(newest?.at ?? 0)).length,
    house: server?.has_schema ? await readHouse(tx) : undefined,
  };
}

async function readHouse(tx: Tx): Promise<House | undefined> {
  const [row] = await tx.execute<{
    database_id: string;
    is_set_up: boolean;
    confirmed: boolean;
    holders: string;
    paired: boolean;
  }>(
    sql`select database_id, set_up_at is not null as is_set_up,
          exists (select 1 from recovery where confirmed_at is not null) as confirmed,
          (select count(distinct h.member_id) from group_holders h
             join members m on m.id = h.member_id and m.left_at is null) as holders,
          exists (select 1 from channel_state where channel = 'whatsapp') as paired
        from org where id = 1`,
  );
  if (!row) return undefined;
  return {
    databaseId: row.database_id,
    isSetUp: row.is_set_up,
    isRecoveryConfirmed: row.confirmed,
    keyHolders: Number(row.holders),
    isWhatsAppPaired: row.paired,
  };
}

/** Whether other programs of Suar work on this database now: their connections carry its name. */
export async function isInUse(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity
        where datname = current_database() and application_name = 'suar' and pid <> pg_backend_pid()`,
  );
  return (row?.count ?? 0) > 0;
}

/**
 * Asks the database for every column that this program knows, and commits one write that changes nothing:
 * what an update must be able to do before a person meets it.
 * @throws the database's own fault when a table or column is not there
 */
export async function tryEverything(db: Database): Promise<number> {
  const folder = path.join(import.meta.dirname, 'schema');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(files.map((name): Promise<object> => import(path.join(folder, name))));
  const tables = modules.flatMap((module) => Object.values(module).filter((value) => is(value, PgTable)));
  await db.transact(async (tx) => {
    for (const table of tables) await tx.select().from(table).limit(1);
    await tx.execute(sql`update org set chat_name = chat_name where id = 1`);
  });
  return tables.length;
}
