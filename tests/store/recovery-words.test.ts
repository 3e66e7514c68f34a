import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecoveryKey, showRecoveryKey } from '../../src/store/recovery-words.ts';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('the recovery key as text', () => {
  test('is fourteen groups of four signs that cannot be taken for one another', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(showRecoveryKey(seed)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
  });

  test('reads back to the same seed however it is typed', () => {
    const habits = [
      (text: string) => text.toLowerCase(),
      (text: string) => text.replaceAll('-', ' '),
      (text: string) => text.replaceAll('-', ''),
      (text: string) => `  ${text.replaceAll('-', ' - ')}\n`,
      (text: string) => text.replaceAll('0', 'O').replaceAll('1', 'I'),
      (text: string) => text.replaceAll('0', 'o').replaceAll('1', 'l'),
      (text: string) => text.replaceAll('-', '\u2013'),
    ];
    fc.assert(
      fc.property(seeds, fc.constantFrom(...habits), (seed, habit) => {
        expect(readRecoveryKey(habit(showRecoveryKey(seed)))?.equals(seed)).toBe(true);
      }),
    );
  });

  test('notices every single mistyped sign', () => {
    const seed = randomBytes(32);
    const text = showRecoveryKey(seed);
    const places = [...text].flatMap((sign, at) => (sign === '-' ? [] : [at]));
    for (const at of places) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(readRecoveryKey(text.slice(0, at) + other + text.slice(at + 1)), `sign ${at}`).toBeUndefined();
    }
  });

  test('refuses what is short, long, foreign or empty', () => {
    const text = showRecoveryKey(randomBytes(32));
    for (const wrong of ['', text.slice(0, -1), `${text}0`, text.replace(/^./, 'U'), text.replace(/^./, '*')])
      expect(readRecoveryKey(wrong)).toBeUndefined();
  });
});
