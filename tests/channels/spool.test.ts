import fs, { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Received } from '../../src/channels/channel.ts';
import { openSpool, type Spool } from '../../src/channels/spool.ts';
import { heldClock } from '../../src/clock.ts';
import { randomIds } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault, type Vault } from '../../src/sealing/vault.ts';

let root: string;
let folder: string;
let vault: Vault;
let errors: string[];
const clock = heldClock('2026-01-05T02:00:00Z');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suar-spool-'));
  folder = join(root, 'spool');
  const keys = { folder: join(root, 'keys'), databaseId: randomIds.uuid(), databaseIsEmpty: true };
  vault = createVault(openKeyFolder(keys));
  // So that no test counts the writing of the day's key.
  vault.sealForDay(Buffer.from('x'), 'x', clock.now());
  errors = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  rmSync(root, { recursive: true, force: true });
});

const log: Log = { info: () => {}, warn: () => {}, error: (event) => errors.push(event) };
const open = (): Spool => openSpool({ folder, vault, ids: randomIds, clock, log });
const batchOf = (id: string, text = 'dia mau bunuh saya'): Received[] => [
  { channel: 'whatsapp', externalId: id, address: 'a', happened: { type: 'inbound.text', text } },
];

/** What a drain brought, by external id. */
async function drained(spool: Spool): Promise<string[]> {
  const ids: string[] = [];
  await spool.drain(async (batch) => {
    ids.push(...batch.map(({ externalId }) => externalId));
  });
  return ids;
}

/** The disk takes at most so many bytes at a call, and in all. */
function shortDisk(atOnce: number, room: number): void {
  const write = fs.writeSync;
  let left = room;
  const short = (file: number, bytes: Buffer, offset = 0, length = bytes.length - offset): number => {
    if (left === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
    const written = write(file, bytes, offset, Math.min(length, atOnce, left));
    left -= written;
    return written;
  };
  vi.spyOn(fs, 'writeSync').mockImplementation(short as typeof fs.writeSync);
  syncBuiltinESMExports();
}

test('a batch that the disk takes in pieces comes back whole', async () => {
  const spool = open();
  shortDisk(100, Number.MAX_SAFE_INTEGER);
  spool.put(batchOf('pieces', 'panjang '.repeat(500)));
  expect(await drained(spool)).toEqual(['pieces']);
  expect(errors).toEqual([]);
});

test('a batch that the disk has no room for is refused, and leaves nothing behind', () => {
  const spool = open();
  shortDisk(4096, 512);
  expect(() => spool.put(batchOf('full', 'panjang '.repeat(500)))).toThrow('no space');
  expect(readdirSync(folder)).toEqual([]);
});

test('a day key that the disk takes in pieces is written whole', () => {
  shortDisk(7, Number.MAX_SAFE_INTEGER);
  const tomorrow = new Date(clock.now().getTime() + 86_400_000);
  expect(() => vault.sealForDay(Buffer.from('x'), 'x', tomorrow)).not.toThrow();
});

test('two drains at once bring each batch once, and none of them fails', async () => {
  const spool = open();
  for (let at = 0; at < 20; at += 1) spool.put(batchOf(`b${at}`));
  const ids: string[] = [];
  const keep = async (batch: Received[]) => {
    await new Promise((resolve) => setImmediate(resolve));
    ids.push(...batch.map(({ externalId }) => externalId));
  };
  expect(await Promise.all([spool.drain(keep), spool.drain(keep)])).toEqual([20, 20]);
  expect(ids).toHaveLength(20);
  expect(await spool.drain(keep)).toBe(0);
});

test('a file that will not open is set aside and logged, and the rest goes on', async () => {
  const spool = open();
  spool.put(batchOf('torn'));
  const [torn = ''] = readdirSync(folder);
  truncateSync(join(folder, torn), 40);
  writeFileSync(join(folder, '0-empty.sealed'), '');
  spool.put(batchOf('whole'));
  expect(await drained(spool)).toEqual(['whole']);
  expect(readdirSync(folder).sort()).toEqual(['0-empty.sealed.bad', `${torn}.bad`]);
  expect(errors).toEqual(['spool.bad', 'spool.bad']);
  expect(await drained(spool)).toEqual([]);
  expect(errors).toHaveLength(2);
});

test('a file that somebody else took away meanwhile is no fault', async () => {
  const spool = open();
  for (const id of ['one', 'two', 'three']) spool.put(batchOf(id));
  const [, second = ''] = readdirSync(folder).sort();
  const ids: string[] = [];
  await spool.drain(async (batch) => {
    ids.push(...batch.map(({ externalId }) => externalId));
    rmSync(join(folder, second), { force: true });
  });
  expect(ids).toEqual(['one', 'three']);
  expect(errors).toEqual([]);
});

test('half a file that a crash left behind is removed at the next start, and never drained', async () => {
  open().put(batchOf('kept'));
  writeFileSync(join(folder, 'crash.part'), 'half');
  const spool = open();
  expect(readdirSync(folder)).toHaveLength(1);
  expect(await drained(spool)).toEqual(['kept']);
});

test('a batch that cannot be kept stays and does not hold up the others; without a database all wait', async () => {
  const spool = open();
  for (const id of ['odd', 'fine']) spool.put(batchOf(id));
  const odd = async ([first]: Received[]) => {
    if (first?.externalId === 'odd') throw Object.assign(new Error('constraint'), { code: '23514' });
  };
  expect(await spool.drain(odd)).toBe(1);
  spool.put(batchOf('later'));
  const away = vi.fn(() => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })));
  expect(await spool.drain(away)).toBe(0);
  expect(away).toHaveBeenCalledTimes(1);
  expect(await drained(spool)).toEqual(['odd', 'later']);
});

test('a folder that cannot be used keeps nobody from starting, and refuses each batch', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  const spool = open();
  expect(await drained(spool)).toEqual([]);
  expect(errors).toEqual(['spool.notOpened', 'spool.unreadable']);
  expect(() => spool.put(batchOf('lost'))).toThrow();
});
