import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../http/rates.ts';
import { sameBytes } from '../sealing/box.ts';
import type { StoreDeps } from '../store/deps.ts';

/** Who may come in and press a button: cookies, form tokens, and what a line must be to carry a passphrase. */
const cookies = {
  session: 'suar_session',
  form: 'suar_form',
  language: 'suar_bahasa',
  theme: 'suar_tema',
} as const;

/** A year: a choice of words and of light is nothing to forget. */
const choiceSeconds = 365 * 24 * 3600;
const formTokenBytes = 32;

export interface Door {
  store: StoreDeps;
  publicUrl?: string | undefined;
}

/**
 * Whether what is typed here travels locked: https to us, or to a proxy that the operator named with
 * PUBLIC_URL, or it never leaves this machine.
 */
export function isLineSafe(request: FastifyRequest, publicUrl: string | undefined): boolean {
  return isHttps(request, publicUrl) || isLoopback(request.ip);
}

function isHttps(request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (request.protocol === 'https') return true;
  if (!publicUrl?.startsWith('https:') || request.host !== new URL(publicUrl).host) return false;
  // A proxy that also listens on plain http says so here; then the passphrase did travel in clear.
  return (request.headers['x-forwarded-proto'] ?? 'https') === 'https';
}

function cookieOptions(request: FastifyRequest, door: Door) {
  return {
    path: '/console',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(request, door.publicUrl),
  } as const;
}

/** The session's token; it stands in this cookie and nowhere else. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[cookies.session];
}

/** Sets a token that was drawn by the store just now; one that came in with a request is never set. */
export function giveSession(request: FastifyRequest, reply: FastifyReply, door: Door, token: string): void {
  reply.setCookie(cookies.session, token, cookieOptions(request, door));
}

export function takeSession(request: FastifyRequest, reply: FastifyReply, door: Door): void {
  reply.clearCookie(cookies.session, cookieOptions(request, door));
}

export function keepChoice(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  choice: 'language' | 'theme',
  value: string,
): void {
  reply.setCookie(cookies[choice], value, { ...cookieOptions(request, door), maxAge: choiceSeconds });
}

export function readChoice(request: FastifyRequest, choice: 'language' | 'theme'): string | undefined {
  return request.cookies[cookies[choice]];
}

function tokenSource(request: FastifyRequest): [string, string] | undefined {
  const session = request.cookies[cookies.session];
  if (session) return ['session form', session];
  const form = request.cookies[cookies.form];
  return form ? ['open form', form] : undefined;
}

function formMac(door: Door, [purpose, value]: [string, string]): Buffer {
  return door.store.vault.index('session', purpose, value);
}

/**
 * A token for the forms of one page, bound to the session's cookie (before there is one: to a cookie of
 * its own). Masked anew each time, so that a compressed page cannot be used to guess it letter by letter.
 *
 * @param session the token that this very answer hands out, when it does
 */
export function formToken(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  session?: string,
): string {
  const source: [string, string] | undefined = session ? ['session form', session] : tokenSource(request);
  if (source) return mask(door, formMac(door, source));
  const fresh = door.store.ids.bytes(formTokenBytes).toString('base64url');
  reply.setCookie(cookies.form, fresh, cookieOptions(request, door));
  request.cookies[cookies.form] = fresh;
  return mask(door, formMac(door, ['open form', fresh]));
}

function mask(door: Door, mac: Buffer): string {
  const pad = door.store.ids.bytes(mac.length);
  return Buffer.concat([pad, xor(pad, mac)]).toString('base64url');
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/**
 * Whether a POST comes from a page that we made for this browser. The server has already refused those that
 * name another site as their origin (http/same-origin.ts); old browsers name none.
 */
export function isOurForm(request: FastifyRequest, door: Door): boolean {
  const given = (request.body as { csrf?: unknown } | undefined)?.csrf;
  if (typeof given !== 'string') return false;
  const bytes = Buffer.from(given, 'base64url');
  const { session, form } = cookies;
  // Either cookie: a page opened from another app (an alarm's link) was made without the session's, which is
  // strict, and its button brings both.
  const sources: [string, string | undefined][] = [
    ['session form', request.cookies[session]],
    ['open form', request.cookies[form]],
  ];
  return sources.some(([purpose, value]) => {
    if (!value) return false;
    const expected = formMac(door, [purpose, value]);
    if (bytes.length !== expected.length * 2) return false;
    return sameBytes(xor(bytes.subarray(0, expected.length), bytes.subarray(expected.length)), expected);
  });
}

/**
 * Where passkeys of this request belong. A browser makes them for a host with a name and never for a bare number,
 * and for the address that the operator named alone, if one is named.
 */
export function relyingParty(
  request: FastifyRequest,
  publicUrl: string | undefined,
): { rpId: string; origin: string } | undefined {
  const here = `${isHttps(request, publicUrl) ? 'https' : 'http'}://${request.host}`;
  const { hostname, origin } = new URL(publicUrl ?? here);
  if (/^[\d.]+$|:/.test(hostname) || (publicUrl && request.host !== new URL(publicUrl).host))
    return undefined;
  return { rpId: hostname, origin };
}
