import sodium from 'sodium-native';
import { Bug } from '../errors.ts';

/**
 * The project's whole use of cryptography, on libsodium (ADR 0004).
 * Symmetric: XChaCha20-Poly1305 with a context that binds a box to its table, column and row.
 * To a person's key: sealed boxes (X25519). From a passphrase: Argon2id. Look-ups: keyed BLAKE2b.
 */
export interface KeyPair {
  publicKey: Buffer;
  privateKey: Buffer;
}

export const keyBytes = sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
const nonceBytes = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
const tagBytes = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES;

export function randomKey(): Buffer {
  const key = Buffer.alloc(keyBytes);
  sodium.randombytes_buf(key);
  return key;
}

/** @returns nonce (24 bytes), then the box. @param context names table, column and row; it is not secret. */
export function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const out = Buffer.alloc(nonceBytes + plain.length + tagBytes);
  const nonce = out.subarray(0, nonceBytes);
  sodium.randombytes_buf(nonce);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    out.subarray(nonceBytes),
    plain,
    Buffer.from(context),
    null,
    nonce,
    key,
  );
  return out;
}

/** Throws a Bug when the key, the context or a byte is wrong. */
export function open(key: Buffer, box: Buffer, context: string): Buffer {
  if (box.length < nonceBytes + tagBytes) throw new Bug('boxTooShort');
  const plain = Buffer.alloc(box.length - nonceBytes - tagBytes);
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      plain,
      null,
      box.subarray(nonceBytes),
      Buffer.from(context),
      box.subarray(0, nonceBytes),
      key,
    );
  } catch (cause) {
    throw new Bug('boxWouldNotOpen', {}, cause);
  }
  return plain;
}

/** A fresh X25519 pair, or the pair that grows from a 32-byte seed (the recovery key). */
export function keyPair(seed?: Buffer): KeyPair {
  const publicKey = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES);
  const privateKey = Buffer.alloc(sodium.crypto_box_SECRETKEYBYTES);
  if (seed) sodium.crypto_box_seed_keypair(publicKey, privateKey, seed);
  else sodium.crypto_box_keypair(publicKey, privateKey);
  return { publicKey, privateKey };
}

/** Anybody may seal to a public half; only the private half opens. 0.13 ms. */
export function sealTo(publicKey: Buffer, plain: Buffer): Buffer {
  const box = Buffer.alloc(plain.length + sodium.crypto_box_SEALBYTES);
  sodium.crypto_box_seal(box, plain, publicKey);
  return box;
}

/** Throws a Bug when the pair is not the one it was sealed to. */
export function openWith(pair: KeyPair, box: Buffer): Buffer {
  if (box.length < sodium.crypto_box_SEALBYTES) throw new Bug('sealedBoxTooShort');
  const plain = Buffer.alloc(box.length - sodium.crypto_box_SEALBYTES);
  if (!sodium.crypto_box_seal_open(plain, box, pair.publicKey, pair.privateKey))
    throw new Bug('sealedBoxWouldNotOpen');
  return plain;
}

/** Writes a stream whose chunks nobody can change, swap, leave out or cut off unseen (libsodium secretstream). */
export interface SealingStream {
  /** Must be stored before the first chunk. */
  header: Buffer;
  /** Exactly one chunk, the last, closes the stream: what ends without it was cut. */
  push(plain: Buffer, isLast: boolean): Buffer;
}

const streamState = () =>
  Buffer.alloc(streamStateBytes) as unknown as ReturnType<
    typeof sodium.crypto_secretstream_xchacha20poly1305_state_new
  >;
/** crypto_secretstream_xchacha20poly1305_STATEBYTES: 52 in every libsodium, and absent from the types. */
const streamStateBytes = 52;
export const streamHeaderBytes = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES;
/** How much longer a sealed chunk is. */
export const streamChunkExtra = sodium.crypto_secretstream_xchacha20poly1305_ABYTES;

/** @param context binds every chunk to what stands in clear before the stream; it is not secret */
export function sealingStream(key: Buffer, context: Buffer): SealingStream {
  const state = streamState();
  const header = Buffer.alloc(streamHeaderBytes);
  sodium.crypto_secretstream_xchacha20poly1305_init_push(state, header, key);
  return {
    header,
    push: (plain, isLast) => {
      const box = Buffer.alloc(plain.length + streamChunkExtra);
      const tag = isLast
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
      sodium.crypto_secretstream_xchacha20poly1305_push(state, box, plain, context, tag);
      return box;
    },
  };
}

/** Opens chunk after chunk, in the order they were sealed. The function throws a Bug at the first that is not as it was. */
export function openingStream(
  key: Buffer,
  header: Buffer,
  context: Buffer,
): (box: Buffer) => { plain: Buffer; isLast: boolean } {
  const state = streamState();
  sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key);
  const last = Number(sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  return (box) => {
    if (box.length < streamChunkExtra) throw new Bug('boxTooShort');
    const plain = Buffer.alloc(box.length - streamChunkExtra);
    const tag = Buffer.alloc(1);
    try {
      sodium.crypto_secretstream_xchacha20poly1305_pull(state, plain, tag, box, context);
    } catch (cause) {
      throw new Bug('boxWouldNotOpen', {}, cause);
    }
    return { plain, isLast: tag.readUInt8(0) === last };
  };
}

/** Keyed BLAKE2b, 32 bytes: for blind indexes and for deriving one secret from another. */
export function keyedHash(key: Buffer, ...parts: (string | Buffer)[]): Buffer {
  const out = Buffer.alloc(32);
  const framed = parts.flatMap((part) => {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  sodium.crypto_generichash_batch(out, framed, key);
  return out;
}

/** What Argon2id costs: kept with each result, so that raising it later strands nobody. */
export interface HashCost {
  opsLimit: number;
  memoryBytes: number;
}

/** For a passphrase of a member: about a second of a phone-sized core is fine, once a shift. */
export const passphraseCost: HashCost = { opsLimit: 3, memoryBytes: 64 * 1024 * 1024 };

/**
 * For a receipt's number, made in the turn that opens a case: 53 bits of its own and a pepper that is not in
 * the database. At 1.5 ms a try all numbers take a thousand cores five hundred years, with the pepper known.
 */
export const receiptCost: HashCost = { opsLimit: 1, memoryBytes: 4 * 1024 * 1024 };

/** Argon2id off the event loop. @param salt 16 bytes @returns 32 bytes */
export function stretch(secret: Buffer, salt: Buffer, cost: HashCost): Promise<Buffer> {
  const out = Buffer.alloc(32);
  return new Promise((resolve, reject) => {
    sodium.crypto_pwhash_async(
      out,
      secret,
      salt,
      cost.opsLimit,
      cost.memoryBytes,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
      (fault: Error | null) => (fault ? reject(fault) : resolve(out)),
    );
  });
}

export const saltBytes = sodium.crypto_pwhash_SALTBYTES;

/** Equal time whatever differs. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && sodium.sodium_memcmp(a, b);
}
