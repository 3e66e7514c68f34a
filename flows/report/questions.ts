import type { Option, Question } from '../kit/effects.ts';
import { ask, askAgain, type PlainKey, say } from '../kit/steps.ts';
import { type AnswerField, kit, type ReportContext } from './context.ts';
import { helpOptions, placeOption, unknownOption, usualRails } from './wording.ts';

/** The parts that the questions of a report are built from. */
type WithContext = { context: ReportContext };

/** While a case is open every answer joins it in its own turn; before that it is only remembered. */
export const recordAnswers = {
  type: 'recordAnswers' as const,
  params: ({ context }: WithContext) => ({ answers: context.answers }),
};

/** What fits no choice is kept, thanked for when it is a story, and the question stays (R17, R42). */
export const keepWords = [
  { guard: 'isStory' as const, actions: [say('common.storyKept'), 'forgetMisses' as const, askAgain] },
  { guard: 'fewMisses' as const, actions: [say('common.notUnderstood'), 'countMiss' as const, askAgain] },
  { actions: [say('common.offerHuman'), 'forgetMisses' as const, askAgain] },
];

/** "Tidak aman": the screen may be read. Neutral words, and whether she is in danger (R2). */
export const listen = [{ guard: 'isUnsafe' as const, target: '#report.talk.opening' }, ...keepWords];

/** One of a few codes, or skip. A change from the summary returns to the summary. */
export function question(wanted: {
  field: AnswerField;
  description: string;
  text: (context: ReportContext) => PlainKey;
  options: Option[];
  next: string;
}) {
  const keep = [{ type: 'keepAnswer' as const, params: { field: wanted.field } }, recordAnswers];
  return kit.createStateConfig({
    description: wanted.description,
    tags: ['question'],
    entry: {
      type: 'ask',
      params: ({ context }): Question => ask(wanted.text(context), wanted.options, usualRails).params,
    },
    on: {
      'person.chose': [
        { guard: 'skipsChange', target: 'summary', actions: 'undoChange' },
        { guard: 'isEditing', target: 'summary', actions: keep },
        { target: wanted.next, actions: keep },
      ],
      'person.wrote': listen,
    },
  });
}

/** The regency, city or country, typed and looked up in the official list; never an address (R32). */
export const where = kit.createStateConfig({
  description: 'Where: a regency, city or country from the official list.',
  initial: 'typing',
  states: {
    typing: {
      description: 'Waits for the name of a place.',
      tags: ['question'],
      entry: ask('report.where', [unknownOption], usualRails),
      on: {
        'person.chose': [
          { guard: 'skipsChange', target: 'known', actions: 'undoChange' },
          { target: 'known', actions: ['keepNoPlace', recordAnswers] },
        ],
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
          { guard: 'skipsChange', target: 'known', actions: 'undoChange' },
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
  onDone: [{ guard: 'isEditing', target: 'summary' }, { target: 'help' }],
});

/** Several kinds of help, one after the other, until it is enough. */
export const help = kit.createStateConfig({
  description: 'What help the person would like.',
  initial: 'picking',
  states: {
    picking: {
      description: 'Offers what has not been chosen yet.',
      tags: ['question'],
      entry: {
        type: 'ask',
        params: ({ context }): Question => ({
          text: { key: Array.isArray(context.answers.help) ? 'report.helpMore' : 'report.help' },
          options: helpOptions(context),
          rails: usualRails,
          many: true,
        }),
      },
      on: {
        'person.chose': [
          { guard: { type: 'chose', params: { choice: 'enough' } }, target: 'known' },
          { guard: 'skipsChange', target: 'known', actions: 'undoChange' },
          {
            guard: { type: 'chose', params: { choice: 'skipped' } },
            target: 'known',
            actions: ['keepHelp', recordAnswers],
          },
          {
            guard: { type: 'chose', params: { choice: 'unknown' } },
            target: 'known',
            actions: ['keepHelp', recordAnswers],
          },
          { target: 'picking', reenter: true, actions: ['keepHelp', recordAnswers] },
        ],
        'person.wrote': listen,
      },
    },
    known: { description: 'Enough was chosen, or nothing on purpose.', type: 'final' },
  },
  onDone: [{ guard: 'isEditing', target: 'summary' }, { target: 'contact' }],
});
