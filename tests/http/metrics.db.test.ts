import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/config.ts';
import { createServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';
import { readFigures } from '../../src/store/figures.ts';
import { withDatabase } from '../kit/database.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse } from '../store/team.ts';

const planted = ['merpatijingga', '999888777', 'Ibu Rahel'];
const token = 'rahasia-prometheus-1';
let house: Awaited<ReturnType<typeof openSetUpHouse>>;
let app: FastifyInstance;

beforeAll(async () => {
  house = await openSetUpHouse();
  const engine = createEngine(house.db, house.deps);
  await engine.hear('999888777', 'halo');
  await engine.settle();
  await engine.hear('999888777', `saya disekap, dia pegang parang ${planted[0]}`);
  await engine.settle();
  house.clock.advance(90_000);
  await engine.hear('999888777', 'belum ditangani');
  app = await createServer({
    log: silentLog,
    canCommit: async () => true,
    degradedBy: async () => [],
    trustProxy: { from: ['192.0.2.1'] },
    metrics: {
      figures: () => house.does((tx) => readFigures(tx, house.deps)),
      spoolFolder: '/nowhere',
      token: new Secret(token),
    },
  });
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const ask = (headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  app.inject({ url: '/metrics', headers: { host: '127.0.0.1:3000', ...headers }, remoteAddress });

test('the figures tell how many wait and how long, and which replies went out', async () => {
  const { body } = await ask();
  expect(body).toContain('suar_queue_waiting{urgency="u1"} 1\n');
  expect(body).toContain('suar_queue_waiting{urgency="u2"} 0\n');
  expect(Number(/longest_wait_seconds\{urgency="u1"\} (\S+)/.exec(body)?.[1])).toBeGreaterThanOrEqual(90);
  expect(body).toContain('suar_inbox_pending 1\n');
  expect(body).toContain('suar_turns_last_hour 2\n');
  expect(body).toMatch(/suar_sends_last_hour\{channel="telegram",outcome="sent"\} [1-9]/);
  expect(body).toMatch(/suar_resident_bytes \d{7,}/);
});

test('no word, name, address or id stands in them, and every label is from a closed list', async () => {
  const { body } = await ask();
  for (const word of planted) expect(body).not.toContain(word);
  expect(body).not.toMatch(/[\da-f]{8}-[\da-f]{4}|\d{9}(?!\d*\n)/);
  const labels = [...body.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => `${name}=${value}`);
  expect(labels.length).toBeGreaterThan(5);
  for (const label of labels)
    expect(label).toMatch(
      /^(urgency=u[1-4]|channel=(telegram|whatsapp|web)|lane=(urgent|handOff|answer|followUp)|outcome=(sent|blocked|refused|uncertain|expired))$/,
    );
});

test('only this machine itself sees them, or whoever has the token', async () => {
  expect((await ask()).statusCode).toBe(200);
  expect(
    (await ask({ authorization: `Bearer ${token}`, host: 'suar.example.org' }, '198.51.100.1')).statusCode,
  ).toBe(200);
  const refused = [
    ask({}, '198.51.100.1'),
    ask({ authorization: 'Bearer rahasia-prometheus-2' }, '198.51.100.1'),
    ask({ authorization: `Bearer ${token}x` }),
    ask({ 'x-forwarded-for': '127.0.0.1' }),
    ask({ forwarded: 'for=127.0.0.1' }),
    ask({ host: 'suar.example.org' }),
    ask({ 'x-forwarded-for': '127.0.0.1', host: 'localhost' }, '198.51.100.1'),
  ];
  for (const answer of await Promise.all(refused)) {
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain('suar_');
  }
});

test('an empty house has figures too', async () => {
  const empty = await withDatabase();
  const figures = await empty.db.transact((tx) => readFigures(tx, empty.deps));
  expect(figures).toMatchObject({ waiting: [], inbox: { pending: 0, oldestSeconds: 0 }, outbox: [] });
  await empty.close();
});
