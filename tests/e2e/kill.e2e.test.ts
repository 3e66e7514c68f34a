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
    const second = await product.run('src/main.ts', []);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Suar lain');
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
  });

  test('Ctrl-C stops cleanly and leaves no server behind', async () => {
    expect(await product.stop()).toBe(0);
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
