import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundText, judgedCharsMax, readWords } from '../../../flows/kit/normalise.ts';

describe('plain words', () => {
  it.each([
    ['Tolooooong SAYA', 'tolong saya'],
    ['d1kunc1, p4sp0r', 'dikunci , paspor'],
    ['d!kunci', 'dikunci'],
    ['15thn kelas8', '15 thn kelas 8'],
    ['raba2 pegang2in', 'raba raba pegang pegangin'],
    ['BUNUH-DIRI!!', 'bunuh diri . .'],
    ['b*ndir', 'bundir'],
    ['*tolong*', 'tolong'],
    ['s.o.s', 'sos'],
    ['t o l o n g', 'tolong'],
    ["I can't", 'i cant'],
    ['ｔｏｌｏｎｇ', 'tolong'],
    ['to\u200blong', 'tolong'],
    ['tólong', 'tolong'],
    ['sedih 😂', 'sedih haha'],
    ['HP-ku', 'hp ku'],
    ['', ''],
  ])('reads "%s" as "%s"', (text, words) => {
    expect(readWords(text).join(' ')).toBe(words);
  });

  it('is plain already when read again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ]{0,60}$/), (text) => {
        const words = readWords(text);
        expect(readWords(words.join(' '))).toEqual(words);
      }),
    );
  });

  it('leaves out the middle of a very long text and nothing else', () => {
    expect(boundText('a'.repeat(2 * judgedCharsMax))).toHaveLength(2 * judgedCharsMax);
    const long = boundText(`start${'x'.repeat(60_000)}end`);
    expect(long.length).toBe(2 * judgedCharsMax + 1);
    expect(long.startsWith('start') && long.endsWith('end')).toBe(true);
  });
});
