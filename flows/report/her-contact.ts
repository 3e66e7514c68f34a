import { ask, askAgain, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { givesUp, keep, listen } from './questions.ts';
import { unknownOption, usualRails, yesNoOptions } from './wording.ts';

/**
 * How the one can be reached for whom somebody writes: asked only where she knows of it, and kept only with her yes
 * (standards.md R37). What is typed goes into the case apart from the talk, and is never remembered here.
 */
export const herNumber = kit.createStateConfig({
  description: 'Does the person agree that her number is kept? Asked only where she knows of this (R37).',
  tags: ['question'],
  entry: ask('report.ask.herNumber', yesNoOptions, usualRails),
  always: [
    { guard: 'asksNoHerNumber', target: 'contact' },
    { guard: { type: 'answered', params: { field: 'herNumber' } }, target: 'contact' },
  ],
  on: {
    'person.chose': [
      givesUp('herNumber'),
      {
        guard: { type: 'chose', params: { choice: 'yes' } },
        target: 'herContact',
        actions: keep('herNumber'),
      },
      { guard: 'choseNo', target: 'contact', actions: [...keep('herNumber'), say('report.herNumberNot')] },
      { target: 'contact', actions: keep('herNumber') },
    ],
    'person.wrote': listen,
  },
});

export const herContact = kit.createStateConfig({
  description: 'Her number, or the name she has in a chat, typed or as a contact card.',
  tags: ['question'],
  entry: ask('report.ask.herContact', [unknownOption], usualRails),
  on: {
    'person.chose': 'contact',
    'person.wrote': [
      { guard: 'isUnsafe', target: '#report.talk.opening' },
      {
        guard: 'isShortContact',
        target: 'contact',
        actions: [
          {
            type: 'keepHerContact',
            params: ({ event }) => ({ words: event.text.trim(), basis: 'agreed' as const }),
          },
          say('report.herKept'),
        ],
      },
      { actions: [say('report.herLong'), askAgain] },
    ],
    /** The host keeps what is on the card (src/conversation/card-turn.ts). */
    'person.sentMedia': [
      { guard: 'isCard', target: 'contact', actions: say('report.herKept') },
      { guard: 'isPicture', actions: askAgain },
      { actions: askAgain },
    ],
  },
});
