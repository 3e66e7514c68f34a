import { readMigrationFiles } from 'drizzle-orm/migrator';
import type postgres from 'postgres';
import { assert } from '../errors.ts';
import { type BackupRecord, createRowReader } from './backup-records.ts';
import { listTables, quoted, type Table } from './backup-tables.ts';

/** Fills an empty database from a backup's records, inside the caller's one transaction: all of it, or nothing. */
type Tx = postgres.TransactionSql;

const limits = {
  /** What one statement takes: bounded memory, and few round trips. */
  rows: 1000,
  chars: 1024 * 1024,
};

export interface Migration {
  statements: string[];
  hash: string;
  /** When it was made, milliseconds since 1970: drizzle's own order. */
  at: number;
}

/** The migrations of this program, oldest first. */
export function listMigrations(folder: string): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, hash, folderMillis }) => ({
    statements: sql,
    hash,
    at: folderMillis,
  }));
}

/** Carries migrations out and notes them where drizzle's migrator looks for them at the next start. */
export async function applyMigrations(tx: Tx, migrations: readonly Migration[]): Promise<void> {
  await tx`create schema if not exists drizzle`;
  await tx`create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`;
  for (const { statements, hash, at } of migrations) {
    for (const statement of statements) await tx.unsafe(statement);
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${at})`;
  }
}

/**
 * Puts every row in. References between tables are taken off and put back at the end, so that no order of
 * tables matters and the database itself proves that nothing points nowhere.
 * @throws when a row does not fit the schema: the transaction is then over
 */
export async function loadRecords(tx: Tx, records: AsyncIterable<BackupRecord>): Promise<void> {
  const putBack = await takeReferencesOff(tx);
  const tables = new Map((await listTables(tx)).map((table) => [table.name, table]));
  let load: Load | undefined;
  for await (const record of records) {
    if (record.kind === 'rows') await load?.take(record.bytes);
    else {
      await load?.finish();
      load = undefined;
    }
    if (record.kind === 'table') load = startLoad(tx, tables.get(record.table), record.columns);
    if (record.kind === 'sequences') await setSequences(tx, record.values);
  }
  for (const statement of putBack) await tx.unsafe(statement);
}

/** @returns the statements that put them back */
async function takeReferencesOff(tx: Tx): Promise<string[]> {
  const found = await tx<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
  for (const { table, name } of found)
    await tx.unsafe(`alter table ${table} drop constraint ${quoted(name)}`);
  return found.map(
    ({ table, name, definition }) => `alter table ${table} add constraint ${quoted(name)} ${definition}`,
  );
}

interface Load {
  take(bytes: Buffer): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Rows go in as text, cast to the column's type: what COPY would do, but a fault comes back as a fault (the
 * driver's COPY into a table never ends when the server refuses the last row).
 */
function startLoad(tx: Tx, table: Table | undefined, names: readonly string[]): Load {
  assert(table, 'backupTableUnknown');
  const columns = names.map((name) => table.columns.find((column) => column.name === name));
  const into = names.map(quoted).join(', ');
  const values = columns.map((column, at) => `v.c${at}::${column?.type}`).join(', ');
  const lists = columns.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const aliases = columns.map((_, at) => `c${at}`).join(', ');
  const statement = `insert into ${quoted(table.name)} (${into}) select ${values} from unnest(${lists}) as v(${aliases})`;
  const reader = createRowReader();
  let waiting: (string | null)[][] = [];
  let chars = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const lists = names.map((_, at) => waiting.map((row) => row[at] ?? null));
    await tx.unsafe(statement, lists);
    waiting = [];
    chars = 0;
  };
  return {
    take: async (bytes) => {
      for (const row of reader.take(bytes)) {
        assert(row.length === names.length, 'backupRowCut');
        waiting.push(row);
        chars += row.reduce((sum, text) => sum + (text?.length ?? 0), 0);
        if (waiting.length >= limits.rows || chars >= limits.chars) await flush();
      }
    },
    finish: async () => {
      assert(reader.isBetweenRows(), 'backupRowCut');
      await flush();
    },
  };
}

async function setSequences(tx: Tx, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values))
    await tx`select setval(${`public.${quoted(name)}`}::regclass, ${value}::bigint)`;
}
