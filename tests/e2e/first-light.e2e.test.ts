import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserLaunchMs, type OpenBrowser, openBrowser } from '../kit/browser.ts';
import { type Desk, joinDesk, setUpDesk } from '../kit/desk.ts';
import { type Product, startProduct } from '../kit/product.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { startWhatsAppServer, type WhatsAppServer } from '../kit/whatsapp-server/server.ts';

/**
 * Somebody writes, on the web, on Telegram, on WhatsApp, and a counsellor answers in the same chat: the whole
 * product as a process of its own, a real browser, real protocol traffic. What each of them wrote must be
 * nowhere but in sealed columns.
 */
let browser: OpenBrowser;
let telegram: TelegramServer;
let whatsapp: WhatsAppServer;
let product: Product;
let supervisor: Desk;
let counsellor: Desk;
let recoveryKey: string;

/** Words that stand nowhere else in the world; found on disk, they would be a leak. */
const planted = {
  web: 'kucingabuabu',
  telegram: 'layanganbiru',
  whatsapp: 'sepatukaca',
  counsellor: 'pelangisore',
  member: 'Yustinarahasia',
  /** Where she wrote from, as a proxy tells it: believed, counted with, and kept nowhere. */
  source: '203.0.113.77',
};

beforeAll(async () => {
  browser = await openBrowser();
  telegram = await startTelegramServer({ token: '123:abc' });
  whatsapp = await startWhatsAppServer();
  product = await startProduct({
    TELEGRAM_BOT_TOKEN: '123:abc',
    TELEGRAM_API_ROOT: telegram.apiRoot,
    WHATSAPP_WS_URL: whatsapp.wsUrl,
  });
}, browserLaunchMs);

afterAll(async () => {
  await product?.end();
  await telegram?.stop();
  await whatsapp?.stop();
  await browser?.close();
});

describe('the team', () => {
  test('opens the one-time link and gets a recovery key that is typed back', async () => {
    ({ desk: supervisor, recoveryKey } = await setUpDesk(browser, product));
    expect(recoveryKey.length).toBeGreaterThan(50);
    const again = await fetch(product.setUpLink ?? '');
    expect(again.status).toBe(404);
    expect(await again.text()).not.toContain('name="passphrase"');
  });

  test('invites a counsellor from the shell, with the recovery key, by a link and nothing else', async () => {
    const invited = await product.run(
      'src/cli/staff.ts',
      ['invite', '--role', 'counsellor', '--name', planted.member, '--recovery-key', '-'],
      recoveryKey,
    );
    expect(invited.stdout).toMatch(/^http:\/\/\S+\/console\/join\/[\w-]{43}\n$/);
    const link = invited.stdout.trim().replace(/^http:\/\/[^/]+/, product.url);
    counsellor = await joinDesk(browser, product, link, planted.member);
    expect(await counsellor.text()).not.toContain('Percayakan');
  });
});

describe('on the web', () => {
  test('danger reaches a counsellor, she answers, the person reads it, and the end is said', async () => {
    const { page } = await browser.visit({ extraHTTPHeaders: { 'x-forwarded-for': planted.source } });
    await page.goto(`${product.url}/chat`);
    await page.fill('#text', `tolong, dia mau bunuh saya, dia pegang parang ${planted.web}`);
    await page.click('button.send');
    const thread = page.locator('#thread');
    await expect.poll(() => thread.textContent(), { timeout: 10_000 }).toContain('110');
    expect(await thread.textContent()).toMatch(/\d{4} \d{4} \d{4} \d{4}/);

    await counsellor.take(planted.web);
    expect(await counsellor.text()).toContain(planted.web);
    await expect.poll(() => thread.textContent(), { timeout: 10_000 }).toContain('Seorang petugas');
    await counsellor.say(`Saya di sini bersama Anda. ${planted.counsellor}`);
    await expect.poll(() => thread.textContent(), { timeout: 10_000 }).toContain(planted.counsellor);

    await page.fill('#text', 'dia sudah pergi');
    await page.click('button.send');
    await expect.poll(() => counsellor.text(), { timeout: 10_000 }).toContain('dia sudah pergi');
    await counsellor.close('selesai');
    await expect.poll(() => thread.textContent(), { timeout: 10_000 }).toContain('sudah selesai');
  });
});

describe('on Telegram', () => {
  test('danger reaches a counsellor, she answers, and the person reads it', async () => {
    const ibu = telegram.person();
    ibu.say(`saya disekap, paspor diambil ${planted.telegram}`);
    await ibu.waitFor((seen) => seen.some((message) => message.text.includes('110')), 10_000);
    await counsellor.take(planted.telegram);
    await counsellor.say('Halo, saya petugas.');
    await ibu.waitFor((seen) => seen.some((message) => message.text === 'Halo, saya petugas.'), 10_000);
    ibu.say('terima kasih');
    await expect.poll(() => counsellor.text(), { timeout: 10_000 }).toContain('terima kasih');
    await counsellor.close('selesai');
  });

  test('a report is made by buttons alone but for the place, and ends with a nomor resi', async () => {
    const budi = telegram.person();
    budi.say('/start');
    // What is not answered by name is skipped: the topics ask what they need, one message at a time.
    const answers: [question: string, label: string][] = [
      ['Aman untuk chat', 'Ya, aman'],
      ['Siapa yang', 'Saya sendiri'],
      ['umur', '26–40'],
      ['Ini tentang apa', 'Lainnya'],
      ['ada bahaya', 'Tidak'],
      ['kabupaten', 'kota padang'],
      ['Bantuan apa', 'Bantuan hukum'],
      ['Ada lagi', 'Cukup'],
      ['Sudah benar', 'Benar, lanjut'],
      ['kami simpan', 'Boleh'],
      ['angka', 'Tidak'],
    ];
    const hasNumber = () => budi.messages().some(({ text }) => /\d{4} \d{4} \d{4} \d{4}/.test(text));
    let answered = 0;
    for (let steps = 0; steps < 40 && !hasNumber(); steps += 1) {
      const seen = await budi.waitFor((all) => {
        const last = all.at(-1);
        return hasNumber() || (last !== undefined && last.messageId > answered && last.keyboard.length > 0);
      }, 10_000);
      const question = seen.at(-1);
      if (!question || hasNumber()) break;
      answered = question.messageId;
      const label = answers.find(([words]) => question.text.includes(words))?.[1] ?? 'Lewati';
      if (label === 'kota padang') budi.say(label);
      else budi.tap(label);
    }
    expect(hasNumber()).toBe(true);
  });
});

describe('on WhatsApp', () => {
  test('the number is paired by the command line, which prints the bare code and nothing else', async () => {
    const pairing = product.spawn('src/cli/whatsapp.ts', ['pair', '--raw']);
    const code = await new Promise<string>((resolve) => {
      pairing.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    expect(code.trim().split('\n')).toHaveLength(1);
    const ended = once(pairing, 'exit');
    await whatsapp.scanQr(code.trim().split('\n')[0] ?? '');
    // The command has let go of the number; who is online now is the product.
    await ended;
    await whatsapp.online(30_000);
  });

  test('danger reaches a counsellor, she answers, and the person reads it', async () => {
    const siti = whatsapp.person();
    await siti.say(`tolong saya dikurung majikan, saya dipukuli ${planted.whatsapp}`);
    const heard: string[] = [];
    while (!heard.some((text) => text.includes('110'))) heard.push(await siti.heard());
    expect(heard.join('\n')).toContain('1 Di luar Indonesia');
    await counsellor.take(planted.whatsapp);
    await expect.poll(async () => siti.heard(), { timeout: 10_000 }).toContain('Seorang petugas');
    await counsellor.say('Saya baca. Saya di sini.');
    expect(await siti.heard()).toBe('Saya baca. Saya di sini.');
  });
});

describe('what was written', () => {
  test('stands in no file and in no line that was printed, once everything is stopped', async () => {
    for (const desk of [supervisor, counsellor]) expect(desk.troubles).toEqual([]);
    expect(await product.stop()).toBe(0);
    const words = [...Object.values(planted), recoveryKey, whatsapp.account.number];
    for (const { name, bytes } of product.files())
      for (const word of words) expect(bytes.includes(word), `${word.slice(0, 4)}… in ${name}`).toBe(false);
    for (const word of words) expect(product.output().includes(word), 'in what was printed').toBe(false);
    for (const word of ['privKey', 'rootKey', '@lid', '@s.whatsapp.net'])
      expect(product.output()).not.toContain(word);
  });
});
