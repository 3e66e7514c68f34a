import { askAgain, onlyNumbers, say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { listen } from './questions.ts';
import { backToOpening, holdBack, raise, switchLanguage, unsafeYet, word } from './words-anytime.ts';

/** Coming in and going away: nothing is asked or shown before the screen is known to be safe (R2). */
export const opening = kit.createStateConfig({
  description: 'Who we are, is it safe, the danger option, the way out (R1, R2). Unclear means not yet safe.',
  tags: ['question'],
  exit: { type: 'setAway', params: { away: false } },
  entry: [
    'takeOffMask',
    'setMet',
    'setAwayIfKnown',
    {
      type: 'ask',
      params: {
        text: { key: 'common.opening', values: { name: { org: 'chatName' }, trial: { org: 'trial' } } },
        options: [
          { id: 'safe', label: { key: 'common.safe' } },
          { id: 'inDanger', label: { key: 'common.inDanger' } },
          { id: 'notSafe', label: { key: 'common.notSafe' } },
          { id: 'otherLanguage', label: { key: 'common.otherLanguage' } },
          { id: 'simpleWords', label: { key: 'common.simpleWords' } },
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
      {
        guard: { type: 'chose', params: { choice: 'simpleWords' } },
        actions: [{ type: 'setSimple', params: { to: 'other' } }, askAgain],
      },
      { guard: 'humanPresent', target: 'listening', actions: say('handoff.joined') },
      {
        guard: 'isOverdue',
        target: 'waiting',
        actions: [say('handoff.stillCalling'), onlyNumbers, 'forgetOverdue'],
      },
      /** Which one she comes back to is asked before anything is added to it. */
      { guard: 'hasSeveral', target: 'choosing', actions: 'forgetWanted' },
      { guard: 'humanCalled', target: 'waiting' },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
    'person.arrived': { actions: askAgain },
    /** What was noted is shown once the screen is known to be safe. */
    'person.spoke': unsafeYet.map((name) => ({ guard: word(name), actions: askAgain })),
    /** Whoever comes or speaks now waits for the answer: nobody knows yet who looks at the screen. */
    'counsellor.joined': {},
    'counsellor.left': {},
    'counsellor.said': { actions: holdBack },
  },
});

export const parked = kit.createStateConfig({
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
