import { keyedHash } from '../sealing/box.ts';

/**
 * The recovery key as something a person can write on paper and type back: 56 letters and digits in
 * groups of four. Pure. 32 bytes of seed and 3 of checksum are 280 bits, which is 56 signs of five bits
 * with none left over. Crockford's alphabet has no I, L, O or U, so that whatever looks alike reads alike.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const seedBytes = 32;
const checksumBytes = 3;
const signs = ((seedBytes + checksumBytes) * 8) / 5;

/** Keyed with the seed, so it says nothing about the seed to whoever sees only the checksum. */
function checksum(seed: Buffer): Buffer {
  return keyedHash(seed, 'recovery key checksum').subarray(0, checksumBytes);
}

/** @param seed 32 bytes @returns for example `4T7K-…`, 14 groups of four joined by hyphens */
export function showRecoveryKey(seed: Buffer): string {
  const bits = [...seed, ...checksum(seed)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const fives = bits.match(/.{5}/g) ?? [];
  const text = fives.map((five) => alphabet.charAt(Number.parseInt(five, 2))).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
}

/**
 * Reads what was typed back: any case, any spaces, hyphens or dots, O for 0, I and L for 1.
 *
 * @returns the seed; undefined when a sign is foreign, missing or mistyped (the checksum misses one
 *          mistyped key in 16 million)
 */
export function readRecoveryKey(typed: string): Buffer | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (text.length !== signs) return undefined;
  const values = [...text].map((sign) => alphabet.indexOf(sign));
  if (values.includes(-1)) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  const seed = bytes.subarray(0, seedBytes);
  return checksum(seed).equals(bytes.subarray(seedBytes)) ? seed : undefined;
}
