import postgres from 'postgres';
import type { Address } from './database.ts';

/**
 * Which rows travel in a backup. Every table of the schema does, unless it stands here with its reason: a
 * new table is kept unless somebody decides against it.
 */
export const leftOut: Readonly<Record<string, { keep?: string; why: string }>> = {
  sessions: { why: 'A restore ends all sessions.' },
  sign_in_tries: { why: 'Counts of this hour.' },
  receipt_tries: { why: 'Counts of this hour.' },
  receipt_checks: { why: 'Sealed with a day key, which no backup holds.' },
  invites: { why: 'Links of one day: whoever had one asks for a new one.' },
  alarm_calls: { why: 'One-time ids of alarms that have long rung; an open case rings again.' },
  channel_state: {
    keep: `channel <> 'whatsapp'`,
    why: 'Old ratchet keys of WhatsApp would break its encryption: it is paired anew.',
  },
};

/**
 * A connection of its own, outside the pool: a copy of everything takes as long as it takes, and must not
 * be cut by the bounds that a turn has.
 */
export function connectForBackup(address: Address): postgres.Sql {
  const settings = {
    max: 1,
    onnotice: () => {},
    connect_timeout: 10,
    // Values are written as text: both sides must spell them alike, whatever the server's own habits are.
    connection: {
      application_name: 'suar-backup',
      statement_timeout: 0,
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
      IntervalStyle: 'postgres',
      bytea_output: 'hex',
      extra_float_digits: 1,
    },
  };
  if ('url' in address) return postgres(address.url, settings);
  const { socketFolder, database, user } = address;
  return postgres({ ...settings, host: socketFolder, database, user });
}

export interface Table {
  name: string;
  columns: { name: string; type: string }[];
}

type Asking = postgres.Sql | postgres.TransactionSql;

/** Every table of the schema with its columns as they are stored, in the order of their names. */
export async function listTables(client: Asking): Promise<Table[]> {
  const rows = await client<{ table: string; column: string; type: string }[]>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`;
  const tables = new Map<string, Table>();
  for (const { table, column, type } of rows) {
    const found = tables.get(table) ?? { name: table, columns: [] };
    found.columns.push({ name: column, type });
    tables.set(table, found);
  }
  return [...tables.values()];
}

/** The tables of a backup, and the condition on their rows when only some of them travel. */
export function keptTables(tables: readonly Table[]): (Table & { where: string })[] {
  return tables.flatMap((table) => {
    const rule = leftOut[table.name];
    if (rule && !rule.keep) return [];
    return [{ ...table, where: rule?.keep ? ` where ${rule.keep}` : '' }];
  });
}

/** The hash of the newest migration; undefined for a database that has none. */
export async function schemaHash(client: Asking): Promise<string | undefined> {
  const [made] = await client<{ made: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as made`;
  if (!made?.made) return undefined;
  const [row] = await client<{ hash: string }[]>`
    select hash from drizzle.__drizzle_migrations order by created_at desc limit 1`;
  return row?.hash;
}

/** A name as SQL takes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
