import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../../src/app.ts';
import { systemClock } from '../../../src/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { randomIds } from '../../../src/ids.ts';
import { createLog } from '../../../src/log.ts';
import { compiledOnce } from '../../kit/product.ts';
import { startWhatsAppServer, type WhatsAppServer } from '../../kit/whatsapp-server/server.ts';
import { until } from './scene.ts';

/**
 * `npm run whatsapp` as an operator runs it, in a process of its own, beside a Suar that runs and then
 * without one.
 */
let whatsapp: WhatsAppServer;
let top = '';
let app: App | undefined;
const logged: string[] = [];

beforeAll(async () => {
  whatsapp = await startWhatsAppServer();
  top = mkdtempSync(path.join(tmpdir(), 'suar-whatsapp-'));
  chmodSync(top, 0o755);
});
afterAll(async () => {
  await app?.stop();
  await whatsapp.stop();
  rmSync(top, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  return { PORT: '0', SUAR_DATA_DIR: path.join(top, 'data'), WHATSAPP_WS_URL: whatsapp.wsUrl };
}

async function startSuar(): Promise<App> {
  const read = readConfig(environment());
  if (read.is === 'faults') throw new Error('the configuration of this test is wrong');
  const log = createLog({ write: (line) => logged.push(line) });
  return startApp({ config: read.config, log, clock: systemClock, ids: randomIds });
}

interface Ran {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs one command; a code on standard output is scanned as it comes. */
async function run(...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['src/cli/whatsapp.ts', ...args], {
    env: { PATH: process.env.PATH, ...compiledOnce, ...environment() },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
    const code = /^https:\/\/wa\.me\/\S+$/m.exec(stdout)?.[0];
    if (code && !whatsapp.isLinked()) void whatsapp.scanQr(code);
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { stdout, stderr, code };
}

function healthCode(): string | undefined {
  return app?.channels.find((channel) => channel.name === 'whatsapp')?.health().code;
}

test('before the first start it says so and makes nothing', async () => {
  const { stdout, stderr, code } = await run('status');
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toContain('npm start');
  expect(existsSync(path.join(top, 'data'))).toBe(false);
});

test('a command that will not do says how to use it', async () => {
  const [nothing, wrong] = await Promise.all([run(), run('status', '--raw')]);
  for (const { stdout, stderr, code } of [nothing, wrong]) {
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toContain('whatsapp pair [--raw]');
  }
});

test('beside a running Suar: pair prints the code and nothing else, the chat works, unpair ends it', async () => {
  app = await startSuar();
  await until(() => healthCode() === 'notPaired');
  const paired = await run('pair', '--raw');
  expect(paired.code).toBe(0);
  for (const line of paired.stdout.trimEnd().split('\n'))
    expect(line).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#2@\S+$/);
  await until(() => healthCode() === 'connected', 20_000);
  expect((await run('status')).stdout).toMatch(/^connected\t\d{4}-/);

  const siti = whatsapp.person();
  await siti.say('halo');
  expect((await siti.heard()).length).toBeGreaterThan(0);

  const unpaired = await run('unpair');
  expect(unpaired).toMatchObject({ stdout: '', code: 0 });
  expect(whatsapp.isLinked()).toBe(false);
  await until(() => healthCode() === 'notPaired');
  const everything = [paired.stderr, unpaired.stderr, ...logged].join('');
  expect(everything).not.toMatch(/privKey|@lid|@s\.whatsapp|28510\d{8}|62811\d{8}|halo/);
});

test('without a running Suar: pair connects by itself, and unpair too', async () => {
  await app?.stop();
  app = undefined;
  expect(await run('pair', '--raw')).toMatchObject({ code: 0 });
  expect(whatsapp.isLinked()).toBe(true);
  expect((await run('status')).stdout).toMatch(/^stopped\t/);
  expect(await run('unpair')).toMatchObject({ stdout: '', code: 0 });
  expect(whatsapp.isLinked()).toBe(false);
});
