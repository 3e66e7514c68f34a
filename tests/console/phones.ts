import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { OpenBrowser, Visit } from '../kit/browser.ts';
import { passphrase, pushKey, type Scene } from './scene.ts';

/** What the console's end-to-end tests stand on. */
export interface Ground {
  scene: Scene;
  origin: string;
  come(options?: Parameters<OpenBrowser['visit']>[0]): Promise<Visit>;
  signedIn(options?: Parameters<OpenBrowser['visit']>[0]): Promise<Visit>;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A phone that locks, rings, and stands on a home screen. On the ground of console.e2e.test.ts, which is dear to lay. */
export function phoneTests(at: () => Ground): void {
  describe('a phone that is put down', () => {
    it('hides the case and shows the lock once nobody has touched it for the lock’s time', async () => {
      const { scene, origin, come } = at();
      const token = (await scene.counsellor('Dewi')).cookies.get('suar_session') ?? '';
      const caseId = await scene.danger('idle-1', 'saya disekap di lantai dua');
      const { page } = await come();
      await page.context().addCookies([{ name: 'suar_session', value: token, url: `${origin}/console` }]);
      await page.clock.install();
      await page.goto(`${origin}/console/cases/${caseId}`);
      const seconds = Number(await page.getAttribute('body', 'data-lock'));
      expect(seconds).toBeGreaterThan(0);
      await page.clock.fastForward((seconds - 60) * 1000);
      // A hand on the page begins the time anew.
      await page.mouse.move(40, 300);
      await page.clock.fastForward((seconds - 60) * 1000);
      expect(await page.textContent('#talk')).toContain('lantai dua');
      await page.clock.fastForward(90_000);
      await page.waitForURL('**/console/unlock?next=*');
      expect(await page.textContent('body')).not.toContain('lantai dua');
      // And by the way back it is not there either.
      await page.goto(`${origin}/console/cases/${caseId}`);
      await page.waitForURL('**/console/unlock?next=*');
      expect(await page.textContent('body')).not.toContain('lantai dua');
    });
  });

  describe('a phone that rings', () => {
    /** What the page asked the browser for; Chromium without a head has no push service, so its answer is made up. */
    const fakePush = `{
    window.asked = [];
    PushManager.prototype.subscribe = async (options) => {
      asked.push([options.userVisibleOnly, btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey)))]);
      return { toJSON: () => ({ endpoint: 'https://push.example/1', keys: ${JSON.stringify({ p256dh: pushKey, auth: 'A'.repeat(22) })} }) };
    };
  }`;

    it('is added by the button of the page: permission, worker, our key, and the way stands in the list', async () => {
      const { origin, signedIn } = at();
      const { page, troubles } = await signedIn();
      await page.context().grantPermissions(['notifications'], { origin });
      await page.goto(`${origin}/console/alarm`);
      // The real push service first: here there is none, and the page says so instead of staying silent.
      await button(page, 'Nyalakan di perangkat ini').click();
      await page.getByText('Belum tersambung: layanan notifikasi').waitFor();
      const worker = await page.evaluate<string>(
        'navigator.serviceWorker.ready.then(({ active }) => new URL(active.scriptURL).pathname)',
      );
      expect(worker).toBe('/console/alarm-worker.js');
      await page.evaluate(fakePush);
      await page.evaluate("addEventListener('submit', () => (document.title = JSON.stringify(asked)), true)");
      const posted = page.waitForRequest((request) => request.url().endsWith('/console/alarm/push'));
      await button(page, 'Nyalakan di perangkat ini').click();
      const fields = new URLSearchParams((await posted).postData() ?? '');
      expect(JSON.parse(fields.get('subscription') ?? '{}')).toMatchObject({
        endpoint: 'https://push.example/1',
      });
      await page.locator('.member', { hasText: 'Notifikasi' }).waitFor();
      // What Chromium itself says of having no push service for a visitor without a past.
      expect(troubles.filter((text) => !text.includes('Push API in incognito'))).toEqual([]);
    });

    it('is an app with a neutral name on a home screen, and an iPhone is told how', async () => {
      const { origin, signedIn } = at();
      const { page } = await signedIn({
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
      });
      await page.addInitScript('delete window.PushManager');
      await page.goto(`${origin}/console/alarm`);
      await page.locator('[data-push=iphone]').waitFor();
      expect(await page.locator('[data-push=none]').isVisible()).toBe(false);
      const devtools = await page.context().newCDPSession(page);
      const { errors, data } = await devtools.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      const manifest = JSON.parse(data ?? '{}');
      expect(manifest).toMatchObject({ name: 'Catatan', display: 'standalone', start_url: '/console' });
      for (const { src } of manifest.icons) expect((await page.request.get(origin + src)).status()).toBe(200);
      expect(data).not.toMatch(/suar|lapor|korban/i);
    });
  });
  describe('a second key in the phone itself', () => {
    it('is made in one step on a small screen, and opens the locked console again', async () => {
      const { scene, origin, come } = at();
      const local = origin.replace('127.0.0.1', 'localhost');
      const secret = await scene.house.invite(await scene.signedIn(), ['counsellor']);
      const { page, troubles } = await come();
      const devices = await page.context().newCDPSession(page);
      await devices.send('WebAuthn.enable');
      const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      await page.goto(`${local}/console/join/${secret}`);
      await page.getByLabel('Namamu').fill('Dita');
      await page.getByLabel('Kata sandi', { exact: true }).fill(passphrase);
      await page.getByLabel('Kata sandi sekali lagi').fill(passphrase);
      await button(page, 'Bergabung').click();
      const make = button(page, 'Pakai kunci layar');
      const hurdles = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
      expect(await hurdles()).toEqual([]);
      expect((await make.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await make.click();
      await page.waitForURL(`${local}/console`);
      expect((await devices.send('WebAuthn.getCredentials', { authenticatorId })).credentials).toHaveLength(
        1,
      );

      await page.goto(`${local}/console/team`);
      await page.evaluate("document.querySelector('#lock').submit()");
      await page.waitForURL('**/console/unlock?next=*');
      expect(await page.textContent('body')).not.toContain('Dita');
      expect(await hurdles()).toEqual([]);
      // Another finger: said on the page, and nothing opens.
      await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
      await button(page, 'Buka dengan kunci layar').click();
      await page.getByText('Belum berhasil').waitFor();
      await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
      await button(page, 'Buka dengan kunci layar').click();
      await page.waitForURL(`${local}/console/team`);
      expect(troubles).toEqual([]);
    });
  });
}
