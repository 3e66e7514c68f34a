import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StartFault } from '../config.ts';
import { randomIds } from '../ids.ts';
import { mayEnter, type RunAs } from './server-account.ts';

/**
 * Where the server's socket lies: a folder of its own under the system's temporary one, closed to everybody
 * but the account that runs PostgreSQL (and root). That closed door is the whole sign-in, so nothing but
 * such a folder is ever used. Its place is noted in the data folder for command lines.
 */
const noteName = 'socket';
const socketName = '.s.PGSQL.5432';
const prefix = 'suar-';

/** 64 random bits, 11 characters. */
const nameBytes = 8;
const nameChars = 11;

/** The kernel's bound for a socket's path is 107 bytes on Linux and 103 on macOS. */
const socketBytesMax = 103;

/** A new private folder, noted in the data folder; the one of the last start is removed. */
export function makeSocketFolder(dataFolder: string, as: RunAs): string {
  removeSocketFolder(dataFolder);
  const folder = path.join(
    chooseTemporary(as),
    `${prefix}${randomIds.bytes(nameBytes).toString('base64url')}`,
  );
  // Noted before it is there, so that a kill between the two leaves nothing that nobody knows of.
  writeFileSync(path.join(dataFolder, noteName), folder, { mode: 0o600 });
  // Fails when the name is taken: whatever somebody else put there is never used.
  mkdirSync(folder, { mode: 0o700 });
  if (as) chownSync(folder, as.uid, as.gid);
  return folder;
}

/**
 * Prepares the same folder for another start of a server that was killed, or whose folder a cleaner of
 * temporary files took while it ran: the pools that are open know only this place.
 * @throws StartFault when somebody else has put something there
 */
export function remakeSocketFolder(folder: string, as: RunAs): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const owner = as?.uid ?? process.getuid?.();
  if (as && found.uid === process.getuid?.()) chownSync(folder, as.uid, as.gid);
  else if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0)
    throw new StartFault('socketFolderNotOurs', {
      id: `Folder ${folder} bukan milik Suar lagi. Jalankan ulang Suar.`,
      en: `The folder ${folder} no longer belongs to Suar. Start Suar again.`,
    });
  // What a killed server left: its number may belong to somebody else by now, and would stop the new one.
  for (const name of [socketName, `${socketName}.lock`]) rmSync(path.join(folder, name), { force: true });
}

/** The noted folder, when its socket is there. */
export function findSocketFolder(dataFolder: string): string | undefined {
  const folder = readNote(dataFolder);
  return folder && hasSocket(folder) ? folder : undefined;
}

/** Whether the way to the server still exists; cleaners of temporary files have been known to take it. */
export function hasSocket(folder: string): boolean {
  return existsSync(path.join(folder, socketName));
}

/** Takes the noted folder away. Only one that can be ours: a note is a file, and files can be edited. */
export function removeSocketFolder(dataFolder: string): void {
  const folder = readNote(dataFolder);
  if (folder && path.basename(folder).startsWith(prefix) && temporaries().includes(path.dirname(folder)))
    rmSync(folder, { recursive: true, force: true });
  rmSync(path.join(dataFolder, noteName), { force: true });
}

function readNote(dataFolder: string): string | undefined {
  const note = path.join(dataFolder, noteName);
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
}

function temporaries(): string[] {
  return [tmpdir(), '/tmp'].filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
}

function chooseTemporary(as: RunAs): string {
  const fits = (folder: string) =>
    Buffer.byteLength(path.join(folder, prefix.padEnd(prefix.length + nameChars, 'x'), socketName)) <=
    socketBytesMax;
  const chosen = temporaries().find((folder) => fits(folder) && mayEnter(folder, as));
  if (chosen) return chosen;
  throw new StartFault('noTemporaryFolder', {
    id: 'Tidak ada folder sementara yang cukup pendek dan boleh dimasuki PostgreSQL. Isi TMPDIR=/tmp.',
    en: 'There is no temporary folder that is short enough and open to PostgreSQL. Set TMPDIR=/tmp.',
  });
}
