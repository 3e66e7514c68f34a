import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Html } from '../http/html.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { openSession, type SignedIn } from '../store/sessions.ts';
import type { Assets } from './assets.ts';
import type { Live } from './live.ts';
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
}

/** What every route of the console works with. */
export interface Site extends Door {
  deps: ConsoleDeps;
  live: Live;
  assets: Assets;
}

/** One transaction for a signed-in member: her session is opened and the work done in it, or neither. */
export interface Visit<T> {
  signedIn: SignedIn;
  result: T;
}

/** @returns undefined when nobody is signed in: answer with `askToSignIn` */
export async function visit<T>(
  site: Site,
  request: FastifyRequest,
  work: (tx: Tx, signedIn: SignedIn) => Promise<T>,
): Promise<Visit<T> | undefined> {
  const token = sessionToken(request);
  if (!token) return undefined;
  return site.deps.db.transact(async (tx) => {
    const signedIn = await openSession(tx, site.store, token);
    return signedIn && { signedIn, result: await work(tx, signedIn) };
  });
}

/** A request made by htmx for a part of a page. */
export function isForPart(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}

/** Sends to the door, and back here afterwards when this is a place to come back to. */
export function askToSignIn(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (sessionToken(request)) takeSession(request, reply, site);
  const back = request.method === 'GET' ? backTo(pageOf(request)) : undefined;
  const door = back ? `/console/sign-in?next=${encodeURIComponent(back)}` : '/console/sign-in';
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
