import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Product, startProduct } from '../kit/product.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';

/**
 * kill -9 of the real thing: the app, PostgreSQL, both. The next start recovers without a hand, and somebody
 * who is writing meanwhile loses nothing. She uses numbers no app needs: words are enough.
 */
let telegram: TelegramServer;
let product: Product;

beforeAll(async () => {
  telegram = await startTelegramServer({ token: '123:abc' });
  product = await startProduct({ TELEGRAM_BOT_TOKEN: '123:abc', TELEGRAM_API_ROOT: telegram.apiRoot });
});
afterAll(async () => {
  await product?.end();
  await telegram?.stop();
});

/** What `npm start` gives to the keeper. */
const kept = [`--import=${path.resolve('src/light.mjs')}`, path.resolve('src/main.ts')];

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const keepers: ChildProcess[] = [];
afterAll(() => {
  // One that a failed test left behind would keep its app for ever.
  for (const keeper of keepers) keeper.kill('SIGKILL');
});

function startKeeper(): ChildProcess {
  const keeper = product.spawn('src/keep.mjs', kept);
  keepers.push(keeper);
  return keeper;
}

/** How often it has said where it is. */
const banners = () => product.output().split('/chat').length;

const notOpen = 'belum dibuka';

/** How often she was told: before set-up every message gets this answer, and nothing is kept. */
const answersTo = (person: ReturnType<TelegramServer['person']>) =>
  person.messages().filter((message) => message.text.includes(notOpen)).length;

describe('kill -9', () => {
  test('of the app while messages come in: each is answered once, or twice when it died between send and record', async () => {
    const ani = telegram.person();
    for (let round = 1; round <= 3; round += 1) {
      for (let count = 0; count < 5; count += 1) ani.say(`halo ${round} ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 20 * round));
      await product.kill();
      await product.start();
    }
    await expect.poll(() => answersTo(ani), { timeout: 45_000 }).toBeGreaterThanOrEqual(15);
    expect(answersTo(ani)).toBeLessThanOrEqual(15 + 3);
    expect(telegram.unconfirmed()).toBe(0);
  });

  test('of PostgreSQL alone: the running app brings it back and goes on', async () => {
    product.killDatabase();
    const budi = telegram.person();
    budi.say('halo');
    await expect.poll(() => answersTo(budi), { timeout: 45_000 }).toBe(1);
  });

  test('of both: the next start needs no hand', async () => {
    product.killDatabase();
    await product.kill();
    await product.start();
    const cici = telegram.person();
    cici.say('halo');
    await expect.poll(() => answersTo(cici), { timeout: 45_000 }).toBe(1);
    expect(((await (await fetch(`${product.url}/readyz`)).json()) as { state: string }).state).toBe(
      'degraded',
    );
  });

  test('a second start on the same folders is refused with a plain sentence, and the first goes on', async () => {
    const second = await product.run('src/keep.mjs', kept);
    expect(second.code).toBe(1);
    expect(second.stderr).not.toContain('mulai lagi');
    expect(second.stderr).toContain('Suar lain');
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
  });

  test('Ctrl-C stops cleanly and leaves no server behind', async () => {
    expect(await product.stop()).toBe(0);
    expect(() => product.killDatabase()).toThrow();
  });

  test('of the app below its keeper: it is started again; of the keeper: the app goes too, and its port is free', async () => {
    const before = banners();
    const keeper = startKeeper();
    const appPid = () => Number(readFileSync(`/proc/${keeper.pid}/task/${keeper.pid}/children`, 'utf8'));
    await expect.poll(banners, { timeout: 20_000 }).toBe(before + 1);
    const first = appPid();
    process.kill(first, 'SIGKILL');
    await expect.poll(banners, { timeout: 20_000 }).toBe(before + 2);
    expect(product.output()).toContain('Suar berhenti (SIGKILL); mulai lagi dalam 1 detik.');
    const second = appPid();
    expect(second).not.toBe(first);
    keeper.kill('SIGKILL');
    await expect.poll(() => isAlive(second), { timeout: 7_000 }).toBe(false);
  });

  test('Ctrl-C of the keeper stops both cleanly', async () => {
    const before = banners();
    const keeper = startKeeper();
    await expect.poll(banners, { timeout: 20_000 }).toBe(before + 1);
    const ended = once(keeper, 'exit');
    keeper.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(() => product.killDatabase()).toThrow();
  });
});

describe('a wrong setting', () => {
  test('stops the start with all faults at once and no secret printed', async () => {
    const wrong = await startProduct({
      PORT: 'abc',
      TELEGRAM_BOT_TOKEN: 'geheim',
      PUBLIC_URL: 'kein url',
    }).then(
      () => '',
      (cause: Error) => cause.message,
    );
    for (const name of ['PORT', 'TELEGRAM_BOT_TOKEN', 'PUBLIC_URL']) expect(wrong).toContain(name);
    expect(wrong).not.toContain('geheim');
  });
});
