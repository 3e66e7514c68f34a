import { describe, expect, it, test } from 'vitest';
import { nextRound, stageOf } from '../../src/duty/rounds.ts';
import { type Shift, shiftChange } from '../../src/duty/shift.ts';
import { timeDefaults } from '../../src/duty/times.ts';

const start = Date.parse('2026-01-05T02:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000);

describe('an alarm (design §7, standards.md §4.7)', () => {
  test.each<[string, 1 | 2 | 3, number, boolean, number]>([
    ['U1 calls those on duty at once', 1, 0, true, 1],
    ['U1 calls nobody else within a minute', 1, 59, true, 1],
    ['U1 calls those on call after a minute', 1, 60, true, 2],
    ['U1 calls every supervisor after three', 1, 180, true, 3],
    ['U1 with nobody on duty calls all three at once', 1, 0, false, 3],
    ['U2 calls those on duty at once', 2, 0, true, 1],
    ['U2 calls those on call after half an hour', 2, 1_800, true, 2],
    ['U2 calls supervisors after an hour, when the person is told', 2, 3_600, true, 3],
    ['U2 with nobody on duty calls those on call at once', 2, 0, false, 2],
    ['U3 is a line for whoever is there or on call', 3, 43_200, true, 2],
  ])('%s', (_, urgency, seconds, isStaffed, stage) => {
    expect(stageOf({ times: timeDefaults, urgency, milliseconds: seconds * 1000, isStaffed })).toBe(stage);
  });

  it('rings again every minute for an emergency until somebody takes it, and within a day for the rest', () => {
    expect(nextRound(timeDefaults, 1)).toBe(60_000);
    expect(nextRound(timeDefaults, 2)).toBeLessThanOrEqual(30 * 60_000);
    expect(nextRound(timeDefaults, 3)).toBeLessThanOrEqual(24 * 3_600_000);
  });
});

describe('a shift (design §7)', () => {
  const there: Shift = { duty: 'bertugas', until: at(480), seenAt: at(0), askedAt: null };
  test.each<[string, Shift, number, string | undefined]>([
    ['goes on while she shows signs of life', there, 24, undefined],
    ['asks her first after 25 minutes of silence', there, 25, 'ask'],
    ['asks once', { ...there, askedAt: at(25) }, 29, undefined],
    ['ends being there after 30 minutes of silence', { ...there, askedAt: at(25) }, 30, 'silent'],
    [
      'gives her five minutes to answer, also when nobody swept in time',
      { ...there, askedAt: at(50) },
      54,
      undefined,
    ],
    ['asks before it ends, however late', there, 90, 'ask'],
    ['is over at the end that she gave', there, 480, 'over'],
    ['on call is not asked', { ...there, duty: 'siaga' }, 300, undefined],
    ['on call ends with the shift too', { ...there, duty: 'siaga' }, 480, 'over'],
    ['off duty has no clock', { ...there, duty: 'libur' }, 9_999, undefined],
  ])('%s', (_, shift, minutes, change) => {
    expect(shiftChange(shift, at(minutes))).toBe(change);
  });
});
