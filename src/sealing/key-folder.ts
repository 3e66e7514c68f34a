import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { StartFault } from '../config.ts';
import { Bug } from '../errors.ts';
import { randomIds } from '../ids.ts';
import { keyBytes, keyedHash, randomKey, saltBytes } from './box.ts';
import { syncFolder, writeDurably } from './durable.ts';
import { dayOf, type IndexName, type Keys } from './vault.ts';

/**
 * The keys on disk (design.md §6): one file for what lasts, one file a UTC day for what passes through.
 * Several processes share the folder and never talk about it: a file is made by an exclusive link of a
 * finished one, so whoever comes second reads the first one's, and nobody ever reads half of one.
 */
export interface KeyFolder extends Keys {
  /**
   * Deletes the day keys whose 48 hours are over, and forgets them.
   * @param needed whether something unhandled still waits for this day's key
   * @returns the days that went, and those that are overdue and needed (worth an alarm)
   */
  expireDayKeys(now: Date, needed: (day: number) => boolean): { removed: number[]; kept: number[] };
}

export interface KeyFolderOptions {
  folder: string;
  databaseId: string;
  /** Whether the database holds nothing yet: only then may keys be made. */
  databaseIsEmpty: boolean;
}

export const lastingName = 'suar-keys.json';
const dayPattern = /^day-(\d{4}-\d{2}-\d{2})\.key$/;
const draftPattern = /^draft-/;
const dayMilliseconds = 86_400_000;
const dayKeyHours = 48;

/** Every purpose's index key grows from one root, so that a new purpose needs no new file. */
const indexNames = ['address', 'externalId', 'channelKey', 'session', 'invite'] satisfies IndexName[];

interface Lasting {
  version: 1;
  databaseId: string;
  server: string;
  indexRoot: string;
  receiptSalt: string;
  receiptPepper: string;
}

/**
 * Opens the folder, making it and its keys for a database that holds nothing yet.
 * @throws StartFault when the keys are missing beside a filled database, belong to another one, or are damaged
 */
export function openKeyFolder({ folder, databaseId, databaseIsEmpty }: KeyFolderOptions): KeyFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  removeDrafts(folder);
  const file = path.join(folder, lastingName);
  const found = readIfThere(file) ?? (databaseIsEmpty ? makeLasting(file, databaseId) : undefined);
  if (!found) throw keysMissing(folder);
  const lasting = parseLasting(found, folder);
  if (lasting.databaseId !== databaseId) throw keysForeign(folder);
  const indexRoot = fromBase64(lasting.indexRoot, keyBytes, folder);
  const indexKeys = indexNames.map((name) => [name, keyedHash(indexRoot, 'suar.index', name)]);
  return {
    databaseId,
    server: fromBase64(lasting.server, keyBytes, folder),
    index: Object.fromEntries(indexKeys) as Record<IndexName, Buffer>,
    receiptSalt: fromBase64(lasting.receiptSalt, saltBytes, folder),
    receiptPepper: fromBase64(lasting.receiptPepper, keyBytes, folder),
    ...dayKeys(folder),
  };
}

function dayKeys(folder: string): Pick<KeyFolder, 'today' | 'ofDay' | 'expireDayKeys'> {
  const cache = new Map<number, Buffer>();
  const recall = (day: number, key: Buffer | undefined) => {
    if (key) cache.set(day, key);
    return key;
  };
  return {
    today: (now) => {
      const day = dayOf(now);
      const key = cache.get(day) ?? recall(day, readDayKey(folder, day)) ?? makeDayKey(folder, day);
      cache.set(day, key);
      return { day, key };
    },
    ofDay: (day) => cache.get(day) ?? recall(day, readDayKey(folder, day)),
    expireDayKeys: (now, needed) => {
      const overdue = listDays(folder).filter((day) => isOver(day, now));
      const kept = overdue.filter(needed);
      const removed = overdue.filter((day) => !kept.includes(day));
      for (const day of removed) destroy(folder, dayName(day));
      const left = new Set(listDays(folder));
      for (const [day, key] of cache) {
        // Another process that shares the folder may have deleted the file.
        if (left.has(day)) continue;
        key.fill(0);
        cache.delete(day);
      }
      removeDrafts(folder);
      return { removed, kept };
    },
  };
}

function isOver(day: number, now: Date): boolean {
  return now.getTime() - day * dayMilliseconds >= dayKeyHours * 3_600_000;
}

function dayName(day: number): string {
  return `day-${new Date(day * dayMilliseconds).toISOString().slice(0, 10)}.key`;
}

export function listDays(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const date = dayPattern.exec(name)?.[1];
    return date ? [dayOf(new Date(date))] : [];
  });
}

function readDayKey(folder: string, day: number): Buffer | undefined {
  const key = readIfThere(path.join(folder, dayName(day)));
  if (key && key.length !== keyBytes) throw new Bug('dayKeyDamaged', { day });
  return key;
}

function makeDayKey(folder: string, day: number): Buffer {
  return putExclusive(path.join(folder, dayName(day)), randomKey());
}

function makeLasting(file: string, databaseId: string): Buffer {
  const lasting: Lasting = {
    version: 1,
    databaseId,
    server: randomKey().toString('base64'),
    indexRoot: randomKey().toString('base64'),
    receiptSalt: randomIds.bytes(saltBytes).toString('base64'),
    receiptPepper: randomKey().toString('base64'),
  };
  return putExclusive(file, Buffer.from(`${JSON.stringify(lasting, null, 2)}\n`));
}

/** A file that is read before it is returned: what counts is what the folder says, whoever wrote it. */
export function putExclusive(file: string, bytes: Buffer): Buffer {
  const folder = path.dirname(file);
  for (let attempt = 1; ; attempt += 1) {
    const draft = path.join(folder, `draft-${randomIds.uuid()}`);
    try {
      writeDurably(draft, bytes);
      linkSync(draft, file);
    } catch (fault) {
      // EEXIST: another process was first. ENOENT: it tidied our draft away between the two lines; again.
      const code = (fault as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST' && !(code === 'ENOENT' && attempt < 5)) throw fault;
    } finally {
      rmSync(draft, { force: true });
    }
    // Before anything is sealed with it: a key that a power loss takes with it takes the words too.
    syncFolder(folder);
    const kept = readIfThere(file);
    if (kept) return kept;
  }
}

/**
 * Overwrites the bytes before the name goes: on a plain disk that ends the key at once. Flash keeps old
 * blocks for a while, which is why the runbook asks for disk encryption.
 */
function destroy(folder: string, name: string): void {
  const file = path.join(folder, name);
  try {
    const handle = openSync(file, 'r+');
    try {
      writeSync(handle, randomIds.bytes(statSync(file).size), 0, null, 0);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    rmSync(file);
  } catch (fault) {
    // Another process was faster: gone is what we wanted.
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
  syncFolder(folder);
}

/** A process killed between link and removal leaves a second name of a living key. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => draftPattern.test(entry)))
    rmSync(path.join(folder, name), { force: true });
}

export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (fault) {
    // Not there is an answer; everything else (no permission, a broken disk) is not ours to swallow.
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
}

export function parseLasting(bytes: Buffer, folder: string): Lasting {
  try {
    const lasting = JSON.parse(bytes.toString('utf8')) as Lasting;
    if (lasting.version === 1) return lasting;
  } catch {
    // Not JSON: damaged, said below. The cause would quote the file.
  }
  throw keysDamaged(folder);
}

function fromBase64(text: unknown, bytes: number, folder: string): Buffer {
  const key = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  if (key.length !== bytes) throw keysDamaged(folder);
  return key;
}

function keysMissing(folder: string): StartFault {
  return new StartFault('keysMissing', {
    id: `Basis data sudah berisi, tetapi kuncinya tidak ada di ${folder}. Kembalikan folder kunci itu, atau isi SUAR_KEY_DIR dengan tempatnya.`,
    en: `The database is not empty, but its keys are not in ${folder}. Bring that key folder back, or set SUAR_KEY_DIR to where it is.`,
  });
}

function keysForeign(folder: string): StartFault {
  return new StartFault('keysForeign', {
    id: `Kunci di ${folder} milik basis data lain. Isi SUAR_KEY_DIR dengan folder yang benar; jika memang mulai dari awal, pindahkan folder kunci lama.`,
    en: `The keys in ${folder} belong to another database. Set SUAR_KEY_DIR to the right folder; if you are starting over, move the old key folder away.`,
  });
}

function keysDamaged(folder: string): StartFault {
  return new StartFault('keysDamaged', {
    id: `Berkas ${lastingName} di ${folder} rusak. Kembalikan dari salinan.`,
    en: `The file ${lastingName} in ${folder} is damaged. Bring it back from a copy.`,
  });
}
