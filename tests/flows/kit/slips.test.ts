import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSlips, slipsMax } from '../../../flows/kit/slips.ts';

describe('counting slips', () => {
  it('is nought for equal words, symmetric, and stops at its bound', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        expect(countSlips(one, one, 3)).toBe(0);
        const full = countSlips(one, other, 20);
        expect(countSlips(other, one, 20)).toBe(full);
        expect(countSlips(one, other, 2)).toBe(Math.min(full, 3));
      }),
    );
  });

  it('allows none in short words', () => {
    expect([3, 4, 6, 7, 12, 13].map(slipsMax)).toEqual([0, 1, 1, 2, 2, 3]);
    expect(countSlips('maumere', 'mauemre', 2)).toBe(1);
  });
});
