import { expect } from 'vitest';
import { setUpApp } from './authenticator.ts';
import type { OpenBrowser, Visit } from './browser.ts';
import type { Product } from './product.ts';

/** A counsellor at her desk, in a real browser: what end-to-end tests do in the console. */
export const passphrase = 'perahu kuning di muara';

export interface Desk extends Visit {
  /** Opens the queue and takes the topmost case that says these words. */
  take(words: string): Promise<void>;
  say(text: string): Promise<void>;
  /** What stands on the page now. */
  text(): Promise<string>;
  release(): Promise<void>;
  close(reason: string): Promise<void>;
}

/** The first supervisor, from the set-up link to the queue. @returns her desk, and the recovery key */
export async function setUpDesk(
  browser: OpenBrowser,
  product: Product,
): Promise<{ desk: Desk; recoveryKey: string }> {
  const visit = await browser.visit({ viewport: { width: 1280, height: 800 } });
  const { page } = visit;
  await page.goto(product.setUpLink ?? '');
  await page.fill('#name', 'Ibu Rahel');
  await page.fill('#chatName', 'Ruang Tulis');
  await page.fill('#passphrase', passphrase);
  await page.fill('#again', passphrase);
  await page.click('form.card-form button.primary');
  const recoveryKey = (await page.textContent('#key'))?.trim() ?? '';
  await page.fill('#typed', recoveryKey);
  await page.click('form.card-form button.primary');
  await setUpApp(page);
  await page.waitForURL(/\/console(\?|$)/);
  return { desk: deskOf(product, visit), recoveryKey };
}

/** Somebody with an invite link, from the link to the queue. */
export async function joinDesk(
  browser: OpenBrowser,
  product: Product,
  link: string,
  name: string,
): Promise<Desk> {
  const visit = await browser.visit();
  const { page } = visit;
  await page.goto(link);
  await page.fill('#name', name);
  await page.fill('#passphrase', passphrase);
  await page.fill('#again', passphrase);
  await page.click('form.card-form button.primary');
  await setUpApp(page);
  await page.waitForURL(/\/console(\?|$)/);
  return deskOf(product, visit);
}

function deskOf(product: Product, visit: Visit): Desk {
  const { page } = visit;
  return {
    ...visit,
    take: async (words) => {
      await page.goto(`${product.url}/console`);
      const card = page.locator('article, li').filter({ hasText: words }).first();
      await card.locator('form[action$="/claim"] button').click();
      await page.waitForURL('**/console/cases/**');
    },
    say: async (text) => {
      await page.fill('#composer #text', text);
      await page.click('#composer button.primary');
      await expect.poll(() => page.textContent('body'), { timeout: 20_000 }).toContain(text);
    },
    text: async () => (await page.textContent('body')) ?? '',
    release: async () => {
      await page.click('#menu > summary');
      await page.click('.act:has(form[action$="/release"]) > summary');
      await page.click('form[action$="/release"] button');
    },
    close: async (reason) => {
      const form = page.locator('form[action$="/close"]').first();
      if (!(await page.locator('#menu[open]').count())) await page.click('#menu > summary');
      if (!(await form.isVisible())) await page.click('.act:has(form[action$="/close"]) > summary');
      await page.selectOption('form[action$="/close"] select', reason);
      await page.click('form[action$="/close"] button');
      await page.waitForLoadState();
    },
  };
}
