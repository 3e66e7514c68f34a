import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Config, readConfig, type StartFault } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { type Address, openDatabase } from '../../src/store/database.ts';
import { connectToRunning, startServer } from '../../src/store/server.ts';
import { bringPrograms, chooseAccount, findPrograms, mayEnter } from '../../src/store/server-account.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { startFromProc, startFromPs } from '../../src/store/server-holder.ts';

type Embedded = Extract<Address, { socketFolder: string }>;
interface Said {
  address: Embedded;
  visits: number;
  fault?: string;
}

const drill = path.resolve('tests/store/server-drill.ts');
const isRoot = process.getuid?.() === 0;
/** Everybody else runs PostgreSQL as themselves, and has nothing to prove here. */
const rootOnly = (name: string, test: () => void | Promise<void>) => {
  if (isRoot) it(name, test);
};
const children = new Set<ChildProcess>();
let top: string;
let dataFolder: string;

/** A cluster that was made and stopped once, copied for each drill: making one costs a second of a core. */
let made: string;

beforeAll(async () => {
  made = mkdtempSync(path.join(tmpdir(), 'suar-drill-made-'));
  await (await startServer({ dataFolder: made, log: silentLog })).stop();
});

afterAll(() => rmSync(made, { recursive: true, force: true }));

beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), 'suar-drill-'));
  chmodSync(top, 0o755);
  dataFolder = path.join(top, 'db');
  execFileSync('cp', ['-a', made, dataFolder]);
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  if (!existsSync(dataFolder)) return rmSync(top, { recursive: true });
  const server = findServer(dataFolder);
  if (server !== undefined) process.kill(server, 'SIGQUIT');
  for (let tries = 0; tries < 50 && findServer(dataFolder) !== undefined; tries += 1) await pause(50);
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
});

function begin(folder = dataFolder, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [drill, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.add(child);
  return child;
}

async function hear(child: ChildProcess): Promise<Said> {
  if (!child.stdout) throw new Error('no output to hear');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Said;
  throw new Error('the app ended without a word');
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  children.delete(child);
}

function killServer(): void {
  const server = findServer(dataFolder);
  if (server === undefined) throw new Error('no server to kill');
  process.kill(server, 'SIGKILL');
}

/** A read that goes on asking while the server is away. */
async function countVisits(address: Address): Promise<number> {
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

const configOf = (folder: string): Config => {
  const read = readConfig({ SUAR_DATA_DIR: folder });
  if (read.is === 'faults') throw new Error('the test wrote a wrong variable');
  return read.config;
};

describe('the next start needs no hand', () => {
  it('after the app was killed: the server it left is replaced and nothing is lost', async () => {
    const first = begin();
    expect((await hear(first)).visits).toBe(1);
    const orphan = findServer(dataFolder);
    await kill(first);
    expect(findServer(dataFolder)).toBe(orphan);
    const second = begin();
    expect((await hear(second)).visits).toBe(2);
    expect(findServer(dataFolder)).not.toBe(orphan);
  });

  it('after PostgreSQL and the app were killed in the same moment', async () => {
    const first = begin();
    await hear(first);
    killServer();
    await kill(first);
    expect(findServer(dataFolder)).toBeUndefined();
    expect((await hear(begin())).visits).toBe(2);
  });

  it('after the app was killed and the temporary folder swept', async () => {
    const first = begin();
    const { address } = await hear(first);
    await kill(first);
    rmSync(address.socketFolder, { recursive: true });
    expect((await hear(begin())).visits).toBe(2);
  });

  it('after kills at every stage of the very first start', async () => {
    rmSync(dataFolder, { recursive: true });
    for (const milliseconds of [150, 300, 450, 600, 800, 1000, 1300]) {
      const child = begin();
      await pause(milliseconds);
      await kill(child);
    }
    expect((await hear(begin())).visits).toBeGreaterThan(0);
  });

  it('after a clean stop, which leaves no server, no claim and no socket', async () => {
    const first = begin();
    const { address } = await hear(first);
    await kill(first, 'SIGTERM');
    expect(findServer(dataFolder)).toBeUndefined();
    expect(existsSync(address.socketFolder)).toBe(false);
    expect((await hear(begin())).visits).toBe(2);
  });
});

describe('a living app', () => {
  it('gets PostgreSQL back at the same address when only PostgreSQL is killed', async () => {
    const { address } = await hear(begin());
    const before = findServer(dataFolder);
    killServer();
    expect(await countVisits(address)).toBe(1);
    expect(findServer(dataFolder)).not.toBe(before);
  });

  it('gets its socket back when the temporary folder is swept', async () => {
    const { address } = await hear(begin());
    rmSync(address.socketFolder, { recursive: true });
    expect(await countVisits(address)).toBe(1);
  });

  it('keeps the folder: a second one refuses to start and disturbs nothing', async () => {
    const { address } = await hear(begin());
    const server = findServer(dataFolder);
    expect((await hear(begin())).fault).toBe('folderTaken');
    expect(findServer(dataFolder)).toBe(server);
    expect(await countVisits(address)).toBe(1);
  });

  it('keeps the folder when two start in the same moment: one wins', async () => {
    const said = await Promise.all([hear(begin()), hear(begin()), hear(begin())]);
    expect(said.filter((one) => one.fault === undefined)).toHaveLength(1);
  });

  it('lends its server to a command line, which stops nothing', async () => {
    const { address } = await hear(begin());
    const command = await connectToRunning(configOf(dataFolder));
    expect(command.address).toEqual(address);
    await command.stop();
    expect(await countVisits(address)).toBe(1);
  });
});

describe('a number that another process has by now fools nobody', () => {
  it('neither in a claim nor in what PostgreSQL noted, and that process lives on', async () => {
    const first = begin();
    await hear(first);
    killServer();
    await kill(first);
    const stranger = spawn('sleep', ['60']);
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const pid = stranger.pid ?? 0;
    const claim = { pid, started: 'another start', kind: 'app' };
    writeFileSync(path.join(dataFolder, 'held-0'), JSON.stringify(claim));
    const note = path.join(dataFolder, 'pg/postmaster.pid');
    writeFileSync(note, readFileSync(note, 'utf8').replace(/^\d+/, String(pid)));
    expect((await hear(begin())).visits).toBe(2);
    expect(stranger.exitCode).toBeNull();
    expect(existsSync(path.join(dataFolder, 'held-0'))).toBe(false);
  });

  it('because a process is known by its number and its start, from /proc and from ps', async () => {
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    const [proc, ps] = [startFromProc(pid), startFromPs(pid)];
    expect([proc, ps]).toEqual([startFromProc(pid), startFromPs(pid)]);
    expect([typeof proc, typeof ps]).toEqual([existsSync('/proc/self') ? 'string' : 'undefined', 'string']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([startFromProc(pid), startFromPs(pid)]).toEqual([undefined, undefined]);
  });
});

describe('where it may live', () => {
  it('a path of 150 characters with blanks and quotes is fine: the socket lies elsewhere', async () => {
    dataFolder = path.join(top, `it's a "long" $path, ${'x'.repeat(150)}`, 'db');
    const { address, visits } = await hear(begin());
    expect(visits).toBe(1);
    expect(Buffer.byteLength(`${address.socketFolder}/.s.PGSQL.5432`)).toBeLessThanOrEqual(107);
  });

  rootOnly('as root below a closed folder it says so in one sentence', async () => {
    const closed = path.join(top, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const start = startServer({ dataFolder: path.join(closed, 'db'), log: silentLog });
    await expect(start).rejects.toMatchObject({ name: 'StartFault', code: 'dataFolderClosed' });
    await start.catch((fault: StartFault) => {
      expect(fault.why.id).toContain('SUAR_DATA_DIR=');
      expect(fault.why.en).toContain(closed);
    });
  });

  rootOnly('as root with the programs below a closed folder it brings them along', () => {
    const closed = path.join(top, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    execFileSync('cp', ['-a', findPrograms(), path.join(closed, 'native')]);
    const as = chooseAccount(path.join(dataFolder, 'pg'));
    const brought = bringPrograms(path.join(closed, 'native'), dataFolder, as);
    expect(mayEnter(path.join(closed, 'native/bin'), as)).toBe(false);
    expect(spawnSync(path.join(brought, 'bin/postgres'), ['--version'], { cwd: '/', ...as }).status).toBe(0);
    expect(bringPrograms(path.join(closed, 'native'), dataFolder, as)).toBe(brought);
  });

  it('data of another PostgreSQL is refused and left alone', async () => {
    writeFileSync(path.join(dataFolder, 'pg/PG_VERSION'), '17\n');
    expect((await hear(begin())).fault).toBe('otherPostgresVersion');
  });
});

describe('what it gives away', () => {
  const planted = 'kataRahasiaYangDitanam';

  it('logs no value, listens on no port, and knows no variable of ours', async () => {
    const { address } = await hear(begin(dataFolder, { TELEGRAM_BOT_TOKEN: planted }));
    const db = openDatabase(address, 1);
    const fail = (statement: ReturnType<typeof sql>) =>
      expect(db.transact((tx) => tx.execute(statement))).rejects.toThrow();
    await db.transact((tx) =>
      tx.execute(sql`create table words (word text primary key, at int check (at > 0))`),
    );
    await db.transact((tx) => tx.execute(sql`insert into words values (${planted}, 1)`));
    await fail(sql`insert into words values (${planted}, 1)`);
    await fail(sql`insert into words values ('other', ${planted})`);
    await fail(sql`select ${planted}::text::uuid`);
    await fail(sql`select ${sql.identifier(planted)}`);
    await fail(sql`do $$ begin raise exception 'kataRahasiaYangDitanam'; end $$`);
    const [row] = await db.transact((tx) =>
      tx.execute(sql`
        select current_setting('listen_addresses') listens, current_setting('fsync') fsync, datlocprovider provider,
          pg_encoding_to_char(encoding) encoding, datlocale locale
        from pg_database where datname = current_database()`),
    );
    await db.close();
    expect(row).toEqual({ listens: '', fsync: 'on', provider: 'b', encoding: 'UTF8', locale: 'C.UTF-8' });
    expect(readFileSync(path.join(dataFolder, 'postgres.log'), 'utf8')).not.toContain(planted);
    const server = findServer(dataFolder);
    if (existsSync('/proc/self/environ'))
      expect(readFileSync(`/proc/${server}/environ`, 'utf8')).not.toContain(planted);
  });

  it('a command line alone starts a server and takes it away again', async () => {
    const command = await connectToRunning(configOf(dataFolder));
    expect(findServer(dataFolder)).toBeDefined();
    await Promise.all([command.stop(), command.stop()]);
    expect(findServer(dataFolder)).toBeUndefined();
  });

  it('two command lines take turns', async () => {
    const first = await connectToRunning(configOf(dataFolder));
    const second = connectToRunning(configOf(dataFolder));
    await pause(300);
    await first.stop();
    await (await second).stop();
    expect(findServer(dataFolder)).toBeUndefined();
  });
});
