import type { Option, Question, Text } from '../kit/effects.ts';
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

/**
 * Whoever holds the phone could ask for it, and her number on paper, with its PINs, would find nothing any more: a
 * counsellor makes sure that it is she, and has it offered (docs/threat-model.md, the abuser holds the phone).
 */
export const renewByHuman = say('receipt.renewByHuman');

/** A number that is lost is made anew, and the lost one finds nothing from then on. */
const renew = {
  guard: { type: 'chose' as const, params: { choice: 'renew' } },
  actions: { type: 'renewReceipt' as const, params: {} },
};

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
    'check.lost': { target: 'choosingPin', actions: say('receipt.lostPin') },
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
    'check.lost': { target: 'choosingForced', actions: say('receipt.lostPin') },
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
        ...freshOption(context),
        { id: 'done', label: { key: 'receipt.done' } },
      ],
      rails: onlyHuman,
    }),
  },
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'pin' } }, target: 'choosingPin' },
      { guard: { type: 'chose', params: { choice: 'other' } }, target: 'awaitingNumber' },
      { guard: { type: 'chose', params: { choice: 'fresh' } }, target: 'resuming', actions: renewByHuman },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});

/** A new number is for the case that this chat speaks of, while it is open. */
export function freshOption({ urgency }: ReportContext): Option[] {
  return urgency === null ? [] : [{ id: 'fresh', label: { key: 'receipt.fresh' } }];
}

export const renewing = kit.createStateConfig({
  description: 'Asks once whether a new number is made: the old one finds nothing any more, at once.',
  tags: ['question'],
  entry: ask(
    'receipt.renewAsk',
    [
      { id: 'renew', label: { key: 'receipt.renew' } },
      { id: 'keep', label: { key: 'rights.keep' } },
    ],
    onlyHuman,
  ),
  on: {
    'person.chose': [renew, { target: 'resuming' }],
    'receipt.renewed': {
      target: 'choosingPin',
      actions: [
        'keepRenewed',
        {
          type: 'say',
          params: ({ event }): Text => ({
            key: 'receipt.renewed',
            values: { receipt: spaced(event.receipt) },
          }),
        },
      ],
    },
    'person.wrote': listen,
  },
});

/** NOMOR BARU, and STATUS in one word, for the case that this chat speaks of. */
export const offerNumber = [
  {
    guard: { type: 'saidOpen' as const, params: { word: 'newNumber' } },
    actions: [renewByHuman, askAgain],
  },
  { guard: word('newNumber'), actions: [say('receipt.noRenew'), askAgain] },
  {
    guard: { type: 'saidTaken' as const, params: { word: 'status' } },
    actions: [say('receipt.status.taken'), askAgain],
  },
  {
    guard: { type: 'saidOpen' as const, params: { word: 'status' } },
    actions: [say('receipt.status.waiting'), askAgain],
  },
  { guard: word('status'), actions: [say('common.nothingYet'), askAgain] },
];

/** The same, said in a story that was chosen just now. */
export const statusWord = {
  type: 'say' as const,
  params: ({ context }: WithContext) => ({
    key:
      context.human === 'present' ? ('receipt.status.taken' as const) : ('receipt.status.waiting' as const),
  }),
};

export const statusKeys: Record<CaseStatus, PlainKey> = {
  waiting: 'receipt.status.waiting',
  read: 'receipt.status.read',
  taken: 'receipt.status.taken',
  closed: 'receipt.status.closed',
};
