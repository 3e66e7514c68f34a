import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { heldClock } from '../../src/clock.ts';
import { createHeard } from '../../src/console/heard.ts';
import { openScene, type Scene, seen } from './scene.ts';

let scene: Scene;
let port: number;
beforeAll(async () => {
  scene = await openScene();
  await scene.app.listen({ host: '127.0.0.1', port: 0 });
  port = (scene.app.server.address() as AddressInfo).port;
});
afterAll(() => scene.close());

interface Stream {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  /** The names of the news so far. */
  news: string[];
  /** Everything that came. */
  text(): string;
  ended: Promise<unknown>;
  close(): void;
}
let streams: Stream[] = [];
afterEach(() => {
  for (const stream of streams) stream.close();
  streams = [];
});

async function open(path: string, token: string, headers: Record<string, string> = {}): Promise<Stream> {
  const request = get({
    host: '127.0.0.1',
    port,
    path,
    headers: { cookie: `suar_session=${token}`, ...headers },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  const news: string[] = [];
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    news.push(...[...chunk.matchAll(/event: (\w+)/g)].map(([, name = '']) => name));
  });
  response.on('error', () => {});
  const stream = {
    status: response.statusCode,
    headers: response.headers,
    news,
    text: () => text,
    ended: new Promise((resolve) => response.on('close', resolve)),
    close: () => request.destroy(),
  };
  streams.push(stream);
  return stream;
}

/** The page was made this instant: nothing is news to it. */
const now = () => scene.house.clock.now().getTime() + 60_000;

async function until(holds: () => boolean): Promise<void> {
  for (let looks = 0; looks < 600 && !holds(); looks += 1) await pause(30);
  expect(holds()).toBe(true);
}

describe('a page that watches', () => {
  it('hears that the queue changed, and no word of what', async () => {
    const stream = await open(`/console/live?since=${now()}`, scene.house.token);
    expect([stream.status, stream.headers['content-type'], stream.headers['cache-control']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    expect(stream.headers['content-security-policy']).toContain("default-src 'none'");
    expect(stream.news).toEqual([]);
    await scene.danger('live-1', 'saya disekap, namanya Melur');
    await until(() => stream.news.includes('queue'));
    expect(stream.text()).toMatch(/id: \d+\nevent: queue\ndata: 1\n\n/);
    expect(stream.text()).not.toMatch(/Melur|disekap|[\da-f]{8}-/);
  });

  it('hears of its own case and of no other', async () => {
    const mine = await scene.danger('live-2', 'saya disekap dua');
    const other = await scene.danger('live-3', 'saya disekap tiga');
    const [one, two] = await Promise.all(
      [mine, other].map((id) => open(`/console/cases/${id}/live?since=${now()}`, scene.house.token)),
    );
    await scene.engine.hear('live-2', 'masih di sini');
    await scene.engine.settle();
    await until(() => one?.news.includes('case') ?? false);
    await pause(400);
    expect(two?.news).not.toContain('case');
  });

  it('hears when her own words have gone out', async () => {
    const caseId = await scene.danger('live-4', 'saya disekap empat');
    const browser = await scene.supervisor();
    await browser.press(`/console/cases/${caseId}/claim`);
    await scene.engine.settle();
    const stream = await open(`/console/cases/${caseId}/live?since=${now()}`, scene.house.token);
    await browser.press(`/console/cases/${caseId}/say`, { text: 'Saya di sini', nonce: caseId });
    await scene.engine.settle();
    await until(() => stream.news.includes('case'));
    expect((await browser.get(`/console/cases/${caseId}/part`)).body).toContain('terkirim</span>');
  });

  it('is told at once what it missed while it was away, and nothing when it missed nothing', async () => {
    const from = scene.house.clock.now().getTime();
    const late = await open(`/console/live?since=${from}`, scene.house.token);
    await until(() => late.news.includes('queue'));
    const again = await open(`/console/live?since=${from}`, scene.house.token, {
      'last-event-id': String(now()),
    });
    await pause(500);
    expect(again.news).toEqual([]);
  });

  it('falls silent the moment she signs out', async () => {
    const browser = await scene.counsellor('Sari');
    const token = String(browser.cookies.get('suar_session'));
    const hers = await open('/console/live', token);
    const mine = await open('/console/live', scene.house.token);
    await browser.press('/console/sign-out');
    await hers.ended;
    expect((await open('/console/live', token)).status).toBe(303);
    expect(mine.status).toBe(200);
  });

  it('holds no more than a few streams, the oldest giving way', async () => {
    const token = String((await scene.counsellor('Dewi')).cookies.get('suar_session'));
    const many: Stream[] = [];
    for (let count = 0; count < 9; count += 1) many.push(await open('/console/live', token));
    await many[0]?.ended;
    expect(many.at(-1)?.status).toBe(200);
  });

  it('is its holder’s sign of life only while it says so itself: an open stream is none', async () => {
    const caseId = await scene.danger('live-here', 'saya disekap di sini');
    const browser = await scene.supervisor();
    await browser.press(`/console/cases/${caseId}/claim`);
    await scene.engine.settle();
    const seenAt = async () => {
      const [row] = await scene.house.does((tx) =>
        tx.execute<{ at: string }>(sql`select holder_seen_at as at from cases where id = ${caseId}::uuid`),
      );
      return new Date(row?.at ?? 0).getTime();
    };
    const clock = scene.house.clock;
    clock.advance(70_000);
    await open(`/console/cases/${caseId}/live?since=${now()}`, scene.house.token);
    await browser.get(`/console/cases/${caseId}/part`, { 'hx-request': 'true' });
    expect(await seenAt()).toBe(clock.now().getTime() - 70_000);
    const colleague = await scene.counsellor('Tias');
    expect(seen((await colleague.get(`/console/cases/${caseId}`)).body)).toContain('Terputus');
    await colleague.press(`/console/cases/${caseId}/here`);
    expect(await seenAt()).toBe(clock.now().getTime() - 70_000);
    expect((await browser.press(`/console/cases/${caseId}/here`, {}, { part: true })).status).toBe(204);
    expect(await seenAt()).toBe(clock.now().getTime());
    expect(seen((await colleague.get(`/console/cases/${caseId}`)).body)).not.toContain('Terputus ');
    clock.advance(30_000);
    await browser.get(`/console/cases/${caseId}`);
    expect(await seenAt()).toBe(clock.now().getTime());
  });

  it('lets the server close without waiting for anybody', async () => {
    const own = await openScene();
    await own.app.listen({ host: '127.0.0.1', port: 0 });
    const { port: at } = own.app.server.address() as AddressInfo;
    const request = get({
      host: '127.0.0.1',
      port: at,
      path: '/console/live',
      headers: { cookie: `suar_session=${own.house.token}` },
    });
    request.on('error', () => {});
    await once(request, 'response');
    const before = performance.now();
    await own.close();
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('what was heard', () => {
  const at = '2026-01-05T02:00:00Z';
  const watch = (since: number, caseId = 'a') => ({ sessionId: 's', caseId, since });

  it('is told to whoever was made before it, and to nobody made after', () => {
    const clock = heldClock(at);
    const heard = createHeard(clock);
    const start = heard.now();
    clock.advance(60_000);
    heard.case('a');
    heard.queue();
    expect(heard.since(watch(start))).toEqual(['queue', 'case']);
    expect(heard.since(watch(start, 'b'))).toEqual(['queue']);
    expect(heard.since(watch(start + 70_000))).toEqual([]);
  });

  it('of a line that was away is told to everybody, and a forgotten case once too often rather than never', () => {
    const clock = heldClock(at);
    const heard = createHeard(clock);
    const start = heard.now();
    clock.advance(60_000);
    heard.case('');
    expect(heard.since(watch(start, 'z'))).toEqual(['case']);
    const second = createHeard(clock);
    for (let count = 0; count < 1_001; count += 1) second.case(`c${count}`);
    expect(second.since(watch(start, 'c0'))).toEqual(['case']);
  });
});
