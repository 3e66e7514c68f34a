import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomIds } from '../ids.ts';

/**
 * Who runs on a data folder. One file per claim, `held-<id>`, with the pid and the moment that process
 * started: a file says nothing once its process is gone, also when another process has its number by now.
 *
 * To claim is to write one's own file and then look at all the others: of two that claim at once the later
 * one sees the earlier. A dead process's file can be removed by anybody at any time, because its name is
 * never used again. So there is no moment in which taking over from the dead could take from the living.
 */
export interface Holder {
  pid: number;
  /** Opaque; the same pid with another start is another process. */
  started: string;
  /** An app keeps the folder until it ends; a command line only for seconds. */
  kind: HolderKind;
}

export type HolderKind = 'app' | 'command';

export type Hold = { is: 'held'; release(): void } | { is: 'taken'; by: Holder };

const filePattern = /^held-[\w-]+$/;

const limits = {
  /** Two that claim at the same instant both step back; after a few draws one is alone. */
  attempts: 8,
  pauseMillisecondsMax: 60,
};

/** Claims the folder for this process, or says who has it. @param folder exists and is ours to write */
export async function claimFolder(folder: string, kind: HolderKind): Promise<Hold> {
  for (let attempt = 1; ; attempt += 1) {
    const mine = path.join(folder, `held-${randomIds.uuid()}`);
    writeWhole(mine, JSON.stringify({ ...ownMark(), kind } satisfies Holder));
    const other = findHolder(folder, mine);
    if (!other) return { is: 'held', release: () => rmSync(mine, { force: true }) };
    rmSync(mine, { force: true });
    if (attempt === limits.attempts) return { is: 'taken', by: other };
    await pause(randomIds.bytes(1).readUInt8() % limits.pauseMillisecondsMax);
  }
}

/** The living process that has the folder, if any. Removes what dead ones left. */
export function findHolder(folder: string, except?: string): Holder | undefined {
  for (const name of readdirSync(folder).filter((entry) => filePattern.test(entry))) {
    const file = path.join(folder, name);
    if (file === except) continue;
    const holder = readHolder(file);
    if (holder && startOf(holder.pid) === holder.started) return holder;
    rmSync(file, { force: true });
  }
  return undefined;
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Gone meanwhile, or cut short by a power loss: files are renamed into place, so no living process
    // leaves half of one.
    return undefined;
  }
}

/** Under its final name a file is always whole. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`;
  // Readable by other users: one that could not read it would take us for dead.
  writeFileSync(draft, text, { mode: 0o644 });
  renameSync(draft, file);
}

function ownMark(): { pid: number; started: string } {
  return { pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** A word for when the process started; undefined when none with this number is alive. */
export function startOf(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? startFromProc(pid) : startFromPs(pid);
}

/**
 * Linux. Field 3 is the state: a zombie is dead, only nobody has read its exit code yet (usual in a
 * container). Field 22 counts ticks since boot, so the boot's own id belongs to it.
 */
export function startFromProc(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`;
  } catch {
    // No such process: /proc has no folder for it.
    return undefined;
  }
}

/** macOS and the BSDs: to the second. */
export function startFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [state = '', ...start] = line.split(/\s+/);
    return line === '' || state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    // ps ends with an error when no process has this number.
    return undefined;
  }
}
