import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseAccount } from '../../src/store/server-account.ts';
import { findServer } from '../../src/store/server-cluster.ts';
import { startFromProc, startFromPs } from '../../src/store/server-holder.ts';
import { begin, countVisits, hear, kill, killServer, useGround } from './server-ground.ts';

const ground = useGround();

describe('the next start needs no hand', () => {
  it('after the app was killed: the server it left is replaced and nothing is lost', async () => {
    const first = begin(ground);
    expect((await hear(first)).visits).toBe(1);
    const orphan = findServer(ground.dataFolder);
    await kill(first);
    expect(findServer(ground.dataFolder)).toBe(orphan);
    const second = begin(ground);
    expect((await hear(second)).visits).toBe(2);
    expect(findServer(ground.dataFolder)).not.toBe(orphan);
  });

  it('after PostgreSQL and the app were killed in the same moment', async () => {
    const first = begin(ground);
    await hear(first);
    killServer(ground);
    await kill(first);
    expect(findServer(ground.dataFolder)).toBeUndefined();
    expect((await hear(begin(ground))).visits).toBe(2);
  });

  it('after the app was killed and the temporary folder swept', async () => {
    const first = begin(ground);
    const { address } = await hear(first);
    await kill(first);
    rmSync(address.socketFolder, { recursive: true });
    expect((await hear(begin(ground))).visits).toBe(2);
  });

  it('after kills at every stage of the very first start', async () => {
    const { dataFolder } = ground;
    rmSync(dataFolder, { recursive: true });
    const has = (...names: string[]) => existsSync(path.join(dataFolder, ...names));
    const drafts = () => (has() ? readdirSync(dataFolder).filter((name) => name.startsWith('pg-new-')) : []);
    const stages: (() => boolean)[] = [
      () => has(),
      () => drafts().length > 0,
      () => drafts().some((name) => has(name, 'PG_VERSION')),
      () => drafts().some((name) => has(name, 'global', 'pg_control')),
      () => has('pg', 'PG_VERSION'),
      () => has('socket'),
      () => has('pg', 'postmaster.pid'),
    ];
    for (const isReached of stages) {
      const child = begin(ground);
      for (let tries = 0; !isReached(); tries += 1) {
        if (tries > 10_000) throw new Error('a stage was never reached');
        await pause(2);
      }
      await kill(child);
    }
    expect((await hear(begin(ground))).visits).toBe(1);
    expect(drafts()).toEqual([]);
  });

  it('after a clean stop, which leaves no server, no claim and no socket', async () => {
    const first = begin(ground);
    const { address } = await hear(first);
    await kill(first, 'SIGTERM');
    expect(findServer(ground.dataFolder)).toBeUndefined();
    expect(existsSync(address.socketFolder)).toBe(false);
    expect((await hear(begin(ground))).visits).toBe(2);
  });
});

describe('a living app', () => {
  it('gets PostgreSQL back at the same address when only PostgreSQL is killed', async () => {
    const { address } = await hear(begin(ground));
    const before = findServer(ground.dataFolder);
    killServer(ground);
    expect(await countVisits(address)).toBe(1);
    expect(findServer(ground.dataFolder)).not.toBe(before);
  });

  it('gets its socket back when the temporary folder is swept', async () => {
    const { address } = await hear(begin(ground));
    rmSync(address.socketFolder, { recursive: true });
    expect(await countVisits(address)).toBe(1);
  });

  it('keeps the folder: a second one refuses to start and disturbs nothing', async () => {
    const { address } = await hear(begin(ground));
    const server = findServer(ground.dataFolder);
    expect((await hear(begin(ground))).fault).toBe('folderTaken');
    expect(findServer(ground.dataFolder)).toBe(server);
    expect(await countVisits(address)).toBe(1);
  });

  it('keeps the folder when two start in the same moment: one wins', async () => {
    const said = await Promise.all([hear(begin(ground)), hear(begin(ground)), hear(begin(ground))]);
    expect(said.filter((one) => one.fault === undefined)).toHaveLength(1);
  });
});

describe('a number that another process has by now fools nobody', () => {
  it('neither in a claim nor in what PostgreSQL noted, and that process lives on', async () => {
    const first = begin(ground);
    await hear(first);
    killServer(ground);
    await kill(first);
    // Of the same account: others' numbers would not disturb PostgreSQL anyway.
    const stranger = spawn('sleep', ['60'], { ...chooseAccount(path.join(ground.dataFolder, 'pg')) });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const pid = stranger.pid ?? 0;
    const claim = { pid, started: 'another start', kind: 'app' };
    writeFileSync(path.join(ground.dataFolder, 'held-0'), JSON.stringify(claim));
    const note = path.join(ground.dataFolder, 'pg/postmaster.pid');
    writeFileSync(note, readFileSync(note, 'utf8').replace(/^\d+/, String(pid)));
    expect((await hear(begin(ground))).visits).toBe(2);
    expect(stranger.exitCode).toBeNull();
    expect(existsSync(path.join(ground.dataFolder, 'held-0'))).toBe(false);
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
