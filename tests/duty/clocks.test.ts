import { describe, expect, it, test } from 'vitest';
import { awayEnds, type CaseClocks, claimEnds, crossings, isLost } from '../../src/duty/clocks.ts';
import { timeDefaults } from '../../src/duty/times.ts';

const start = Date.parse('2026-01-05T02:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);

/** Taken at second 0 with a page open then; nothing else has happened. */
const taken: CaseClocks = {
  times: timeDefaults,
  urgency: 1,
  isHeld: true,
  holderLeft: false,
  leaseUntil: at(180),
  firstWordsAt: null,
  callingUntil: null,
  unansweredSince: at(-60),
  holderSeenAt: at(0),
  lostAt: null,
  nudgedAt: null,
  offeredAt: null,
  transferAskedAt: null,
};

/** Her first words are out, nobody waits, her page was open at second 0. */
const talking: CaseClocks = { ...taken, firstWordsAt: at(0), leaseUntil: null, unansweredSince: null };

/** As she is seen all the time, but says nothing. */
const seen = (second: number) => ({ holderSeenAt: at(second) });

describe('a held case (design §7)', () => {
  test.each<[string, CaseClocks, number, string[]]>([
    ['is left alone a moment before three minutes without words', { ...taken, ...seen(179) }, 179, []],
    ['falls back after three minutes without words (U1)', { ...taken, ...seen(180) }, 180, ['fallBack']],
    [
      'falls back after ten minutes without words otherwise',
      { ...taken, urgency: 2, leaseUntil: at(600), ...seen(600) },
      600,
      ['fallBack'],
    ],
    ['is not taken away while she is on the phone', { ...taken, callingUntil: at(1_200) }, 1_199, []],
    [
      'falls back when the call is over without words',
      { ...taken, callingUntil: at(1_200) },
      1_200,
      ['fallBack'],
    ],
    ['falls back when its holder has left the team', { ...talking, holderLeft: true }, 1, ['fallBack']],
    [
      'stays hers from her first words, however long nobody writes',
      { ...talking, lostAt: at(60) },
      90_000,
      [],
    ],
    ['shows "terputus" after a minute without her page, and nothing moves', talking, 60, ['lost']],
    [
      'calls her back to it when the person waits',
      { ...talking, unansweredSince: at(10) },
      60,
      ['lost', 'nudge'],
    ],
    [
      'calls her back once for each time that the person waits',
      { ...talking, lostAt: at(60), nudgedAt: at(70), unansweredSince: at(10) },
      100,
      [],
    ],
    [
      'calls her back again when the person writes anew',
      { ...talking, lostAt: at(60), nudgedAt: at(70), unansweredSince: at(80) },
      100,
      ['nudge'],
    ],
    [
      'is offered when the person waits and nobody was seen for three minutes (U1, U2)',
      { ...talking, urgency: 2, unansweredSince: at(10), lostAt: at(60), nudgedAt: at(60) },
      190,
      ['offer'],
    ],
    [
      'is not offered a second sooner',
      { ...talking, urgency: 2, unansweredSince: at(10), lostAt: at(60), nudgedAt: at(60) },
      189,
      [],
    ],
    [
      'is offered after fifteen minutes when it is not urgent',
      { ...talking, urgency: 3, unansweredSince: at(0), lostAt: at(60), nudgedAt: at(60) },
      900,
      ['offer'],
    ],
    ['is not offered while her page is open', { ...talking, unansweredSince: at(10), ...seen(590) }, 600, []],
    [
      'is not offered while she is on the phone',
      { ...talking, unansweredSince: at(10), callingUntil: at(600) },
      599,
      [],
    ],
    [
      'is offered once',
      { ...talking, unansweredSince: at(10), offeredAt: at(190), lostAt: at(60), nudgedAt: at(60) },
      1_000,
      [],
    ],
    [
      'stays with whoever asked a colleague in vain for three minutes',
      { ...talking, ...seen(180), transferAskedAt: at(0) },
      180,
      ['transferOver'],
    ],
    ['nothing runs for a case that nobody holds', { ...taken, isHeld: false }, 90_000, []],
  ])('%s', (_, clocks, second, due) => {
    expect(crossings(clocks, at(second))).toEqual(due);
  });

  it('says when each clock runs out', () => {
    expect(claimEnds(taken)).toEqual(at(180));
    expect(claimEnds({ ...taken, callingUntil: at(1_200) })).toEqual(at(1_200));
    expect(claimEnds(talking)).toBeNull();
    expect(awayEnds({ ...talking, unansweredSince: at(10) })).toEqual(at(190));
    expect(awayEnds({ ...talking, unansweredSince: at(10), ...seen(100) })).toEqual(at(280));
    expect(awayEnds(talking)).toBeNull();
  });

  it('is lost only without a page and without a call', () => {
    expect([isLost(talking, at(59)), isLost(talking, at(60))]).toEqual([false, true]);
    expect(isLost({ ...talking, callingUntil: at(300) }, at(60))).toBe(false);
  });
});
