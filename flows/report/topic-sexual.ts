import { kit } from './context.ts';
import { askedOf, question } from './questions.ts';
import { needOptions, whenOptions, yesNoOptions } from './wording.ts';

/** Sexual violence: when, whether that person is near, special needs. Never what happened (R35). */
export const sexual = kit.createStateConfig({
  description: 'Sexual violence: when, and whether who did it is near. No details are ever asked.',
  initial: 'last',
  states: {
    last: question({
      field: 'when',
      description: 'When: within five days help for the body is said to be near, without numbers.',
      text: () => 'report.when',
      options: whenOptions,
      next: 'near',
      extra: { guard: 'choseHealthWindow', say: 'report.healthSoon' },
    }),
    near: question({
      field: 'near',
      description: 'Whether who did it is near; for a child that is urgent at once.',
      text: askedOf('report.ask.near', 'report.ask.nearOther'),
      options: yesNoOptions,
      next: 'needs',
    }),
    needs: question({
      field: 'needs',
      description: 'Pregnant, or in need of the care of the one who did it. Not asked of a child.',
      text: askedOf('report.ask.needs', 'report.ask.needsOther'),
      options: needOptions,
      next: 'done',
      notFor: 'isChildWriting',
    }),
    done: { description: 'Enough is known.', type: 'final' },
  },
  onDone: 'when',
});
