import { argon2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  keyBytes,
  keyedHash,
  keyPair,
  open,
  openWith,
  passphraseCost,
  randomKey,
  saltBytes,
  sameBytes,
  seal,
  sealTo,
  stretch,
} from '../../src/sealing/box.ts';

const words = Buffer.from('tolong, aku dikunci di mess');
const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));

/** Every single flipped bit of a box, one at a time. */
function* spoiled(box: Buffer): Generator<Buffer> {
  for (let index = 0; index < box.length; index += 1) {
    const copy = Buffer.from(box);
    copy.writeUInt8(copy.readUInt8(index) ^ 0x01, index);
    yield copy;
  }
}

describe('a box', () => {
  it('gives back whatever was put into it', () => {
    const key = randomKey();
    fc.assert(
      fc.property(bytes, fc.string(), (plain, context) => {
        expect(open(key, seal(key, plain, context), context)).toEqual(plain);
      }),
    );
  });

  it('never looks the same twice and never shows its words', () => {
    const key = randomKey();
    const [one, two] = [seal(key, words, 'c'), seal(key, words, 'c')];
    expect(one).not.toEqual(two);
    expect(one.includes('dikunci')).toBe(false);
  });

  it('opens with no other key and in no other place', () => {
    const key = randomKey();
    const box = seal(key, words, 'inbox.body:1');
    expect(() => open(randomKey(), box, 'inbox.body:1')).toThrow('boxWouldNotOpen');
    expect(() => open(key, box, 'inbox.body:2')).toThrow('boxWouldNotOpen');
    expect(() => open(key, box, '')).toThrow('boxWouldNotOpen');
  });

  it('opens no more once a single bit of it is changed, or its end is cut', () => {
    const key = randomKey();
    const box = seal(key, words, 'c');
    for (const copy of spoiled(box)) expect(() => open(key, copy, 'c')).toThrow('boxWouldNotOpen');
    for (const length of [0, 1, 39, 40, box.length - 1])
      expect(() => open(key, box.subarray(0, length), 'c')).toThrow(/^box/);
  });
});

describe('a box sealed to a pair', () => {
  it('opens with the private half and with no other', () => {
    const [pair, other] = [keyPair(), keyPair()];
    const box = sealTo(pair.publicKey, words);
    expect(openWith(pair, box)).toEqual(words);
    expect(() => openWith(other, box)).toThrow('sealedBoxWouldNotOpen');
    expect(() => openWith({ publicKey: pair.publicKey, privateKey: other.privateKey }, box)).toThrow();
  });

  it('opens no more once a single bit of it is changed, or its end is cut', () => {
    const pair = keyPair();
    const box = sealTo(pair.publicKey, words);
    for (const copy of spoiled(box)) expect(() => openWith(pair, copy)).toThrow('sealedBoxWouldNotOpen');
    expect(() => openWith(pair, box.subarray(0, 47))).toThrow('sealedBoxTooShort');
  });

  it('can be opened again by the pair that grows from the same seed', () => {
    const seed = randomKey();
    expect(openWith(keyPair(seed), sealTo(keyPair(seed).publicKey, words))).toEqual(words);
    expect(keyPair(seed).publicKey).not.toEqual(keyPair().publicKey);
  });
});

describe('a keyed hash', () => {
  it('is the same for the same parts and key, and for no others', () => {
    const key = randomKey();
    const hash = keyedHash(key, 'telegram', '42');
    expect(keyedHash(key, 'telegram', '42')).toEqual(hash);
    expect(hash).toHaveLength(32);
    for (const other of [
      keyedHash(randomKey(), 'telegram', '42'),
      keyedHash(key, 'telegram4', '2'),
      keyedHash(key, 'telegram42'),
      keyedHash(key, '', 'telegram', '42'),
      keyedHash(key, '42', 'telegram'),
    ])
      expect(other).not.toEqual(hash);
  });
});

describe('a stretched secret', () => {
  const cheap = { opsLimit: 1, memoryBytes: 8192 };
  const salt = Buffer.alloc(saltBytes, 7);

  it('depends on the secret, the salt and the cost', async () => {
    const base = await stretch(Buffer.from('kata sandi'), salt, cheap);
    expect(base).toHaveLength(keyBytes);
    expect(await stretch(Buffer.from('kata sandi'), salt, cheap)).toEqual(base);
    expect(await stretch(Buffer.from('kata Sandi'), salt, cheap)).not.toEqual(base);
    expect(await stretch(Buffer.from('kata sandi'), Buffer.alloc(saltBytes, 8), cheap)).not.toEqual(base);
    expect(await stretch(Buffer.from('kata sandi'), salt, { ...cheap, opsLimit: 2 })).not.toEqual(base);
  });

  it('costs 64 MiB and three passes for a passphrase', () => {
    expect(passphraseCost).toEqual({ opsLimit: 3, memoryBytes: 64 * 1024 * 1024 });
  });

  it('is Argon2id, as another implementation (OpenSSL) computes it', async () => {
    const [message, nonce] = [Buffer.from('kata sandi'), Buffer.alloc(saltBytes, 7)];
    const theirs = argon2Sync('argon2id', {
      message,
      nonce,
      parallelism: 1,
      tagLength: 32,
      memory: 64,
      passes: 2,
    });
    expect(await stretch(message, nonce, { opsLimit: 2, memoryBytes: 64 * 1024 })).toEqual(theirs);
  });
});

describe('bytes', () => {
  it('are the same or not, of whatever length', () => {
    expect(sameBytes(Buffer.from('a'), Buffer.from('a'))).toBe(true);
    expect(sameBytes(Buffer.from('a'), Buffer.from('b'))).toBe(false);
    expect(sameBytes(Buffer.from('a'), Buffer.from('ab'))).toBe(false);
    expect(sameBytes(Buffer.alloc(0), Buffer.alloc(0))).toBe(true);
  });
});
