import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Danger, Urgency } from '../../../flows/kit/events.ts';
import { raise, type TriageFacts, triage } from '../../../flows/kit/triage.ts';
import { type Answers, ageCodes, topicCodes, whenCodes, whoCodes } from '../../../flows/report/answers.ts';

const judge = (answers: Answers, dangers: Danger[] = [], askedForHuman = false) =>
  triage({ answers, dangers, askedForHuman });
const sign = (kind: Danger['kind'], urgency: 1 | 2): Danger => ({ kind, urgency, rule: kind });

describe('how urgent a report is', () => {
  it.each<[string, Answers, Danger[], Urgency, string]>([
    ['danger now', { dangerNow: 'yes' }, [], 1, 'dangerNow'],
    ['a weapon or violence heard', {}, [sign('violenceNow', 1)], 1, 'violence'],
    ['somebody locked in', {}, [sign('lockedIn', 1)], 1, 'heldIn'],
    ['somebody being moved', {}, [sign('beingMoved', 1)], 1, 'beingMoved'],
    ['wounds', {}, [sign('medical', 1)], 1, 'medical'],
    ['somebody at the door', {}, [sign('stalked', 1)], 1, 'pursued'],
    ['suicide, not asked about yet', {}, [sign('suicide', 1)], 1, 'suicide'],
    ['a child by age', { age: '12to17' }, [], 2, 'childVictim'],
    ['a child by who it is', { who: 'child' }, [], 2, 'childVictim'],
    ['a child by what was heard', {}, [sign('child', 2)], 2, 'childVictim'],
    [
      'sexual violence within 72 hours',
      { topic: 'sexual', when: 'within3days' },
      [],
      2,
      'sexualWithin120Hours',
    ],
    [
      'sexual violence within 120 hours',
      { topic: 'sexual', when: 'days4to5' },
      [],
      2,
      'sexualWithin120Hours',
    ],
    [
      'trafficking with papers taken',
      { topic: 'trafficking' },
      [sign('papersTaken', 2)],
      2,
      'possibleTrafficking',
    ],
    ['trafficking with a threat', { topic: 'trafficking' }, [sign('threat', 2)], 2, 'possibleTrafficking'],
    ['somebody gone silent', { topic: 'goneSilent' }, [], 2, 'goneSilent'],
    ['threats online', {}, [sign('onlineThreat', 2)], 2, 'onlineThreat'],
    ['a bare cry', {}, [sign('bareCry', 2)], 2, 'signHeard'],
    ['danger now not known', { dangerNow: 'unknown' }, [], 2, 'dangerUnknown'],
    ['a report that wishes contact', { topic: 'home', contact: 'evening' }, [], 3, 'contactWished'],
    ['a report whose writer returns herself', { topic: 'home', contact: 'iReturn' }, [], 3, 'report'],
    ['sexual violence longer ago', { topic: 'sexual', when: 'days6to14' }, [], 3, 'report'],
  ])('%s is told by its rule', (_, answers, dangers, urgency, rule) => {
    const judged = judge(answers, dangers);
    expect(judged.urgency).toBe(urgency);
    expect(judged.rules).toContain(rule);
  });

  it('is U4 when nothing is told', () => {
    expect(judge({})).toEqual({ urgency: 4, rules: [] });
    expect(judge({ who: 'skipped', topic: 'skipped', contact: 'anytime' })).toEqual({
      urgency: 4,
      rules: [],
    });
  });

  it('brings who asks for a human to one', () => {
    expect(judge({}, [], true)).toEqual({ urgency: 3, rules: ['askedForHuman'] });
  });

  it('tells the rules that hold, the most urgent first', () => {
    expect(judge({ dangerNow: 'yes', topic: 'goneSilent', age: 'under12' }, [], true).rules).toEqual([
      'dangerNow',
      'childVictim',
      'goneSilent',
      'askedForHuman',
      'report',
    ]);
  });
});

const answers: fc.Arbitrary<Answers> = fc.record(
  {
    who: fc.constantFrom(...whoCodes, 'unknown' as const, 'skipped' as const),
    age: fc.constantFrom(...ageCodes, 'unknown' as const, 'skipped' as const),
    topic: fc.constantFrom(...topicCodes, 'unknown' as const, 'skipped' as const),
    when: fc.constantFrom(...whenCodes, 'unknown' as const, 'skipped' as const),
    dangerNow: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const, 'skipped' as const),
  },
  { requiredKeys: [] },
);
const kinds: Danger['kind'][] = [
  'violenceNow',
  'lockedIn',
  'papersTaken',
  'sexualAssault',
  'suicide',
  'child',
  'threat',
  'beingMoved',
  'medical',
  'stalked',
  'onlineThreat',
  'bareCry',
];
const danger = fc.record({
  kind: fc.constantFrom(...kinds),
  urgency: fc.constantFrom(1 as const, 2 as const),
  rule: fc.constant('a rule'),
});
const facts: fc.Arbitrary<TriageFacts> = fc.record({
  answers,
  dangers: fc.array(danger, { maxLength: 3 }),
  askedForHuman: fc.boolean(),
});

describe('whatever is known', () => {
  it('is never less urgent than a sign that was heard', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { urgency, rules } = triage(known);
        for (const heard of known.dangers) expect(urgency).toBeLessThanOrEqual(heard.urgency);
        expect(rules.length > 0).toBe(urgency < 4);
      }),
    );
  });

  it('never becomes less urgent by one more sign', () => {
    fc.assert(
      fc.property(facts, danger, (known, more) => {
        const before = triage(known).urgency;
        expect(triage({ ...known, dangers: [...known.dangers, more] }).urgency).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('is raised and never lowered', () => {
    const levels = [1, 2, 3, 4] as const;
    for (const now of levels) for (const next of levels) expect(raise(now, next)).toBe(Math.min(now, next));
  });
});
