import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushSubscription } from '../../src/store/alarm-ways.ts';

/**
 * A push server of our own on 127.0.0.1, and a browser behind it: the subscription is made up, the sealing is
 * opened as a browser would (RFC 8291 over RFC 8188), the signature checked as a push server would (RFC 8292).
 */
export interface PushServer {
  /** As a browser gives it to the page. */
  subscription: PushSubscription;
  /** What arrived, opened, newest last. */
  pushes: Pushed[];
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string> };
  stop(): Promise<void>;
}

export interface Pushed {
  body: unknown;
  headers: Record<string, string | string[] | undefined>;
  /** Everything that the push server itself could see of the body. */
  seen: string;
  /** Claims of the house's signature; undefined when it does not hold. */
  claims: { aud: string; exp: number; sub: string } | undefined;
  publicKey: string;
}

export async function startPushServer(): Promise<PushServer> {
  const browser = createECDH('prime256v1');
  const publicKey = browser.generateKeys();
  const auth = randomBytes(16);
  const pushes: Pushed[] = [];
  const answer: PushServer['answer'] = { status: 201 };
  const server = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const box = Buffer.concat(parts);
      const { claims, publicKey: signer } = readSignature(request.headers.authorization ?? '');
      const body: unknown = JSON.parse(open(box, browser, publicKey, auth).toString('utf8'));
      pushes.push({
        body,
        headers: request.headers,
        seen: box.toString('latin1'),
        claims,
        publicKey: signer,
      });
      reply.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    subscription: {
      endpoint: `http://127.0.0.1:${port}/push/${randomBytes(8).toString('hex')}`,
      keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    },
    pushes,
    answer,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 8188: salt (16), record size (4), id length (1), id: here the sender's public half; then one record. */
function open(box: Buffer, browser: ReturnType<typeof createECDH>, own: Buffer, auth: Buffer): Buffer {
  const salt = box.subarray(0, 16);
  const idLength = box.readUInt8(20);
  const sender = box.subarray(21, 21 + idLength);
  const record = box.subarray(21 + idLength);
  const shared = browser.computeSecret(sender);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]);
  const input = Buffer.from(hkdfSync('sha256', shared, auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: nonce\0', 12));
  const cipher = createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  // The last record ends in 2, then zeros.
  return padded.subarray(0, padded.lastIndexOf(2));
}

/** `vapid t=<JWT>, k=<public key>`. */
function readSignature(header: string): Pick<Pushed, 'claims' | 'publicKey'> {
  const [, jwt = '', publicKey = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  if (point.length !== 65) return { claims: undefined, publicKey };
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const holds = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return { claims: holds ? JSON.parse(Buffer.from(claims, 'base64url').toString()) : undefined, publicKey };
}
