import {
  aesDecryptGCM,
  aesEncryptGCM,
  type BinaryNode,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from '@whiskeysockets/baileys';

/**
 * The server's side of WhatsApp's connection: frames of three length bytes, a Noise XX handshake
 * (25519, AES-GCM, SHA-256), then binary nodes, each frame encrypted under a counter.
 * The certificate is made up: Baileys 7.0.0-rc14 calls its signature check and ignores the answer. Should
 * that be mended upstream, set WA_CERT_DETAILS.PUBLIC_KEY to `rootKey.public` in the client's process.
 */
export interface NoiseServer {
  /** Bytes as they come from the socket. @returns what they held, in order */
  take(bytes: Buffer): Promise<Incoming[]>;
  /** One node, framed and encrypted. Only after the handshake. */
  encode(node: BinaryNode): Buffer;
}

export type Incoming =
  | { is: 'hello'; answer: Buffer }
  | { is: 'login'; payload: proto.ClientPayload; clientKey: Buffer }
  | { is: 'node'; node: BinaryNode };

export const rootKey = Curve.generateKeyPair();

export function createNoiseServer(): NoiseServer {
  const noise = new Noise();
  let state: 'intro' | 'hello' | 'finish' | 'open' = 'intro';
  let buffered: Buffer = Buffer.alloc(0);
  const open = async (frame: Buffer): Promise<Incoming> => {
    if (state === 'hello') {
      state = 'finish';
      return { is: 'hello', answer: framed(noise.answerHello(frame)) };
    }
    if (state === 'finish') {
      state = 'open';
      return { is: 'login', ...noise.takeFinish(frame) };
    }
    return { is: 'node', node: await decodeBinaryNode(noise.receive(frame)) };
  };
  return {
    take: async (bytes) => {
      buffered = Buffer.concat([buffered, bytes]);
      if (state === 'intro') {
        const rest = withoutIntro(buffered);
        if (!rest) return [];
        buffered = rest;
        state = 'hello';
      }
      const incoming: Incoming[] = [];
      while (buffered.length >= 3 && buffered.length >= 3 + buffered.readUIntBE(0, 3)) {
        const end = 3 + buffered.readUIntBE(0, 3);
        const frame = buffered.subarray(3, end);
        buffered = buffered.subarray(end);
        incoming.push(await open(frame));
      }
      return incoming;
    },
    encode: (node) => framed(noise.send(encodeBinaryNode(node))),
  };
}

function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(3);
  length.writeUIntBE(bytes.length, 0, 3);
  return Buffer.concat([length, bytes]);
}

/** `WA`, version 6, dictionary 3; before it a routing header when the client was given one. */
function withoutIntro(bytes: Buffer): Buffer | undefined {
  let at = 0;
  if (bytes.subarray(0, 2).toString() === 'ED') {
    if (bytes.length < 7) return undefined;
    at = 7 + bytes.readUIntBE(4, 3);
  }
  const end = at + NOISE_WA_HEADER.length;
  if (bytes.length < end) return undefined;
  if (!bytes.subarray(at, end).equals(NOISE_WA_HEADER)) throw new Error('not a WhatsApp client');
  return bytes.subarray(end);
}

class Noise {
  #hash: Buffer;
  #salt: Buffer;
  #key: Buffer;
  #counter = 0;
  #inKey: Buffer = Buffer.alloc(0);
  #outKey: Buffer = Buffer.alloc(0);
  #received = 0;
  #sent = 0;
  readonly #ephemeral: KeyPair = Curve.generateKeyPair();
  readonly #static: KeyPair = Curve.generateKeyPair();

  constructor() {
    this.#hash = this.#salt = this.#key = Buffer.from(NOISE_MODE);
    this.#authenticate(NOISE_WA_HEADER);
  }

  /** <- e; -> e, ee, s, es, certificate */
  answerHello(frame: Buffer): Uint8Array {
    const theirs = proto.HandshakeMessage.decode(frame).clientHello?.ephemeral ?? Buffer.alloc(0);
    this.#authenticate(theirs);
    this.#authenticate(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs));
    const encryptedStatic = this.#encrypt(this.#static.public);
    this.#mix(Curve.sharedKey(this.#static.private, theirs));
    const payload = this.#encrypt(certificateFor(this.#static.public));
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: encryptedStatic, payload },
    }).finish();
  }

  /** <- s, se, who is logging in */
  takeFinish(frame: Buffer): { payload: proto.ClientPayload; clientKey: Buffer } {
    const finish = proto.HandshakeMessage.decode(frame).clientFinish;
    const clientKey = this.#decrypt(Buffer.from(finish?.static ?? []));
    this.#mix(Curve.sharedKey(this.#ephemeral.private, clientKey));
    const payload = proto.ClientPayload.decode(this.#decrypt(Buffer.from(finish?.payload ?? [])));
    [this.#inKey, this.#outKey] = this.#derive(Buffer.alloc(0));
    return { payload, clientKey };
  }

  receive(frame: Buffer): Buffer {
    return aesDecryptGCM(frame, this.#inKey, counterBytes(this.#received++), Buffer.alloc(0));
  }

  send(bytes: Uint8Array): Buffer {
    return aesEncryptGCM(bytes, this.#outKey, counterBytes(this.#sent++), Buffer.alloc(0));
  }

  #authenticate(bytes: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, bytes]));
  }

  #derive(secret: Uint8Array): [Buffer, Buffer] {
    const bytes = Buffer.from(hkdf(secret, 64, { salt: this.#salt, info: '' }));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  }

  #mix(secret: Uint8Array): void {
    [this.#salt, this.#key] = this.#derive(secret);
    this.#counter = 0;
  }

  #encrypt(plain: Uint8Array): Buffer {
    const box = aesEncryptGCM(plain, this.#key, counterBytes(this.#counter++), this.#hash);
    this.#authenticate(box);
    return box;
  }

  #decrypt(box: Buffer): Buffer {
    const plain = aesDecryptGCM(box, this.#key, counterBytes(this.#counter++), this.#hash);
    this.#authenticate(box);
    return plain;
  }
}

function counterBytes(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function certificateFor(key: Uint8Array): Uint8Array {
  const middle = Curve.generateKeyPair();
  const details = (serial: number, issuerSerial: number, certified: Uint8Array) =>
    proto.CertChain.NoiseCertificate.Details.encode({ serial, issuerSerial, key: certified }).finish();
  const middleDetails = details(1, 0, middle.public);
  const leafDetails = details(2, 1, key);
  return proto.CertChain.encode({
    intermediate: { details: middleDetails, signature: Curve.sign(rootKey.private, middleDetails) },
    leaf: { details: leafDetails, signature: Curve.sign(middle.private, leafDetails) },
  }).finish();
}
