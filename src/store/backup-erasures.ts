import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type postgres from 'postgres';
import { toMinute } from '../clock.ts';
import { syncFolder } from '../sealing/durable.ts';

/**
 * The erasure list beside the backups (design §6): ids of cases and moments to the minute, one a line, only
 * ever appended. A backup that is older than an erasure still holds the case; a restore replays this list
 * before it opens a door.
 */
export const erasuresName = 'erasures.txt';

/**
 * Puts one erasure on the list, on the disk when it returns. To be called inside the transaction that
 * erases, before it commits: a case that is gone is then always on the list, and one that a crash kept was
 * to go by a human's word.
 *
 * @param folder where backups are kept (SUAR_BACKUP_DIR); made when missing
 * @throws when the disk did not take it: then nothing may be erased yet
 */
export function appendErasure(folder: string, caseId: string, at: Date): void {
  openErasures(folder);
  append(path.join(folder, erasuresName), `${caseId} ${toMinute(at).toISOString()}\n`);
}

/** Makes the list when there is none, so that a restore can tell "nothing was erased" from "the list is lost". */
export function openErasures(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(path.join(folder, erasuresName))) return;
  append(path.join(folder, erasuresName), '');
  syncFolder(folder);
}

function append(file: string, line: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(handle, line);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * The ids on a list. A line that a power cut left half written is passed over: it had not been promised, and
 * whatever was appended behind it counts.
 */
export function readErasures(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...new Set(text.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?= \d{4}-)/g) ?? [])];
}

/** Puts on the list what the database knows to be erased and the list does not: a crash between the two. */
export async function completeErasures(client: postgres.TransactionSql, folder: string): Promise<void> {
  openErasures(folder);
  const known = new Set(readErasures(path.join(folder, erasuresName)));
  // A schema of before this list, on its way to be migrated.
  const [made] = await client<{ made: boolean }[]>`select to_regclass('erasures') is not null as made`;
  if (!made?.made) return;
  const rows = await client<{ case_id: string; erased_at: Date }[]>`select case_id, erased_at from erasures`;
  for (const { case_id: id, erased_at: at } of rows) if (!known.has(id)) appendErasure(folder, id, at);
}

/**
 * Erases the listed cases from a database that was just restored: whatever belongs to them goes with their
 * rows, and a chat that belonged to no other case goes with its address.
 * @returns how many of them the backup still held
 */
export async function replayErasures(
  tx: postgres.TransactionSql,
  listed: readonly string[],
  now: Date,
): Promise<number> {
  const erased = await tx<{ case_id: string }[]>`select case_id from erasures`;
  const ids = [...new Set([...listed, ...erased.map((row) => row.case_id)])];
  const chats = await tx<{ id: string; is_shared: boolean }[]>`
    select c.conversation_id as id, bool_or(other.case_id is not null) as is_shared
    from case_conversations c left join case_conversations other
      on other.conversation_id = c.conversation_id and not other.case_id = any(${ids}::uuid[])
    where c.case_id = any(${ids}::uuid[]) group by 1`;
  const own = chats.filter((chat) => !chat.is_shared).map((chat) => chat.id);
  await tx`update inbox set body_sealed = null, handled_at = coalesce(handled_at, ${now})
           where conversation_id = any(${own}::uuid[])`;
  await tx`delete from attachments where conversation_id = any(${own}::uuid[])`;
  const gone = await tx`delete from cases where id = any(${ids}::uuid[])`;
  await tx`delete from conversations where id = any(${own}::uuid[])`;
  await tx`insert into erasures (case_id, erased_at)
           select id, ${toMinute(now)} from unnest(${ids}::uuid[]) as v(id) on conflict do nothing`;
  return gone.count;
}
