import type { Question, Text } from '../kit/effects.ts';
import { ask, askAgain, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { mediaNoted } from './media.ts';
import { listen } from './questions.ts';
import { askSecret, freshOption, patiently, renewByHuman, statusKeys } from './receipt.ts';
import { onlyHuman } from './wording.ts';

/** Coming back with a number, from any chat (design §6): add, a human, one status word; with the PIN, all. */
export const awaitingNumber = kit.createStateConfig({
  description: 'Waits for a nomor resi.',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }): Question =>
      ask(
        'receipt.askNumber',
        [...freshOption(context), { id: 'done', label: { key: 'receipt.done' } }],
        onlyHuman,
      ).params,
  },
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'fresh' } }, target: 'goingBack', actions: renewByHuman },
      { target: 'goingBack' },
    ],
    'person.wrote': listen,
  },
});

export const goingBack = kit.createStateConfig({
  description: 'Back to what was talked about; somebody who only came with a number is not asked questions.',
  always: [{ guard: 'hasBegun', target: 'resuming' }, { target: 'menu' }],
});

export const checkingNumber = kit.createStateConfig({
  description: 'The number is being looked for.',
  entry: {
    type: 'checkNumber',
    params: ({ event }) => ({ number: event.type === 'person.gaveNumber' ? event.number : '' }),
  },
  on: {
    ...patiently,
    'number.found': { target: 'foundCase', actions: 'keepNumber' },
    'number.unknown': { target: 'awaitingNumber', actions: say('receipt.noMatch') },
    'number.blocked': { target: 'goingBack', actions: say('receipt.tooMany') },
    'check.lost': { target: 'awaitingNumber', actions: say('receipt.again') },
  },
});

export const foundCase = kit.createStateConfig({
  description:
    'The number is known: add to it, hear one word of how it stands, or open what was written back.',
  tags: ['question'],
  entry: [
    'forgetMisses',
    ask(
      'receipt.found',
      [
        { id: 'add', label: { key: 'receipt.add' } },
        { id: 'status', label: { key: 'receipt.news' } },
        { id: 'open', label: { key: 'receipt.open' } },
        { id: 'done', label: { key: 'receipt.done' } },
      ],
      onlyHuman,
    ),
  ],
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'add' } }, target: 'addingWords' },
      {
        guard: { type: 'chose', params: { choice: 'status' } },
        actions: [
          {
            type: 'say',
            params: ({ context }): Text => ({ key: statusKeys[context.found?.status ?? 'waiting'] }) as Text,
          },
          askAgain,
        ],
      },
      { guard: { type: 'choseWithPin', params: { choice: 'open' } }, target: 'awaitingPin' },
      {
        guard: { type: 'chose', params: { choice: 'open' } },
        actions: [say('receipt.noPinSet'), askAgain],
      },
      { target: 'goingBack', actions: 'forgetNumber' },
    ],
    'person.wrote': listen,
  },
});

const addWords = {
  type: 'addToCase' as const,
  params: ({ context }: { context: { found: { caseId: string } | null } }) => ({
    caseId: context.found?.caseId ?? '',
  }),
};

export const addingWords = kit.createStateConfig({
  description: 'What is written now joins the case that was found; nothing of it is shown.',
  tags: ['question'],
  entry: ask('receipt.adding', [{ id: 'enough', label: { key: 'common.enough' } }], onlyHuman),
  on: {
    'person.chose': 'foundCase',
    'person.wrote': [
      { guard: 'isUnsafe', target: 'opening' },
      { guard: 'timeToAnswer', actions: [addWords, say('receipt.added'), 'countMiss', askAgain] },
      { actions: [addWords, 'countMiss'] },
    ],
    /** Added is only what was: a picture is asked about first, and where nothing is fetched that is said. */
    'person.sentMedia': [
      { guard: 'isPicture', actions: [addWords, askAgain] },
      { actions: [addWords, { type: 'say', params: mediaNoted }, askAgain] },
    ],
  },
});

export const awaitingPin = kit.createStateConfig({
  description: 'Waits for the PIN; what waits is shown as soon as it is right, and she is told so.',
  tags: ['question'],
  entry: askSecret('receipt.askPin', ['done']),
  on: {
    'person.chose': 'foundCase',
    'person.gaveSecret': [
      {
        guard: 'isSecret',
        target: 'checkingPin',
        actions: {
          type: 'checkPin',
          params: ({ context, event }) => ({
            receiptId: context.found?.receiptId ?? '',
            number: context.found?.number ?? '',
            pin: event.secret ?? '',
          }),
        },
      },
      { actions: [say('receipt.noMatch'), askAgain] },
    ],
    'person.wrote': listen,
  },
});

const join = {
  type: 'joinCase' as const,
  params: ({ context }: { context: { found: { caseId: string } | null } }) => ({
    caseId: context.found?.caseId ?? '',
  }),
};

const showReplies = {
  type: 'showReplies' as const,
  params: ({ event }: { event: { replies: string[] } }) => ({ texts: event.replies }),
};

export const checkingPin = kit.createStateConfig({
  description: 'Number and PIN are being compared.',
  on: {
    ...patiently,
    'pin.right': [
      { guard: 'hasReplies', target: 'cameBack', actions: [join, 'keepVerified', showReplies] },
      { target: 'cameBack', actions: [join, 'keepVerified', say('receipt.nothingNew')] },
    ],
    'pin.wrong': { target: 'awaitingPin', actions: say('receipt.noMatch') },
    'pin.blocked': { target: 'foundCase', actions: say('receipt.pinBlocked') },
    'check.lost': { target: 'awaitingNumber', actions: ['forgetNumber', say('receipt.again')] },
    /** The page of the first PIN where nothing waits, to the last button (mask.ts). */
    'pin.forced': [
      { guard: 'isMasked', target: 'verified', actions: ['putOnMask', say('receipt.nothingNew')] },
      { target: 'cameBack', actions: ['putOnMask', say('receipt.nothingNew')] },
    ],
  },
});

export const cameBack = kit.createStateConfig({
  description: 'Where to, after number and PIN were right.',
  always: [{ guard: 'hasOthers', target: 'muting' }, { target: 'verified' }],
});

export const muting = kit.createStateConfig({
  description:
    'Whether we stop writing to the old chat: it is stopped already, so that a seized phone is silent.',
  tags: ['question'],
  entry: ask(
    'receipt.mute',
    [
      { id: 'stop', label: { key: 'receipt.stop' } },
      { id: 'goOn', label: { key: 'receipt.goOn' } },
    ],
    onlyHuman,
  ),
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'goOn' } },
        target: 'verified',
        actions: {
          type: 'unmuteOthers',
          params: ({ context }) => ({ caseId: context.found?.caseId ?? '' }),
        },
      },
      { target: 'verified', actions: say('receipt.stopped') },
    ],
    'person.wrote': listen,
  },
});

export const verified = kit.createStateConfig({
  description: 'Number and PIN were right: write on, change when we may write, or see to the notes.',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }): Question => ({
      text: { key: 'receipt.verified' },
      options: [
        ...(context.urgency === null ? [] : [{ id: 'write', label: { key: 'receipt.write' as const } }]),
        ...(context.urgency === null ? [] : [{ id: 'contact', label: { key: 'receipt.contact' as const } }]),
        { id: 'data', label: { key: 'receipt.data' } },
        { id: 'done', label: { key: 'receipt.done' } },
      ],
      rails: onlyHuman,
    }),
  },
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'data' } }, target: 'notes' },
      {
        guard: { type: 'chose', params: { choice: 'contact' } },
        target: 'asking.contact',
        actions: ['setStarted', { type: 'startChange', params: { field: 'contact' } }],
      },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});
