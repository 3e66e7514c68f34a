import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registerConsole } from '../../src/console/app.ts';
import { createServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';
import { makeSetUpLink } from '../../src/store/set-up.ts';
import { codeAt } from '../kit/authenticator.ts';
import { openHouse } from '../store/team.ts';
import {
  type Browser,
  openScene,
  passphrase,
  type Scene,
  seen,
  setCookie,
  setUpApp,
  tokenIn,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const signIn = { page: '/console/sign-in' };
const right = { name: 'ibu rahel', passphrase };

/** Ibu Rahel's second key, at the door. A code counts once, so each proof waits for the next one. */
async function prove(browser: Browser): Promise<string | undefined> {
  scene.house.clock.advance(30_000);
  const code = codeAt(scene.house.appSecret, scene.house.clock.now());
  return (await browser.press('/console/factors/code', { code }, { page: '/console/factors' })).to;
}

describe('signing in', () => {
  it('gives a fresh token in a cookie that no script, no other site and no other path can read', async () => {
    const browser = scene.browser();
    const answer = await browser.press('/console/sign-in', right, signIn);
    expect([answer.status, answer.to]).toEqual([303, '/console']);
    // Half way in: nothing of the inside before the second key.
    expect((await browser.get('/console')).to).toBe('/console/factors');
    await prove(browser);
    const cookie = String(setCookie(answer, 'suar_session'));
    expect(cookie).toMatch(/; Path=\/console; HttpOnly; SameSite=Strict$/);
    expect(seen((await browser.get('/console')).body)).toContain('Tidak ada yang menunggu');
  });

  it('never keeps a token that came in from outside', async () => {
    const browser = scene.browser();
    const planted = 'A'.repeat(43);
    browser.cookies.set('suar_session', planted);
    await browser.press('/console/sign-in', right, signIn);
    expect(browser.cookies.get('suar_session')).toMatch(/^[\w-]{43}$/);
    expect(browser.cookies.get('suar_session')).not.toBe(planted);
    const other = scene.browser();
    other.cookies.set('suar_session', planted);
    expect((await other.get('/console')).to).toBe('/console/sign-in');
  });

  it('marks the cookie for https alone when the line is https', async () => {
    const browser = scene.browser({ headers: { 'x-forwarded-proto': 'https' } });
    const answer = await browser.press('/console/sign-in', right, signIn);
    expect(setCookie(answer, 'suar_session')).toContain('; Secure');
  });

  it('says that name and passphrase do not match without saying which, and keeps only the name', async () => {
    const pages = await Promise.all(
      [
        { name: 'Ibu Rahel', passphrase: 'bukan ini sama sekali' },
        { name: 'Tidak Ada', passphrase },
      ].map(async (typed) => ({
        typed,
        ...(await scene.browser().press('/console/sign-in', typed, signIn)),
      })),
    );
    for (const { status, body, typed } of pages) {
      expect(status).toBe(401);
      expect(seen(body)).toContain('Nama dan kata sandi itu tidak cocok');
      expect(body).toContain(`value="${typed.name}"`);
      expect(body).not.toContain(typed.passphrase);
      expect(body).not.toContain('suar_session');
    }
  });

  it('makes a guesser wait, and says how long', async () => {
    const browser = scene.browser();
    const wrong = { name: 'Si Penebak', passphrase: 'bukan ini sama sekali' };
    const first = await browser.get('/console/sign-in');
    let last = await browser.press('/console/sign-in', wrong, { csrf: tokenIn(first.body) });
    for (let tries = 0; tries < 11 && last.status !== 429; tries += 1)
      last = await browser.press('/console/sign-in', wrong, { csrf: tokenIn(first.body) });
    expect(last.status).toBe(429);
    expect(seen(last.body)).toMatch(/Tunggu \d+ menit/);
  });

  it('comes back to the case that was asked for, and nowhere outside the console', async () => {
    const id = '3d6f0a4e-5f0c-4f0e-9a3c-0c1d2e3f4a5b';
    const door = String((await scene.browser().get(`/console/cases/${id}`)).to);
    expect(door).toBe(`/console/sign-in?next=${encodeURIComponent(`/console/cases/${id}`)}`);
    expect((await scene.browser().get(door)).body).toContain(`name="next" value="/console/cases/${id}"`);
    for (const next of ['https://jahat.example/', '//jahat.example', '/console/../chat', '/chat']) {
      const answer = await scene.browser().press('/console/sign-in', { ...right, next }, signIn);
      expect(answer.to, next).toBe('/console');
    }
  });

  it('ends with a token that opens nothing any more', async () => {
    const browser = scene.browser();
    await browser.press('/console/sign-in', right, signIn);
    await prove(browser);
    const token = String(browser.cookies.get('suar_session'));
    expect((await browser.press('/console/sign-out')).to).toBe('/console/sign-in?notice=signedOut');
    expect(browser.cookies.has('suar_session')).toBe(false);
    const again = scene.browser();
    again.cookies.set('suar_session', token);
    expect((await again.get('/console')).to).toBe('/console/sign-in');
  });
});

describe('a line that is not locked', () => {
  const far = { remoteAddress: '203.0.113.9' };

  it('is refused at every door, with the reason and before anything is looked at', async () => {
    const browser = scene.browser(far);
    for (const door of [
      '/console/sign-in',
      `/console/setup/${'x'.repeat(43)}`,
      `/console/join/${'x'.repeat(43)}`,
    ]) {
      const answer = await browser.get(door);
      expect(answer.status, door).toBe(403);
      expect(seen(answer.body), door).toContain('sambungan ini tidak terkunci');
      expect(answer.body, door).not.toContain('type="password"');
    }
    const near = scene.browser();
    const csrf = tokenIn((await near.get('/console/sign-in')).body);
    for (const [name, value] of near.cookies) browser.cookies.set(name, value);
    const answer = await browser.press('/console/sign-in', right, { csrf });
    expect([answer.status, browser.cookies.has('suar_session')]).toEqual([403, false]);
  });

  it('is no line at all once the operator’s own https address stands before us', async () => {
    const own = await openScene('https://suar.example');
    const ask = (headers: Record<string, string>) =>
      own
        // Through a proxy of this machine; who comes without one is refused whatever she claims.
        .browser({ headers: { 'x-forwarded-for': far.remoteAddress, ...headers } })
        .get('/console/sign-in')
        .then(({ status }) => status);
    expect(await ask({ host: 'suar.example' })).toBe(200);
    expect(await ask({ host: 'suar.example', 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await ask({ host: 'suar.example:3000' })).toBe(403);
    const direct = own.browser({ ...far, headers: { host: 'suar.example', 'x-forwarded-proto': 'https' } });
    expect((await direct.get('/console/sign-in')).status).toBe(403);
    await own.close();
  });

  it('lets one source try only so often', async () => {
    const browser = scene.browser({ remoteAddress: '203.0.113.77' });
    const statuses: number[] = [];
    for (let tries = 0; tries < 31; tries += 1)
      statuses.push((await browser.press('/console/sign-in', right, { csrf: 'x' })).status);
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([403]));
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a link to join', () => {
  const fields = { name: 'Sari', passphrase, again: passphrase };
  const link = async () =>
    `/console/join/${await scene.house.invite(await scene.signedIn(), ['counsellor'])}`;

  it('greets, takes a passphrase twice, and opens the queue', async () => {
    const path = await link();
    const browser = scene.browser();
    expect(seen((await browser.get(path)).body)).toContain('Halo, Tamu');
    const answer = await browser.press(path, fields, { page: path });
    expect([answer.status, answer.to]).toEqual([303, '/console']);
    expect(seen((await browser.get('/console/factors')).body)).toContain('Satu langkah lagi');
    expect(await setUpApp(browser, scene.house.clock.now())).toBe('/console');
    expect((await browser.get('/console')).status).toBe(200);
    expect((await scene.browser().get(path)).status).toBe(404);
  });

  it('says what to put right, keeps the name, and stays usable', async () => {
    const path = await link();
    const browser = scene.browser();
    const tries: [Partial<typeof fields>, string][] = [
      [{ again: 'lain sama sekali ini' }, 'Dua kata sandi itu berbeda'],
      [{ passphrase: 'pendek', again: 'pendek' }, 'terlalu pendek'],
      [{ name: '   ' }, 'Nama belum diisi'],
      [{ name: 'IBU RAHEL' }, 'Sudah ada rekan dengan nama itu'],
    ];
    for (const [change, words] of tries) {
      const answer = await browser.press(path, { ...fields, name: 'Dewi', ...change }, { page: path });
      expect(answer.status, words).toBe(422);
      expect(seen(answer.body)).toContain(words);
      expect(answer.body).not.toContain(passphrase);
    }
    expect((await browser.press(path, { ...fields, name: 'Dewi' }, { page: path })).to).toBe('/console');
  });
});

describe('the set-up link', () => {
  let close = async () => {};
  afterEach(() => close());

  it('makes the first supervisor, shows the recovery key once, and wants it typed back', async () => {
    const house = await openHouse();
    const secret = await house.does((tx) => makeSetUpLink(tx, house.deps));
    const app = await createServer({
      log: silentLog,
      canCommit: async () => true,
      degradedBy: async () => [],
    });
    registerConsole(app, {
      db: house.db,
      store: house.deps,
      log: silentLog,
      clock: house.clock,
      appendErasure: () => {},
    });
    await app.ready();
    close = async () => {
      await app.close();
      await house.close();
    };
    const jar = new Map<string, string>();
    const ask = async (method: 'GET' | 'POST', url: string, fields?: Record<string, string>) => {
      const answer = await app.inject({
        method,
        url,
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
      });
      for (const { name, value } of answer.cookies) jar.set(name, value);
      return answer;
    };
    const path = `/console/setup/${secret}`;
    const typed = { name: 'Ibu Rahel', chatName: 'Toko Melati', passphrase, again: passphrase };
    expect(seen((await ask('GET', '/console/sign-in')).body)).toContain('Suar belum disiapkan');
    const csrf = tokenIn((await ask('GET', path)).body);
    expect((await ask('POST', path, { csrf, ...typed, chatName: ' ' })).statusCode).toBe(422);
    const done = await ask('POST', path, { csrf, ...typed });
    const key = /<output id="key" class="key">([^<]+)</.exec(done.body)?.[1] ?? '';
    expect(key).toMatch(/^[\dA-Z]{4}(-[\dA-Z]{1,4})+$/);
    expect((await ask('POST', path, { csrf: tokenIn(done.body), ...typed })).statusCode).toBe(404);
    expect(seen((await ask('GET', path)).body)).toContain('Tautan ini sudah dipakai');

    const door = await ask('GET', '/console/factors');
    const appSecret = /<output id="secret" class="key">([^<]+)</.exec(door.body)?.[1] ?? '';
    const code = codeAt(appSecret, house.clock.now());
    const inside = await ask('POST', '/console/factors/app', { csrf: tokenIn(door.body), code });
    expect(inside.headers.location).toBe('/console');
    expect(seen((await ask('GET', '/console')).body)).toContain('Kunci pemulihan belum diketik ulang');
    expect((await ask('GET', '/console/recovery')).body).not.toContain(key);
    const page = tokenIn((await ask('GET', '/console/recovery')).body);
    const wrong = await ask('POST', '/console/recovery', { csrf: page, typed: 'AAAA-BBBB' });
    expect([wrong.statusCode, seen(wrong.body).includes('Belum cocok')]).toEqual([422, true]);
    const back = await ask('POST', '/console/recovery', { csrf: page, typed: key.toLowerCase() });
    expect(back.headers.location).toBe('/console?notice=keyConfirmed');
    expect(seen((await ask('GET', '/console')).body)).not.toContain('belum diketik ulang');
  });
});

// Last: it ends the sessions that the others use.
describe('a phone that is lost', () => {
  it('opens nothing any more once she signs out everywhere from another device', async () => {
    const [lost, desk] = [scene.browser(), scene.browser()];
    for (const browser of [lost, desk]) {
      await browser.press('/console/sign-in', right, signIn);
      await prove(browser);
    }
    expect((await lost.get('/console')).status).toBe(200);
    expect((await desk.press('/console/sign-out/everywhere')).to).toBe('/console/sign-in?notice=signedOut');
    for (const browser of [lost, desk]) expect((await browser.get('/console')).to).toBe('/console/sign-in');
  });
});
