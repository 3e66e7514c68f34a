import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  generateSignalPubKey,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildUInt,
  initAuthCreds,
  KEY_BUNDLE_TYPE,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys';

/**
 * A phone with its own Signal keys: a simulated person's, or the one that the bot's number belongs to.
 * It runs the library's own Signal code over keys in memory.
 */
export interface Device {
  /** What the server hands out so that others can write to this phone; a fresh one-time key each time. */
  bundle(jid: string): BinaryNode;
  /** Takes the bundle of another device, so that this one can write to it first. */
  meet(jid: string, bundle: BinaryNode): Promise<void>;
  hasMet(jid: string): Promise<boolean>;
  /** A retry was asked for: the session is begun anew. */
  forget(jid: string): Promise<void>;
  encrypt(jid: string, message: proto.IMessage): Promise<BinaryNode>;
  /** @throws what libsignal throws when the keys do not fit */
  decrypt(jid: string, encrypted: BinaryNode): Promise<proto.IMessage>;
  close(): void;
}

const log = { level: 'silent', child: () => log, ...silence() };

function silence() {
  const nothing = () => {};
  return { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
}

export function createDevice(): Device {
  const creds = initAuthCreds();
  const store = memoryKeys();
  const keys = addTransactionCapability(store, log, { maxCommitRetries: 1, delayBetweenTriesMs: 1 });
  const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, log);
  let nextPreKey = 1;
  return {
    bundle: (jid) => {
      const id = nextPreKey++;
      const pair = Curve.generateKeyPair();
      store.set({ 'pre-key': { [id]: pair } });
      return {
        tag: 'user',
        attrs: { jid },
        content: [
          { tag: 'registration', attrs: {}, content: encodeBigEndian(creds.registrationId) },
          { tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE },
          { tag: 'identity', attrs: {}, content: creds.signedIdentityKey.public },
          xmppSignedPreKey(creds.signedPreKey),
          xmppPreKey(pair, id),
        ],
      };
    },
    meet: (jid, bundle) => signal.injectE2ESession({ jid, session: readBundle(bundle) }),
    hasMet: async (jid) => (await signal.validateSession(jid)).exists,
    forget: (jid) => signal.deleteSession([jid]),
    encrypt: async (jid, message) => {
      const { type, ciphertext } = await signal.encryptMessage({ jid, data: encodeWAMessage(message) });
      return { tag: 'enc', attrs: { v: '2', type }, content: ciphertext };
    },
    decrypt: async (jid, encrypted) => {
      const type = encrypted.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg';
      const ciphertext = Buffer.from(encrypted.content as Uint8Array);
      const plain = await signal.decryptMessage({ jid, type, ciphertext });
      return proto.Message.decode(unpadRandomMax16(plain));
    },
    close: () => signal.close?.(),
  };
}

/** The same shape in a server's answer and in a retry receipt's `keys`. */
function readBundle(bundle: BinaryNode): Session {
  const signed = getBinaryNodeChild(bundle, 'skey');
  const once = getBinaryNodeChild(bundle, 'key');
  const keyOf = (node: BinaryNode | undefined) => ({
    keyId: (node && getBinaryNodeChildUInt(node, 'id', 3)) ?? 0,
    publicKey: generateSignalPubKey(getBinaryNodeChildBuffer(node, 'value') ?? Buffer.alloc(32)),
  });
  return {
    registrationId: getBinaryNodeChildUInt(bundle, 'registration', 4) ?? 0,
    identityKey: generateSignalPubKey(getBinaryNodeChildBuffer(bundle, 'identity') ?? Buffer.alloc(32)),
    signedPreKey: {
      ...keyOf(signed),
      signature: getBinaryNodeChildBuffer(signed, 'signature') ?? Buffer.alloc(64),
    },
    ...(once ? { preKey: keyOf(once) } : {}),
  };
}

type Repository = ReturnType<typeof DEFAULT_CONNECTION_CONFIG.makeSignalRepository>;
type Session = Parameters<Repository['injectE2ESession']>[0]['session'];

function memoryKeys() {
  const kept = new Map<string, unknown>();
  return {
    get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const found: { [id: string]: SignalDataTypeMap[T] } = {};
      for (const id of ids) {
        const value = kept.get(`${type} ${id}`) as SignalDataTypeMap[T] | undefined;
        if (value !== undefined) found[id] = value;
      }
      return found;
    },
    set: (changes: SignalDataSet) => {
      for (const [type, values] of Object.entries(changes))
        for (const [id, value] of Object.entries(values ?? {})) {
          if (value === null) kept.delete(`${type} ${id}`);
          else kept.set(`${type} ${id}`, value);
        }
    },
  };
}
