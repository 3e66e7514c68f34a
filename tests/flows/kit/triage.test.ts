import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Danger, Urgency } from '../../../flows/kit/events.ts';
import { indicatorsOf, mayBeTrafficking } from '../../../flows/kit/signs.ts';
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
    ['thoughts of ending life', { selfHarm: 'yes' }, [], 1, 'selfHarm'],
    ['no answer to that question', { selfHarm: 'skipped' }, [], 1, 'selfHarm'],
    ['not knowing it', { selfHarm: 'unknown' }, [], 1, 'selfHarm'],
    [
      'a no to it, after choosing it from the menu',
      { selfHarm: 'no', other: 'tiredOfLife' },
      [],
      2,
      'tiredOfLife',
    ],
    ['a no to it, after words of it', { selfHarm: 'no' }, [sign('suicide', 1)], 1, 'suicide'],
    ['a weapon today', { weapon: 'today' }, [], 1, 'weaponToday'],
    ['choked within three days', { choked: 'within3days' }, [], 1, 'chokedLately'],
    ['held and threatened', { canLeave: 'no', threatened: 'yes' }, [], 1, 'heldAndThreatened'],
    ['a child, and who did it is near', { who: 'child', near: 'yes' }, [], 1, 'childWithPerpetrator'],
    ['money demanded for somebody silent', { topic: 'goneSilent', ransom: 'yes' }, [], 1, 'ransom'],
    ['D1, a weapon before', { weapon: 'before' }, [], 2, 'lethalDanger'],
    ['D2, threats to kill', { threatKill: 'yes' }, [], 2, 'lethalDanger'],
    ['D3, fear of being killed', { fearsKill: 'yes' }, [], 2, 'lethalDanger'],
    ['D4, choked before', { choked: 'before' }, [], 2, 'lethalDanger'],
    ['T1, not free to go', { topic: 'trafficking', canLeave: 'no' }, [], 2, 'possibleTrafficking'],
    ['T2, papers held', { topic: 'trafficking', papersHeld: 'yes' }, [], 2, 'possibleTrafficking'],
    ['T3, threatened', { topic: 'trafficking', threatened: 'yes' }, [], 2, 'possibleTrafficking'],
    ['T4, forced', { topic: 'trafficking', forced: 'yes' }, [], 2, 'possibleTrafficking'],
    ['T6, a debt alone', { topic: 'trafficking', owes: 'yes' }, [], 3, 'report'],
    [
      'T5 and T7, signs without force',
      { topic: 'trafficking', wagesHeld: 'yes', deceived: 'yes' },
      [],
      3,
      'report',
    ],
    ['a deadline within two days', { topic: 'online', deadline: 'within2days' }, [], 2, 'deadline'],
    ['a deadline far off', { topic: 'online', deadline: 'later' }, [], 3, 'report'],
    [
      'leaving in three days, papers held',
      { who: 'leaving', leaves: 'within3days', papersHeld: 'yes' },
      [],
      2,
      'leavesHeld',
    ],
    [
      'leaving in three days, a fee',
      { who: 'leaving', leaves: 'within3days', fee: 'yes' },
      [],
      2,
      'leavesHeld',
    ],
    ['pregnant', { topic: 'home', needs: 'pregnant' }, [], 2, 'pregnant'],
    ['a disability, and who did it is the carer', { topic: 'home', needs: 'dependent' }, [], 2, 'dependent'],
    ['who did it is near', { topic: 'sexual', near: 'yes' }, [], 2, 'perpetratorNear'],
    ['a report that wishes contact', { topic: 'home', contact: 'hours' }, [], 3, 'contactWished'],
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

  it('is U4 for somebody who only asks what to mind before leaving', () => {
    expect(
      judge({ who: 'leaving', age: '18to25', leaves: 'later', papersHeld: 'no', fee: 'yes' }).urgency,
    ).toBe(4);
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

describe('the signs of trafficking (standards.md §4.4)', () => {
  it.each<[string, Answers, boolean]>([
    ['one of weight three', { owes: 'yes' }, true],
    ['being free to go', { canLeave: 'yes' }, false],
    ['one of weight two', { deceived: 'yes' }, false],
    ['two of weight two', { deceived: 'yes', cutOff: 'yes' }, true],
    ['one of weight two, of a child', { deceived: 'yes', age: '12to17' }, true],
    ['none, of a child', { deceived: 'no', age: '12to17' }, false],
    ['what is not known', { papersHeld: 'unknown', owes: 'skipped', canLeave: 'unknown' }, false],
  ])('%s', (_, told, enough) => {
    expect(mayBeTrafficking(told)).toBe(enough);
  });

  it.each([
    ['me', 'self'],
    ['family', 'relative'],
    ['other', 'witness'],
    ['child', 'witness'],
    ['organisation', 'organisation'],
  ] as const)('are HTCDS codes, each once, with whose words they are: %s is %s', (who, source) => {
    expect(indicatorsOf({ who, canLeave: 'no', cutOff: 'yes', forced: 'yes', owes: 'no' })).toEqual([
      { field: 'vic_MethodsOfControl', code: 'RestrictsMovement', source },
      { field: 'vic_TypeOfExploitation', code: 'ForcedLabour', source },
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
