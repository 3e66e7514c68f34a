import { lookup as lookUp } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * One POST to a push server. The address comes from a browser of the team: it must lead out of here, over
 * https, or a subscription could make this machine knock at its own doors.
 */
export type PushAnswer =
  | { is: 'answered'; status: number; retryAfterSeconds: number | undefined }
  /** Nothing was written. */
  | { is: 'notConnected' }
  /** Something was written, and no answer came. */
  | { is: 'unanswered' }
  /** Not an address that we knock at. */
  | { is: 'forbidden' };

export interface PushRequest {
  endpoint: string;
  headers: object;
  body: Buffer | null;
}

/** A push server that takes longer than this is down; the next round asks it again. */
const timeoutMilliseconds = 10_000;

/** Addresses that lead nowhere but inside (RFC 1918, 6598, 4193, 4291, 3927). */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** @param allowsLocal tests alone: http, and this machine. Never throws. */
export function postPush(request: PushRequest, allowsLocal: boolean): Promise<PushAnswer> {
  const url = URL.canParse(request.endpoint) ? new URL(request.endpoint) : undefined;
  if (!url || !(allowsLocal || leadsOut(url))) return Promise.resolve({ is: 'forbidden' });
  return new Promise((resolve) => {
    const options = {
      method: 'POST',
      headers: request.headers as http.OutgoingHttpHeaders,
      timeout: timeoutMilliseconds,
      ...(allowsLocal ? {} : { lookup: lookUpOutside }),
    };
    const sent = (url.protocol === 'http:' ? http : https).request(url, options, (answer) => {
      answer.resume();
      const seconds = Number(answer.headers['retry-after']);
      resolve({
        is: 'answered',
        status: answer.statusCode ?? 0,
        retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
      });
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EFORBIDDEN') resolve({ is: 'forbidden' });
      else resolve({ is: notConnected.has(cause.code ?? '') ? 'notConnected' : 'unanswered' });
    });
    sent.end(request.body);
  });
}

function leadsOut(url: URL): boolean {
  return url.protocol === 'https:' && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && !url.username;
}

/** A name may point inside, also when it did not a moment ago: what is connected to is what was looked at. */
const lookUpOutside: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (fault, found) => {
    if (fault) return done(fault, '', 0);
    const outside = found.filter(
      ({ address, family }) => !inside.check(address, family === 6 ? 'ipv6' : 'ipv4'),
    );
    const [first] = outside;
    if (!first) return done(Object.assign(new Error('leads inside'), { code: 'EFORBIDDEN' }), '', 0);
    return options.all ? done(null, outside) : done(null, first.address, first.family);
  });
};
