import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Demo, openDemo } from '../src/cli/demo.ts';
import { storyIn } from '../src/cli/demo-story.ts';
import { type Clock, systemClock } from '../src/clock.ts';
import { silentLog } from '../src/log.ts';
import { type OpenBrowser, openBrowser } from './kit/browser.ts';
import { photo } from './media/files.ts';

/**
 * `node tests/pictures.ts [folder]`: takes the pictures of README and panduan-konselor from the demo, at two in the
 * morning, into docs/pictures. Run by hand when a page looks different; then look at each of them.
 */
const folder = process.argv[2] ?? path.join(import.meta.dirname, '../docs/pictures');
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };
const limits = {
  /** A README that loads on a poor line. */
  pictureBytes: 120_000,
  /** Flat surfaces and one typeface: more colours change nothing that can be seen. */
  colours: 128,
  waitMilliseconds: 20_000,
} as const;

const visitor = storyIn('id').visitors[0];
const talk = {
  before: ['suami saya marah besar lagi', 'saya dikunci di kamar, dia pegang pisau'],
  counsellor: 'Saya petugas, saya baca tulisan Ibu. Sekarang aman untuk mengetik?',
  person: visitor?.answers[0]?.say ?? '',
  more: 'Baik, pelan-pelan saja. Saya tetap di sini. Ibu sendiri, atau ada anak di dalam?',
  last: visitor?.answers.at(-1)?.say ?? '',
  end: 'Terima kasih. Biarkan ia tidur, kita tetap lewat chat saja.',
};

/** Twelve past two at night where most of the team is; it goes on from there. */
function nightClock(): Clock {
  const began = systemClock.now().getTime();
  const night = new Date('2026-11-21T18:12:00Z').getTime();
  return { now: () => new Date(night + systemClock.now().getTime() - began) };
}

/** sharp comes with Baileys, which makes thumbnails with it. */
type Sharp = (picture: Buffer) => {
  png(options: { palette: true; colours: number; effort: number; dither: number }): {
    toBuffer(): Promise<Buffer>;
  };
};

function findSharp(): Sharp {
  const beside = createRequire(createRequire(import.meta.url).resolve('@whiskeysockets/baileys'));
  return beside('sharp') as Sharp;
}

type Take = (name: string, page: Page, size: { width: number; height: number }) => Promise<void>;

function createCamera(sharp: Sharp): Take {
  return async (name, page, size) => {
    await page.setViewportSize(size);
    // The stylesheet's own movements, and fonts that come a moment later.
    await page.waitForTimeout(600);
    const drawn = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    const picture = await sharp(drawn)
      .png({ palette: true, colours: limits.colours, effort: 10, dither: 0 })
      .toBuffer();
    if (picture.length > limits.pictureBytes) throw new Error(`${name} has ${picture.length} bytes`);
    writeFileSync(path.join(folder, name), picture);
    process.stdout.write(`${name} ${Math.round(picture.length / 1000)} kB\n`);
  };
}

async function write(page: Page, words: string): Promise<void> {
  await page.fill('#text', words);
  await page.click('button.send');
  await page.locator('#thread').getByText(words).waitFor();
}

async function openPhone(browser: OpenBrowser, demo: Demo, clock: Clock): Promise<Page> {
  const { page } = await browser.visit({ viewport: phone });
  page.setDefaultTimeout(limits.waitMilliseconds);
  await page.clock.setFixedTime(clock.now());
  await page.goto(`${demo.url}/chat`);
  return page;
}

async function openDesk(browser: OpenBrowser, demo: Demo, clock: Clock): Promise<Page> {
  const { page } = await browser.visit({ viewport: desk });
  page.setDefaultTimeout(limits.waitMilliseconds);
  await page.clock.setFixedTime(clock.now());
  await page.goto(demo.link);
  return page;
}

async function say(page: Page, words: string): Promise<void> {
  await page.fill('#composer #text', words);
  await page.click('#composer button.primary');
  await page.locator('#talk .ours').filter({ hasText: words }).waitFor();
}

async function takeQueue(take: Take, counsellor: Page): Promise<void> {
  await take('queue-1280.png', counsellor, desk);
  await take('queue-360.png', counsellor, phone);
  const { origin } = new URL(counsellor.url());
  await counsellor.context().addCookies([{ name: 'suar_tema', value: 'light', url: `${origin}/console` }]);
  await counsellor.reload();
  await take('queue-light-1280.png', counsellor, desk);
  await counsellor.context().clearCookies({ name: 'suar_tema' });
  await counsellor.reload();
}

async function takeTalk(
  take: Take,
  { person, counsellor }: { person: Page; counsellor: Page },
): Promise<void> {
  const card = counsellor.locator('#queue .card').filter({ hasText: talk.before.at(-1) ?? '' });
  await card.locator('form[action$="/claim"] button').click();
  await counsellor.waitForURL('**/console/cases/**');
  for (const [ours, hers] of [
    [talk.counsellor, talk.person],
    [talk.more, talk.last],
  ] as const) {
    await say(counsellor, ours);
    await person.locator('#thread').getByText(ours).waitFor();
    await write(person, hers);
    await counsellor.locator('#talk').getByText(hers).waitFor();
  }
  await say(counsellor, talk.end);
  await person.locator('#thread').getByText(talk.end).waitFor();
  await take('case-1280.png', counsellor, desk);
  await take('case-360.png', counsellor, phone);
  await take('chat-1280.png', person, desk);
}

/** What stands on a case when it is asked for: ready words, the team's note, and the acts that are rare. */
async function takeSheets(take: Take, counsellor: Page): Promise<void> {
  await counsellor.setViewportSize(phone);
  for (const tool of ['quick', 'note']) {
    await counsellor.click(`#${tool} > summary`);
    await take(`${tool}-360.png`, counsellor, phone);
    await counsellor.click(`#${tool} > summary`);
  }
  await counsellor.click('#menu > summary');
  for (const [name, act] of [
    ['transfer', 'Serahkan'],
    ['close', 'Tutup kasus'],
  ] as const) {
    const summary = counsellor.locator('#menu .act > summary', { hasText: new RegExp(`^${act}$`) });
    await summary.click();
    await summary.scrollIntoViewIfNeeded();
    await take(`${name}-360.png`, counsellor, phone);
    await summary.click();
  }
  await counsellor.click('#menu > summary');
}

/** Something that came with the words: sent by her page as anybody sends it, after the question about it. */
async function takeAttachment(
  take: Take,
  { person, counsellor }: { person: Page; counsellor: Page },
): Promise<void> {
  const { origin } = new URL(person.url());
  await person.goto(`${origin}/chat/file?in=no`);
  const file = { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: await photo() };
  await person.locator('#file').setInputFiles(file);
  await person.click('button.send');
  const talkUrl = counsellor.url();
  await counsellor.locator('#talk .media a').last().click();
  await counsellor.waitForURL('**/files/**');
  await take('attachment-360.png', counsellor, phone);
  await counsellor.goto(talkUrl);
}

async function takeAll(demo: Demo, browser: OpenBrowser, clock: Clock): Promise<void> {
  const take = createCamera(findSharp());
  const person = await openPhone(browser, demo, clock);
  await take('chat-360.png', person, phone);
  // As her phone is at that hour.
  await person.emulateMedia({ colorScheme: 'dark' });
  for (const words of talk.before) await write(person, words);
  await person.locator('#thread').getByText('110').waitFor();
  await take('chat-danger-360.png', person, phone);
  const counsellor = await openDesk(browser, demo, clock);
  await takeQueue(take, counsellor);
  await takeTalk(take, { person, counsellor });
  await takeAttachment(take, { person, counsellor });
  await takeSheets(take, counsellor);
  await counsellor.goto(`${demo.url}/console/alarm`);
  await take('alarm-360.png', counsellor, phone);
}

mkdirSync(folder, { recursive: true });
const clock = nightClock();
const { signal } = new AbortController();
const demo = await openDemo({ language: 'id', port: 0, log: silentLog, clock, signal });
const browser = await openBrowser();
try {
  await takeAll(demo, browser, clock);
} finally {
  await browser.close();
  await demo.end();
}
process.exit(0);
