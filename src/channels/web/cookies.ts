import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The chat's address is a random token in a cookie that ends with the browser and whose name says nothing.
 * Scripts cannot read it. A second one, `pgx`, is set by the page's script when the person leaves: it takes
 * effect without a line, and the next request finishes the leaving.
 */
const tokenName = 'pg';
const leftName = 'pgx';
const path = '/chat';

/** 128 bits, base64url. Anything else is no token of ours. */
const tokenShape = /^[\w-]{22}$/;

/** @returns the address in the request's cookie, when there is a well-formed one */
export function readToken(request: FastifyRequest): string | undefined {
  const token = request.cookies[tokenName];
  return token !== undefined && tokenShape.test(token) ? token : undefined;
}

/** Whether the page was left on this browser and we have not heard of it yet. */
export function hasLeft(request: FastifyRequest): boolean {
  return request.cookies[leftName] !== undefined;
}

/** Gives the browser its address, for this session only. */
export function setToken(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  isHttps: boolean,
): void {
  const secure = isHttps || request.protocol === 'https';
  reply.setCookie(tokenName, token, { path, httpOnly: true, sameSite: 'lax', secure });
}

/** Takes both marks from this browser. */
export function clearCookies(reply: FastifyReply): void {
  reply.clearCookie(tokenName, { path }).clearCookie(leftName, { path });
}
