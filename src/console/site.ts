import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Html } from '../http/html.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { seeMember } from '../store/duty.ts';
import type { AppendErasure } from '../store/erasure.ts';
import { spareForRecovery } from '../store/recovery-change.ts';
import { resealPortion } from '../store/rotation.ts';
import {
  type AtDoor,
  readSession,
  type SessionRules,
  type SignedIn,
  type Standing,
} from '../store/sessions.ts';
import type { Assets } from './assets.ts';
import type { Banners } from './banners.ts';
import type { Live } from './live.ts';
import type { Lock } from './lock.ts';
import { notFoundPage } from './pages/fault.ts';
import { type Door, formToken, readChoice, sessionToken, takeSession } from './security.ts';
import { isNight } from './times.ts';
import { readNotice, type Theme, type View } from './view.ts';
import { wordsOf } from './words.ts';

/** What the console needs from the rest. */
export interface ConsoleDeps {
  db: Database;
  store: StoreDeps;
  log: Log;
  clock: Clock;
  publicUrl?: string | undefined;
  /** The console locks after so many minutes without a touch (design §6); the organisation's setting when not said. */
  lockMinutes?: number | undefined;
  /** Our public half for Web Push (VAPID); absent where no push is sent. */
  pushKey?: (tx: Tx) => Promise<string>;
  /** Puts an erased case on the list beside the backups, before its rows go (store/erasure.ts). */
  appendErasure: AppendErasure;
  /** The organisation's bot by its name on Telegram, once it is known. */
  telegramName?: () => string | undefined;
}

/** What every route of the console works with. */
export interface Site extends Door {
  deps: ConsoleDeps;
  live: Live;
  assets: Assets;
  banners: Banners;
  lock: Lock;
  /** Whether it is time for a quiet portion of sealing anew. */
  reseal: { isDue(now: Date): boolean };
}

/** One transaction for a signed-in member: her session is opened and the work done in it, or neither. */
export interface Visit<T> {
  signedIn: SignedIn;
  result: T;
}

/** What a request came to, for `askToSignIn`: the door that it is led to depends on it. */
const standings = new WeakMap<FastifyRequest, Standing>();

/** What a session is asked with: only a hand counts as a touch, not what a page fetches by itself. */
export function sessionRules(site: Site, request: FastifyRequest): SessionRules {
  const isFetch = request.method === 'GET' && isForPart(request);
  // A stream, and the page's own "I am here": an open page on an empty chair says both.
  const isByItself = /\/(live|here)$/.test(request.routeOptions.url ?? '');
  return { lockMinutes: site.lock.minutes(), isTouch: !isFetch && !isByItself };
}

/**
 * One transaction for whoever stands at the door: signed in, her second factor missing, or locked. Only for pages
 * that lead on from there: nothing of a case may be shown.
 *
 * @returns undefined when nobody is there
 */
export async function visitDoor<T>(
  site: Site,
  request: FastifyRequest,
  work: (tx: Tx, at: AtDoor) => Promise<T>,
): Promise<{ at: AtDoor; result: T } | undefined> {
  const token = sessionToken(request);
  if (!token) return undefined;
  return site.deps.db.transact(async (tx) => {
    await site.lock.refresh(tx);
    const at = await readSession(tx, site.store, token, sessionRules(site, request));
    if (at) standings.set(request, at.standing);
    return at && { at, result: await work(tx, at) };
  });
}

/**
 * @returns undefined when nobody is signed in, her second factor is missing, or the console is locked: answer with
 *   `askToSignIn`, which knows which
 */
export async function visit<T>(
  site: Site,
  request: FastifyRequest,
  work: (tx: Tx, signedIn: SignedIn) => Promise<T>,
): Promise<Visit<T> | undefined> {
  const here = await visitDoor(site, request, async (tx, { standing, signedIn }) => {
    if (standing !== 'open') return undefined;
    await site.banners.refresh(tx);
    // A hand on the page is a sign of life: *bertugas* ends after half an hour without one (design §7).
    if (sessionRules(site, request).isTouch) await seeMember(tx, site.store, signedIn.member.id);
    return { signedIn, result: await work(tx, signedIn) };
  });
  if (here?.result) await resealQuietly(site, here.at.signedIn);
  return here?.result;
}

/** A little at a time, so that no page is slower for it: some hundredths of a second once a minute. */
const quietPortion = 25;

/**
 * Old cases are sealed anew while somebody is signed in who opens them (design §6), beside what she came for: its
 * failure is nothing to her.
 */
async function resealQuietly(site: Site, signedIn: SignedIn): Promise<void> {
  if (signedIn.groups.size === 0 || !site.reseal.isDue(site.deps.clock.now())) return;
  try {
    const { db, log } = site.deps;
    const { done } = await db.transact(async (tx) => {
      await spareForRecovery(tx, signedIn, quietPortion);
      return resealPortion(tx, site.store, signedIn, quietPortion);
    });
    if (done > 0) log.info('console.resealed', { count: done });
  } catch (cause) {
    site.deps.log.error('console.resealFailed', {}, cause);
  }
}

/** Once a minute and process. */
export function createReseal(): Site['reseal'] {
  let last = Number.NEGATIVE_INFINITY;
  return {
    isDue: (now) => {
      const isDue = Math.abs(now.getTime() - last) >= 60_000;
      if (isDue) last = now.getTime();
      return isDue;
    },
  };
}

/** A request made by htmx for a part of a page. */
export function isForPart(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}

const doors: Record<Standing | 'out', string> = {
  out: '/console/sign-in',
  unverified: '/console/factors',
  locked: '/console/unlock',
  open: '/console',
};

/** Sends to the door that opens for her, and back here afterwards when this is a place to come back to. */
export function askToSignIn(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const standing = standings.get(request) ?? 'out';
  if (standing === 'out' && sessionToken(request)) takeSession(request, reply, site);
  const back = request.method === 'GET' ? backTo(pageOf(request)) : undefined;
  const door = back ? `${doors[standing]}?next=${encodeURIComponent(back)}` : doors[standing];
  if (!isForPart(request)) return go(reply, door);
  // A part of a page cannot be the door: htmx takes the whole page there.
  return reply.code(401).header('hx-redirect', door).header('hx-reswap', 'none').send();
}

/** The page she is on: of a part, the one that htmx names. */
function pageOf(request: FastifyRequest): string | undefined {
  if (!isForPart(request)) return request.url;
  const page = String(request.headers['hx-current-url'] ?? '');
  return URL.canParse(page) ? new URL(page).pathname : undefined;
}

/** Only a case or the team's page is worth coming back to, and nothing outside the console ever is. */
export function backTo(path: string | undefined): string | undefined {
  return path && /^\/console\/(cases\/[\da-f-]{36}|team|talks)$/.test(path) ? path : undefined;
}

/**
 * @param who the member signed in; null at the door
 * @param session the token that this very answer hands out, when it does
 */
export function viewOf(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  who: SignedIn | null,
  session?: string,
): View {
  const language = readChoice(request, 'language') === 'en' ? 'en' : 'id';
  const now = site.deps.clock.now();
  return {
    words: wordsOf(language),
    language,
    theme: themeOf(readChoice(request, 'theme')),
    now,
    isNight: isNight(now),
    csrf: formToken(request, reply, site, session),
    path: request.url.split('?', 1)[0] ?? '/console',
    notice: readNotice(request.query),
    me: who?.member ?? null,
    assets: site.assets,
    banners: who ? site.banners.list(wordsOf(language)) : [],
    lockSeconds: who ? site.lock.minutes() * 60 : null,
  };
}

function themeOf(choice: string | undefined): Theme {
  return choice === 'dark' || choice === 'light' ? choice : 'auto';
}

export function show(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(page.markup);
}

/** After a button: 303, so that a reload asks for the page and never presses the button again. */
export function go(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(path, 303);
}

/** One page for what is not there and for what is not yours: the difference would tell. */
export function showNotFound(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // A part of a page that is gone: the page is loaded anew, and is then this one.
  if (isForPart(request)) return reply.code(404).header('hx-refresh', 'true').send();
  return show(reply, notFoundPage(viewOf(site, request, reply, null)), 404);
}
