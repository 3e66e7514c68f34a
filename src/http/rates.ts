import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { keyedHash, randomKey } from '../sealing/box.ts';

/**
 * How often one source may ask. An address of the network is never kept: it is hashed at once under a key
 * that this process made for itself and forgets when it ends, and only that hash lies in memory for a minute.
 */
export const rates = {
  window: '1 minute',
  /** Whole villages share one mobile address (carrier-grade NAT), so this stops floods and nothing else. */
  requestsPerSource: 1200,
  /** Pages that do not exist are asked for by scanners. */
  missesPerSource: 60,
  /** Sources remembered at once; the oldest is dropped. */
  sourcesMax: 20_000,
};

/** A limit that cannot tell people apart would silence all of them: behind a proxy that hides addresses. */
const unlimited = 1_000_000;

/** One household's IPv6 prefix is one source; an IPv4 address in IPv6 clothes is the IPv4 address. */
export function sourceOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...after].slice(0, 4).join(':');
}

/** Whether the request came from this machine itself. */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || /^(?:::ffff:)?127\./i.test(ip);
}

/** @returns the limit for this request: none for this machine itself */
export function perSource(max: number): (request: FastifyRequest) => number {
  return (request) => (isLoopback(request.ip) ? unlimited : max);
}

/** @returns a function that names the source of a request by a hash nobody can turn back */
export function createSourceKey(): (request: FastifyRequest) => string {
  const key = randomKey();
  return (request) => keyedHash(key, sourceOf(request.ip)).toString('base64url');
}
