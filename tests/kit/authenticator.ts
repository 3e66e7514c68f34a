import { Secret, TOTP } from 'otpauth';
import { assert } from '../../src/errors.ts';
import type { Database } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { confirmApp, startApp } from '../../src/store/factors.ts';
import { readSession } from '../../src/store/sessions.ts';

/** An authenticator app: the six digits of a secret at a moment. */
export function codeAt(secret: string, moment: Date): string {
  const app = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, '')) });
  return app.generate({ timestamp: moment.getTime() });
}

/** Sets a new session's member up with an app, as its page would. @returns the secret */
export async function verify(db: Database, deps: StoreDeps, token: string): Promise<string> {
  return db.transact(async (tx) => {
    const at = await readSession(tx, deps, token);
    const started = at && (await startApp(tx, deps, at));
    assert(at && started, 'noAppToSetUp');
    const proof = await confirmApp(tx, deps, at, codeAt(started.secret, deps.clock.now()));
    assert(proof.is === 'in', 'appNotConfirmed');
    return started.secret;
  });
}

/** What a page of a browser needs for it. */
interface FactorPage {
  textContent(selector: string): Promise<string | null>;
  fill(selector: string, value: string): Promise<void>;
  click(selector: string): Promise<void>;
}

/** In a real browser, at the page where somebody new sets up her second key: by an app, as without a script. */
export async function setUpApp(page: FactorPage): Promise<string> {
  const secret = (await page.textContent('#secret'))?.trim() ?? '';
  await page.fill('form[action$="/factors/app"] [name=code]', codeAt(secret, new Date()));
  await page.click('form[action$="/factors/app"] button');
  return secret;
}
