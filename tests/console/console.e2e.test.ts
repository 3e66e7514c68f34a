import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserLaunchMs, type OpenBrowser, openBrowser, type Visit } from '../kit/browser.ts';
import { openScene, passphrase, type Scene } from './scene.ts';

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
    const streaming = watches(page, '/console/live');
    await button(page, 'Masuk').click();
    await page.getByText('Tidak ada yang menunggu').waitFor();
    await streaming;
    await scene.danger('e2e-1', 'saya disekap, tolong saya');
    await page.getByText('saya disekap, tolong saya').waitFor();
    expect(await page.title()).toBe('(1) Catatan');
    const live = watches(page, '/live');
    await button(page, 'Ambil').click();
    await live;
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
    await page.getByLabel('Alasan menutup').selectOption('selesai');
    await scene.engine.hear('seen-1', 'dia sudah pergi');
    await scene.engine.settle();
    await page.locator('#talk', { hasText: 'dia sudah pergi' }).waitFor();
    expect(await page.getByLabel('Alasan menutup').inputValue()).toBe('selesai');
    await button(page, 'Tutup kasus').click();
    await page.getByText('Kasus ditutup.').waitFor();
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
    await page.getByText('Semua jawaban').click();
    await page.getByText('Belum selesai menjawab').waitFor();
    await page.getByText('Tindakan').click();
    await page.getByLabel('Alasan menutup').selectOption('selesai');
    await button(page, 'Tutup kasus').click();
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
    const paths = ['', '/talks', '/team', '/more', '/recovery', `/cases/${caseId}`, '/nothing', '/join/x'];
    for (const path of paths) {
      await visit.page.goto(`${origin}/console${path}`);
      if (path.startsWith('/cases') && viewport.width > 900)
        await visit.page.locator('.side-card').first().waitFor();
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
