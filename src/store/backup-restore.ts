import type postgres from 'postgres';
import { toMinute } from '../clock.ts';
import { StartFault } from '../config.ts';
import { assert, Bug } from '../errors.ts';
import { type KeyPair, keyPair, openWith } from '../sealing/box.ts';
import { checkRoomForKeys, keptDays, putLastingKeys } from '../sealing/key-copy.ts';
import { verifyBackup } from './backup.ts';
import { replayErasures } from './backup-erasures.ts';
import { type BackupHeader, openBackupKey, readBackupFile, readBackupHeader } from './backup-file.ts';
import { applyMigrations, listMigrations, loadRecords, type Migration } from './backup-load.ts';
import { readRecords } from './backup-records.ts';
import { connectForBackup } from './backup-tables.ts';
import type { Address } from './database.ts';

/**
 * `npm run restore` (design §6): a backup into an empty database and its keys into the key folder, in one
 * transaction. The whole file is read and proven before anything is touched.
 */
export interface RestoreOptions {
  file: string;
  /** The recovery key (recovery-words.ts). */
  seed: Buffer;
  /** Asked for once the file is proven: where PostgreSQL is. */
  address: () => Promise<Address>;
  /** Empty, or the folder that this very database had. */
  keyFolder: string;
  migrationsFolder: string;
  /** Ids of cases that are erased: backup-erasures.ts. */
  erased: readonly string[];
  now: Date;
}

export interface Restored {
  /** When the backup was made. */
  at: string;
  rows: number;
  /** Migrations carried out after the rows were in. */
  migrated: number;
  /** Cases of the erasure list that the backup still held. */
  erased: number;
  /** Replies that had not gone out, and will not. */
  expired: number;
  /** Messages that nobody had handled yet and nobody can open any more. */
  lostMessages: number;
  /** Unfinished chats that begin anew. */
  lostDrafts: number;
  /** Pictures and voice notes that were still to be fetched. */
  lostAttachments: number;
}

/** @throws StartFault with what to do; nothing is changed then */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, keyFolder } = options;
  const header = await readBackupHeader(file);
  const pair = keyPair(options.seed);
  const key = await openBackupKey(file, (sealed) => openOrNot(pair, sealed));
  const migrations = splitMigrations(listMigrations(options.migrationsFolder), header);
  const rows = await verifyBackup(file, key, header);
  const keys = await findKeys(file, key);
  checkRoomForKeys(keyFolder, keys);
  const client = connectForBackup(await options.address());
  let takeKeysBack = () => {};
  try {
    const counts = await client.begin(async (tx) => {
      await insistOnEmpty(tx);
      await applyMigrations(tx, migrations.before);
      await loadRecords(tx, readRecords(readBackupFile(file, key)));
      await applyMigrations(tx, migrations.after);
      const cared = await careFor(tx, options);
      // Before the commit: a filled database without its keys could not be started, nor restored once more.
      takeKeysBack = putLastingKeys(keyFolder, keys);
      return cared;
    });
    return { at: header.at, rows, migrated: migrations.after.length, ...counts };
  } catch (cause) {
    takeKeysBack();
    throw cause;
  } finally {
    await client.end({ timeout: 5 });
  }
}

function openOrNot(pair: KeyPair, sealed: Buffer): Buffer | undefined {
  try {
    return openWith(pair, sealed);
  } catch (cause) {
    if (cause instanceof Bug) return undefined;
    throw cause;
  }
}

/** @throws StartFault when the backup's schema is none that this program has ever had */
function splitMigrations(all: readonly Migration[], header: BackupHeader) {
  const level = all.findIndex(({ hash }) => hash === header.schema);
  if (level !== -1) return { before: all.slice(0, level + 1), after: all.slice(level + 1) };
  throw new StartFault('backupSchemaUnknown', {
    id: 'Cadangan ini dibuat oleh versi Suar lain yang tidak dikenal versi ini. Pasang versi yang sama atau lebih baru. Tidak ada yang diubah.',
    en: 'This backup was made by another version of Suar that this one does not know. Install the same version or a newer one. Nothing was changed.',
  });
}

async function findKeys(file: string, key: Buffer): Promise<Buffer> {
  for await (const record of readRecords(readBackupFile(file, key)))
    if (record.kind === 'keys') return record.bytes;
  throw new Bug('backupWithoutKeys');
}

async function insistOnEmpty(tx: postgres.TransactionSql): Promise<void> {
  // An app that starts meanwhile waits here, and finds everything in its place.
  await tx`select pg_advisory_xact_lock(hashtext('suar.migrate'))`;
  const [row] = await tx<{ tables: number }[]>`
    select count(*)::int as tables from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
  assert(row, 'noAnswer');
  if (row.tables === 0) return;
  throw new StartFault('databaseNotEmpty', {
    id: 'Basis data ini sudah terisi. Pulihkan ke tempat kosong: isi SUAR_DATA_DIR dan SUAR_KEY_DIR dengan folder baru (atau DATABASE_URL dengan basis data baru), atau pindahkan yang lama dulu. Tidak ada yang diubah.',
    en: 'This database is not empty. Restore into an empty place: set SUAR_DATA_DIR and SUAR_KEY_DIR to new folders (or DATABASE_URL to a new database), or move the old ones away first. Nothing was changed.',
  });
}

type Counts = Omit<Restored, 'at' | 'rows' | 'migrated'>;

/** What must hold before a door opens. */
async function careFor(
  tx: postgres.TransactionSql,
  { keyFolder, erased, now }: RestoreOptions,
): Promise<Counts> {
  const days = keptDays(keyFolder).map((day) => day.toString(16).padStart(8, '0'));
  const erasedNow = await replayErasures(tx, erased, now);
  // What was to be said then may be wrong now, and somebody else may hold the phone.
  const expired = await tx`
    update outbox set why = 'restored', lease_until = null, leased_by = null, settled_at = ${now},
      state = case when repeated_at is null and lease_until is null then 'expired' else 'uncertain' end
    where settled_at is null`;
  const lost = await tx<{ is_message: boolean }[]>`
    delete from inbox where handled_at is null and body_sealed is not null
      and not encode(substring(body_sealed from 2 for 4), 'hex') = any(${days}::text[])
    returning kind like 'inbound.%' as is_message`;
  const lostMessages = lost.filter((row) => row.is_message).length;
  const lostDrafts = await tx`
    update conversations set state_sealed = null, due_at = null where state_sealed is not null
      and not encode(substring(state_sealed from 2 for 4), 'hex') = any(${days}::text[])`;
  const lostAttachments = await tx`
    update attachments set state = 'gone', reference_sealed = null, due_at = null, settled_at = ${toMinute(now)}
    where state in ('asked', 'wanted') and reference_sealed is not null
      and not encode(substring(reference_sealed from 2 for 4), 'hex') = any(${days}::text[])`;
  await dropUnreadable(tx, days);
  await tx`insert into audit (at, act) values (${toMinute(now)}, 'restoreBackup')`;
  await tx`analyze`;
  return {
    erased: erasedNow,
    // A counsellor's words on their way stand in the case: they are replies that did not go out.
    expired: expired.count + lost.length - lostMessages,
    lostMessages,
    lostDrafts: lostDrafts.count,
    lostAttachments: lostAttachments.count,
  };
}

/** Bodies of what is long handled: nobody will ever open them, so they need not lie around. */
async function dropUnreadable(tx: postgres.TransactionSql, days: readonly string[]): Promise<void> {
  for (const table of ['inbox', 'outbox'])
    await tx`
      update ${tx(table)} set body_sealed = null where body_sealed is not null
        and not encode(substring(body_sealed from 2 for 4), 'hex') = any(${days as string[]}::text[])`;
}
