import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rates } from '../../../src/http/rates.ts';
import { browse as browseIn, happenedIn, linesOf, pause } from './plain-browser.ts';
import { listen, openRoom, type Room, text } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.stop());

const browse = (from?: string) => browseIn(room, from);
const happened = () => happenedIn(room);

describe('while the database is away', () => {
  it('what is written is kept, and the page says what it cannot show', async () => {
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
    room.isAway = true;
    const sent = await her.post('/chat', { nonce: 'm'.repeat(22), text: 'masih di sini' });
    expect(sent.statusCode).toBe(303);
    expect(happened().at(-1)).toEqual({ type: 'inbound.text', text: 'masih di sini' });
    const page = await her.get('/chat');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('tulisan Anda kami simpan');
    expect(page.body).toContain('<textarea');
  });

  it('somebody new is heard as well', async () => {
    room.isAway = true;
    const sent = await browse().post('/chat', { nonce: 'n'.repeat(22), text: 'tolong' });
    expect(sent.statusCode).toBe(303);
    expect(happened()).toHaveLength(2);
  });
});

describe('leaving', () => {
  it('forgets the conversation on this browser, tells it, and goes elsewhere', async () => {
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'rahasia saya' });
    const left = await her.post('/chat/leave', { nonce: 'm'.repeat(22) });
    expect(left.headers.refresh).toBe('0;url=/healthz');
    expect(left.headers['cache-control']).toBe('no-store');
    expect(left.body).not.toContain('rahasia');
    expect(her.jar).toEqual({});
    expect(happened().at(-1)).toEqual({ type: 'inbound.text', text: 'KELUAR' });
    const after = await her.get('/chat');
    expect(after.body).not.toContain('rahasia');
    expect(after.body).toContain('Aman untuk chat sekarang?');
  });

  it('is finished by the next request when the line was down', async () => {
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'rahasia saya' });
    her.jar.pgx = '1';
    const page = await her.get('/chat');
    expect(page.body).not.toContain('rahasia');
    expect(her.jar).toEqual({});
    expect(happened().at(-1)).toEqual({ type: 'inbound.text', text: 'KELUAR' });
    expect((await her.get('/chat')).body).not.toContain('rahasia');
  });

  it('works when nothing can be kept', async () => {
    const refuse = async () => {
      throw new Error('spool full');
    };
    await room.stop();
    room = await openRoom({
      deps: {
        intake: { keep: refuse, position: async () => undefined },
        conversationOf: async () => 'opaque-0',
      },
    });
    const her = browse();
    her.jar.pg = 'A'.repeat(22);
    const left = await her.post('/chat/leave', { nonce: 'm'.repeat(22) });
    expect(left.headers.refresh).toBe('0;url=/healthz');
    expect(her.jar).toEqual({});
    expect(room.logLines.join('')).toContain('web.leavingNotKept');
  });

  it('opens no conversation where there was none', async () => {
    for (const pg of [undefined, 'A'.repeat(22)]) {
      const her = browse();
      if (pg) her.jar.pg = pg;
      const left = await her.post('/chat/leave', { nonce: 'm'.repeat(22) });
      expect(left.headers.refresh).toBe('0;url=/healthz');
      expect(her.jar).toEqual({});
    }
    expect(room.kept).toEqual([]);
  });

  it('works whatever the form says, and however often', async () => {
    for (const fields of [{}, { nonce: 'short' }, { nonce: 'm'.repeat(22), text: 'x' }]) {
      const her = browse();
      await her.tell({ nonce: 'n'.repeat(22), text: 'rahasia saya' });
      const left = await her.post('/chat/leave', fields as Record<string, string>);
      expect(left.headers.refresh).toBe('0;url=/healthz');
      expect(her.jar).toEqual({});
    }
    const far = { method: 'POST' as const, url: '/chat/leave', remoteAddress: '203.0.113.7' };
    const hasty = await Promise.all(
      Array.from({ length: rates.requestsPerSource + 1 }, () =>
        room.app.inject({ ...far, cookies: { pg: 'A'.repeat(22) } }),
      ),
    );
    expect(new Set(hasty.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(hasty.at(-1)?.cookies.map(({ name }) => name)).toEqual(['pg', 'pgx']);
  });

  it('typed as a word clears the page', async () => {
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'rahasia saya' });
    await her.tell({ nonce: 'm'.repeat(22), text: 'KELUAR' });
    expect(linesOf((await her.get('/chat')).body)).toEqual(['Baik, sampai nanti.']);
  });
});

describe('a conversation that is held no longer', () => {
  it('says so where its words are gone, and goes on', async () => {
    await room.stop();
    room = await openRoom({ deps: { conversationOf: async () => 'opaque-0' } });
    const her = browse();
    her.jar.pg = 'A'.repeat(22);
    expect((await her.get('/chat')).body).toContain('Pesan lama tidak ditampilkan lagi');
    await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
    expect(happened()).toEqual([{ type: 'inbound.text', text: 'halo' }]);
  });

  it('begins anew where it is gone altogether, and for a cookie that is none of ours', async () => {
    for (const pg of ['A'.repeat(22), '../../etc', '']) {
      const her = browse();
      her.jar.pg = pg;
      expect((await her.get('/chat')).body).toContain('Aman untuk chat sekarang?');
    }
  });
});

it('each page says that it is kept nowhere, framed by nobody, named to nobody and runs nothing but ours', async () => {
  const her = browse();
  await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
  const left = await her.post('/chat/leave', { nonce: 'm'.repeat(22) });
  for (const page of [
    await her.get('/chat'),
    await her.get('/chat/file'),
    await her.get('/chat/nowhere'),
    left,
  ]) {
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'SAMEORIGIN',
      'x-robots-tag': 'noindex, nofollow',
      'permissions-policy': expect.stringContaining('camera=(), microphone=(), geolocation=()'),
    });
    expect(String(page.headers['content-security-policy']).split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "manifest-src 'self'",
      "media-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(page.headers).not.toHaveProperty('x-powered-by');
    expect(page.headers).not.toHaveProperty('server');
  }
});

describe('a link', () => {
  it('never carries a code: what stands in one is shown, kept, logged and passed on nowhere', async () => {
    const her = browse();
    const code = '1234567890123456';
    const link = `/chat?kampanye=${code}&resi=${code}&start=${code}&pg=${'B'.repeat(22)}`;
    const page = await her.get(link);
    expect(page.body).not.toContain(code);
    const sent = await her.post(link, { nonce: 'n'.repeat(22), text: 'halo' });
    expect(sent.headers.location).toBe('/chat');
    expect(her.jar.pg).not.toBe('B'.repeat(22));
    expect(JSON.stringify(room.kept)).not.toContain(code);
    await her.get(`/chat/${code}`);
    expect(room.logLines.join('')).not.toContain(code);
  });
});

describe('quiet', () => {
  it('means that no log holds a word, an address or a nonce', async () => {
    const her = browse();
    await her.tell({ nonce: 'nonce-nonce-nonce-nonce', text: 'rahasia saya' });
    room.isAway = true;
    await her.get('/chat');
    await her.tell({ nonce: 'm'.repeat(22), text: 'rahasia kedua' });
    const log = room.logLines.join('');
    expect(log).toContain('web.threadUnreadable');
    expect(log).not.toMatch(/rahasia|nonce-nonce/);
    expect(log).not.toContain(her.jar.pg);
  });

  it('means that a hasty browser is slowed and a message refused for that is not kept', async () => {
    const her = browse();
    const send = async (count: number) =>
      (
        await her.post(
          '/chat',
          { nonce: `${'n'.repeat(22)}${count}`, text: `satu ${count}` },
          { accept: 'application/json' },
        )
      ).statusCode;
    const statuses = [];
    for (let count = 0; count < 45; count += 1) statuses.push(await send(count));
    expect(statuses.slice(0, 41)).toEqual(Array(41).fill(204));
    expect(statuses.at(-1)).toBe(429);
    expect(room.kept.length).toBe(1 + statuses.filter((status) => status === 204).length);
  });
});

it('the first view weighs less than 30 kB compressed, its script less than 3 kB', async () => {
  const headers = { 'accept-encoding': 'gzip', 'accept-language': 'id' };
  const page = await room.app.inject({ url: '/chat', headers });
  const urls = [
    ...(await room.app.inject('/chat')).body.matchAll(/(?:src|href)="(\/chat\/[^"]+\.[^"]+)"/g),
  ].map((match) => String(match[1]));
  expect(urls).toHaveLength(3);
  const parts = await Promise.all(urls.map((url) => room.app.inject({ url, headers })));
  const sizes = [page, ...parts].map((part) => part.rawPayload.length);
  expect(parts.map((part) => part.statusCode)).toEqual([200, 200, 200]);
  expect(page.headers['content-encoding']).toBe('gzip');
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  const script = parts.find((part) => String(part.headers['content-type']).includes('javascript'));
  expect(script?.rawPayload.length).toBeLessThan(3000);
  expect(script?.headers['cache-control']).toContain('immutable');
});

it('what the counsellor says is on the page once it is sent', async () => {
  const her = browse();
  await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
  expect(await room.channel.send({ messageId: 'x', address: String(her.jar.pg), part: text('') })).toEqual({
    is: 'sent',
  });
  await room.say(String(her.jar.pg), text('Saya Rini, petugas. <b>Aman</b> bicara sekarang?'));
  expect((await her.get('/chat')).body).toContain(
    'Saya Rini, petugas. &#60;b&#62;Aman&#60;/b&#62; bicara sekarang?',
  );
});

describe('the live line', () => {
  const open = async (headers: Record<string, string> = {}, after = 0) => {
    const origin = await listen(room);
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
    return fetch(`${origin}/chat/live?after=${after}`, {
      headers: { cookie: `pg=${her.jar.pg}`, ...headers },
    });
  };
  const read = async (answer: Response) => {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let received = ''; ; ) {
      const chunk = await reader?.read();
      received += chunk?.value ?? '';
      if (chunk?.done !== false || received.includes('event: answers')) return received;
    }
  };

  it('begins with what the page lacks, uncompressed and unbuffered', async () => {
    const answer = await open({ 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect((await read(answer)).match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2']);
  });

  it('goes on from the last line that the browser names, before the one that the page knew', async () => {
    expect((await read(await open({ 'last-event-id': '1' }, 0))).match(/^id: \d+$/gm)).toEqual(['id: 2']);
  });

  it('goes on from the line that the page knew', async () => {
    expect((await read(await open({}, 1))).match(/^id: \d+$/gm)).toEqual(['id: 2']);
  });

  it('is refused without a conversation', async () => {
    expect((await room.app.inject('/chat/live')).statusCode).toBe(204);
    expect((await room.app.inject({ url: '/chat/live', cookies: { pg: 'A'.repeat(22) } })).statusCode).toBe(
      204,
    );
  });

  it('ends at once when the server closes', async () => {
    const answer = await open();
    await Promise.race([room.app.close(), pause(1500).then(() => Promise.reject(new Error('still open')))]);
    expect(await read(answer)).toContain('event: answers');
  });
});
