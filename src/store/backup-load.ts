import { readMigrationFiles } from 'drizzle-orm/migrator';
import type postgres from 'postgres';
import { assert } from '../errors.ts';
import type { BackupRecord } from './backup-records.ts';
import { RowReader } from './backup-rows.ts';
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
  await tx.unsafe('create temp table pieces (at int, place int, bytes bytea) on commit drop');
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
  const types = columns.map((column) => column?.type ?? '');
  const into = `insert into ${quoted(table.name)} (${names.map(quoted).join(', ')})`;
  const many = startMany(tx, into, types);
  const large = startLarge(tx, into, types);
  const reader = new RowReader(types.map((type) => type === 'bytea'));
  return {
    take: async (bytes) => {
      for (const part of reader.take(bytes)) {
        if (part.is === 'row') assert(part.values.length === names.length, 'backupRowCut');
        if (part.is === 'piece') await large.add(part.column, part.hex);
        else if (part.spilled.length > 0) await large.put(part.values, part.spilled);
        else await many.put(part.values);
      }
    },
    finish: async () => {
      assert(reader.isBetweenRows(), 'backupRowCut');
      await many.flush();
    },
  };
}

type Row = (string | null)[];

/** Gathers rows, so that one statement takes many. */
function startMany(tx: Tx, into: string, types: readonly string[]) {
  const values = types.map((type, at) => `v.c${at}::${type}`).join(', ');
  const lists = types.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const aliases = types.map((_, at) => `c${at}`).join(', ');
  const statement = `${into} select ${values} from unnest(${lists}) as v(${aliases})`;
  let waiting: Row[] = [];
  let chars = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const columns = types.map((_, at) => waiting.map((row) => row[at] ?? null));
    await tx.unsafe(statement, columns);
    waiting = [];
    chars = 0;
  };
  const put = async (row: Row) => {
    waiting.push(row);
    chars += row.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    if (waiting.length >= limits.rows || chars >= limits.chars) await flush();
  };
  return { put, flush };
}

/** Rows with a value that comes in pieces: the server puts them together. */
function startLarge(tx: Tx, into: string, types: readonly string[]) {
  let places = 0;
  const add = async (column: number, hex: string) => {
    places += 1;
    await tx`insert into pg_temp.pieces (at, place, bytes) values (${column}, ${places}, decode(${hex}, 'hex'))`;
  };
  const put = async (row: Row, spilled: readonly number[]) => {
    const kept: Row = [];
    const values = types.map((type, at) => {
      if (spilled.includes(at))
        return `(select string_agg(p.bytes, ''::bytea order by p.place) from pg_temp.pieces p where p.at = ${at})`;
      kept.push(row[at] ?? null);
      return `$${kept.length}::text::${type}`;
    });
    await tx.unsafe(`${into} values (${values.join(', ')})`, kept);
    await tx.unsafe('truncate pg_temp.pieces');
  };
  return { add, put };
}

async function setSequences(tx: Tx, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values))
    await tx`select setval(${`public.${quoted(name)}`}::regclass, ${value}::bigint)`;
}
