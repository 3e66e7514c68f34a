import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { rates } from '../../src/http/rates.ts';
import { createServer, type ServerDeps } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';

const secret = 'petugas-jangan-bilang-siapa-siapa';
let apps: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  apps = [];
});

async function open(deps: Partial<ServerDeps> = {}): Promise<{ app: FastifyInstance; lines: string[] }> {
  const lines: string[] = [];
  const app = await createServer({
    log: createLog({ write: (line) => lines.push(line) }),
    canCommit: async () => true,
    degradedBy: async () => [],
    ...deps,
  });
  apps.push(app);
  app.get('/page', { config: { compress: true } }, async (_request, reply) =>
    reply.type('text/html').send(`<p>${'halo '.repeat(500)}`),
  );
  app.get('/case', async (_request, reply) => reply.type('text/html').send(`<p>${'halo '.repeat(500)}`));
  app.get('/broken/:id', async () => {
    throw new Error(`row ${secret}`);
  });
  app.post('/form', async (_request, reply) => reply.send('kept'));
  return { app, lines };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('every answer', () => {
  it('allows our own files only, nothing inline, no frame and no referrer', async () => {
    const { app } = await open();
    const { headers } = await app.inject('/page');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('is kept by no cache and found by no search engine', async () => {
    const { app } = await open();
    for (const url of ['/page', '/nowhere', '/broken/1', '/healthz']) {
      const { headers } = await app.inject(url);
      expect(headers['cache-control'], url).toBe('no-store');
      expect(headers['x-robots-tag'], url).toContain('noindex');
    }
  });

  it('asks browsers to stay on https only where we are on https', async () => {
    const plain = await (await open()).app.inject('/page');
    const safe = await (await open({ publicUrl: 'https://catatan.example' })).app.inject('/page');
    expect(plain.headers['strict-transport-security']).toBeUndefined();
    expect(safe.headers['strict-transport-security']).toContain('max-age=');
  });
});

describe('what goes wrong', () => {
  it('is shown calmly in the language of the browser, without a stack or what was in the error', async () => {
    const { app } = await open();
    const indonesian = await app.inject('/broken/1');
    const english = await app.inject({ url: '/broken/1', headers: { 'accept-language': 'en-GB,en;q=0.9' } });
    expect(indonesian.statusCode).toBe(500);
    expect(indonesian.body).toContain('Yang sudah terkirim tetap tersimpan');
    expect(english.body).toContain('What was already sent is kept');
    for (const { body } of [indonesian, english]) expect(body).not.toMatch(/at .*\.ts|Error|petugas-jangan/);
  });

  it('is logged by the pattern of its route, never by its url or message', async () => {
    const { app, lines } = await open();
    await app.inject(`/broken/${secret}?q=${secret}`);
    expect(lines.join('')).toContain('/broken/:id');
    expect(lines.join('')).not.toContain(secret);
  });

  it('writes no line for what people and scanners ask', async () => {
    const { app, lines } = await open();
    for (const url of ['/page', '/wp-login.php', '/%%bad']) await app.inject(url);
    expect(lines).toEqual([]);
  });

  it('is a calm page for an address that does not exist or cannot be read', async () => {
    const { app } = await open();
    const missing = await app.inject('/nowhere');
    expect(missing.statusCode).toBe(404);
    expect(missing.body).toContain('Halaman ini tidak ada.');
    const unreadable = await app.inject('/%%bad');
    expect(unreadable.statusCode).toBe(400);
    expect(unreadable.body).not.toContain('%%bad');
  });

  it('is a bare status for a program', async () => {
    const { app } = await open();
    const answer = await app.inject({ url: '/nowhere', headers: { accept: 'application/json' } });
    expect(answer.json()).toEqual({ status: 404 });
  });

  it('includes a form above 64 kB, which is refused', async () => {
    const { app } = await open();
    const post = (size: number) =>
      app.inject({ method: 'POST', url: '/form', headers: form, payload: `text=${'a'.repeat(size)}` });
    expect((await post(60_000)).statusCode).toBe(200);
    expect((await post(70_000)).statusCode).toBe(413);
  });
});

describe('a form from another site', () => {
  it('is refused, while the same form from our own page and from a program is taken', async () => {
    const { app } = await open();
    const post = async (headers: Record<string, string>) =>
      (
        await app.inject({
          method: 'POST',
          url: '/form',
          headers: { ...form, ...headers },
          payload: 'text=a',
        })
      ).statusCode;
    expect(await post({})).toBe(200);
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: 'https://elsewhere.example' })).toBe(403);
  });
});

describe('floods', () => {
  const from = (app: FastifyInstance, url: string, remoteAddress: string) =>
    app.inject({ url, remoteAddress });

  it('are answered with "wait a moment" per source, and others are not touched', async () => {
    const { app } = await open();
    for (let count = 0; count < rates.missesPerSource; count += 1)
      expect((await from(app, '/nowhere', '203.0.113.7')).statusCode).toBe(404);
    const over = await from(app, '/nowhere', '203.0.113.7');
    expect(over.statusCode).toBe(429);
    expect(over.body).toContain('Tunggu sebentar');
    expect(over.headers['retry-after']).toBeDefined();
    expect((await from(app, '/nowhere', '203.0.113.8')).statusCode).toBe(404);
    expect((await from(app, '/page', '203.0.113.7')).statusCode).toBe(200);
  });

  it('do not silence a machine whose proxy hides who asks', async () => {
    const { app } = await open();
    for (let count = 0; count <= rates.missesPerSource; count += 1)
      expect((await from(app, '/nowhere', '127.0.0.1')).statusCode).toBe(404);
  });

  it('leave no network address in an answer or a log', async () => {
    const { app, lines } = await open();
    for (let count = 0; count <= rates.missesPerSource; count += 1) {
      const { headers, body } = await from(app, '/broken/1', '203.0.113.9');
      expect(JSON.stringify(headers) + body).not.toContain('203.0.113.9');
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('203.0.113.9');
  });

  it('are told apart behind a proxy on this machine', async () => {
    const { app } = await open();
    const key = async (forwarded: string) => {
      const { headers } = await app.inject({ url: '/nowhere', headers: { 'x-forwarded-for': forwarded } });
      return headers['x-ratelimit-remaining'];
    };
    expect(await key('198.51.100.1')).toBe(String(rates.missesPerSource - 1));
    expect(await key('198.51.100.1')).toBe(String(rates.missesPerSource - 2));
    expect(await key('198.51.100.2')).toBe(String(rates.missesPerSource - 1));
  });
});

describe('compression', () => {
  it('shrinks pages that allow it, by what the browser takes', async () => {
    const { app } = await open();
    const get = (encoding: string) => app.inject({ url: '/page', headers: { 'accept-encoding': encoding } });
    const plain = await app.inject('/page');
    const brotli = await get('gzip, deflate, br');
    const gzip = await get('gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body);
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body);
    expect(brotli.rawPayload.length).toBeLessThan(200);
    expect((await get('br;q=0')).headers['content-encoding']).toBeUndefined();
  });

  it('leaves a page alone that did not ask: its length could tell a secret', async () => {
    const { app } = await open();
    const answer = await app.inject({ url: '/case', headers: { 'accept-encoding': 'br' } });
    expect(answer.headers['content-encoding']).toBeUndefined();
  });
});

describe('health', () => {
  it('is up while the process is', async () => {
    const { app } = await open({ canCommit: async () => false });
    const answer = await app.inject('/healthz');
    expect([answer.statusCode, answer.body]).toEqual([200, 'ok']);
  });

  it('is ready, or degraded with its reasons, with 200', async () => {
    const ready = await (await open()).app.inject('/readyz');
    expect([ready.statusCode, ready.json()]).toEqual([200, { state: 'ready', reasons: [] }]);
    const degraded = await (await open({ degradedBy: async () => ['alarm.untested'] })).app.inject('/readyz');
    expect([degraded.statusCode, degraded.json()]).toEqual([
      200,
      { state: 'degraded', reasons: ['alarm.untested'] },
    ]);
  });

  it('is 503 only when no turn can be committed: refused, failing or not answering', async () => {
    const refusals: ServerDeps['canCommit'][] = [
      async () => false,
      async () => {
        throw new Error('connection refused');
      },
      () => new Promise(() => {}),
    ];
    const answers = await Promise.all(
      refusals.map(async (canCommit) => (await open({ canCommit })).app.inject('/readyz')),
    );
    expect(answers.map((answer) => answer.statusCode)).toEqual([503, 503, 503]);
    const unsure = await (
      await open({
        degradedBy: async () => {
          throw new Error('broken');
        },
      })
    ).app.inject('/readyz');
    expect([unsure.statusCode, unsure.json()]).toEqual([200, { state: 'degraded', reasons: ['unknown'] }]);
  });
});
