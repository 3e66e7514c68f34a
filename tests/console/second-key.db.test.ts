import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../kit/authenticator.ts';
import { type Browser, openScene, passphrase, type Scene, seen, setUpApp, tokenIn } from './scene.ts';

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

describe('the second key', () => {
  it('is asked on every way in, and a wrong one says what to do', async () => {
    const browser = scene.browser();
    await browser.press('/console/sign-in', right, signIn);
    const page = (await browser.get('/console/factors')).body;
    expect(seen(page)).toContain('Kata sandi benar. Sekarang kunci kedua.');
    expect(page).not.toContain('id="secret"');
    const wrong = await browser.press('/console/factors/code', { code: '000000' }, { csrf: tokenIn(page) });
    expect([wrong.status, seen(wrong.body).includes('Belum cocok')]).toEqual([401, true]);
    for (const path of ['/console', '/console/team', '/console/more', '/console/pin'])
      expect((await browser.get(path)).to?.split('?')[0], path).toBe('/console/factors');
    expect((await browser.get('/console/sign-in')).to).toBe('/console/factors');
    expect(await prove(browser)).toBe('/console');
  });

  it('cannot be put beside the first by a passphrase alone', async () => {
    const browser = scene.browser();
    await browser.press('/console/sign-in', right, signIn);
    const csrf = tokenIn((await browser.get('/console/factors')).body);
    const code = '123456';
    expect((await browser.press('/console/factors/app', { code }, { csrf })).status).toBe(401);
    const answer = JSON.stringify({ id: 'x', response: {} });
    const made = await browser.press('/console/factors/passkey', { answer, name: 'x' }, { csrf });
    expect(made.status).toBe(401);
    expect((await browser.get('/console')).to).toBe('/console/factors');
  });

  it('comes back to the case that was asked for', async () => {
    const id = '3d6f0a4e-5f0c-4f0e-9a3c-0c1d2e3f4a5b';
    const next = `/console/cases/${id}`;
    const browser = scene.browser();
    expect((await browser.press('/console/sign-in', { ...right, next }, signIn)).to).toBe(next);
    const door = String((await browser.get(next)).to);
    expect(door).toBe(`/console/factors?next=${encodeURIComponent(next)}`);
    expect((await browser.get(door)).body).toContain(`name="next" value="${next}"`);
  });

  it('is listed inside, more can be added, and the last one stays', async () => {
    const browser = await scene.supervisor();
    // Rows keep the minute, and opening the page already begins the next app: within one, nobody could say which of
    // the two came first.
    scene.house.clock.advance(60_000);
    const page = (await browser.get('/console/factors')).body;
    expect(seen(page)).toContain('Aplikasi kode');
    expect(page).not.toContain('/remove"');
    expect(await setUpApp(browser, scene.house.clock.now())).toBe('/console/factors?notice=factorAdded');
    const two = (await browser.get('/console/factors')).body;
    const [first, second] = [...two.matchAll(/action="(\/console\/factors\/[\da-f-]+\/remove)"/g)].map(
      ([, path = '']) => path,
    );
    expect((await browser.press(second ?? '')).to).toBe('/console/factors?notice=factorRemoved');
    expect((await browser.press(first ?? '')).to).toBe('/console/factors?notice=factorLast');
  });
});

describe('the lock', () => {
  const pin = '280919';

  /** A fresh sign-in with a PIN for the shift. */
  async function withPin(): Promise<Browser> {
    const browser = scene.browser();
    await browser.press('/console/sign-in', right, signIn);
    await prove(browser);
    for (const weak of ['123456', '000000', '12345', 'abcdef'])
      expect((await browser.press('/console/pin', { pin: weak })).status, weak).toBe(422);
    expect((await browser.press('/console/pin', { pin })).to).toBe('/console/more?notice=pinSet');
    return browser;
  }

  it('shows nothing of a case until it is opened, and leads back to where she was', async () => {
    const caseId = await scene.danger('lock-1', 'saya disekap di mess, dia pegang parang');
    const browser = await withPin();
    const page = `/console/cases/${caseId}`;
    expect((await browser.get(page)).body).toContain('parang');
    expect((await browser.press('/console/lock', { back: page })).to).toBe(
      `/console/unlock?next=${encodeURIComponent(page)}`,
    );
    for (const path of [
      '/console',
      page,
      `${page}/part`,
      `${page}/live`,
      '/console/queue',
      '/console/live',
    ]) {
      const answer = await browser.get(path);
      expect([answer.status, answer.to?.split('?')[0], answer.body], path).toEqual([
        303,
        '/console/unlock',
        '',
      ]);
    }
    expect((await browser.get('/console/factors')).to).toBe('/console/unlock');
    const door = await browser.get(`/console/unlock?next=${encodeURIComponent(page)}`);
    expect(seen(door.body)).not.toMatch(/parang|Ibu Rahel|Antrean/);
    const opened = await browser.press(
      '/console/unlock/pin',
      { pin, next: page },
      { csrf: tokenIn(door.body) },
    );
    expect(opened.to).toBe(page);
    expect((await browser.get(page)).body).toContain('parang');
  });

  it('takes five wrong PINs, then only the passphrase', async () => {
    const browser = await withPin();
    await browser.press('/console/lock');
    const unlock = { page: '/console/unlock' };
    for (const left of ['4', '3', '2', '1'])
      expect(seen((await browser.press('/console/unlock/pin', { pin: '999998' }, unlock)).body)).toContain(
        `Sisa ${left} kali`,
      );
    const last = await browser.press('/console/unlock/pin', { pin: '999998' }, unlock);
    expect(seen(last.body)).toContain('PIN dimatikan');
    expect(last.body).not.toContain('name="pin"');
    expect((await browser.press('/console/unlock/pin', { pin }, unlock)).status).toBe(401);
    const wrong = await browser.press('/console/unlock/passphrase', { passphrase: 'bukan' }, unlock);
    expect(wrong.status).toBe(401);
    expect((await browser.press('/console/unlock/passphrase', { passphrase }, unlock)).to).toBe('/console');
    expect((await browser.get('/console')).status).toBe(200);
  });

  it('is not opened by a code from the phone that lies beside it', async () => {
    const browser = await withPin();
    await browser.press('/console/lock');
    scene.house.clock.advance(30_000);
    const code = codeAt(scene.house.appSecret, scene.house.clock.now());
    const csrf = tokenIn((await browser.get('/console/unlock')).body);
    expect((await browser.press('/console/factors/code', { code }, { csrf })).to).toBe('/console/unlock');
    expect((await browser.get('/console')).to).toBe('/console/unlock');
  });
});
