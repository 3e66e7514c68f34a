import { ask, askAgain, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { givesUp, keep, question, recordAnswers } from './questions.ts';
import { otherOptions, usualRails, yesNoOptions } from './wording.ts';

const told = { id: 'enough', label: { key: 'common.enough' } } as const;

/** Anything else, in the person's own words; or life itself, which a human hears at once. */
export const other = kit.createStateConfig({
  description: 'Something else: in words of one’s own, or tired of life.',
  initial: 'which',
  states: {
    which: question({
      field: 'other',
      description: 'Tired of life, or another matter.',
      text: () => 'report.ask.other',
      options: otherOptions,
      next: 'asked',
    }),
    asked: {
      description: 'Whether the one question about life is still owed.',
      always: [{ guard: 'owesSelfHarm', target: '#report.talk.selfHarm' }, { target: 'telling' }],
    },
    telling: {
      description: 'Words of one’s own, as many as come; nothing is asked of them.',
      tags: ['question'],
      entry: ask('report.ask.telling', [told], usualRails),
      always: { guard: { type: 'answered', params: { field: 'told' } }, target: 'done' },
      on: {
        'person.chose': [
          givesUp('told'),
          { guard: { type: 'chose', params: { choice: 'skipped' } }, target: 'done', actions: keep('told') },
          { target: 'done', actions: ['keepTold', recordAnswers] },
        ],
        'person.wrote': [
          { guard: 'isUnsafe', target: '#report.talk.opening' },
          { guard: 'isStory', actions: [say('common.storyKept'), 'forgetMisses', askAgain] },
          { actions: [say('common.kept'), 'forgetMisses', askAgain] },
        ],
      },
    },
    done: { description: 'Told, as far as it was wished.', type: 'final' },
  },
  onDone: 'when',
});

/** S1 of standards.md §4.6: asked once. A yes and no answer call a human; a no is no negative. */
export const selfHarm = kit.createStateConfig({
  description: 'The one question about ending life. Yes, or no answer: a human, with numbers.',
  tags: ['question'],
  entry: ask('report.ask.selfHarm', yesNoOptions, usualRails),
  on: {
    'person.chose': [
      /** With the notice and the first question one bubble more would be too much at once. */
      {
        guard: { type: 'choseUnstarted', params: { choice: 'no' } },
        target: 'resuming',
        actions: keep('selfHarm'),
      },
      {
        guard: { type: 'chose', params: { choice: 'no' } },
        target: 'resuming',
        actions: [...keep('selfHarm'), say('report.selfHarmNo')],
      },
      { target: 'care', actions: [...keep('selfHarm'), say('care.ackSuicide')] },
    ],
    'person.wrote': [
      { guard: 'isUnsafe', target: 'opening' },
      { actions: [say('care.stillHere'), askAgain] },
    ],
  },
});
