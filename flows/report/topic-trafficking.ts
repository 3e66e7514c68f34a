import { ask, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { askedOf, keep, listen, question } from './questions.ts';
import { onlyHuman, safeOptions, yesNoOptions } from './wording.ts';

/** Ends as soon as the signs are enough; somebody held is still asked whether she is threatened (U1). */
const enough = [
  { fires: 'heldUnthreatened' as const, target: 'safeAgain' },
  { fires: 'trafficking' as const, target: 'done' },
];
const orEnough = [{ fires: 'trafficking' as const, target: 'done' }];

/** R2: before the two heavy questions it is asked again whether anybody looks on. */
const safeAgain = kit.createStateConfig({
  description: 'Is it still safe to chat? Asked before the two heaviest questions (R2).',
  tags: ['question'],
  entry: ask('common.safeAgain', safeOptions, onlyHuman),
  always: { guard: { type: 'answered', params: { field: 'safeAgain' } }, target: 'threatened' },
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'inDanger' } },
        target: '#report.talk.care',
        actions: ['keepEmergency', say('care.ackDanger')],
      },
      {
        guard: { type: 'chose', params: { choice: 'notSafe' } },
        target: '#report.talk.parked',
        actions: say('common.parked'),
      },
      { target: 'threatened', actions: keep('safeAgain') },
    ],
    'person.wrote': listen,
  },
});

/** T1–T8 of standards.md §4.4, yes or no each, with "dia" for somebody who writes for another (R37). */
export const trafficking = kit.createStateConfig({
  description: 'Tricked or forced into work: signs, until they are enough. The heaviest come last.',
  initial: 'canLeave',
  states: {
    canLeave: question({
      field: 'canLeave',
      description: 'T1: free to go. A no is a sign.',
      text: askedOf('report.ask.canLeave', 'report.ask.canLeaveOther'),
      options: yesNoOptions,
      next: 'papersHeld',
    }),
    papersHeld: question({
      field: 'papersHeld',
      description: 'T2: papers held by somebody else.',
      text: askedOf('report.ask.papersHeld', 'report.ask.papersHeldOther'),
      options: yesNoOptions,
      next: 'wagesHeld',
      unless: enough,
    }),
    wagesHeld: question({
      field: 'wagesHeld',
      description: 'T5: wages held back.',
      text: askedOf('report.ask.wagesHeld', 'report.ask.wagesHeldOther'),
      options: yesNoOptions,
      next: 'owes',
      unless: enough,
    }),
    owes: question({
      field: 'owes',
      description: 'T6: a debt that must be paid before one may stop.',
      text: askedOf('report.ask.owes', 'report.ask.owesOther'),
      options: yesNoOptions,
      next: 'deceived',
      unless: enough,
    }),
    deceived: question({
      field: 'deceived',
      description: 'T7: other work than was promised.',
      text: askedOf('report.ask.deceived', 'report.ask.deceivedOther'),
      options: yesNoOptions,
      next: 'cutOff',
      unless: enough,
    }),
    cutOff: question({
      field: 'cutOff',
      description: 'T8: phone taken, or family not to be spoken with.',
      text: askedOf('report.ask.cutOff', 'report.ask.cutOffOther'),
      options: yesNoOptions,
      next: 'askingSafe',
      unless: enough,
    }),
    askingSafe: {
      description: 'Whether the signs are enough.',
      always: [...asGuards(enough), { target: 'safeAgain' }],
    },
    safeAgain,
    threatened: question({
      field: 'threatened',
      description: 'T3: threats or blows.',
      text: askedOf('report.ask.threatened', 'report.ask.threatenedOther'),
      options: yesNoOptions,
      next: 'forced',
    }),
    forced: question({
      field: 'forced',
      description: 'T4: made to do what one does not want.',
      text: askedOf('report.ask.forced', 'report.ask.forcedOther'),
      options: yesNoOptions,
      next: 'done',
      unless: orEnough,
    }),
    done: { description: 'Enough is known of the signs.', type: 'final' },
  },
  onDone: 'when',
});

function asGuards(rules: typeof enough) {
  return rules.map(({ fires, target }) => ({
    guard: { type: 'fires' as const, params: { rule: fires } },
    target,
  }));
}
