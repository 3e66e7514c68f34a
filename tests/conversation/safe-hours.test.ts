import { describe, expect, test } from 'vitest';
import { mayWriteNow, nextSafeMoment, zoneOf } from '../../src/conversation/safe-hours.ts';
import type { SafeContact } from '../../src/conversation/snapshot.ts';

/** When somebody may be written to first (R11), on her own clock. */
const wish = (mode: SafeContact['mode'], hours: SafeContact['hours'] = []): SafeContact => ({
  ...{ mode, hours },
  line: null,
  word: null,
});
const at = (time: string) => new Date(`2026-01-05T${time}:00Z`);

describe('the hours she chose', () => {
  test.each([
    // 09:00 in Jakarta, 10:00 in Kupang, 11:00 in Jayapura.
    ['02:00', 'WIB', ['morning'], true],
    ['02:00', 'WITA', ['morning'], true],
    ['02:00', 'WIT', ['morning'], false],
    ['02:00', 'WIT', ['noon'], true],
    ['13:59', 'WIB', ['evening'], true],
    ['14:00', 'WIB', ['evening'], false],
    ['20:00', 'WIB', ['morning', 'noon', 'afternoon', 'evening'], false],
  ] as const)('at %s UTC in %s with %s: %s', (time, zone, hours, may) => {
    expect(mayWriteNow(wish('hours', [...hours]), at(time), zone)).toBe(may);
  });

  test('nothing recorded, and "any time", may be written to; "only when I write" never', () => {
    expect(mayWriteNow(undefined, at('20:00'), 'WIB')).toBe(true);
    expect(mayWriteNow(wish('anytime'), at('20:00'), 'WIB')).toBe(true);
    expect(mayWriteNow(wish('iReturn'), at('05:00'), 'WIB')).toBe(false);
    expect(nextSafeMoment(wish('iReturn'), at('05:00'), 'WIB')).toBeNull();
  });

  test('the next safe moment is the full hour at which they begin', () => {
    expect(nextSafeMoment(wish('hours', ['morning']), at('05:30'), 'WIB')).toEqual(at('23:00'));
    expect(nextSafeMoment(wish('hours', ['noon']), at('03:30'), 'WIB')).toEqual(at('04:00'));
  });

  test('the clock is that of her province, else that of Jakarta', () => {
    expect([zoneOf('53'), zoneOf('31'), zoneOf('94'), zoneOf(null)]).toEqual(['WITA', 'WIB', 'WIT', 'WIB']);
  });
});
