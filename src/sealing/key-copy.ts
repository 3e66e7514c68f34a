import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { StartFault } from '../config.ts';
import { lastingName, listDays, parseLasting, putExclusive, readIfThere } from './key-folder.ts';

/**
 * The lasting keys on their way into a backup and back (design.md §6): server key, index root, salt and pepper.
 * Day keys never travel: what they sealed is meant to be gone after 48 hours.
 */

/** The file of lasting keys as it stands. @throws StartFault when it is missing or damaged */
export function readLastingKeys(folder: string): Buffer {
  const bytes = readIfThere(path.join(folder, lastingName));
  if (bytes) {
    parseLasting(bytes, folder);
    return bytes;
  }
  throw new StartFault('keysMissing', {
    id: `Kunci tidak ada di ${folder}. Isi SUAR_KEY_DIR dengan tempatnya.`,
    en: `The keys are not in ${folder}. Set SUAR_KEY_DIR to where they are.`,
  });
}

/**
 * Whether these keys may be put into the folder: it has none yet, or has the very same.
 * @throws StartFault when other keys lie there: they open another database and must not be lost
 */
export function checkRoomForKeys(folder: string, keys: Buffer): void {
  const found = existsSync(folder) ? readIfThere(path.join(folder, lastingName)) : undefined;
  if (!found || found.equals(keys)) return;
  throw new StartFault('keysForeign', {
    id: `Di ${folder} sudah ada kunci basis data lain. Pilih SUAR_KEY_DIR yang kosong, atau pindahkan folder kunci itu dulu.`,
    en: `The keys of another database are in ${folder}. Choose an empty SUAR_KEY_DIR, or move that key folder away first.`,
  });
}

/**
 * Puts the keys there, on the disk when it returns.
 * @returns takes them away again, when they were not there before
 */
export function putLastingKeys(folder: string, keys: Buffer): () => void {
  checkRoomForKeys(folder, keys);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, lastingName);
  if (existsSync(file)) return () => {};
  putExclusive(file, keys);
  return () => rmSync(file, { force: true });
}

/** The days since 1970-01-01 UTC whose keys still lie in the folder. */
export function keptDays(folder: string): number[] {
  return existsSync(folder) ? listDays(folder) : [];
}
