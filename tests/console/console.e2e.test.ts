import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../kit/authenticator.ts';
import { browserLaunchMs, type OpenBrowser, openBrowser, type Visit } from '../kit/browser.ts';
import { phoneTests } from './phones.ts';
import { fillCase, openScene, passphrase, type Scene } from './scene.ts';

let scene: Scene;
let browser: OpenBrowser;
let origin: string;
let visits: Visit[] = [];
beforeAll(async () => {
  browser = await openBrowser();
  scene = await openScene();
  await scene.app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(scene.app.server.address() as AddressInfo).port}`;
}, browserLaunchMs);
afterEach(async () => {
  for (const visit of visits) await visit.leave();
  visits = [];
});
afterAll(async () => {
  await browser.close();
  await scene.close();
});

async function come(options: Parameters<OpenBrowser['visit']>[0] = {}): Promise<Visit> {
  const visit = await browser.visit(options);
  visits.push(visit);
  return visit;
}

/** A phone on which the first supervisor is signed in. */
async function signedIn(options: Parameters<OpenBrowser['visit']>[0] = {}): Promise<Visit> {
  const visit = await come(options);
  await visit.page
    .context()
    .addCookies([{ name: 'suar_session', value: scene.house.token, url: `${origin}/console` }]);
  return visit;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const foreign = ({ requests }: Visit) => requests.filter((url) => new URL(url).origin !== origin);
/** The page's stream is open: from now on it hears what happens. */
const watches = (page: Page, path: string) =>
  page.waitForResponse((response) => response.url().includes(path));
const topOf = (page: Page, caseId: string) =>
  page.locator(`#card-${caseId}`).evaluate((card) => Math.round(card.getBoundingClientRect().top));

describe('a counsellor on a phone', () => {
  it('signs in, takes who waits, answers, and reads the answer, on pages that come alive by themselves', async () => {
    const visit = await come();
    const { page } = visit;
    await page.goto(`${origin}/console`);
    await page.getByLabel('Nama').fill('Ibu Rahel');
    await page.getByLabel('Kata sandi').fill(passphrase);
    await button(page, 'Masuk').click();
    // The code of her app, a step after the one that she enrolled with.
    scene.house.clock.advance(60_000);
    await page.locator('[name=code]').fill(codeAt(scene.house.appSecret, scene.house.clock.now()));
    const streaming = watches(page, '/console/live');
    await page.locator('form:has([name=code]) button').click();
    await page.getByText('Tidak ada yang menunggu').waitFor();
    await streaming;
    await scene.danger('e2e-1', 'saya disekap, tolong saya');
    await page.getByText('saya disekap, tolong saya').waitFor();
    expect(await page.title()).toBe('(1) Catatan');
    const live = watches(page, '/live');
    await button(page, 'Ambil').click();
    await live;
    await page.getByText('Kamu: 3:00 lagi').waitFor();
    await page.getByLabel('Tulis untuk orangnya').fill('Saya di sini. Aman untuk menulis?');
    await button(page, 'Kirim').click();
    await page.getByText('menunggu terkirim').waitFor();
    await scene.engine.settle();
    await page
      .locator('.ours', { hasText: 'Saya di sini.' })
      .getByText('terkirim', { exact: true })
      .waitFor();
    expect(scene.engine.heard('e2e-1')).toContain('Saya di sini. Aman untuk menulis?');
    await page.getByLabel('Tulis untuk orangnya').fill('setengah kali');
    await scene.engine.hear('e2e-1', 'aman, dia tidur');
    await scene.engine.settle();
    await page.getByText('aman, dia tidur').waitFor();
    expect(await page.getByLabel('Tulis untuk orangnya').inputValue()).toBe('setengah kali');
    expect(visit.troubles).toEqual([]);
    expect(foreign(visit)).toEqual([]);
  });

  it('never has moved under her thumb what she is about to touch', async () => {
    const first = await scene.danger('thumb-1', 'saya disekap satu');
    for (const name of ['dua', 'tiga', 'empat', 'lima', 'enam']) {
      // Equal waits stand in no order.
      scene.house.clock.advance(1_000);
      await scene.danger(`thumb-${name}`, `saya disekap ${name}`);
    }
    const { page } = await signedIn();
    const streaming = watches(page, '/console/live');
    await page.goto(`${origin}/console`);
    await streaming;
    await page.mouse.move(180, 400);
    await page.mouse.wheel(0, (await topOf(page, first)) - 80);
    await expect.poll(() => topOf(page, first)).toBeLessThan(90);
    const before = await topOf(page, first);
    // It waits since an hour ago, so it comes in on top of all.
    scene.house.clock.advance(-60 * 60_000);
    const older = await scene.danger('thumb-older', 'saya disekap, paling lama');
    scene.house.clock.advance(60 * 60_000);
    await button(page, 'Darurat baru di atas').waitFor();
    // A card's height has fractions of a pixel, scrolling has not.
    expect(Math.abs((await topOf(page, first)) - before)).toBeLessThanOrEqual(2);
    expect(await topOf(page, older)).toBeLessThan(56);
    await button(page, 'Darurat baru di atas').click();
    await expect.poll(() => topOf(page, older)).toBeGreaterThan(56);
    expect(await button(page, 'Darurat baru di atas').isVisible()).toBe(false);
  });

  it('loses no word on a bad line, and sends none twice', async () => {
    const caseId = await scene.danger('line-1', 'saya disekap di kapal');
    const { page } = await signedIn();
    await page.goto(`${origin}/console/cases/${caseId}`);
    await button(page, 'Ambil kasus ini').click();
    await page.getByLabel('Tulis untuk orangnya').fill('Kami mencari jalan.');
    // The words arrive, their answer does not.
    await page.route('**/say', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await button(page, 'Kirim').click();
    await page.getByText('Tulisanmu masih di sini; tekan Kirim lagi').waitFor();
    expect(await page.getByLabel('Tulis untuk orangnya').inputValue()).toBe('Kami mencari jalan.');
    await page.unroute('**/say');
    await button(page, 'Kirim').click();
    await expect.poll(() => page.getByLabel('Tulis untuk orangnya').inputValue()).toBe('');
    await scene.engine.settle();
    expect(scene.engine.heard('line-1').filter((text) => text === 'Kami mencari jalan.')).toHaveLength(1);
  });

  it('closes a case over words that came while its menu was open, once they stand on the page', async () => {
    const caseId = await scene.danger('seen-1', 'saya disekap di kapal lain');
    const { page } = await signedIn();
    await page.goto(`${origin}/console/cases/${caseId}`);
    await button(page, 'Ambil kasus ini').click();
    await page.getByText('Tindakan').click();
    await page.getByText('Tutup kasus', { exact: true }).click();
    await page.getByLabel('Alasan menutup').selectOption('selesai');
    await scene.engine.hear('seen-1', 'dia sudah pergi');
    await scene.engine.settle();
    await page.locator('#talk', { hasText: 'dia sudah pergi' }).waitFor();
    expect(await page.getByLabel('Alasan menutup').inputValue()).toBe('selesai');
    await button(page, 'Tutup kasus ini').click();
    await page.getByText('Yang barusan berat.').waitFor();
  });

  it('keeps what she types: over a reload, in a dead zone, in a note that never goes out', async () => {
    const caseId = await scene.danger('typed-1', 'saya disekap di gubuk');
    const { page } = await signedIn();
    await page.goto(`${origin}/console/cases/${caseId}`);
    await button(page, 'Ambil kasus ini').click();
    const box = page.getByLabel('Tulis untuk orangnya');
    await page.getByText('Kalimat siap').click();
    await page.locator('[data-quick]', { hasText: 'Aman sekarang?' }).first().click();
    expect(await box.inputValue()).toMatch(/^Sekarang aman untuk menulis\?/);
    await page.locator('#composer').getByText('Tersimpan', { exact: true }).waitFor();
    await page.reload();
    expect(await box.inputValue()).toMatch(/^Sekarang aman untuk menulis\?/);
    await page.route('**/draft', (route) => route.abort());
    await box.fill('tanpa sinyal');
    await page.locator('#composer').getByText('Belum tersimpan, menunggu jaringan').waitFor();
    await page.unroute('**/draft');
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.locator('#composer').getByText('Tersimpan', { exact: true }).waitFor();
    await page.getByText('Catatan tim', { exact: true }).click();
    await page.getByLabel('Catatan untuk tim').fill('ibunya di Ende');
    await button(page, 'Simpan catatan tim').click();
    await page.locator('.note-line', { hasText: 'ibunya di Ende' }).waitFor();
    expect(await box.inputValue()).toBe('tanpa sinyal');
    await scene.engine.settle();
    expect(scene.engine.heard('typed-1').join()).not.toMatch(/Ende|sinyal|aman untuk menulis/);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  });

  it('is gone at once with Esc, and Back shows nothing of it', async () => {
    const { page } = await signedIn();
    await page.route('https://www.google.com/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'cuaca' }),
    );
    await page.goto(`${origin}/console/more`);
    const entries = await page.evaluate('history.length');
    await page.keyboard.press('Escape');
    await page.waitForURL('https://www.google.com/search?q=cuaca');
    expect(await page.evaluate('history.length')).toBe(entries);
  });

  it('does everything without a script too', async () => {
    await scene.danger('plain-1', 'saya disekap tanpa skrip');
    const { page } = await signedIn({ javaScriptEnabled: false });
    await page.goto(`${origin}/console`);
    await page.locator('.card', { hasText: 'tanpa skrip' }).getByRole('button', { name: 'Ambil' }).click();
    await scene.engine.settle();
    await page.getByLabel('Tulis untuk orangnya').fill('Halo dari HP lama.');
    await button(page, 'Kirim').click();
    await page.getByText('Tulisanmu tersimpan').waitFor();
    await scene.engine.settle();
    await page.reload();
    await page.locator('.ours', { hasText: 'Halo dari HP lama.' }).waitFor();
    const last = page.locator('#talk li').last();
    const box = await last.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(740);
    await page.getByLabel('Tulis untuk orangnya').fill('belum selesai');
    await button(page, 'Simpan dulu').first().click();
    expect(await page.getByLabel('Tulis untuk orangnya').inputValue()).toBe('belum selesai');
    await page.getByText('Tindakan').click();
    await page.getByText('Tutup kasus', { exact: true }).click();
    await page.getByLabel('Alasan menutup').selectOption('selesai');
    await button(page, 'Tutup kasus ini').click();
    await page.getByText('Kasus ditutup.').waitFor();
    expect(scene.engine.heard('plain-1').filter((text) => text === 'Halo dari HP lama.')).toHaveLength(1);
  });
});

describe('every page', () => {
  it.each([
    ['dark', { width: 360, height: 740 }],
    ['light', { width: 1280, height: 800 }],
  ] as const)('in the %s at %o can be read and worked by everybody (axe)', async (theme, viewport) => {
    const caseId = await scene.danger(`axe-${theme}-${viewport.width}`, 'saya disekap di sini');
    const visit = await signedIn({ viewport, colorScheme: theme });
    await visit.page.context().addCookies([{ name: 'suar_tema', value: theme, url: `${origin}/console` }]);
    const held = await fillCase(scene, `axe-held-${theme}`);
    const paths = ['', '/talks', '/team', '/more', '/recovery', `/cases/${caseId}`, '/nothing', '/join/x'];
    paths.push('/alarm', '/alarm/AAAAAAAAAAAAAAAAAAAAAA', `/cases/${held}?open`);
    paths.push('/factors', '/pin', `/team/${(await scene.signedIn()).member.id}`, `/cases/${held}/readers`);
    paths.push('/organisation', '/readiness', '/numbers', '/acts', '/wishes', '/night-card');
    paths.push('/campaigns', '/recovery/change');
    // On a wide screen those whose layout is another there; the rest is one column on both.
    const isOther = (path: string) => viewport.width < 900 || /^(\/talks|\/team|\/cases.*)?$/.test(path);
    for (const path of paths.filter(isOther)) {
      await visit.page.goto(`${origin}/console${path}`);
      if (path.startsWith('/cases') && !path.endsWith('/readers') && viewport.width > 900)
        await visit.page.locator('.side-card').first().waitFor();
      // The menu with an act in it, and the note over the talk.
      if (path.endsWith('?open'))
        for (const summary of ['#note > summary', '#menu > summary', '.act > summary'])
          await visit.page.locator(summary).first().click();
      const { violations } = await new AxeBuilder({ page: visit.page }).analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)]);
      expect(found, path).toEqual([]);
      const wide = await visit.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide, path).toBeLessThanOrEqual(viewport.width);
    }
    expect(visit.troubles.filter((text) => !text.includes('404'))).toEqual([]);
    expect(foreign(visit)).toEqual([]);
  });
});

phoneTests(() => ({ scene, origin, come, signedIn }));
