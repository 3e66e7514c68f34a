import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/**
 * A new file with all of its bytes on the disk when it returns: a bare write may stop halfway on a full one.
 * @throws when the disk did not take all of it, or the name is there already; what is left is the caller's to remove
 */
export function writeDurably(file: string, bytes: Buffer): void {
  writeFileSync(file, bytes, { flag: 'wx', mode: 0o600, flush: true });
}

/** A new name must outlive a power cut too. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
