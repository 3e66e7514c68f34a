import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserLaunchMs, type OpenBrowser, openBrowser, type Visit } from '../../kit/browser.ts';
import { listen, openRoom, type Room, text } from './room.ts';

let browser: OpenBrowser;
let room: Room;
let origin: string;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
}, browserLaunchMs);
afterAll(() => browser.close());
beforeEach(async () => {
  room = await openRoom();
  origin = await listen(room);
  visit = await browser.visit();
  page = visit.page;
});
afterEach(async () => {
  await visit.leave();
  await room.stop();
});

const box = () => page.getByLabel('Tulis di sini');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const write = async (words: string) => {
  await box().fill(words);
  await button('Kirim').click();
};
const addressOf = async () => {
  const cookies = await page.context().cookies();
  return String(cookies.find((cookie) => cookie.name === 'pg')?.value);
};
const charactersPerLine = (selector: string) =>
  page.evaluate<number[]>(`(() => {
    const words = document.querySelector('${selector}').firstChild;
    const rows = new Map();
    for (let at = 0; at < words.length; at += 1) {
      const range = document.createRange();
      range.setStart(words, at);
      range.setEnd(words, at + 1);
      const top = Math.round(range.getBoundingClientRect().top);
      rows.set(top, (rows.get(top) ?? 0) + 1);
    }
    return [...rows.values()];
  })()`);

describe('what it is like', () => {
  const schemes = ['light', 'dark'] as const;

  it.each(schemes)('is accessible in %s', async (colorScheme) => {
    const eyes = await browser.visit({ colorScheme });
    page = eyes.page;
    const faults = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    };
    for (const step of ['file', 'file?in=yes', 'file?in=no', 'nowhere']) {
      await page.goto(`${origin}/chat/${step}`);
      expect(await faults(), step).toEqual([]);
    }
    await page.goto(`${origin}/chat`);
    expect(await faults()).toEqual([]);
    await button('Ya, aman').click();
    await page.getByText('Siapa yang mengalami ini?').waitFor();
    await page.context().setOffline(true);
    await write('halo');
    await page.getByText('Belum tersambung').waitFor();
    expect(await faults()).toEqual([]);
    await eyes.leave();
  });

  it('fits a phone of 360 px: lines of at most 34 characters, buttons of 48 px, nothing to scroll sideways', async () => {
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk').waitFor();
    await room.say(
      await addressOf(),
      text(
        'Terima kasih sudah menulis. Mungkin Anda sedang tidak aman, jadi petugas sudah kami panggil ke sini untuk menemani.',
        ['Ya'],
      ),
    );
    const line = page.getByText('Terima kasih sudah menulis');
    await line.waitFor();
    const longest = Math.max(...(await charactersPerLine('#thread li:last-child p')));
    expect(longest).toBeGreaterThan(20);
    expect(longest).toBeLessThanOrEqual(34);
    const heights = await page
      .locator('button:visible')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(48);
    const [wide, seen] = await page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
    expect(wide).toBe(seen);
    const size = "getComputedStyle(document.querySelector('#thread p')).fontSize";
    expect(await page.evaluate(size)).toBe('17px');
  });

  it('has the way out as near on a page that says that something is not there', async () => {
    await page.goto(`${origin}/chat/nowhere`);
    expect(await page.title()).toBe('Catatan');
    expect((await button('Keluar').boundingBox())?.height).toBeGreaterThanOrEqual(48);
    await page.keyboard.press('Escape');
    await page.waitForURL(`${origin}/healthz`);
  });

  it('shows a question from its beginning where it does not fit together with its answers', async () => {
    await page.setViewportSize({ width: 360, height: 560 });
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk').waitFor();
    const seven = ['Satu', 'Dua', 'Tiga', 'Empat', 'Lima', 'Enam', 'Tujuh'];
    await room.say(await addressOf(), text('Ini tentang apa?\nPilih yang paling dekat.', seven, ['Lewati']));
    const top = () =>
      page
        .getByText('Ini tentang apa?')
        .boundingBox()
        .then((place) => Number(place?.y));
    await button('Tujuh').waitFor();
    await expect.poll(top).toBeGreaterThanOrEqual(65);
    await page.reload();
    await expect.poll(top).toBeGreaterThanOrEqual(65);
    expect(await top()).toBeLessThan(560);
  });

  it('is used by keyboard alone: after an answer the next press is on the new question', async () => {
    await page.goto(`${origin}/chat`);
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 20 && (await focused()) !== name; presses += 1)
        await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Keluar');
    await tabTo('Ya, aman');
    await page.keyboard.press('Enter');
    await page.getByText('Siapa yang mengalami ini?').waitFor();
    await button('Saya sendiri').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Saya sendiri');
    await tabTo('Foto, suara, berkas');
    await page.keyboard.press('Tab');
    await page.keyboard.type('halo');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Kirim');
    await page.keyboard.press('Enter');
    await page.getByText('Sudah masuk: halo').waitFor();
  });

  it('at twice the size of text nothing is cut off sideways, and nothing moves by itself', async () => {
    const large = await browser.visit({ viewport: { width: 180, height: 370 }, reducedMotion: 'reduce' });
    page = large.page;
    await page.goto(`${origin}/chat`);
    const names = ['Keluar', 'Ya, aman', 'Kirim'];
    for (const name of names) {
      const place = await button(name).boundingBox();
      expect(Number(place?.x) + Number(place?.width), name).toBeLessThanOrEqual(180);
    }
    await button('Ya, aman').click();
    await page.getByText('Siapa yang mengalami ini?').waitFor();
    const [wide, moving] = await page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, document.getAnimations().length]',
    );
    expect([wide, moving]).toEqual([180, 0]);
    const log = page.getByRole('log', { name: 'Percakapan' });
    expect(await log.getByRole('listitem').count()).toBeGreaterThan(1);
    expect(await page.getByRole('group', { name: 'Pilihan', exact: true }).getByRole('button').count()).toBe(
      2,
    );
    await large.leave();
  });

  it('keeps hostile letters inside their own line', async () => {
    await page.goto(`${origin}/chat`);
    const tower = `z${'\u0301\u0489'.repeat(200)}`;
    await write(`\u202egnoba ${tower} <img src=x onerror=alert(1)>`);
    await page.getByText('terkirim', { exact: true }).waitFor();
    await write('biasa');
    await page.getByText('Sudah masuk: biasa').waitFor();
    expect(await page.locator('#thread img').count()).toBe(0);
    expect(await button('Keluar').boundingBox()).toMatchObject({ y: 8 });
    const [wide, seen] = await page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
    expect(wide).toBe(seen);
    expect(visit.troubles).toEqual([]);
  });

  it('takes Enter for a new line on a phone, and for sending at a desk', async () => {
    const phone = await browser.visit({ hasTouch: true, isMobile: true });
    page = phone.page;
    await page.goto(`${origin}/chat`);
    await box().fill('satu');
    await box().press('Enter');
    await box().pressSequentially('dua');
    expect(await box().inputValue()).toBe('satu\ndua');
    await phone.leave();
    page = visit.page;
    await page.goto(`${origin}/chat`);
    await box().fill('satu');
    await box().press('Enter');
    await page.getByText('Sudah masuk: satu').waitFor();
  });

  it('brings a file by a page that asks first, and Esc leaves from there too', async () => {
    await page.goto(`${origin}/chat`);
    await page.getByText('Foto, suara, berkas').click();
    await page.getByText('Tidak', { exact: true }).click();
    const file = { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(3_000, 7) };
    await page.locator('#file').setInputFiles(file);
    await button('Kirim').click();
    await page.getByText('Terima kasih, sudah masuk.').waitFor();
    expect(room.kept.at(-1)?.happened).toMatchObject({ type: 'inbound.media', judged: 'no' });
    await page.goto(`${origin}/chat/file`);
    await page.keyboard.press('Escape');
    await page.waitForURL(/healthz/);
  });
});

describe('without scripts', () => {
  it('the same page tells, answers and leaves', async () => {
    const plain = await browser.visit({ javaScriptEnabled: false });
    page = plain.page;
    await page.goto(`${origin}/chat`);
    await button('Ya, aman').click();
    await page.getByText('Siapa yang mengalami ini?').waitFor();
    await write('rahasia saya');
    await page.getByText('Sudah masuk: rahasia saya').waitFor();
    expect(await page.getByText('Sudah masuk').isVisible()).toBe(true);
    await button('Keluar').click();
    await page.waitForURL(`${origin}/healthz`);
    expect(await addressOf()).toBe('undefined');
    await page.goBack();
    expect(await page.content()).not.toContain('rahasia');
    expect(plain.troubles).toEqual([]);
    await plain.leave();
  });

  it('the newest words are in sight, however long the page', async () => {
    const plain = await browser.visit({ javaScriptEnabled: false });
    page = plain.page;
    await page.goto(`${origin}/chat`);
    await write('halo');
    for (let count = 0; count < 30; count += 1)
      await room.say(await addressOf(), text(`baris ${count}`, ['Ya']));
    await page.goto(`${origin}/chat`);
    await expect
      .poll(() =>
        page
          .getByText('baris 29')
          .boundingBox()
          .then((place) => Number(place?.y)),
      )
      .toBeLessThan(740);
    await plain.leave();
  });
});
