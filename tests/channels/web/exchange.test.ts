import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browse as browseIn, happenedIn, linesOf, nonceOf, tokensOf } from './plain-browser.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.stop());

const browse = (from?: string) => browseIn(room, from);
const happened = () => happenedIn(room);

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
    const sent = await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
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
    await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
    await her.tell({ nonce: 'm'.repeat(22), text: 'diam' });
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
    await browse().tell({ nonce, text: 'tolong' });
    const her = browse();
    await her.tell({ nonce, text: 'tolong' });
    expect(happened()).toHaveLength(2);
    expect(linesOf((await her.get('/chat')).body).filter((line) => line === 'tolong')).toHaveLength(1);
  });

  it('is two messages when the words changed', async () => {
    const her = browse();
    await her.tell({ nonce: 'n'.repeat(22), text: 'tolong' });
    await her.tell({ nonce: 'n'.repeat(22), text: 'tolong saya' });
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
    ['a book', { nonce: 'n'.repeat(22), text: 'a'.repeat(60_001) }, 413],
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
    await browse().tell({ nonce: 'n'.repeat(22), text: long });
    expect(happened()[1]).toEqual({ type: 'inbound.text', text: long.replace('\r\n', '\n') });
  });

  it('60 kB of words are kept as several messages, none of them lost or cut, and once', async () => {
    const her = browse();
    const told = Array.from({ length: 8000 }, (_, at) => `kata${at % 1000} \u202e`)
      .join('')
      .slice(0, 60_000);
    const words = told.split(/\s+/).filter(Boolean);
    for (let copy = 0; copy < 2; copy += 1) {
      const sent = await her.tell({ nonce: 'n'.repeat(22), text: told });
      expect(sent.statusCode).toBe(204);
    }
    const texts = happened().flatMap((one) => (one.type === 'inbound.text' ? [one.text] : []));
    expect(texts.join(' ').split(/\s+/)).toEqual(words);
    expect(texts.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...texts.map((text) => [...text].length))).toBeLessThanOrEqual(6000);
  });

  it('60 kB without one space, of faces, are cut between faces', async () => {
    const sent = await browse().tell({ nonce: 'n'.repeat(22), text: '🙂'.repeat(15_000) });
    expect(sent.statusCode).toBe(204);
    const texts = happened().flatMap((one) => (one.type === 'inbound.text' ? [one.text] : []));
    expect(texts.join('')).toBe('🙂'.repeat(15_000));
    for (const text of texts) expect(text).not.toMatch(/\p{Surrogate}/u);
  });
});
