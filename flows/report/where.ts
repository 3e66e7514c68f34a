import type { Question } from '../kit/effects.ts';
import { ask, askAgain, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { givesUp, recordAnswers } from './questions.ts';
import { placeOption, unknownOption, usualRails } from './wording.ts';

/** The regency, city or country, typed and looked up in the official list; never an address (R32). */
export const where = kit.createStateConfig({
  description: 'Where: a regency, city or country from the official list.',
  initial: 'open',
  states: {
    open: {
      description: 'Whether the place is known.',
      always: [
        { guard: { type: 'answered', params: { field: 'where' } }, target: 'known' },
        { target: 'typing' },
      ],
    },
    typing: {
      description: 'Waits for the name of a place.',
      tags: ['question'],
      entry: {
        type: 'ask',
        params: ({ context }): Question =>
          ask(
            context.answers.topic === 'goneSilent' ? 'report.whereSilent' : 'report.where',
            [unknownOption],
            usualRails,
          ).params,
      },
      on: {
        'person.chose': [givesUp('where'), { target: 'known', actions: ['keepNoPlace', recordAnswers] }],
        'person.wrote': [
          { guard: 'isUnsafe', target: '#report.talk.opening' },
          { actions: { type: 'findPlaces', params: ({ event }) => ({ text: event.text }) } },
        ],
        'places.found': [
          { guard: 'onePlace', target: 'known', actions: ['keepPlace', recordAnswers] },
          { guard: 'somePlaces', target: 'picking', actions: 'keepCandidates' },
          { guard: 'fewMisses', actions: [say('report.whereNotFound'), 'countMiss', askAgain] },
          { target: 'known', actions: [say('report.whereNotFound'), 'keepNoPlace', recordAnswers] },
        ],
      },
    },
    picking: {
      description: 'Several places bear that name: which one.',
      tags: ['question'],
      entry: {
        type: 'ask',
        params: ({ context }): Question => ({
          text: { key: 'report.whereWhich' },
          options: [
            ...context.candidates.map(placeOption),
            { id: 'none', label: { key: 'common.noneOfThese' } },
          ],
          rails: usualRails,
        }),
      },
      on: {
        'person.chose': [
          { guard: { type: 'chose', params: { choice: 'none' } }, target: 'typing' },
          givesUp('where'),
          {
            guard: { type: 'chose', params: { choice: 'skipped' } },
            target: 'known',
            actions: ['keepNoPlace', recordAnswers],
          },
          { target: 'known', actions: ['keepPlace', recordAnswers] },
        ],
        'person.wrote': [
          { guard: 'isUnsafe', target: '#report.talk.opening' },
          {
            target: 'typing',
            actions: { type: 'findPlaces', params: ({ event }) => ({ text: event.text }) },
          },
        ],
      },
    },
    known: { description: 'The place is settled, or left open on purpose.', type: 'final' },
  },
  onDone: 'help',
});
