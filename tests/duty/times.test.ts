import { describe, expect, it, test } from 'vitest';
import { awayEnds, type CaseClocks, claimMilliseconds } from '../../src/duty/clocks.ts';
import { nextRound, stageOf } from '../../src/duty/rounds.ts';
import {
  type DutyTimes,
  disorderedTimes,
  readTimes,
  timeBounds,
  timeDefaults,
  timeNames,
} from '../../src/duty/times.ts';
import { readOrgSettings, typedSettings } from '../../src/org-settings.ts';

/** Everything as strict as it may be. */
const strict = Object.fromEntries(
  timeNames.map((name) => [name, timeBounds[name].min]),
) as unknown as DutyTimes;

describe('the times of an organisation (design §7)', () => {
  it('a setting is never looser than its bound, whatever a row says', () => {
    for (const name of timeNames) {
      const { min, max } = timeBounds[name];
      for (const spoiled of [max + 1, min - 1, 1.5, '3', null, Number.NaN])
        expect(readTimes({ ...timeDefaults, [name]: spoiled })[name], name).toBe(timeDefaults[name]);
      expect([min, max].every((edge) => edge > 0)).toBe(true);
      expect(timeDefaults[name]).toBeGreaterThanOrEqual(min);
      expect(timeDefaults[name]).toBeLessThanOrEqual(max);
    }
    expect(readTimes(strict)).toEqual(strict);
    expect(readTimes('gone')).toEqual(timeDefaults);
  });

  it('are the usual ones when they contradict each other', () => {
    const crossed = { ...timeDefaults, toldFirstMinutesU1: 8, toldAgainMinutesU1: 8 };
    expect(disorderedTimes(crossed)).toEqual([{ first: 'toldFirstMinutesU1', second: 'toldAgainMinutesU1' }]);
    expect(readTimes(crossed)).toEqual(timeDefaults);
    expect(disorderedTimes({ ...timeDefaults, onCallSecondsU1: 200 })).toHaveLength(1);
    expect(disorderedTimes(strict)).toEqual([]);
  });

  it('set every clock that they are for', () => {
    expect([nextRound(strict, 1), nextRound(timeDefaults, 1)]).toEqual([30_000, 60_000]);
    expect([claimMilliseconds(strict, 1), claimMilliseconds(strict, 3)]).toEqual([60_000, 60_000]);
    const at = (seconds: number) =>
      stageOf({ times: strict, urgency: 1, milliseconds: seconds * 1000, isStaffed: true });
    expect([at(29), at(30), at(60)]).toEqual([1, 2, 3]);
    const waiting = { isHeld: true, firstWordsAt: new Date(0), unansweredSince: new Date(0), urgency: 3 };
    const held = { ...waiting, offeredAt: null, holderSeenAt: null, callingUntil: null } as CaseClocks;
    expect(awayEnds({ ...held, times: strict })).toEqual(new Date(120_000));
    expect(awayEnds({ ...held, times: timeDefaults })).toEqual(new Date(900_000));
  });
});

describe('numbers typed on the page', () => {
  const typed = { closedAdultYears: '2', childUntilAge: '20', casesMax: '5', lockMinutes: '5' };
  const times = Object.fromEntries(timeNames.map((name) => [name, String(timeDefaults[name])]));
  const whole = { ...typed, ...times };

  it('inside their bounds are kept as they are', () => {
    const { faults, numbers } = typedSettings({ ...whole, claimMinutes: ' 7 ' });
    expect(faults).toEqual([]);
    expect(readOrgSettings(numbers).times).toEqual({ ...timeDefaults, claimMinutes: 7 });
  });

  test.each([
    ['too long', { claimMinutesU1: '4' }, { is: 'outside', name: 'claimMinutesU1', min: 1, max: 3 }],
    ['too short', { againSecondsU1: '5' }, { is: 'outside', name: 'againSecondsU1', min: 30, max: 300 }],
    ['no number', { lockMinutes: 'lima' }, { is: 'outside', name: 'lockMinutes', min: 1, max: 15 }],
    ['left empty', { casesMax: '' }, { is: 'outside', name: 'casesMax', min: 1, max: 20 }],
    ['a fraction', { childUntilAge: '20.5' }, { is: 'outside', name: 'childUntilAge', min: 20, max: 30 }],
    [
      'the wrong way round',
      { toldFirstMinutesU1: '9', toldAgainMinutesU1: '8' },
      { is: 'disordered', first: 'toldFirstMinutesU1', second: 'toldAgainMinutesU1' },
    ],
  ])('%s are refused and named', (_, change, fault) => {
    expect(typedSettings({ ...whole, ...change }).faults).toEqual([fault]);
  });
});
