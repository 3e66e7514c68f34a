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
    for (const step of ['file', 'file?in=yes', 'file?in=no']) {
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
    await page.getByText('Kirim foto, suara, atau berkas').click();
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
