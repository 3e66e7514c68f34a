import { limits } from './limits.ts';

/**
 * A Word or Excel file (a ZIP) that holds text, tables and pictures: no macros, no programs, no other files
 * inside, no parts loaded from elsewhere that a list of names shows. Only the list is read; nothing is unpacked.
 */
const acting =
  /vbaProject|vbaData|\/embeddings\/|activeX|\.(exe|dll|js|vbs|bat|cmd|scr|jar|bin|ole|html?|svg)$/i;
const endBytes = 22;

export function isSafeOffice(bytes: Buffer): boolean {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return false;
  const names = namesIn(bytes);
  if (!names?.some((name) => name === '[Content_Types].xml')) return false;
  return names.every((name) => isExpected(name) || !acting.test(name));
}

/** Excel writes how a sheet was printed into a small binary beside it. */
function isExpected(name: string): boolean {
  return /^(xl|word)\/printerSettings\/printerSettings\d+\.bin$/.test(name);
}

/** The names in the central directory; undefined when it is not as it should be, to the last byte. */
function namesIn(bytes: Buffer): string[] | undefined {
  const end = bytes.lastIndexOf('PK\u0005\u0006', bytes.length, 'latin1');
  if (end < 0 || end + endBytes > bytes.length) return undefined;
  // A comment may follow and nothing else: behind the archive another file could begin.
  if (end + endBytes + bytes.readUInt16LE(end + 20) !== bytes.length) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.entriesMax) return undefined;
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
    const nameLength = bytes.readUInt16LE(at + 28);
    names.push(bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  // Entries that the list does not name would be seen by some programs and not by us.
  return at === end ? names : undefined;
}
