import { isIP } from 'node:net';
import type { Reading, Sentence } from './config.ts';

/**
 * Whose word counts about where a request comes from: proxies by address or network (CIDR), or simply how many
 * there are before us.
 */
export type TrustProxy = { from: readonly string[] } | { hops: number };

/** This machine: the proxy of the recipes in deploy/ runs beside Suar. */
const loopback = ['127.0.0.0/8', '::1'] as const;

/** Nothing set: only a proxy on this machine. */
export const trustDefault: TrustProxy = { from: [...loopback] };

const hopsMax = 5;

/** The reading of TRUST_PROXY. Pure. */
export function asTrust(text: string): Reading<TrustProxy> {
  if (/^\d$/.test(text)) return Number(text) <= hopsMax ? { value: { hops: Number(text) } } : { why };
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const from = names.flatMap((name) => (name === 'loopback' ? loopback : [name]));
  return from.length > 0 && from.every(isNetwork) ? { value: { from } } : { why };
}

/** An address, or one with a prefix length above 0: to trust everybody is to trust whoever makes up a header. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const why: Sentence = {
  id: 'harus daftar alamat proksi (misalnya 127.0.0.1, 10.0.0.0/8) atau jumlahnya, 0 sampai 5. Kosongkan bila proksi ada di mesin ini.',
  en: 'must be a list of proxies (for example 127.0.0.1, 10.0.0.0/8) or how many there are, 0 to 5. Leave it empty when the proxy is on this machine.',
};
