import { createECDH } from 'node:crypto';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { registerConsole } from '../../src/console/app.ts';
import { assert } from '../../src/errors.ts';
import { createServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { codeAt } from '../kit/authenticator.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { openSetUpHouse, passphrase, type SetUpHouse } from '../store/team.ts';

/** A console on a real server and a real database, with browsers that have no script. */
export interface Scene {
  house: SetUpHouse;
  app: FastifyInstance;
  engine: Engine;
  /** Everything that was logged. */
  lines: string[];
  routes: RouteOptions[];
  /** Cases on the erasure list. */
  erased: string[];
  /** A browser with nothing in it. */
  browser(options?: BrowserOptions): Browser;
  /** Signed in as the first supervisor. */
  supervisor(): Promise<Browser>;
  /** Somebody new who holds the team's key, signed in. */
  counsellor(name: string): Promise<Browser>;
  /** Somebody new who was never entrusted, signed in. */
  stranger(name: string): Promise<Browser>;
  signedIn(): Promise<SignedIn>;
  /** A person writes what brings a human, and what follows is done. @returns the new case's id */
  danger(address: string, words: string): Promise<string>;
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** Where it asks from; this machine unless said. */
  remoteAddress?: string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | number | undefined>;
  /** Where a redirect leads. */
  to: string | undefined;
}

export interface Browser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Presses a form's button: opens the page first to have its token, unless one is given. */
  press(
    path: string,
    fields?: Fields,
    on?: { page?: string; csrf?: string; part?: boolean },
  ): Promise<Answer>;
}
export type Fields = Record<string, string | string[]>;

/**
 * Somebody new at the page of her second key: sets up an app as it says. @returns where the page led
 */
export async function setUpApp(browser: Browser, now: Date): Promise<string | undefined> {
  const page = (await browser.get('/console/factors')).body;
  const secret = /<output id="secret" class="key">([^<]+)</.exec(page)?.[1] ?? '';
  const code = codeAt(secret, now);
  return (await browser.press('/console/factors/app', { code }, { csrf: tokenIn(page) })).to;
}

/** What Set-Cookie said of one cookie. */
export function setCookie(answer: Answer, name: string): string | undefined {
  const all = answer.headers['set-cookie'];
  return (Array.isArray(all) ? all : [String(all ?? '')]).find((line) => line.startsWith(`${name}=`));
}

/** The token in a page's forms. */
export function tokenIn(page: string): string {
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

/** What a reader sees: no tags, no signs of escaping, one space. */
export function seen(page: string): string {
  const texts: Record<string, string> = { 34: '"', 38: '&', 39: "'", 60: '<', 61: '=', 62: '>' };
  return page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (sign, code: string) => texts[code] ?? sign)
    .replace(/\s+/g, ' ');
}

function createBrowser(
  app: FastifyInstance,
  { remoteAddress = '127.0.0.1', headers = {} }: BrowserOptions,
): Browser {
  const cookies = new Map<string, string>();
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    more: Record<string, string>,
    payload?: string,
  ): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await app.inject({
      method,
      url,
      remoteAddress,
      headers: { ...(cookie ? { cookie } : {}), ...form, ...headers, ...more },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value, maxAge, expires } of answer.cookies)
      if (maxAge === 0 || (expires && expires.getTime() === 0)) cookies.delete(name);
      else cookies.set(name, value);
    const to = answer.headers.location;
    return { status: answer.statusCode, body: answer.body, headers: answer.headers, to };
  };
  const browser: Browser = {
    cookies,
    get: (path, more = {}) => ask('GET', path, more),
    press: async (path, fields = {}, { page, csrf, part = false } = {}) => {
      const token = csrf ?? tokenIn((await browser.get(page ?? '/console/more')).body);
      const pairs = Object.entries({ csrf: token, ...fields }).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one] as [string, string]),
      );
      const asPart: Record<string, string> = part ? { 'hx-request': 'true' } : {};
      return ask('POST', path, asPart, new URLSearchParams(pairs).toString());
    },
  };
  return browser;
}

/** @param lockMinutes a day unless said: the lock has tests of its own, and clocks here jump */
export async function openScene(publicUrl?: string, lockMinutes = 24 * 60): Promise<Scene> {
  const house = await openSetUpHouse();
  const lines: string[] = [];
  const routes: RouteOptions[] = [];
  const erased: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const app = await createServer({
    log,
    publicUrl,
    canCommit: async () => true,
    degradedBy: async () => [],
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/console') && route.method !== 'HEAD') routes.push(route);
  });
  registerConsole(app, {
    db: house.db,
    store: house.deps,
    log,
    clock: house.clock,
    publicUrl,
    lockMinutes,
    telegramName: () => 'RuangTulisBot',
    pushKey: async () => pushKey,
    appendErasure: (caseId) => erased.push(caseId),
  });
  await app.ready();
  const engine = createEngine(house.db, house.deps);
  const signedIn = () => house.enter(house.token);
  const with_ = (token: string) => {
    const browser = createBrowser(app, {});
    browser.cookies.set('suar_session', token);
    return browser;
  };
  return {
    house,
    app,
    engine,
    lines,
    routes,
    erased,
    browser: (options = {}) => createBrowser(app, options),
    supervisor: async () => with_(house.token),
    counsellor: async (name) =>
      with_(await house.join(await house.invite(await signedIn(), ['counsellor']), name)),
    stranger: async (name) => with_(await house.join(await house.invite(null, ['counsellor']), name)),
    signedIn,
    danger: async (address, words) => {
      const queue = async () => cardsIn((await with_(house.token).get('/console')).body);
      const before = await queue();
      await engine.hear(address, words);
      await engine.settle();
      const [caseId] = (await queue()).filter((id) => !before.includes(id));
      assert(caseId, 'noNewCase');
      return caseId;
    },
    close: async () => {
      await app.close();
      await house.close();
    },
  };
}

/** The cases of a queue, in its order. */
export function cardsIn(page: string): string[] {
  return [...page.matchAll(/id="card-([\da-f-]+)"/g)].map(([, id = '']) => id);
}

/** A case in her hands with everything on its page: a pinned rule, a note, words kept and not sent. */
export async function fillCase(scene: Scene, address: string): Promise<string> {
  const caseId = await scene.danger(address, 'saya disekap dengan semua');
  const mine = await scene.supervisor();
  const path = `/console/cases/${caseId}`;
  await mine.press(`${path}/claim`);
  await mine.press(`${path}/constraints`, { text: 'suami di rumah' });
  await mine.press(`${path}/note`, { text: 'ibunya di Ende', nonce: caseId });
  await mine.press(`${path}/draft`, { box: 'say', text: 'halo', nonce: caseId });
  await scene.engine.settle();
  return caseId;
}

/** A public half for Web Push: a point of P-256, as browsers want it; nobody has its private half. */
export const pushKey = createECDH('prime256v1').generateKeys('base64url');

export { passphrase };
