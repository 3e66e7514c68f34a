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
const lines = () => page.locator('#thread li p').allTextContents();
const write = async (words: string) => {
  await box().fill(words);
  await button('Kirim').click();
};
const addressOf = async () => {
  const cookies = await page.context().cookies();
  return String(cookies.find((cookie) => cookie.name === 'pg')?.value);
};
const texts = () =>
  room.kept.flatMap(({ happened }) => (happened.type === 'inbound.text' ? [happened.text] : []));
const statuses = () => page.locator('#thread .mine small').allTextContents();
const foreign = () => visit.requests.filter((url) => new URL(url).origin !== origin);

describe('a person on a phone', () => {
  it('taps, writes, and is answered on the same page, without one request to anybody else', async () => {
    await page.goto(`${origin}/chat`);
    await button('Ya, aman').click();
    await page.getByText('Siapa yang mengalami ini?').waitFor();
    await write('Ibu saya <b>disakiti</b>');
    await page.getByText('Sudah masuk: Ibu saya <b>disakiti</b>').waitFor();
    expect(await lines()).toEqual([
      'Halo, ini Catatan. Saya asisten otomatis.\nAman untuk chat sekarang?',
      'Ya, aman',
      'Terima kasih. Yang membaca hanya petugas terlatih.',
      'Siapa yang mengalami ini?\nSupaya pertanyaan kami pas.',
      'Ibu saya <b>disakiti</b>',
      'Sudah masuk: Ibu saya <b>disakiti</b>',
    ]);
    expect(await statuses()).toEqual(['terkirim', 'terkirim']);
    expect(await page.locator('#answers button').allTextContents()).toEqual(['Lanjut', 'KELUAR']);
    expect(room.kept.map(({ happened }) => happened.type)).toEqual([
      'inbound.start',
      'inbound.tap',
      'inbound.text',
    ]);
    expect(foreign()).toEqual([]);
    expect(visit.troubles).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it('reads what a counsellor says the moment it is said, also after the line was gone for a while', async () => {
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk: halo').waitFor();
    const address = await addressOf();
    await room.say(address, text('Saya Rini, petugas.'));
    await page.getByText('Saya Rini, petugas.').waitFor();
    await page.context().setOffline(true);
    await room.say(address, text('Masih aman?'));
    await room.say(address, text('Saya tunggu di sini.'));
    await page.context().setOffline(false);
    await page.getByText('Saya tunggu di sini.').waitFor();
    expect((await lines()).slice(-3)).toEqual(['Saya Rini, petugas.', 'Masih aman?', 'Saya tunggu di sini.']);
  });

  it('sees the opening give way to what the conversation really says', async () => {
    await room.stop();
    const shown = [text('Halo lama.'), text('Baris kedua.')];
    room = await openRoom({ deps: { opening: () => shown } });
    origin = await listen(room);
    await page.goto(`${origin}/chat`);
    expect(await lines()).toEqual(['Halo lama.', 'Baris kedua.']);
    await write('halo');
    await page.getByText('Sudah masuk: halo').waitFor();
    expect((await lines()).filter((line) => line !== 'halo')).toEqual([
      expect.stringContaining('Aman untuk chat'),
      'Sudah masuk: halo',
    ]);
  });

  it('keeps what is written while the line is down, says so, and sends it once by itself', async () => {
    await page.goto(`${origin}/chat`);
    await page.context().setOffline(true);
    await write('tolong saya');
    await write('sekarang');
    await page.getByText('Belum tersambung').waitFor();
    expect(await lines()).toEqual([expect.stringContaining('Aman untuk chat'), 'tolong saya', 'sekarang']);
    expect((await statuses())[0]).toBe('belum terkirim');
    expect(texts()).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('Sudah masuk: sekarang').waitFor();
    expect(texts()).toEqual(['tolong saya', 'sekarang']);
    expect(await statuses()).toEqual(['terkirim', 'terkirim']);
    expect(await page.getByText('Belum tersambung').isVisible()).toBe(false);
  });

  it('sends again what was kept but whose answer was lost, and it stays one message', async () => {
    await page.goto(`${origin}/chat`);
    let isCut = true;
    await page.route('**/chat?lang=*', async (route) => {
      if (!isCut) return route.continue();
      isCut = false;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await write('tolong saya');
    await page.getByText('Belum tersambung').waitFor();
    expect(texts()).toEqual(['tolong saya']);
    await button('Coba lagi').click();
    await page.getByText('terkirim', { exact: true }).waitFor();
    await page.getByText('Sudah masuk: tolong saya').waitFor();
    expect(texts()).toEqual(['tolong saya']);
    expect(room.kept).toHaveLength(2);
  });

  it('pastes 60 kB, and every word of it arrives', async () => {
    await page.goto(`${origin}/chat`);
    const words = Array.from({ length: 9000 }, (_, at) => `kata${at % 90}`)
      .join(' ')
      .slice(0, 60_000)
      .trim();
    await box().fill(words);
    await button('Kirim').click();
    await expect.poll(() => texts().join(' ').length, { timeout: 10_000 }).toBe(words.length);
    expect(texts().join(' ')).toBe(words);
    expect(texts().length).toBeGreaterThanOrEqual(10);
  });

  it('writes on a page that stayed open until its conversation was gone, and reads the answer there', async () => {
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk: halo').waitFor();
    for (let more = 0; more < 3; more += 1) await room.say(await addressOf(), text(`baris ${more}`));
    await page.getByText('baris 2').waitFor();
    room.forget(await addressOf());
    await write('saya kembali');
    await page.getByText('Sudah masuk: saya kembali').waitFor();
    await write('lagi');
    await page.getByText('Sudah masuk: lagi').waitFor();
  });

  it('closes the page, and what still waited goes along, once', async () => {
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk: halo').waitFor();
    await page.route('**/chat?lang=*', (route) => route.abort());
    await write('saya dikurung');
    await page.getByText('belum terkirim').waitFor();
    await page.unroute('**/chat?lang=*');
    await page.goto(`${origin}/healthz`);
    await expect.poll(texts).toEqual(['halo', 'saya dikurung']);
    await page.goto(`${origin}/chat`);
    await page.getByText('Sudah masuk: saya dikurung').waitFor();
    expect(new Set(room.kept.map(({ address }) => address)).size).toBe(1);
  });

  it('is told that it is busy when it is, and what waits is sent once', async () => {
    await page.goto(`${origin}/chat`);
    let refusals = 1;
    await page.route('**/chat?lang=*', async (route) => {
      if (refusals === 0) return route.continue();
      refusals -= 1;
      await route.fulfill({ status: 429, headers: { 'retry-after': '60' } });
    });
    await write('tolong saya');
    await page.getByText('Sedang ramai').waitFor();
    await page.getByText('Sudah masuk: tolong saya').waitFor();
    expect(texts()).toEqual(['tolong saya']);
    expect(await page.getByText('Sedang ramai').isVisible()).toBe(false);
  });

  it('finds the conversation again after a reload', async () => {
    await page.goto(`${origin}/chat`);
    await write('halo');
    await page.getByText('Sudah masuk: halo').waitFor();
    await page.reload();
    expect(await lines()).toEqual([expect.stringContaining('Aman untuk chat'), 'halo', 'Sudah masuk: halo']);
    await write('lagi');
    await page.getByText('Sudah masuk: lagi').waitFor();
    expect(room.kept).toHaveLength(3);
  });

  it('sees the page emptied by the safe word', async () => {
    await page.goto(`${origin}/chat`);
    await write('rahasia saya');
    await page.getByText('Sudah masuk: rahasia saya').waitFor();
    await write('KELUAR');
    await page.getByText('Baik, sampai nanti.').waitFor();
    expect(await lines()).toEqual(['Baik, sampai nanti.']);
    expect(await page.locator('#answers button').count()).toBe(0);
  });
});

describe('leaving', () => {
  const tell = async () => {
    await page.goto(`${origin}/healthz?before`);
    await page.goto(`${origin}/chat`);
    await write('rahasia saya');
    await page.getByText('Sudah masuk: rahasia saya').waitFor();
  };
  const gone = async () => {
    await page.waitForURL(`${origin}/healthz`);
    await expect.poll(addressOf).toBe('undefined');
  };

  it('by Esc is at once, tells the conversation, and back shows nothing', async () => {
    await tell();
    await page.keyboard.press('Escape');
    await gone();
    await expect.poll(texts).toEqual(['rahasia saya', 'KELUAR']);
    await page.goBack();
    expect(page.url()).toBe(`${origin}/healthz?before`);
    await page.goForward();
    expect(page.url()).toBe(`${origin}/healthz`);
    await page.goto(`${origin}/chat`);
    expect(await lines()).toEqual([expect.stringContaining('Aman untuk chat')]);
    expect(visit.troubles).toEqual([]);
  });

  it('by the button is the same, and the button keeps its corner', async () => {
    await tell();
    const before = await button('Keluar').boundingBox();
    await room.say(await addressOf(), text('baris\n'.repeat(60)));
    await page.getByText('baris').waitFor();
    expect(await button('Keluar').boundingBox()).toEqual(before);
    expect(before?.height).toBeGreaterThanOrEqual(48);
    await button('Keluar').click();
    await gone();
    await page.goBack();
    expect(page.url()).toBe(`${origin}/healthz?before`);
  });

  it('takes what still waits to be sent along', async () => {
    await tell();
    await page.route('**/chat?lang=*', (route) => route.abort());
    await write('saya dikurung');
    await page.getByText('belum terkirim').waitFor();
    await page.unroute('**/chat?lang=*');
    await page.keyboard.press('Escape');
    await gone();
    await expect.poll(texts).toContain('saya dikurung');
    await expect.poll(texts).toContain('KELUAR');
    // The answer to those last words comes after the leaving, and must not bring the chat back.
    await page.waitForTimeout(500);
    await page.goto(`${origin}/chat`);
    expect(await lines()).toEqual([expect.stringContaining('Aman untuk chat')]);
  });

  it('in one tab empties the other, and what is written there afterwards is heard and answered there', async () => {
    await tell();
    const other = await page.context().newPage();
    await other.goto(`${origin}/chat`);
    await other.getByText('Sudah masuk: rahasia saya').waitFor();
    await other.fill('#text', 'setengah');
    await page.keyboard.press('Escape');
    await gone();
    await other.getByText('Sudah masuk: rahasia saya').waitFor({ state: 'detached' });
    expect(await other.locator('body').innerText()).not.toContain('rahasia');
    expect(await other.inputValue('#text')).toBe('');
    await other.fill('#text', 'masih di sini');
    await other.getByRole('button', { name: 'Kirim' }).click();
    await other.getByText('Sudah masuk: masih di sini').waitFor();
    const addresses = new Set(room.kept.map(({ address }) => address));
    expect(addresses.size).toBe(2);
  });

  it('with the line down shows nothing when it is back', async () => {
    await tell();
    await page.context().setOffline(true);
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
    await page.context().setOffline(false);
    await page.goto(`${origin}/chat`);
    expect(await lines()).toEqual([expect.stringContaining('Aman untuk chat')]);
    await expect.poll(texts).toEqual(['rahasia saya', 'KELUAR']);
    expect(await addressOf()).toBe('undefined');
  });
});
