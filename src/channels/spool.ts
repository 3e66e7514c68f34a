import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { fromJson, toJson, type Vault } from '../sealing/vault.ts';
import type { Received } from './channel.ts';

/**
 * Where messages wait while the database is away, for platforms that will not send them again: one sealed
 * file a batch, flushed to the disk before it counts as kept, erased once the inbox has it.
 */
export interface Spool {
  put(batch: readonly Received[]): void;
  /** Oldest first. A file whose day key is gone is dropped: what it held is meant to be gone. */
  drain(keep: (batch: Received[]) => Promise<void>): Promise<number>;
}

/** A disk that fills with sealed batches is a fault somebody must see, not something to hide. */
const filesMax = 10_000;

export function openSpool(deps: { folder: string; vault: Vault; ids: Ids; clock: Clock }): Spool {
  const { folder, vault } = deps;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let count = 0;
  const waiting = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.sealed'))
      .sort();
  return {
    put: (batch) => {
      if (waiting().length >= filesMax) throw new Error('spool is full');
      count += 1;
      const name = `${deps.clock.now().getTime()}-${String(count).padStart(6, '0')}-${deps.ids.uuid()}`;
      const box = vault.sealForDay(toJson(batch), `spool:${name}`, deps.clock.now());
      writeDurably(join(folder, name), box);
    },
    drain: async (keep) => {
      let drained = 0;
      for (const file of waiting()) {
        const name = file.slice(0, -'.sealed'.length);
        const opened = vault.openOfDay(readFileSync(join(folder, file)), `spool:${name}`);
        if (opened.state === 'open') await keep(fromJson<Received[]>(opened.plain));
        rmSync(join(folder, file));
        drained += 1;
      }
      return drained;
    },
  };
}

/** Written beside, flushed, then renamed: a crash leaves either nothing or the whole batch. */
function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(`${path}.part`, 'wx', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, `${path}.sealed`);
}
