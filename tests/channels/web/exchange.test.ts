import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRoom, type Room, text } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.stop());

const typed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

/** A browser without scripts: cookies, links, forms. */
function browse(from = 'id-ID') {
  const jar: Record<string, string> = {};
  const keep = (answer: LightMyRequestResponse) => {
    for (const { name, value, maxAge, expires } of answer.cookies) {
      if (maxAge === 0 || (expires && expires.getTime() <= 0)) delete jar[name];
      else jar[name] = value;
    }
    return answer;
  };
  const get = async (url: string) =>
    keep(
      await room.app.inject({ url, cookies: jar, headers: { 'accept-language': from, accept: 'text/html' } }),
    );
  const post = async (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    keep(
      await room.app.inject({
        method: 'POST',
        url,
        cookies: jar,
        headers: { ...typed, 'accept-language': from, ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
    );
  return { jar, get, post };
}

const nonceOf = (page: string) => /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? 'none';
const linesOf = (page: string) =>
  [...page.matchAll(/<li[^>]*>.*?<p>(.*?)<\/p><\/li>/gs)].map((match) => match[1]);
const tokensOf = (page: string) =>
  [...page.matchAll(/name="token" value="([^"]+)"/g)].map((match) => match[1]);
const happened = () => room.kept.map((one) => one.happened);

describe('before anything is written', () => {
  it('the page shows the opening as the conversation will say it, and stores nothing on either side', async () => {
    const her = browse();
    const page = await her.get('/chat');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Aman untuk chat sekarang?');
    expect(tokensOf(page.body)).toEqual([
      '1.safe',
      '1.inDanger',
      '1.notSafe',
      '1.otherLanguage',
      '1.human',
      '1.leave',
    ]);
    expect(page.cookies).toEqual([]);
    expect(room.kept).toEqual([]);
    expect(room.asked.thread).toBe(0);
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('the page speaks English to an English browser or when asked', async () => {
    expect((await browse('en-GB').get('/chat')).body).toContain('Is it safe to chat now?');
    expect((await browse().get('/chat?lang=en')).body).toContain('Write here');
  });
});

describe('a whole exchange without scripts', () => {
  it('begins with the first words: start and words in one batch, and the reply is on the next page', async () => {
    const her = browse();
    const nonce = nonceOf((await her.get('/chat')).body);
    const sent = await her.post('/chat', { nonce, text: 'tolong saya' });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/chat']);
    expect(happened()).toEqual([
      { type: 'inbound.start', language: 'id' },
      { type: 'inbound.text', text: 'tolong saya' },
    ]);
    const page = await her.get('/chat');
    expect(linesOf(page.body)).toEqual([
      expect.stringContaining('Aman untuk chat sekarang?'),
      'tolong saya',
      'Sudah masuk: tolong saya',
    ]);
    expect(tokensOf(page.body)).toEqual(['2.Lanjut', '2.KELUAR']);
  });

  it('goes on with a tap on the opening, and its language', async () => {
    const her = browse();
    const nonce = nonceOf((await her.get('/chat?lang=en')).body);
    const sent = await her.post('/chat?lang=en', { nonce, token: '1.safe' });
    expect(sent.headers.location).toBe('/chat?lang=en');
    expect(happened()).toEqual([
      { type: 'inbound.start', language: 'en' },
      { type: 'inbound.tap', token: '1.safe' },
    ]);
    const page = await her.get('/chat');
    expect(page.body).toContain('Siapa yang mengalami ini?');
    await her.post('/chat', { nonce: nonceOf(page.body), token: '2.Lewati' });
    expect(happened().slice(2)).toEqual([{ type: 'inbound.tap', token: '2.Lewati' }]);
  });

  it('gives an address that scripts, other sites and other pages cannot read, for this session only', async () => {
    const her = browse();
    const sent = await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
    const cookie = String(sent.headers['set-cookie']);
    expect(cookie).toMatch(/^pg=[\w-]{22}; Path=\/chat; HttpOnly; SameSite=Lax$/);
    expect(room.kept[0]?.address).toBe(her.jar.pg);
  });

  it('makes the address Secure behind https', async () => {
    await room.stop();
    room = await openRoom({ deps: { publicUrl: 'https://catatan.example' } });
    const sent = await browse().post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
    expect(String(sent.headers['set-cookie'])).toContain('; Secure');
  });

  it('shows that a reply is still coming, and a way to look for it', async () => {
    const her = browse();
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
    const before = Date.now();
    await her.post('/chat', { nonce: 'm'.repeat(22), text: 'diam' });
    expect(Date.now() - before).toBeLessThan(3000);
    const page = await her.get('/chat');
    expect(page.body).toContain('Balasan menyusul');
    expect(page.body).toContain('<noscript><p class="note"><a href="">Lihat pesan baru</a>');
  });

  it('waits for a slow reply, also when its wake is lost', async () => {
    await room.stop();
    room = await openRoom({ isDeaf: true });
    room.replyMs = 600;
    const her = browse();
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
    expect((await her.get('/chat')).body).toContain('Sudah masuk: halo');
  });
});

describe('the same form sent twice', () => {
  it('is one message and one conversation, though the first answer and its cookie were lost', async () => {
    const nonce = nonceOf((await browse().get('/chat')).body);
    await browse().post('/chat', { nonce, text: 'tolong' });
    const her = browse();
    await her.post('/chat', { nonce, text: 'tolong' });
    expect(happened()).toHaveLength(2);
    expect(linesOf((await her.get('/chat')).body).filter((line) => line === 'tolong')).toHaveLength(1);
  });

  it('is two messages when the words changed', async () => {
    const her = browse();
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'tolong' });
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'tolong saya' });
    expect(
      happened()
        .slice(1)
        .map((one) => 'text' in one && one.text),
    ).toEqual(['tolong', 'tolong saya']);
  });
});

describe('what is not a message', () => {
  it.each([
    ['an empty form', { nonce: 'n'.repeat(22), text: '  ' }, 303],
    ['a form with no nonce', { text: 'halo' }, 400],
    ['a nonce that could be guessed', { nonce: '1', text: 'halo' }, 400],
    ['a button with an endless token', { nonce: 'n'.repeat(22), token: 'x'.repeat(65) }, 400],
    ['a text beyond the bound', { nonce: 'n'.repeat(22), text: 'a'.repeat(6001) }, 413],
  ])('%s keeps nothing and opens no conversation', async (_what, fields, status) => {
    const sent = await browse().post('/chat', fields);
    expect(sent.statusCode).toBe(status);
    expect(sent.cookies).toEqual([]);
    expect(room.kept).toEqual([]);
  });

  it('a form that another site sends cannot replace the conversation', async () => {
    const sent = await browse().post(
      '/chat',
      { nonce: 'n'.repeat(22), text: 'halo' },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(sent.statusCode).toBe(403);
    expect(sent.cookies).toEqual([]);
    expect(room.kept).toEqual([]);
  });

  it('a text at the bound, line ends and all, is kept whole', async () => {
    const long = `${'a'.repeat(2999)}\r\n${'b'.repeat(3000)}`;
    await browse().post('/chat', { nonce: 'n'.repeat(22), text: long });
    expect(happened()[1]).toEqual({ type: 'inbound.text', text: long.replace('\r\n', '\n') });
  });
});

describe('while the database is away', () => {
  it('what is written is kept, and the page says what it cannot show', async () => {
    const her = browse();
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
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
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'rahasia saya' });
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
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'rahasia saya' });
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
    const left = await browse().post('/chat/leave', { nonce: 'm'.repeat(22) });
    expect(left.headers.refresh).toBe('0;url=/healthz');
    expect(room.kept).toEqual([]);
  });

  it('typed as a word clears the page', async () => {
    const her = browse();
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'rahasia saya' });
    await her.post('/chat', { nonce: 'm'.repeat(22), text: 'KELUAR' });
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
    await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
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

describe('quiet', () => {
  it('means that no log holds a word, an address or a nonce', async () => {
    const her = browse();
    await her.post('/chat', { nonce: 'nonce-nonce-nonce-nonce', text: 'rahasia saya' });
    room.isAway = true;
    await her.get('/chat');
    await her.post('/chat', { nonce: 'm'.repeat(22), text: 'rahasia kedua' });
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
  const urls = [...(await room.app.inject('/chat')).body.matchAll(/(?:src|href)="(\/chat\/[^"]+)"/g)].map(
    (match) => String(match[1]),
  );
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
  await her.post('/chat', { nonce: 'n'.repeat(22), text: 'halo' });
  expect(await room.channel.send({ messageId: 'x', address: String(her.jar.pg), part: text('') })).toEqual({
    is: 'sent',
  });
  await room.say(String(her.jar.pg), text('Saya Rini, petugas. <b>Aman</b> bicara sekarang?'));
  expect((await her.get('/chat')).body).toContain(
    'Saya Rini, petugas. &#60;b&#62;Aman&#60;/b&#62; bicara sekarang?',
  );
});
