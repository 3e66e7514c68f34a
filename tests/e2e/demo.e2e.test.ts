import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hear } from '../../flows/kit/hearing.ts';
import { storyIn } from '../../src/cli/demo-story.ts';
import { browserLaunchMs, type OpenBrowser, openBrowser, type Visit } from '../kit/browser.ts';
import { compiledOnce } from '../kit/product.ts';

/** `npm run demo` as a newcomer meets it: a process of its own, its first link in a real browser. */
const root = path.join(import.meta.dirname, '../..');
const startMilliseconds = 100_000;
const visitor = storyIn('id').visitors[0];
const danger = visitor?.says.at(-1) ?? '';

let browser: OpenBrowser;
let demo: ChildProcess;
/** Everything it puts on the disk lies here. */
let temporary: string;
let printed = '';
let newcomer: Visit;

/** Ctrl-C. @returns its exit code */
async function stop(): Promise<number | null> {
  if (demo.exitCode === null && demo.signalCode === null) {
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGINT');
    await ended;
  }
  return demo.exitCode;
}

const linkIn = (banner: string) => /http:\/\/127\.0\.0\.1:\d+\/demo\/\S+/.exec(banner)?.[0] ?? '';

beforeAll(async () => {
  temporary = mkdtempSync(path.join(tmpdir(), 'demo-test-'));
  chmodSync(temporary, 0o711);
  demo = spawn(path.join(root, 'node_modules/.bin/node'), [path.join(root, 'src/cli/demo.ts')], {
    env: { PATH: process.env.PATH, HOME: temporary, PORT: '0', TMPDIR: temporary, ...compiledOnce },
    cwd: temporary,
  });
  for (const stream of [demo.stdout, demo.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  browser = await openBrowser();
  await vi.waitFor(() => expect(printed).toContain('Ctrl-C'), { timeout: startMilliseconds, interval: 100 });
}, browserLaunchMs + startMilliseconds);

afterAll(async () => {
  await stop();
  await browser?.close();
  rmSync(temporary, { recursive: true, force: true });
});

describe('the demo', () => {
  test('opens the queue for whoever follows the first link, once', async () => {
    const link = linkIn(printed);
    newcomer = await browser.visit({ viewport: { width: 1280, height: 800 } });
    const { page } = newcomer;
    await page.goto(link);
    await page.waitForURL(/\/console$/);
    expect(await page.locator('#queue .card').count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator('#queue .cards.held .card').count()).toBe(1);
    const another = await browser.visit();
    await another.page.goto(link);
    expect(new URL(another.page.url()).pathname).toBe('/console/sign-in');
    await another.leave();
  });

  test('sends somebody whose card slides in, who answers the words she is sent', async () => {
    const { page, troubles } = newcomer;
    const card = page.locator('#queue .card').filter({ hasText: danger });
    await card.waitFor({ timeout: 30_000 });
    await card.locator('form[action$="/claim"] button').click();
    await page.waitForURL('**/console/cases/**');
    await page.fill('#composer #text', 'Saya petugas. Sekarang aman untuk menulis?');
    await page.click('#composer button.primary');
    const fitting = visitor?.answers.find(({ to }) => to.test('aman'))?.say ?? '';
    await expect.poll(() => page.textContent('#talk'), { timeout: 15_000 }).toContain(fitting);
    await page.fill('#composer #text', 'Baik, saya temani.');
    await page.click('#composer button.primary');
    await expect.poll(() => page.textContent('#talk'), { timeout: 15_000 }).toContain(visitor?.replies[0]);
    expect(troubles).toEqual([]);
  });

  test('has an exercise that counts how long somebody waits for a human', async () => {
    const { page } = newcomer;
    const { origin } = new URL(page.url());
    const beside = await browser.visit();
    await beside.page.goto(`${origin}/demo/latihan`);
    await beside.page.click('form button.primary');
    const row = beside.page.locator('.steps .step').first();
    await expect.poll(() => row.textContent(), { timeout: 20_000 }).toMatch(/menunggu \d:\d\d/);
    await page.goto(`${origin}/console`);
    const silent = page
      .locator('#queue .card')
      .filter({ hasText: 'Adik perempuan saya kerja di Malaysia. Sudah tiga minggu' });
    await silent.locator('form[action$="/claim"] button').click();
    await page.waitForURL('**/console/cases/**');
    await page.fill('#composer #text', 'Saya petugas. Sekarang aman untuk menulis?');
    await page.click('#composer button.primary');
    await expect
      .poll(() => row.textContent(), { timeout: 15_000 })
      .toMatch(/manusia menjawab setelah \d:\d\d/);
    await beside.leave();
  });

  test('leaves nothing behind after Ctrl-C, and has printed nobody’s words', async () => {
    await newcomer.leave();
    expect(await stop()).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    for (const line of visitor?.says ?? []) if (line.length > 8) expect(printed).not.toContain(line);
  });
});

describe('its story', () => {
  test('ends every visitor’s first lines with what is heard as danger to a life, in both languages', () => {
    for (const language of ['id', 'en'] as const)
      for (const { says } of storyIn(language).visitors)
        expect(hear(says.at(-1) ?? '').danger?.urgency, says.at(-1)).toBe(1);
  });
});
