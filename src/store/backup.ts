import { statSync } from 'node:fs';
import path from 'node:path';
import type postgres from 'postgres';
import { StartFault } from '../config.ts';
import { assert } from '../errors.ts';
import { readLastingKeys } from '../sealing/key-copy.ts';
import { copyTable } from './backup-copy.ts';
import { completeErasures } from './backup-erasures.ts';
import { type BackupHeader, readBackupFile, writeBackupFile } from './backup-file.ts';
import { backupName, openBackupFolder } from './backup-folder.ts';
import { countRows, readRecords, writeRecord } from './backup-records.ts';
import { connectForBackup, keptTables, listTables, quoted, schemaHash, type Table } from './backup-tables.ts';
import type { Address } from './database.ts';

/**
 * `npm run backup` and the nightly one (design §6): every table by COPY in one repeatable-read snapshot,
 * with the lasting keys, sealed to the recovery key's public half. Without day keys: what they sealed stays
 * unreadable, in the backup too. Whoever writes and reads messages meanwhile notices nothing.
 */
export interface BackupOptions {
  address: Address;
  keyFolder: string;
  /** Where the file goes; made when missing. */
  folder: string;
  now: Date;
}

export interface MadeBackup {
  /** Absolute. */
  file: string;
  bytes: number;
  /** All rows of all tables. */
  rows: number;
}

/**
 * Makes one backup and reads it again from the disk, to its last byte.
 * @throws StartFault `notSetUp` before there is a recovery key, or what is wrong with keys or disk
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const { folder, now } = options;
  const keys = readLastingKeys(options.keyFolder);
  const client = connectForBackup(options.address);
  try {
    return await client.begin('isolation level repeatable read read only', async (tx) => {
      const publicKey = await findRecoveryKey(tx);
      await insistOnTurn(tx);
      openBackupFolder(folder);
      await completeErasures(tx, folder);
      await refuseForeignKeys(tx, keys, options.keyFolder);
      const tables = keptTables(await listTables(tx));
      const header = await describe(tx, tables, now);
      const file = path.join(folder, backupName(now));
      const key = await writeBackupFile(file, { publicKey, header }, content(tx, tables, keys));
      const rows = await verifyBackup(file, key, header);
      return { file, bytes: statSync(file).size, rows };
    });
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function findRecoveryKey(tx: postgres.TransactionSql): Promise<Buffer> {
  const [made] = await tx<{ made: boolean }[]>`select to_regclass('recovery') is not null as made`;
  const [row] = made?.made ? await tx<{ public_key: Buffer }[]>`select public_key from recovery` : [];
  if (row) return row.public_key;
  throw new StartFault('notSetUp', {
    id: 'Belum ada kunci pemulihan, jadi cadangan tidak bisa disegel. Siapkan Suar dulu lewat tautan yang dicetak npm start.',
    en: 'There is no recovery key yet, so a backup cannot be sealed. Set Suar up first, with the link that npm start prints.',
  });
}

/** One at a time: the second would take the first one's half-written file for what a crash left. */
async function insistOnTurn(tx: postgres.TransactionSql): Promise<void> {
  const [row] = await tx<{ free: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('suar.backup')) as free`;
  if (row?.free) return;
  throw new StartFault('backupRunning', {
    id: 'Cadangan lain sedang dibuat. Tunggu sampai selesai.',
    en: 'Another backup is being made. Wait until it is done.',
  });
}

/** A backup with the keys of another database would look whole and open nothing. */
async function refuseForeignKeys(tx: postgres.TransactionSql, keys: Buffer, folder: string): Promise<void> {
  const [org] = await tx<{ database_id: string }[]>`select database_id from org where id = 1`;
  const { databaseId } = JSON.parse(keys.toString('utf8')) as { databaseId?: string };
  if (org?.database_id === databaseId) return;
  throw new StartFault('keysForeign', {
    id: `Kunci di ${folder} milik basis data lain. Isi SUAR_KEY_DIR dengan folder yang benar.`,
    en: `The keys in ${folder} belong to another database. Set SUAR_KEY_DIR to the right folder.`,
  });
}

async function describe(
  tx: postgres.TransactionSql,
  tables: readonly (Table & { where: string })[],
  now: Date,
): Promise<BackupHeader> {
  const schema = await schemaHash(tx);
  assert(schema, 'schemaUnknown');
  const rows: Record<string, number> = {};
  for (const { name, where } of tables) {
    const [row] = await tx.unsafe<{ count: string }[]>(`select count(*) from ${quoted(name)}${where}`);
    rows[name] = Number(row?.count);
  }
  return { format: 'suar-backup', version: 1, schema, at: now.toISOString(), rows };
}

async function* content(
  tx: postgres.TransactionSql,
  tables: readonly (Table & { where: string })[],
  keys: Buffer,
): AsyncGenerator<Buffer> {
  yield writeRecord({ kind: 'keys', bytes: keys });
  for (const table of tables) {
    yield writeRecord({
      kind: 'table',
      table: table.name,
      columns: table.columns.map((column) => column.name),
    });
    for await (const bytes of copyTable(tx, table)) yield writeRecord({ kind: 'rows', bytes });
  }
  yield writeRecord({ kind: 'sequences', values: await readSequences(tx) });
  yield writeRecord({ kind: 'end' });
}

async function readSequences(tx: postgres.TransactionSql): Promise<Record<string, string>> {
  const rows = await tx<{ name: string; value: string }[]>`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = 'public' and last_value is not null`;
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/**
 * Reads a backup to its end: every chunk proven, every row counted.
 * @returns how many rows there are in all
 * @throws StartFault when it is not what its first line says
 */
export async function verifyBackup(file: string, key: Buffer, header: BackupHeader): Promise<number> {
  const counted = new Map<string, number>();
  let table = '';
  for await (const record of readRecords(readBackupFile(file, key))) {
    if (record.kind === 'table') {
      table = record.table;
      counted.set(table, 0);
    } else if (record.kind === 'rows')
      counted.set(table, (counted.get(table) ?? 0) + countRows(record.bytes));
  }
  const same =
    counted.size === Object.keys(header.rows).length &&
    [...counted].every(([name, rows]) => header.rows[name] === rows);
  if (same) return [...counted.values()].reduce((sum, rows) => sum + rows, 0);
  throw new StartFault('backupIncomplete', {
    id: 'Isi cadangan ini tidak sama dengan daftarnya. Pakai cadangan lain.',
    en: 'What is in this backup is not what its list says. Use another backup.',
  });
}
