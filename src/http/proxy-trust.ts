import { BlockList, isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TrustProxy } from '../config.ts';

/** Whether what this address says about the one before it is believed. @param hop 0 is who speaks to us */
export type Trust = (address: string, hop: number) => boolean;

/** This machine: an onion service, a tunnel or the proxy of the recipes in deploy/. */
export const trustThisMachine: TrustProxy = { from: ['127.0.0.0/8', '::1'] };

/**
 * Networks that nobody on the internet speaks from. A mere number of proxies counts only behind one of these:
 * a stranger who reaches the port directly could otherwise make up as many as it takes.
 */
const inside = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
];

/** TRUST_PROXY as the question that the server asks of each address. Never throws: addresses come from headers. */
export function createTrust(setting: TrustProxy): Trust {
  if ('hops' in setting) {
    const isInside = among(inside);
    return (address, hop) => hop < setting.hops && (hop > 0 || isInside(address));
  }
  const isNamed = among(setting.from);
  return (address) => isNamed(address);
}

function among(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
}

const told = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip'];

/**
 * What somebody untrusted says about proxies is taken off before anything reads it, and the line is called
 * what it is: nobody gets a passphrase form by claiming https, nor another's limits by claiming an address.
 */
export function dropFalseForwarding(app: FastifyInstance, trust: Trust): void {
  app.addHook('onRequest', async (request) => {
    if (isFromProxy(request, trust)) return;
    for (const name of told) delete request.headers[name];
    request.headers['x-forwarded-proto'] = request.protocol;
  });
}

function isFromProxy(request: FastifyRequest, trust: Trust): boolean {
  const { remoteAddress } = request.raw.socket;
  return remoteAddress !== undefined && trust(remoteAddress, 0);
}

/** Whether it came through somebody else's hands, whoever that is and whether or not it is believed. */
export function isForwarded(request: FastifyRequest): boolean {
  // The headers as they arrived: what was not believed is taken off the others.
  const names = request.raw.rawHeaders.map((name) => name.toLowerCase());
  return [...told, 'x-forwarded-proto', 'via'].some((name) => names.includes(name));
}
