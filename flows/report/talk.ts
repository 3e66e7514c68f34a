import type { Question, Text } from '../kit/effects.ts';
import { ask, askAgain, onlyNumbers, say } from '../kit/steps.ts';
import { asking } from './asking.ts';
import { acknowledge, care } from './care.ts';
import { kit } from './context.ts';
import { erasing, refused, resuming } from './passages.ts';
import { listen } from './questions.ts';
import { onlyHuman, summaryLines, waitingOptions } from './wording.ts';
import {
  backToOpening,
  callHuman,
  holdBack,
  introduce,
  raise,
  switchLanguage,
  word,
} from './words-anytime.ts';

/** What the person and the bot are doing. Danger and the global words are heard in every state below. */
const opening = kit.createStateConfig({
  description: 'Who we are, is it safe, the danger option, the way out (R1, R2). Unclear means not yet safe.',
  tags: ['question'],
  exit: { type: 'setAway', params: { away: false } },
  entry: [
    'setMet',
    'setAwayIfKnown',
    {
      type: 'ask',
      params: {
        text: { key: 'common.opening', values: { name: { org: 'chatName' } } },
        options: [
          { id: 'safe', label: { key: 'common.safe' } },
          { id: 'inDanger', label: { key: 'common.inDanger' } },
          { id: 'notSafe', label: { key: 'common.notSafe' } },
          { id: 'otherLanguage', label: { key: 'common.otherLanguage' } },
        ],
        rails: ['leave'],
      },
    },
  ],
  on: {
    'person.chose': [
      {
        guard: { type: 'choseBeside', params: { choice: 'inDanger' } },
        target: 'listening',
        actions: ['keepEmergency', ...raise, say('handoff.joined'), onlyNumbers],
      },
      {
        guard: { type: 'chose', params: { choice: 'inDanger' } },
        target: 'care',
        actions: ['keepEmergency', say('care.ackDanger')],
      },
      {
        guard: { type: 'chose', params: { choice: 'notSafe' } },
        target: 'parked',
        actions: say('common.parked'),
      },
      {
        guard: { type: 'chose', params: { choice: 'otherLanguage' } },
        actions: [switchLanguage, askAgain],
      },
      { guard: 'humanPresent', target: 'listening', actions: say('handoff.joined') },
      {
        guard: 'isOverdue',
        target: 'waiting',
        actions: [say('handoff.stillCalling'), onlyNumbers, 'forgetOverdue'],
      },
      { guard: 'humanCalled', target: 'waiting' },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
    'person.arrived': { actions: askAgain },
    /** What was noted is shown once the screen is known to be safe. */
    'person.spoke': { guard: word('show'), actions: askAgain },
    /** Whoever comes or speaks now waits for the answer: nobody knows yet who looks at the screen. */
    'counsellor.joined': {},
    'counsellor.left': {},
    'counsellor.said': { actions: holdBack },
  },
});

const parked = kit.createStateConfig({
  description: 'The screen is not safe, or the person left: nothing of ours goes out until she is back.',
  entry: { type: 'setAway', params: { away: true } },
  exit: { type: 'setAway', params: { away: false } },
  on: {
    'person.chose': 'opening',
    'person.wrote': 'opening',
    'person.sentMedia': 'opening',
    'person.spoke': backToOpening,
    'counsellor.joined': {},
    'counsellor.left': {},
    'counsellor.said': { actions: holdBack },
    'case.closed': { target: 'ended', actions: 'startOver' },
  },
});

const waiting = kit.createStateConfig({
  description: 'Waits for a human. What the person writes reaches the case.',
  tags: ['question'],
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
      { actions: [onlyNumbers] },
    ],
    'person.wrote': [
      { guard: 'timeToAnswer', actions: [say('handoff.kept'), 'countMiss', askAgain] },
      { actions: 'countMiss' },
    ],
    'person.sentMedia': { actions: say('handoff.kept') },
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
    /** Raised and marked for the counsellor, without a bot text. */
    'danger.heard': { actions: ['keepDanger', ...raise] },
    'person.spoke': [
      { guard: word('human'), actions: say('handoff.stillPresent') },
      { guard: word('emergency'), actions: ['keepEmergency', ...raise, onlyNumbers] },
      { guard: word('help'), actions: [say('common.help'), onlyNumbers] },
      { guard: word('language'), actions: [switchLanguage, say('handoff.stillPresent')] },
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

export const talk = kit.createStateConfig({
  description: 'What the person and the bot are doing.',
  initial: 'ended',
  states: { opening, parked, asking, care, waiting, listening, erasing, refused, resuming, ended },
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
      { guard: word('delete'), target: '.erasing' },
      {
        guard: word('show'),
        actions: [
          {
            type: 'say',
            params: ({ context }): Text =>
              Object.keys(context.answers).length > 0
                ? { key: 'report.summaryOnly', values: { lines: summaryLines(context.answers) } }
                : { key: 'common.nothingYet' },
          },
          askAgain,
        ],
      },
      { guard: word('language'), actions: [switchLanguage, askAgain] },
      { guard: word('help'), actions: [say('common.help'), onlyNumbers, askAgain] },
      { guard: word('menu'), target: '.opening' },
    ],
    'person.arrived': '.opening',
    'person.sentMedia': { actions: [say('common.mediaNoted'), askAgain] },
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
    'counsellor.said': { actions: { type: 'relay', params: ({ event }) => ({ text: event.text }) } },
    'case.closed': { target: '.ended', actions: [say('handoff.closed'), 'startOver'] },
  },
});
