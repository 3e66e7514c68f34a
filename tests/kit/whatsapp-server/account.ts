import {
  type BinaryNode,
  Curve,
  encodeBigEndian,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  getBinaryNodeChildUInt,
  hmacSign,
  KEY_BUNDLE_TYPE,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
} from '@whiskeysockets/baileys';
import { createDevice, type Device } from './device.ts';

/**
 * The account that the bot is linked to: a number with its phone, and at most one companion (the bot).
 * Holds what WhatsApp's servers know of them, and signs a companion in as the phone does.
 */
export interface Account {
  readonly number: string;
  readonly lid: string;
  readonly phone: Device;
  companion: Companion | undefined;
}

/** What a client says of itself when it asks to be linked. */
export interface Candidate {
  noiseKey: Buffer;
  registrationId: Buffer;
  identity: Buffer;
  signedPreKey: BinaryNode;
}

export interface Companion extends Candidate {
  device: number;
  preKeys: BinaryNode[];
}

export function createAccount(): Account {
  return { number: '6281100099001', lid: '209800000099001', phone: createDevice(), companion: undefined };
}

export function readCandidate(payload: proto.ClientPayload, noiseKey: Buffer): Candidate {
  const asked = payload.devicePairingData;
  return {
    noiseKey,
    registrationId: Buffer.from(asked?.eRegid ?? []),
    identity: Buffer.from(asked?.eIdent ?? []),
    signedPreKey: {
      tag: 'skey',
      attrs: {},
      content: [
        { tag: 'id', attrs: {}, content: Buffer.from(asked?.eSkeyId ?? []) },
        { tag: 'value', attrs: {}, content: Buffer.from(asked?.eSkeyVal ?? []) },
        { tag: 'signature', attrs: {}, content: Buffer.from(asked?.eSkeySig ?? []) },
      ],
    },
  };
}

const accountKey = Curve.generateKeyPair();
let nextDevice = 1;

/**
 * The phone scanned the code: it signs the candidate's identity, under the secret that only the code holds.
 * @returns what `pair-success` carries
 */
export function link(account: Account, candidate: Candidate, advSecret: string): BinaryNode {
  const device = nextDevice++;
  account.companion = { ...candidate, device, preKeys: [] };
  const details = proto.ADVDeviceIdentity.encode({ rawId: device, timestamp: 1, keyIndex: device }).finish();
  const signed = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, candidate.identity]);
  const identity = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: accountKey.public,
    accountSignature: Curve.sign(accountKey.private, signed),
  }).finish();
  const hmac = hmacSign(Buffer.from(identity), Buffer.from(advSecret, 'base64'));
  return {
    tag: 'pair-success',
    attrs: {},
    content: [
      {
        tag: 'device-identity',
        attrs: {},
        content: proto.ADVSignedDeviceIdentityHMAC.encode({ details: identity, hmac }).finish(),
      },
      { tag: 'device', attrs: { jid: companionJid(account, 'number'), lid: companionJid(account, 'lid') } },
      { tag: 'platform', attrs: { name: 'android' } },
    ],
  };
}

/** The companion's own address, with its device number, under the number or under the pseudonym. */
export function companionJid(account: Account, by: 'number' | 'lid'): string {
  const device = account.companion?.device ?? 0;
  return by === 'lid' ? `${account.lid}:${device}@lid` : `${account.number}:${device}@s.whatsapp.net`;
}

/** `encrypt` with a list of one-time keys: how many there are from now on. */
export function storePreKeys(companion: Companion, upload: BinaryNode): void {
  const signed = getBinaryNodeChild(upload, 'skey');
  if (signed) companion.signedPreKey = signed;
  companion.preKeys.push(...getBinaryNodeChildren(getBinaryNodeChild(upload, 'list'), 'key'));
}

/** The companion's bundle for somebody who writes to it first; each one-time key is given out once. */
export function companionBundle(companion: Companion): BinaryNode {
  const once = companion.preKeys.shift();
  return {
    tag: 'user',
    attrs: {},
    content: [
      { tag: 'registration', attrs: {}, content: companion.registrationId },
      { tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE },
      { tag: 'identity', attrs: {}, content: companion.identity },
      companion.signedPreKey,
      ...(once ? [once] : []),
    ],
  };
}

/** What a client checks its own keys against after logging in. */
export function digestOf(companion: Companion): BinaryNode {
  const ids = companion.preKeys.map((key) => getBinaryNodeChildUInt(key, 'id', 3) ?? 0);
  return {
    tag: 'digest',
    attrs: {},
    content: [
      { tag: 'registration', attrs: {}, content: companion.registrationId },
      { tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE },
      { tag: 'identity', attrs: {}, content: companion.identity },
      { tag: 'skey', attrs: {}, content: getBinaryNodeChildBuffer(companion.signedPreKey, 'id') },
      {
        tag: 'list',
        attrs: {},
        content: ids.map((id) => ({ tag: 'id', attrs: {}, content: encodeBigEndian(id, 3) })),
      },
    ],
  };
}
