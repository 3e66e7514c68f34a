import { ask, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { listen, question } from './questions.ts';
import { leavesOptions, leavingOptions, usualRails, yesNoOptions } from './wording.ts';

/** Before somebody leaves for work: what is planned, what to mind, and a human (standards.md §4.4). */
export const leaving = kit.createStateConfig({
  description: 'About to leave for work: when, who holds the papers, a fee; then short advice and a human.',
  initial: 'leaves',
  states: {
    leaves: question({
      field: 'leaves',
      description: 'How soon. Within three days and already held is urgent.',
      text: () => 'report.ask.leaves',
      options: leavesOptions,
      next: 'papersHeld',
    }),
    papersHeld: question({
      field: 'papersHeld',
      description: 'Papers held by somebody else.',
      text: () => 'report.ask.papersHeld',
      options: yesNoOptions,
      next: 'fee',
    }),
    fee: question({
      field: 'fee',
      description: 'Money asked for before anything is signed.',
      text: () => 'report.ask.fee',
      options: yesNoOptions,
      next: 'advised',
    }),
    advised: {
      description: 'What to mind, said once, and what the person wants now.',
      tags: ['question'],
      entry: [say('report.leavingAdvice'), ask('report.ask.leavingNext', leavingOptions, usualRails)],
      always: { guard: 'isEditing', target: 'done' },
      on: {
        'person.chose': [
          { guard: { type: 'chose', params: { choice: 'enough' } }, target: '#report.talk.adviceTaken' },
          { target: 'done' },
        ],
        'person.wrote': listen,
      },
    },
    done: { description: 'It shall be noted and read.', type: 'final' },
  },
  onDone: 'dangerNow',
});
