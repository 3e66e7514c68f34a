import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { StartFault } from '../config.ts';
import { codeOf } from '../errors.ts';
import {
  keyedHash,
  openingStream,
  randomKey,
  sealingStream,
  sealTo,
  streamChunkExtra,
  streamHeaderBytes,
} from '../sealing/box.ts';
import { syncFolder } from '../sealing/durable.ts';

/**
 * A backup as a file (design §6): one line in clear (what it is, never what is in it), then the file's own
 * key sealed to the recovery key, then compressed content in chunks that nobody can change, swap or cut off
 * unseen. It is written and read in constant memory, whatever its size.
 */
export interface BackupHeader {
  format: 'suar-backup';
  version: 1;
  /** Hash of the newest migration that the database had. */
  schema: string;
  /** ISO 8601, UTC. */
  at: string;
  /** How many rows of each table. */
  rows: Record<string, number>;
}

const limits = {
  /** The line in clear: fifty tables take 2 kB. */
  headerBytes: 64 * 1024,
  /** What one chunk holds: small enough for any memory, large enough that its 21 extra bytes do not count. */
  chunkBytes: 64 * 1024,
};

const sealedKeyBytes = 80;
const lengthBytes = 4;

/** Sealed columns are noise written in hexadecimal: level 1 halves them like any other, at a third of the time. */
const gzipLevel = 1;

/**
 * Writes the whole file under another name, puts it on the disk and renames it: under its name it is whole.
 * @param content plain bytes, taken as fast as the disk takes them
 * @returns the file's own key, for reading it once more at once; nobody keeps it
 */
export async function writeBackupFile(
  file: string,
  to: { publicKey: Buffer; header: BackupHeader },
  content: AsyncIterable<Buffer>,
): Promise<Buffer> {
  const part = `${file}.part`;
  const key = randomKey();
  const handle = await open(part, 'wx', 0o600);
  try {
    const line = Buffer.from(`${JSON.stringify(to.header)}\n`);
    const stream = sealingStream(key, keyedHash(key, line));
    await handle.writeFile(Buffer.concat([line, sealTo(to.publicKey, key), stream.header]));
    await pipeline(Readable.from(content), createGzip({ level: gzipLevel }), async (packed) => {
      for await (const frame of sealChunks(packed as AsyncIterable<Buffer>, stream.push))
        await handle.writeFile(frame);
    });
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (cause) {
    await handle.close();
    await rm(part, { force: true });
    throw cause;
  }
  syncFolder(path.dirname(file));
  return key;
}

async function* sealChunks(
  packed: AsyncIterable<Buffer>,
  push: (plain: Buffer, isLast: boolean) => Buffer,
): AsyncGenerator<Buffer> {
  // One buffer for all chunks: what is sealed is copied, and garbage of this size would lie around for long.
  const chunk = Buffer.alloc(limits.chunkBytes);
  let filled = 0;
  function* frame(isLast: boolean): Generator<Buffer> {
    const box = push(chunk.subarray(0, filled), isLast);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32BE(box.length);
    filled = 0;
    yield length;
    yield box;
  }
  for await (const bytes of packed)
    for (let from = 0; from < bytes.length; ) {
      if (filled === limits.chunkBytes) yield* frame(false);
      const copied = bytes.copy(chunk, filled, from);
      filled += copied;
      from += copied;
    }
  yield* frame(true);
}

/** What stands in clear. @throws StartFault when it is no backup, or one of a Suar that is newer than this */
export async function readBackupHeader(file: string): Promise<BackupHeader> {
  return (await withFile(file, readHead)).header;
}

interface Head {
  header: BackupHeader;
  line: Buffer;
  sealedKey: Buffer;
  streamHeader: Buffer;
  /** Where the first chunk begins. */
  end: number;
}

async function readHead(handle: FileHandle): Promise<Head> {
  const start = await readAt(handle, 0, limits.headerBytes);
  const line = start.subarray(0, start.indexOf('\n') + 1);
  const header = parseHeader(line);
  if (header?.format !== 'suar-backup') throw notABackup();
  if (header.version !== 1) throw newerVersion();
  const end = line.length + sealedKeyBytes + streamHeaderBytes;
  const keys = await readAt(handle, line.length, sealedKeyBytes + streamHeaderBytes);
  if (keys.length < sealedKeyBytes + streamHeaderBytes) throw cutOff();
  return {
    header,
    line,
    sealedKey: keys.subarray(0, sealedKeyBytes),
    streamHeader: keys.subarray(sealedKeyBytes),
    end,
  };
}

function parseHeader(line: Buffer): BackupHeader | undefined {
  try {
    return JSON.parse(line.toString('utf8')) as BackupHeader;
  } catch {
    // Not our line: said by the caller.
    return undefined;
  }
}

/**
 * The file's own key, opened with the recovery key or whatever else the caller has.
 * @param unseal gives undefined when it is not the right key
 * @throws StartFault `wrongRecoveryKey`
 */
export async function openBackupKey(
  file: string,
  unseal: (sealed: Buffer) => Buffer | undefined,
): Promise<Buffer> {
  const { sealedKey } = await withFile(file, readHead);
  const key = unseal(sealedKey);
  if (key) return key;
  throw new StartFault('wrongRecoveryKey', {
    id: 'Kunci pemulihan ini tidak membuka cadangan itu. Periksa kuncinya, atau cari cadangan yang cocok. Tidak ada yang diubah.',
    en: 'This recovery key does not open that backup. Check the key, or find the backup it belongs to. Nothing was changed.',
  });
}

/**
 * The content, in pieces. Every byte that comes out is proven to be as it was written.
 * @throws StartFault at the first chunk that is not, and at the end when the file was cut off
 */
export async function* readBackupFile(file: string, key: Buffer): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    const unpacked = createGunzip();
    const packed = openChunks(handle, await readHead(handle), key);
    const flow = pipeline(Readable.from(packed), unpacked);
    // Its fault destroys `unpacked` and comes out of the loop below.
    flow.catch(() => {});
    for await (const bytes of unpacked) yield bytes as Buffer;
    await flow;
  } catch (cause) {
    // A key that changed on the way, or a chunk that opened into something that is not packed.
    if (codeOf(cause)?.startsWith('Z_')) throw damaged(cause);
    throw cause;
  } finally {
    await handle.close();
  }
}

async function* openChunks(handle: FileHandle, head: Head, key: Buffer): AsyncGenerator<Buffer> {
  const pull = openingStream(key, head.streamHeader, keyedHash(key, head.line));
  for (let at = head.end; ; ) {
    const length = await readAt(handle, at, lengthBytes);
    if (length.length < lengthBytes) throw cutOff();
    const bytes = length.readUInt32BE();
    if (bytes > limits.chunkBytes + streamChunkExtra) throw damaged();
    const box = await readAt(handle, at + lengthBytes, bytes);
    if (box.length < bytes) throw cutOff();
    const { plain, isLast } = pullOrRefuse(pull, box);
    yield plain;
    at += lengthBytes + bytes;
    if (!isLast) continue;
    if ((await readAt(handle, at, 1)).length > 0) throw damaged();
    return;
  }
}

function pullOrRefuse(pull: ReturnType<typeof openingStream>, box: Buffer) {
  try {
    return pull(box);
  } catch (cause) {
    throw damaged(cause);
  }
}

async function withFile<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r');
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** As many bytes as there are, up to `bytes`. */
async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const into = Buffer.alloc(bytes);
  let got = 0;
  while (got < bytes) {
    const { bytesRead } = await handle.read(into, got, bytes - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return into.subarray(0, got);
}

const notABackup = () =>
  new StartFault('notABackup', {
    id: 'Berkas ini bukan cadangan Suar, atau awalnya rusak. Pakai cadangan lain.',
    en: 'This file is not a backup of Suar, or its beginning is damaged. Use another backup.',
  });

const newerVersion = () =>
  new StartFault('backupNewer', {
    id: 'Cadangan ini dibuat oleh Suar yang lebih baru. Pasang versi itu dulu, lalu ulangi.',
    en: 'This backup was made by a newer Suar. Install that version first, then try again.',
  });

const cutOff = () =>
  new StartFault('backupCut', {
    id: 'Cadangan ini terpotong: bagian akhirnya tidak ada. Salin ulang berkasnya, atau pakai cadangan lain. Tidak ada yang diubah.',
    en: 'This backup is cut off: its end is missing. Copy the file again, or use another backup. Nothing was changed.',
  });

const damaged = (cause?: unknown) =>
  new StartFault(
    'backupDamaged',
    {
      id: 'Cadangan ini rusak: isinya tidak lagi seperti saat ditulis. Pakai cadangan lain. Tidak ada yang diubah.',
      en: 'This backup is damaged: it is no longer as it was written. Use another backup. Nothing was changed.',
    },
    cause,
  );
