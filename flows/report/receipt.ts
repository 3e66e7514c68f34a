import type { Question, Text } from '../kit/effects.ts';
import type { CaseStatus } from '../kit/events.ts';
import { ask, askAgain, type PlainKey, say } from '../kit/steps.ts';
import { kit, type ReportContext } from './context.ts';
import { listen } from './questions.ts';
import { numberOf } from './standing.ts';
import { onlyHuman, spaced } from './wording.ts';
import { switchLanguage, word } from './words-anytime.ts';

/**
 * The nomor resi and its PIN (design §6; standards.md R29, R54). The number finds a case and prints nothing;
 * what was written back, contact rules, withdrawal and deletion need the PIN too. Nothing is hashed inside a
 * turn: a number or PIN goes out to be looked at, and the answer comes back as an event of its own.
 */
type WithContext = { context: ReportContext };

/** A question whose answer is a PIN. */
export function askSecret(key: PlainKey, ids: readonly ('ready' | 'none' | 'done')[]) {
  const options = ids.map((id) => ({ id, label: { key: `receipt.${id}` as const } }));
  return { type: 'ask' as const, params: { ...ask(key, options, onlyHuman).params, secret: true as const } };
}

function chosePin(forced: boolean) {
  return {
    type: 'choosePin' as const,
    params: ({ context, event }: WithContext & { event: { secret: string | null } }) => ({
      number: numberOf(context),
      pin: event.secret ?? '',
      forced,
    }),
  };
}

/** What is not a PIN and no choice: told what one looks like; words are kept as words. */
const wrongShape = { actions: [say('receipt.pinShape'), askAgain] };

/** Between a PIN and what became of it lie milliseconds; who writes then is told that it is kept. */
export const patiently = {
  'person.wrote': { actions: say('handoff.kept') },
  'person.spoke': { guard: word('language'), actions: [switchLanguage, say('handoff.kept')] },
};

/** Words instead of a PIN are for whoever reads the case, not a wrong answer. */
const wordsInstead = [
  { guard: 'isUnsafe' as const, target: 'opening' },
  { guard: 'hasKept' as const, target: 'afterWords', actions: say('handoff.kept') },
  { target: 'opening' },
];

export const choosingPin = kit.createStateConfig({
  description: 'Offers a PIN for the number: four to six digits, a word, ready digits, or none (R29).',
  tags: ['question'],
  entry: ['setPinAsked', askSecret('receipt.choosePin', ['ready', 'none'])],
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'ready' } },
        actions: { type: 'makePin', params: {} },
      },
      {
        target: 'afterPin',
        actions: [
          { type: 'refusePin', params: ({ context }) => ({ number: numberOf(context) }) },
          say('receipt.noPin'),
        ],
      },
    ],
    'pin.made': {
      target: 'keepingPin',
      actions: [
        { type: 'say', params: ({ event }): Text => ({ key: 'receipt.ready4', values: { pin: event.pin } }) },
        {
          type: 'choosePin',
          params: ({ context, event }) => ({ number: numberOf(context), pin: event.pin, forced: false }),
        },
      ],
    },
    'person.gaveSecret': [{ guard: 'isSecret', target: 'keepingPin', actions: chosePin(false) }, wrongShape],
    'person.wrote': wordsInstead,
  },
});

export const keepingPin = kit.createStateConfig({
  description: 'The PIN is being put away.',
  on: {
    ...patiently,
    'pin.kept': 'choosingForced',
    'pin.same': 'choosingForced',
  },
});

export const choosingForced = kit.createStateConfig({
  description: 'Offers, in one quiet line, a second PIN that shows nothing to whoever forces her to open it.',
  tags: ['question'],
  entry: askSecret('receipt.chooseForced', ['done']),
  on: {
    'person.chose': 'afterPin',
    'person.gaveSecret': [
      { guard: 'isSecret', target: 'keepingForced', actions: chosePin(true) },
      wrongShape,
    ],
    'person.wrote': wordsInstead,
  },
});

export const keepingForced = kit.createStateConfig({
  description: 'The second PIN is being put away.',
  on: {
    ...patiently,
    'pin.kept': { target: 'afterPin', actions: say('receipt.forcedKept') },
    'pin.same': { target: 'choosingForced', actions: say('receipt.pinSame') },
  },
});

export const afterPin = kit.createStateConfig({
  description: 'Back to the human who was called, or the end.',
  always: [
    { guard: 'humanPresent', target: 'listening' },
    { guard: 'hasCase', target: 'waiting' },
    { target: 'ended' },
  ],
});

export const afterWords = kit.createStateConfig({
  description: 'With the human who was called, or the safe question where none was.',
  always: [
    { guard: 'humanPresent', target: 'listening' },
    { guard: 'hasCase', target: 'waiting' },
    { target: 'opening' },
  ],
});

export const showingNumber = kit.createStateConfig({
  description: 'Her number, while it is still known here; a PIN may be chosen now.',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }): Question => ({
      text: { key: 'receipt.yours', values: { receipt: spaced(numberOf(context)) } },
      options: [
        { id: 'pin', label: { key: 'receipt.pin' } },
        { id: 'other', label: { key: 'receipt.other' } },
        { id: 'done', label: { key: 'receipt.done' } },
      ],
      rails: onlyHuman,
    }),
  },
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'pin' } }, target: 'choosingPin' },
      { guard: { type: 'chose', params: { choice: 'other' } }, target: 'awaitingNumber' },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});

export const statusKeys: Record<CaseStatus, PlainKey> = {
  waiting: 'receipt.status.waiting',
  read: 'receipt.status.read',
  taken: 'receipt.status.taken',
  closed: 'receipt.status.closed',
};
