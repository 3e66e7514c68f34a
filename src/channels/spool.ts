import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import { syncFolder, writeDurably } from '../sealing/durable.ts';
import { fromJson, toJson, type Vault } from '../sealing/vault.ts';
import type { Received } from './channel.ts';

/**
 * Where messages wait while the database is away, for platforms that will not send them again: one sealed
 * file a batch, flushed to the disk before it counts as kept, erased once the inbox has it.
 */
export interface Spool {
  /** @throws when the disk did not take all of it: then nothing is kept */
  put(batch: readonly Received[]): void;
  /**
   * Oldest first; a call that comes meanwhile joins the one that runs. A file whose day key is gone is
   * dropped: what it held is meant to be gone. One bad file never holds up the others, and nothing here
   * throws: whoever starts or forgets has other work to do.
   * @returns how many files went
   */
  drain(keep: (batch: Received[]) => Promise<void>): Promise<number>;
}

export interface SpoolDeps {
  folder: string;
  vault: Vault;
  ids: Ids;
  clock: Clock;
  log: Log;
}

/** A disk that fills with sealed batches is a fault somebody must see, not something to hide. */
const filesMax = 10_000;

const sealedEnd = '.sealed';
const partEnd = '.part';
/** Kept for a human to look at; no drain reads it again. */
const badEnd = '.bad';

/** @throws nothing: a folder that cannot be used is logged, and shows again on each put */
export function openSpool(deps: SpoolDeps): Spool {
  const { folder, vault } = deps;
  attempt(deps, 'spool.notOpened', () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A crash between writing and renaming: that batch never counted as kept.
    for (const name of namesIn(folder, partEnd)) rmSync(join(folder, name), { force: true });
  });
  let count = 0;
  let running: Promise<number> | undefined;
  return {
    put: (batch) => {
      if (namesIn(folder, sealedEnd).length >= filesMax) throw new Error('spool is full');
      count += 1;
      const name = `${deps.clock.now().getTime()}-${String(count).padStart(6, '0')}-${deps.ids.uuid()}`;
      const box = vault.sealForDay(toJson(batch), `spool:${name}`, deps.clock.now());
      writeWhole(join(folder, name), box);
    },
    drain: (keep) => {
      // Two at once would take each other's files away.
      running ??= drainAll(deps, keep).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

function namesIn(folder: string, end: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .sort();
}

async function drainAll(deps: SpoolDeps, keep: (batch: Received[]) => Promise<void>): Promise<number> {
  const files = attempt(deps, 'spool.unreadable', () => namesIn(deps.folder, sealedEnd)) ?? [];
  let drained = 0;
  for (const file of files) {
    const read = readBatch(deps, file);
    if (read === 'left') continue;
    try {
      if (read !== 'gone') await keep(read);
    } catch (cause) {
      deps.log.error('spool.notKept', { count: files.length - drained }, cause);
      // Without a database the next one would only fail as well; any other fault is this batch's own.
      if (isAway(cause)) break;
      continue;
    }
    // What cannot be erased now comes once more: external ids make that harmless.
    attempt(deps, 'spool.notErased', () => rmSync(join(deps.folder, file), { force: true }));
    drained += 1;
  }
  return drained;
}

/** `gone`: its day is over. `left`: not now (vanished, or the disk would not), or never (set aside). */
function readBatch(deps: SpoolDeps, file: string): Received[] | 'gone' | 'left' {
  const path = join(deps.folder, file);
  try {
    const name = file.slice(0, -sealedEnd.length);
    const opened = deps.vault.openOfDay(readFileSync(path), `spool:${name}`);
    return opened.state === 'open' ? fromJson<Received[]>(opened.plain) : 'gone';
  } catch (cause) {
    // Another process that shares the folder was faster.
    if (codeOf(cause) === 'ENOENT') return 'left';
    deps.log.error('spool.bad', {}, cause);
    // A disk that would not read may do so later; what was read and is not ours to open never will be.
    if (!isOfTheSystem(cause)) attempt(deps, 'spool.notSetAside', () => renameSync(path, `${path}${badEnd}`));
    return 'left';
  }
}

function attempt<T>(deps: SpoolDeps, event: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (cause) {
    deps.log.error(event, {}, cause);
    return undefined;
  }
}

function isOfTheSystem(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}

/** No connection (08, 57, the library's and the system's own codes), no room on its disk or no slot (53). */
function isAway(cause: unknown): boolean {
  return /^(08|53|57|CONNECT|E[A-Z]+$)/.test(codeOf(cause) ?? '');
}

/**
 * Written beside, flushed, then renamed: a crash leaves either nothing or the whole batch. A full disk takes
 * half of a write without a fault, so it is written until every byte is out.
 */
function writeWhole(path: string, bytes: Buffer): void {
  const part = `${path}${partEnd}`;
  try {
    writeDurably(part, bytes);
    renameSync(part, `${path}${sealedEnd}`);
    syncFolder(dirname(path));
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause;
  }
}
