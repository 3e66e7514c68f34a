import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenIn } from '../console/scene.ts';
import { type Product, startProduct } from '../kit/product.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { openSetUpHouse, type SetUpHouse } from '../store/team.ts';

/**
 * Two real processes on one database and one key folder (design §5): any of them takes any turn and shows any
 * page; when the one that listens to Telegram is killed, the other listens.
 */
let house: SetUpHouse;
let telegram: TelegramServer;
let session: string;
const products: Product[] = [];

beforeAll(async () => {
  house = await openSetUpHouse();
  const rahel = await house.enter(house.token);
  // They live by the real clock.
  house.clock.set(new Date());
  session = await house.join(await house.invite(rahel, ['counsellor']), 'Sari');
  telegram = await startTelegramServer({ token: '123:abc' });
  const { socketFolder, user, database } = house.address;
  const shared = {
    TELEGRAM_BOT_TOKEN: '123:abc',
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: `postgres://?max=1/${database}`,
    SUAR_KEY_DIR: house.keyFolder,
    SUAR_BACKUP_NIGHTLY: 'no',
    ...{ PGHOST: socketFolder, PGUSER: user, PGDATABASE: database },
  };
  products.push(await startProduct(shared));
  products.push(await startProduct(shared));
}, 120_000);
afterAll(async () => {
  await Promise.all(products.map((product) => product.end()));
  await telegram?.stop();
  await house?.close();
});

/** Her browser, which does not know how many processes there are. */
const cookies = new Map<string, string>();
async function ask(product: Product, path: string, fields?: Record<string, string>): Promise<string> {
  cookies.set('suar_session', session);
  const answer = await fetch(`${product.url}${path}`, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
    cookies.set(name, value);
  }
  expect(answer.status, `${path} ${answer.headers.get('location')}`).toBeLessThan(400);
  return answer.text();
}
const press = async (product: Product, path: string, fields: Record<string, string> = {}) =>
  ask(product, path, { csrf: tokenIn(await ask(product, '/console/more')), ...fields });

test('one takes up what the other began, and after kill -9 Telegram is heard again within 15 s', async () => {
  const [first, second] = products as [Product, Product];
  const ani = telegram.person();
  ani.say('saya disekap di mess, dia pegang parang');
  await ani.waitFor((seen) => seen.some(({ text }) => text.includes('110')));
  const caseId = /cases\/([\da-f-]{36})/.exec(await ask(second, '/console'))?.[1] ?? '';
  // Taken on a page of one, answered on a page of the other, by a token that either of them made.
  await press(second, `/console/cases/${caseId}/claim`);
  await press(first, `/console/cases/${caseId}/say`, { text: 'Saya di sini.', nonce: crypto.randomUUID() });
  await ani.waitFor((seen) => seen.some(({ text }) => text === 'Saya di sini.'));

  // Killed between a send and its record, a message comes once more (ARCHITECTURE, honest gaps): not what this is about.
  const underWay = () =>
    house.does((tx) => tx.execute(sql`select 1 from outbox where state = 'leased' and channel = 'telegram'`));
  await expect.poll(async () => (await underWay()).length, { timeout: 10_000, interval: 50 }).toBe(0);
  ani.say('angsaputih');
  await first.kill();
  const killedAt = performance.now();
  ani.say('kudahitam');
  await expect
    .poll(() => ask(second, `/console/cases/${caseId}`), { timeout: 15_000, interval: 250 })
    .toContain('kudahitam');
  expect(performance.now() - killedAt).toBeLessThan(15_000);
  expect(await ask(second, `/console/cases/${caseId}`)).toContain('angsaputih');
  const [kept] = await house.does((tx) =>
    tx.execute(
      sql`select count(*)::int as all, count(handled_at)::int as handled from inbox where kind = 'inbound.text'`,
    ),
  );
  expect(kept).toEqual({ all: 3, handled: 3 });
  await press(second, `/console/cases/${caseId}/say`, { text: 'Masih di sini.', nonce: crypto.randomUUID() });
  await ani.waitFor((seen) => seen.some(({ text }) => text === 'Masih di sini.'), 15_000);
  expect(ani.messages().filter(({ text }) => text === 'Saya di sini.')).toHaveLength(1);
}, 120_000);
