import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { type Address, openDatabase } from '../../src/store/database.ts';
import { startServer } from '../../src/store/server.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { removeSocketFolder } from '../../src/store/server-socket.ts';
import { light } from '../kit/product.ts';

export interface Said {
  address: Extract<Address, { socketFolder: string }>;
  visits: number;
  fault?: string;
}

/** A folder for one drill. */
export interface Ground {
  top: string;
  dataFolder: string;
  children: Set<ChildProcess>;
}

/**
 * Gives every test of a file a stopped cluster of its own, and ends whatever the test left running.
 * The cluster is made once and copied: making one costs a second of a core.
 */
export function useGround(): Ground {
  let made = '';
  const ground: Ground = { top: '', dataFolder: '', children: new Set() };
  beforeAll(async () => {
    made = mkdtempSync(path.join(tmpdir(), 'suar-drill-made-'));
    await (await startServer({ dataFolder: made, log: silentLog })).stop();
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(() => {
    ground.top = mkdtempSync(path.join(tmpdir(), 'suar-drill-'));
    chmodSync(ground.top, 0o755);
    ground.dataFolder = path.join(ground.top, 'db');
    execFileSync('cp', ['-a', made, ground.dataFolder]);
  });
  afterEach(async () => {
    for (const child of ground.children) child.kill('SIGKILL');
    ground.children.clear();
    const server = findServer(ground.dataFolder);
    if (server !== undefined) process.kill(server, 'SIGQUIT');
    for (let tries = 0; tries < 100 && findServer(ground.dataFolder) !== undefined; tries += 1)
      await pause(50);
    removeSocketFolder(ground.dataFolder);
    rmSync(ground.top, { recursive: true, force: true, maxRetries: 5 });
  });
  return ground;
}

/** Starts the small app on the ground's folder. */
export function begin(ground: Ground, env: Record<string, string> = {}): ChildProcess {
  const drill = path.resolve('tests/store/server-drill.ts');
  const child = spawn(process.execPath, [light, drill, ground.dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  ground.children.add(child);
  return child;
}

/** What it says once it is up, or why it does not start. */
export async function hear(child: ChildProcess): Promise<Said> {
  if (!child.stdout) throw new Error('no output to hear');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Said;
  throw new Error('the app ended without a word');
}

export async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

export function killServer(ground: Ground): void {
  const server = findServer(ground.dataFolder);
  if (server === undefined) throw new Error('no server to kill');
  process.kill(server, 'SIGKILL');
}

/** A read that goes on asking while the server is away. */
export async function countVisits(address: Address): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const db = openDatabase(address, 1);
    try {
      const [row] = await db.transact((tx) =>
        tx.execute<{ n: number }>(sql`select count(*)::int n from visits`),
      );
      return row?.n ?? -1;
    } catch (fault) {
      if (tries === 100) throw fault;
      await pause(100);
    } finally {
      await db.close();
    }
  }
}

/** Whether the test runs as root, which lends PostgreSQL another account. */
export const isRoot = process.getuid?.() === 0;
