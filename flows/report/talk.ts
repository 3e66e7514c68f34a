import type { Question, Text } from '../kit/effects.ts';
import { ask, askAgain, onlyNumbers, say } from '../kit/steps.ts';
import { asking } from './asking.ts';
import { beside } from './beside.ts';
import { acknowledge, care } from './care.ts';
import { kit } from './context.ts';
import { feedback } from './feedback.ts';
import { mediaNoted } from './media.ts';
import { opening, parked } from './opening.ts';
import { adviceTaken, refused, resuming } from './passages.ts';
import { offerNumber } from './receipt.ts';
import { askRight } from './rights.ts';
import { askWhich, beginStory, begun, eraseHere, joinedByHuman, resumed, speakOfAnother } from './stories.ts';
import { showNotes } from './summary.ts';
import { selfHarm } from './topic-other.ts';
import { onlyHuman, spaced, waitingOptions } from './wording.ts';
import {
  backToOpening,
  callHuman,
  introduce,
  raise,
  speakSimply,
  switchLanguage,
  word,
} from './words-anytime.ts';

const waiting = kit.createStateConfig({
  description: 'Waits for a human. What the person writes reaches the case.',
  tags: ['question'],
  /** A report that has just been sent: its number wants a PIN first (R29). */
  always: { guard: 'owesPin', target: 'choosingPin' },
  entry: [
    'forgetMisses',
    {
      type: 'ask',
      params: ({ context }): Question => ask('handoff.what', waitingOptions(context), onlyHuman).params,
    },
  ],
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'continue' } }, target: 'resuming' },
      {
        guard: { type: 'chose', params: { choice: 'another' } },
        target: 'goingOver',
        actions: beginStory,
      },
      { actions: [onlyNumbers] },
    ],
    'person.wrote': [
      { guard: 'timeToAnswer', actions: [say('handoff.kept'), 'countMiss', askAgain] },
      { actions: 'countMiss' },
    ],
    'person.sentMedia': [{ guard: 'isPicture' }, { actions: { type: 'say', params: mediaNoted } }],
    'person.arrived': 'opening',
  },
  exit: 'forgetMisses',
});

const listening = kit.createStateConfig({
  description: 'A counsellor is in the chat; the bot is silent, but for the global words.',
  on: {
    'person.arrived': {},
    'person.wrote': {},
    'person.chose': {},
    'person.sentMedia': {},
    'counsellor.joined': {},
    'counsellor.left': { target: 'waiting', actions: say('handoff.left') },
    'counsellor.away': { target: 'waiting', actions: say('handoff.away') },
    /** Raised and marked for the counsellor, without a bot text. */
    'danger.heard': { actions: ['keepDanger', ...raise] },
    'person.spoke': [
      { guard: word('human'), actions: say('handoff.stillPresent') },
      { guard: word('emergency'), actions: ['keepEmergency', ...raise, onlyNumbers] },
      { guard: word('help'), actions: [say('common.help'), onlyNumbers] },
      { guard: word('language'), actions: [switchLanguage, say('handoff.stillPresent')] },
      { guard: word('simple'), actions: [speakSimply, say('handoff.stillPresent')] },
      { guard: word('menu'), actions: say('handoff.stillPresent') },
    ],
  },
});

const ended = kit.createStateConfig({
  description: 'Nothing is open. Whatever comes next begins anew.',
  on: {
    'person.chose': 'opening',
    'person.wrote': 'opening',
    'person.sentMedia': 'opening',
    'person.spoke': [
      {
        guard: { type: 'saidUnmet', params: { word: 'human' } },
        target: 'waiting',
        actions: [...introduce, callHuman, say('handoff.called')],
      },
      {
        guard: { type: 'saidUnmet', params: { word: 'emergency' } },
        target: 'care',
        actions: [...introduce, 'keepEmergency', say('care.ackDanger')],
      },
      ...backToOpening,
    ],
  },
});

/** What the person and the bot are doing. Danger and the global words are heard in every state. */
export const talk = kit.createStateConfig({
  description: 'What the person and the bot are doing.',
  initial: 'ended',
  states: {
    opening,
    parked,
    asking,
    care,
    selfHarm,
    waiting,
    listening,
    ...beside,
    refused,
    adviceTaken,
    resuming,
    feedback,
    ended,
  },
  on: {
    'danger.heard': [
      /** She had left the screen, a counsellor waits for her: straight to that person. */
      {
        guard: 'humanPresent',
        target: '.listening',
        actions: ['keepDanger', ...raise, say('handoff.joined')],
      },
      { guard: 'isMet', target: '.care', actions: ['keepDanger', { type: 'say', params: acknowledge }] },
      {
        target: '.care',
        actions: ['keepDanger', ...introduce, { type: 'say', params: acknowledge }],
      },
    ],
    /** The words of design §7. Every one is answered, in every state; the safe word in one message (R7). */
    'person.spoke': [
      {
        guard: word('leave'),
        target: '.parked',
        actions: [
          { type: 'note', params: { what: 'left' } },
          { type: 'clearScreen', params: {} },
          say('common.left'),
        ],
      },
      {
        guard: { type: 'saidBeside', params: { word: 'human' } },
        target: '.listening',
        actions: say('handoff.joined'),
      },
      {
        guard: { type: 'saidBeside', params: { word: 'emergency' } },
        target: '.listening',
        actions: ['keepEmergency', ...raise, say('handoff.joined'), onlyNumbers],
      },
      {
        guard: word('human'),
        target: '.waiting',
        actions: [callHuman, say('handoff.called')],
      },
      { guard: word('emergency'), target: '.care', actions: ['keepEmergency', say('care.ackDanger')] },
      ...askWhich,
      ...speakOfAnother,
      ...offerNumber,
      eraseHere,
      { guard: word('delete'), target: '.erasing' },
      { guard: word('show'), actions: [showNotes, askAgain] },
      {
        guard: { type: 'saidUnanswered', params: { word: 'showAll' } },
        actions: [askRight('lihat'), say('rights.showAsked'), askAgain],
      },
      {
        guard: { type: 'saidKept', params: { word: 'showAll' } },
        actions: [showNotes, askRight('lihat'), say('rights.showAsked'), askAgain],
      },
      { guard: word('showAll'), actions: [showNotes, askAgain] },
      {
        guard: { type: 'saidAnswered', params: { word: 'change' } },
        target: '.asking.changing',
        actions: 'setStarted',
      },
      {
        guard: { type: 'saidKept', params: { word: 'change' } },
        actions: [askRight('perbaiki'), say('rights.changeAsked'), askAgain],
      },
      { guard: word('change'), actions: [say('common.nothingYet'), askAgain] },
      { guard: word('back'), actions: [say('rights.noBack'), askAgain] },
      { guard: word('privacy'), target: '.privacy' },
      { guard: { type: 'saidKept', params: { word: 'withdraw' } }, target: '.withdrawing' },
      /** Nothing was sent: taking it back is deleting it. */
      { guard: word('withdraw'), target: '.erasing' },
      { guard: { type: 'saidKept', params: { word: 'restrict' } }, target: '.restricting' },
      { guard: word('restrict'), actions: [say('rights.nothingKept'), askAgain] },
      { guard: word('language'), actions: [switchLanguage, askAgain] },
      { guard: word('simple'), actions: [speakSimply, askAgain] },
      { guard: word('help'), actions: [say('common.help'), onlyNumbers, askAgain] },
      { guard: word('menu'), target: '.menu' },
    ],
    'person.gaveNumber': [
      { guard: 'isUnmet', target: '.checkingNumber', actions: introduce },
      { target: '.checkingNumber' },
    ],
    'person.gaveSecret': { actions: [say('common.notUnderstood'), askAgain] },
    'person.arrived': '.opening',
    'person.returned': '.opening',
    'person.sentMedia': [
      { guard: 'isPicture', actions: askAgain },
      { actions: [{ type: 'say', params: mediaNoted }, askAgain] },
    ],
    'counsellor.joined': { target: '.listening', actions: say('handoff.joined') },
    'case.found': [
      { guard: 'wasAway', target: '.parked', actions: ['keepFoundCase', 'keepFoundHuman'] },
      {
        guard: 'isClaimed',
        target: '.listening',
        actions: ['keepFoundCase', { type: 'setHuman', params: { human: 'present' } }],
      },
      {
        target: '.waiting',
        actions: ['keepFoundCase', { type: 'setHuman', params: { human: 'called' } }],
      },
    ],
    'stories.known': { actions: 'keepStories' },
    'story.begun': begun,
    'story.resumed': resumed,
    'story.gone': { target: '.resuming', actions: say('stories.gone') },
    'case.joined': joinedByHuman,
    'receipt.offered': [{ guard: 'isAwayNow' }, { guard: 'hasCase', target: '.renewing' }],
    'right.decided': {
      actions: { type: 'say', params: ({ event }): Text => ({ key: `rights.${event.outcome}` }) },
    },
    'counsellor.said': { actions: { type: 'relay', params: ({ event }) => ({ text: event.text }) } },
    'case.closed': [
      {
        guard: 'owesNumber',
        target: '.choosingPin',
        actions: [
          say('handoff.closed'),
          {
            type: 'say',
            params: ({ context }): Text => ({
              key: 'receipt.atTheEnd',
              values: { receipt: spaced(context.receipt ?? '') },
            }),
          },
          'endStory',
        ],
      },
      { guard: 'mayAskBack', target: '.feedback', actions: [say('handoff.closed'), 'startOver'] },
      { target: '.ended', actions: [say('handoff.closed'), 'startOver'] },
    ],
  },
});
