import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../../src/channels/web/deps.ts';
import { browse, happenedIn, nonceOf } from './plain-browser.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.stop());
beforeEach(() => {
  room.kept.length = 0;
});

const boundary = 'x'.repeat(20);

/** A form with a file, as a browser writes it. */
function multipart(fields: Record<string, string>, file?: Buffer): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Ibu Sari KTP.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const end = Buffer.from(`--${boundary}--\r\n`);
  if (!file) return Buffer.concat([Buffer.from(parts.join('')), end]);
  return Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from('\r\n'), end]);
}

const send = (jar: Record<string, string>, payload: Buffer, headers: Record<string, string> = {}) =>
  room.app.inject({
    method: 'POST',
    url: '/chat/file',
    cookies: jar,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    payload,
  });
const picture = Buffer.alloc(2_000, 7);

describe('a file on the page', () => {
  test('is asked about first: only a clear no brings something to choose it with', async () => {
    const { get } = browse(room);
    const question = await get('/chat/file');
    expect(question.body).toContain('Apakah ada tubuh tanpa pakaian, atau anak,');
    expect(question.body).not.toContain('type="file"');
    const yes = await get('/chat/file?in=yes');
    expect(yes.body).not.toContain('type="file"');
    expect(yes.body).toContain('PETUGAS');
    const no = await get('/chat/file?in=no');
    expect(no.body).toContain('type="file"');
    expect(no.body).toContain('action="/chat/leave"');
    expect(room.kept).toEqual([]);
  });

  test('is kept once, by a form that needs no script, and its name is not looked at', async () => {
    const { get } = browse(room);
    const nonce = nonceOf((await get('/chat/file?in=no')).body);
    const form = multipart({ nonce, in: 'no' }, picture);
    const first = await send({}, form);
    expect([first.statusCode, first.headers.location]).toEqual([303, '/chat']);
    const [cookie] = first.cookies;
    expect(cookie).toMatchObject({ name: 'pg', httpOnly: true });
    await send({ pg: cookie?.value ?? '' }, form);
    expect(happenedIn(room).map(({ type }) => type)).toEqual(['inbound.start', 'inbound.media']);
    expect(happenedIn(room)[1]).toMatchObject({ media: 'photo', judged: 'no', bytes: 2_000, reference: '' });
    expect(JSON.stringify(room.kept) + room.logLines.join('')).not.toMatch(/Sari|KTP/);
  });

  test('without the answer, without a file or without our form is not kept', async () => {
    const nonce = 'n'.repeat(32);
    const wrong = [
      multipart({ nonce }, picture),
      multipart({ nonce, in: 'yes' }, picture),
      multipart({ nonce, in: 'no' }),
      multipart({ nonce, in: 'no' }, Buffer.alloc(0)),
      multipart({ nonce: 'short', in: 'no' }, picture),
      Buffer.from('no form at all'),
    ];
    for (const form of wrong) expect((await send({}, form)).statusCode).toBe(400);
    const foreign = await send({}, multipart({ nonce, in: 'no' }, picture), {
      'sec-fetch-site': 'cross-site',
    });
    expect(foreign.statusCode).toBe(403);
    expect(room.kept).toEqual([]);
  });

  test('that is too large or of no kind we keep is refused kindly, and the way to choose stays', async () => {
    const nonce = 'm'.repeat(32);
    const large = await send({}, multipart({ nonce, in: 'no' }, Buffer.alloc(limits.fileBytesMax + 1)));
    expect([large.statusCode, large.body]).toEqual([413, expect.stringContaining('terlalu besar')]);
    const odd = await send({}, multipart({ nonce, in: 'no' }, Buffer.alloc(5, 1)));
    expect([odd.statusCode, odd.body]).toEqual([422, expect.stringContaining('Jenis berkas itu')]);
    expect(odd.body).toContain('type="file"');
    expect(room.kept).toEqual([]);
  });

  test('that could not be kept is said so, and nothing pretends that it was', async () => {
    const away = await openRoom({
      deps: { keepFile: async () => Promise.reject(new Error('connection refused')) },
    });
    const answer = await away.app.inject({
      method: 'POST',
      url: '/chat/file',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: multipart({ nonce: 'k'.repeat(32), in: 'no' }, picture),
    });
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('belum tersimpan')]);
    await away.stop();
  });

  test('that is on its way when the page is left does not bring the conversation back to the browser', async () => {
    let finish = () => {};
    let isKeeping = false;
    const slow = await openRoom({
      deps: {
        keepFile: async () => {
          isKeeping = true;
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return 'kept';
        },
      },
    });
    const her = browse(slow);
    await her.tell({ nonce: 'n'.repeat(22), text: 'halo' });
    const upload = slow.app.inject({
      method: 'POST',
      url: '/chat/file',
      cookies: { ...her.jar },
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: multipart({ nonce: 'f'.repeat(32), in: 'no' }, picture),
    });
    const isUploading = () => expect(isKeeping).toBe(true);
    await vi.waitFor(isUploading, { timeout: 20_000 });
    await her.post('/chat/leave', { nonce: 'm'.repeat(22) });
    expect(her.jar).toEqual({});
    finish();
    const answer = await upload;
    expect(answer.statusCode).toBe(303);
    expect(answer.cookies).toEqual([]);
    await slow.stop();
  });

  test('that is sent after leaving, the mark being in the browser, is answered without a page or a cookie', async () => {
    const answer = await send({ pgx: '1' }, multipart({ nonce: 'h'.repeat(32), in: 'no' }, picture));
    expect([answer.statusCode, answer.cookies]).toEqual([204, []]);
    expect(happenedIn(room)).toHaveLength(2);
  });

  test('may come six times a minute from one browser', async () => {
    const jar = { pg: 'b'.repeat(22) };
    const nonce = (at: number) => `${at}`.padStart(32, 'q');
    const answers: number[] = [];
    for (let at = 0; at <= limits.filesPerBrowser; at += 1)
      answers.push((await send(jar, multipart({ nonce: nonce(at), in: 'no' }, picture))).statusCode);
    expect(answers).toEqual([...Array.from({ length: limits.filesPerBrowser }, () => 303), 429]);
  });
});
