import { describe, expect, test } from 'vitest';
import { rules } from './rules.ts';

/** Every rule of the field and of the law that is in reach, on the real thing and on a copy with one breach. */
describe.each(rules)('$id: $says', ({ faults, plantedFaults, finds }) => {
  test('holds', () => {
    expect(faults().slice(0, 10)).toEqual([]);
  });

  test('a planted breach is found, and nothing else', () => {
    const found = plantedFaults();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((fault) => !finds.test(fault))).toEqual([]);
  });
});
