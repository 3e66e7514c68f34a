import type { Option, Question, Rail } from '../kit/effects.ts';
import { ask, askAgain, type PlainKey, say } from '../kit/steps.ts';
import type { ManyField, OneField } from './answers.ts';
import { isAboutAnother } from './answers.ts';
import { kit, type ReportContext } from './context.ts';
import { type FiringRule, urgentFields } from './keeping.ts';
import { manyOptions, usualRails } from './wording.ts';

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

/** About herself, or about the one for whom somebody writes: `<key>Other` (R37). */
export function askedOf(key: PlainKey, other: PlainKey) {
  return ({ answers }: ReportContext): PlainKey => (isAboutAnother(answers) ? other : key);
}

export function keep(field: OneField) {
  return [{ type: 'keepAnswer' as const, params: { field } }, recordAnswers];
}

/** A change that is given up brings back what stood. */
export function givesUp(field: OneField | ManyField | 'where') {
  return {
    guard: { type: 'skipsChange' as const, params: { field } },
    target: '#report.talk.asking.summary',
    actions: 'undoChange' as const,
  };
}

/** standards.md §4.7: what makes it U1 brings numbers and a human at once, whichever question it answers. */
function toCare(field: OneField) {
  return {
    guard: { type: 'makesU1' as const, params: { field } },
    target: '#report.talk.care',
    actions: [...keep(field), say('care.ackDanger')],
  };
}

/** What else is said with an answer, when its guard holds. */
interface Extra {
  guard: 'isChildWriting' | 'choseHealthWindow' | 'choseNo';
  say: PlainKey;
}

export interface WantedQuestion {
  field: OneField;
  description: string;
  text: (context: ReportContext) => PlainKey;
  options: Option[];
  next: string;
  rails?: Rail[];
  /** Where this rule holds, it is not asked. */
  unless?: { fires: FiringRule; target: string }[];
  /** Where this guard holds, it is not asked. */
  notFor?: 'needsNoKnows' | 'asksNoGuardian' | 'asksNoWord' | 'isChildWriting' | 'isLeaving';
  extra?: Extra;
}

/**
 * One of a few codes, or skip. What has been answered is not asked again: so a change leads back to the
 * summary by itself, and whoever comes back from care goes on.
 */
export function question(wanted: WantedQuestion) {
  const { field, next, extra } = wanted;
  return kit.createStateConfig({
    description: wanted.description,
    tags: ['question'],
    entry: {
      type: 'ask',
      params: ({ context }): Question =>
        ask(wanted.text(context), wanted.options, wanted.rails ?? usualRails).params,
    },
    always: passes(wanted),
    on: {
      'person.chose': [
        givesUp(field),
        ...(urgentFields.has(field) ? [toCare(field)] : []),
        ...(extra ? [{ guard: extra.guard, target: next, actions: [...keep(field), say(extra.say)] }] : []),
        { target: next, actions: keep(field) },
      ],
      'person.wrote': listen,
    },
  });
}

function passes({ field, next, unless = [], notFor }: WantedQuestion) {
  return [
    ...unless.map(({ fires, target }) => ({
      guard: { type: 'fires' as const, params: { rule: fires } },
      target,
    })),
    ...(notFor ? [{ guard: notFor, target: next }] : []),
    { guard: { type: 'answered' as const, params: { field } }, target: next },
  ];
}

interface WantedMany {
  field: ManyField;
  description: string;
  text: (context: ReportContext) => PlainKey;
  more: PlainKey;
  next: string;
  /** Where this guard holds, it is not asked. */
  notFor?: 'asksNoHours';
}

/** Several codes, one after the other or in one answer ("1 dan 3"), until it is enough. */
export function manyQuestion(wanted: WantedMany) {
  const { field, notFor } = wanted;
  return kit.createStateConfig({
    description: wanted.description,
    initial: 'open',
    states: {
      open: {
        description: 'Whether it has been answered.',
        always: [
          ...(notFor ? [{ guard: notFor, target: 'known' }] : []),
          { guard: { type: 'answered', params: { field } }, target: 'known' },
          { target: 'picking' },
        ],
      },
      picking: picking(wanted),
      known: { description: 'Enough was chosen, or nothing on purpose.', type: 'final' },
    },
    onDone: wanted.next,
  });
}

function picking({ field, text, more }: WantedMany) {
  const keepMany = [{ type: 'keepMany' as const, params: { field } }, recordAnswers];
  const ends = (choice: string) => ({
    guard: { type: 'chose' as const, params: { choice } },
    target: 'known',
    actions: keepMany,
  });
  return kit.createStateConfig({
    description: 'Offers what has not been chosen yet.',
    tags: ['question'],
    entry: {
      type: 'ask',
      params: ({ context }): Question => ({
        ...ask(
          Array.isArray(context.answers[field]) ? more : text(context),
          manyOptions(field, context),
          usualRails,
        ).params,
        many: true,
      }),
    },
    on: {
      'person.chose': [
        { guard: { type: 'chose', params: { choice: 'enough' } }, target: 'known' },
        givesUp(field),
        ends('skipped'),
        ends('unknown'),
        ends('nothing'),
        { target: 'picking', reenter: true, actions: keepMany },
      ],
      'person.wrote': listen,
    },
  });
}
