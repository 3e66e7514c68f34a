import { request as ask, createServer as createProxy, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { TrustProxy } from '../../src/config.ts';
import { isLineSafe } from '../../src/console/security.ts';
import { createTrust } from '../../src/http/proxy-trust.ts';
import { rates } from '../../src/http/rates.ts';
import { createServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';

/** A real small proxy before a real server: what Caddy does, on sockets. */
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Seen {
  ip: string;
  host: string;
  protocol: string;
  isSafe: boolean;
  remaining: string;
}

const publicUrl = 'https://suar.example.org';

async function serve(trustProxy: TrustProxy): Promise<number> {
  const app = await createServer({
    log: silentLog,
    canCommit: async () => true,
    degradedBy: async () => [],
    publicUrl,
    trustProxy,
  });
  app.get('/seen', async (request) => ({
    ip: request.ip,
    host: request.host,
    protocol: request.protocol,
    isSafe: isLineSafe(request, publicUrl),
  }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  closing.push(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

/** Adds what it knows to what it was told, as proxies do. */
async function proxyTo(port: number): Promise<number> {
  const proxy: Server = createProxy((incoming, answer) => {
    const before = incoming.headers['x-forwarded-for'];
    const client = String(incoming.headers['test-client'] ?? '198.51.100.7');
    const headers = {
      ...incoming.headers,
      'x-forwarded-for': before ? `${before}, ${client}` : client,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'suar.example.org',
    };
    const passed = ask({ port, host: '127.0.0.1', path: incoming.url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => proxy.close(() => resolve())));
  return (proxy.address() as AddressInfo).port;
}

async function look(port: number, headers: Record<string, string> = {}, path = '/seen'): Promise<Seen> {
  return new Promise((resolve, reject) => {
    ask({ port, host: '127.0.0.1', path, headers, agent: false }, (reply) => {
      let text = '';
      reply.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      reply.on('end', () => {
        const remaining = String(reply.headers['x-ratelimit-remaining']);
        resolve({ ...(path === '/seen' ? JSON.parse(text) : {}), remaining });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('behind a proxy that is trusted', () => {
  it('the person’s address, our public name and the locked line are seen', async () => {
    const proxy = await proxyTo(await serve({ from: ['127.0.0.1'] }));
    expect(await look(proxy)).toMatchObject({
      ip: '198.51.100.7',
      host: 'suar.example.org',
      protocol: 'https',
      isSafe: true,
    });
  });

  it('an address that the person made up does not become hers', async () => {
    const proxy = await proxyTo(await serve({ from: ['127.0.0.1'] }));
    const seen = await look(proxy, { 'x-forwarded-for': '203.0.113.99, 127.0.0.1' });
    expect(seen.ip).toBe('198.51.100.7');
  });

  it('limits are kept for each person, whatever she makes up', async () => {
    const proxy = await proxyTo(await serve({ from: ['127.0.0.1'] }));
    const left = async (client: string, claimed: string) =>
      (await look(proxy, { 'test-client': client, 'x-forwarded-for': claimed }, '/nowhere')).remaining;
    expect(await left('198.51.100.1', '10.1.1.1')).toBe(String(rates.missesPerSource - 1));
    expect(await left('198.51.100.1', '10.2.2.2')).toBe(String(rates.missesPerSource - 2));
    expect(await left('198.51.100.2', '10.1.1.1')).toBe(String(rates.missesPerSource - 1));
  });

  it('two proxies may be counted', async () => {
    const proxy = await proxyTo(await proxyTo(await serve({ hops: 2 })));
    const seen = await look(proxy, { 'test-client': '198.51.100.3' });
    expect(seen.ip).toBe('198.51.100.3');
  });
});

describe('somebody who is not a trusted proxy', () => {
  it('is taken for what the socket says, and gets no passphrase form by claiming https', async () => {
    const port = await serve({ from: ['192.0.2.1'] });
    const claims = {
      host: 'suar.example.org',
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'elsewhere.example',
      forwarded: 'for=198.51.100.1;proto=https',
    };
    expect(await look(port, claims)).toMatchObject({
      ip: '127.0.0.1',
      host: 'suar.example.org',
      protocol: 'http',
    });
    const app = await createServer({
      log: silentLog,
      canCommit: async () => true,
      degradedBy: async () => [],
      publicUrl,
      trustProxy: { from: ['127.0.0.1'] },
    });
    closing.push(() => app.close());
    app.get('/safe', async (request) => isLineSafe(request, publicUrl));
    const safe = async (remoteAddress: string, headers: Record<string, string>) =>
      (await app.inject({ url: '/safe', remoteAddress, headers })).json();
    expect(await safe('198.51.100.9', claims)).toBe(false);
    expect(await safe('198.51.100.9', { host: 'suar.example.org' })).toBe(false);
    expect(await safe('127.0.0.1', { ...claims, 'x-forwarded-host': 'suar.example.org' })).toBe(true);
    expect(
      await safe('127.0.0.1', {
        ...claims,
        'x-forwarded-host': 'suar.example.org',
        'x-forwarded-proto': 'http',
      }),
    ).toBe(false);
  });

  it('is not believed by their mere number when it comes from the internet', () => {
    const trust = createTrust({ hops: 2 });
    expect([trust('10.0.0.1', 0), trust('198.51.100.1', 1), trust('198.51.100.1', 2)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([trust('198.51.100.1', 0), trust('unknown', 0), trust('', 0)]).toEqual([false, false, false]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.0/8', true],
    ['::ffff:127.0.0.1', '127.0.0.0/8', true],
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.0.0.1', '10.0.0.0/8', false],
    ['fd00::5', 'fd00::/8', true],
    ['::1', '127.0.0.0/8', false],
    ['not an address', '127.0.0.0/8', false],
  ])('%s in %s: %s', (address, network, isTrusted) => {
    expect(createTrust({ from: [network] })(address, 0)).toBe(isTrusted);
  });
});
