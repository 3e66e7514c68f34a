import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { type Config, readConfig, type StartFault } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { connectToRunning, startServer } from '../../src/store/server.ts';
import { bringPrograms, chooseAccount, findPrograms, mayEnter } from '../../src/store/server-account.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { begin, countVisits, hear, isRoot, useGround } from './server-ground.ts';

const ground = useGround();

const configOf = (folder: string): Config => {
  const read = readConfig({ SUAR_DATA_DIR: folder });
  if (read.is === 'faults') throw new Error('the test wrote a wrong variable');
  return read.config;
};

/** Everybody else runs PostgreSQL as themselves, and has nothing to prove here. */
const rootOnly = (name: string, test: () => void | Promise<void>) => {
  if (isRoot) it(name, test);
};

describe('where it may live', () => {
  it('a path of 150 characters with blanks and quotes is fine: the socket lies elsewhere', async () => {
    ground.dataFolder = path.join(ground.top, `it's a "long" $path, ${'x'.repeat(150)}`, 'db');
    const { address, visits } = await hear(begin(ground));
    expect(visits).toBe(1);
    expect(Buffer.byteLength(`${address.socketFolder}/.s.PGSQL.5432`)).toBeLessThanOrEqual(107);
  });

  rootOnly('as root below a closed folder it says so in one sentence', async () => {
    const closed = path.join(ground.top, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const start = startServer({ dataFolder: path.join(closed, 'db'), log: silentLog });
    await expect(start).rejects.toMatchObject({ name: 'StartFault', code: 'dataFolderClosed' });
    await start.catch((fault: StartFault) => {
      expect(fault.why.id).toContain('SUAR_DATA_DIR=');
      expect(fault.why.en).toContain(closed);
    });
  });

  rootOnly('as root with the programs below a closed folder it brings them along', () => {
    const closed = path.join(ground.top, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    execFileSync('cp', ['-a', findPrograms(), path.join(closed, 'native')]);
    const as = chooseAccount(path.join(ground.dataFolder, 'pg'));
    const brought = bringPrograms(path.join(closed, 'native'), ground.dataFolder, as);
    expect(mayEnter(path.join(closed, 'native/bin'), as)).toBe(false);
    expect(spawnSync(path.join(brought, 'bin/postgres'), ['--version'], { cwd: '/', ...as }).status).toBe(0);
    expect(bringPrograms(path.join(closed, 'native'), ground.dataFolder, as)).toBe(brought);
  });

  it('data of another PostgreSQL is refused and left alone', async () => {
    writeFileSync(path.join(ground.dataFolder, 'pg/PG_VERSION'), '17\n');
    expect((await hear(begin(ground))).fault).toBe('otherPostgresVersion');
  });
});

describe('what it gives away', () => {
  const planted = 'kataRahasiaYangDitanam';

  it('logs no value, listens on no port, and knows no variable of ours', async () => {
    const { address } = await hear(begin(ground, { TELEGRAM_BOT_TOKEN: planted }));
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
    expect(readFileSync(path.join(ground.dataFolder, 'postgres.log'), 'utf8')).not.toContain(planted);
    const server = findServer(ground.dataFolder);
    if (existsSync('/proc/self/environ'))
      expect(readFileSync(`/proc/${server}/environ`, 'utf8')).not.toContain(planted);
  });
});

describe('a command line', () => {
  it('borrows the server of an app that runs, and stops nothing', async () => {
    const { address } = await hear(begin(ground));
    const command = await connectToRunning(configOf(ground.dataFolder));
    expect(command.address).toEqual(address);
    await command.stop();
    expect(await countVisits(address)).toBe(1);
  });

  it('alone starts a server and takes it away again', async () => {
    const command = await connectToRunning(configOf(ground.dataFolder));
    expect(findServer(ground.dataFolder)).toBeDefined();
    await Promise.all([command.stop(), command.stop()]);
    expect(findServer(ground.dataFolder)).toBeUndefined();
  });

  it('waits for another one to end', async () => {
    const first = await connectToRunning(configOf(ground.dataFolder));
    const second = connectToRunning(configOf(ground.dataFolder));
    await pause(300);
    await first.stop();
    await (await second).stop();
    expect(findServer(ground.dataFolder)).toBeUndefined();
  });
});
