import type { MessageKey } from '../../locales/messages.ts';
import type { Option, Text } from '../kit/effects.ts';
import type { DangerKind, FlowEvent, Place } from '../kit/events.ts';
import { ask, askAgain, say } from '../kit/steps.ts';
import { judged, kit, type ReportContext } from './context.ts';
import { mediaNoted } from './media.ts';
import { recordAnswers } from './questions.ts';
import { onlyHuman } from './wording.ts';

/** What we answer first to each kind of danger; no verdict, no promise, no question (R15, R20, R21). */
const acknowledgements: Record<DangerKind, Extract<MessageKey, `care.ack${string}`>> = {
  violenceNow: 'care.ackDanger',
  lockedIn: 'care.ackDanger',
  papersTaken: 'care.ackDanger',
  sexualAssault: 'care.ackDanger',
  threat: 'care.ackDanger',
  beingMoved: 'care.ackDanger',
  medical: 'care.ackDanger',
  stalked: 'care.ackDanger',
  suicide: 'care.ackSuicide',
  onlineThreat: 'care.ackOnline',
  child: 'care.ackChild',
  bareCry: 'care.ackCry',
};

export function acknowledge({ event }: { event: FlowEvent }): Text {
  return { key: event.type === 'danger.heard' ? acknowledgements[event.danger.kind] : 'care.ackDanger' };
}

const goOn: Option = { id: 'goOn', label: { key: 'care.goOn' } };
const notThat: Option = { id: 'notThat', label: { key: 'care.notThat' } };
const abroad: Option = { id: 'abroad', label: { key: 'care.abroad' } };

function knownPlace(context: ReportContext): Place | null {
  const place = context.answers.where;
  return typeof place === 'object' ? place : null;
}

/** The case opens, or hears of it, in the turn that brought the danger. */
export const openDangerCase = {
  type: 'openCase' as const,
  params: ({ context }: { context: ReportContext }) => ({
    reason: 'danger' as const,
    ...judged(context),
    answers: context.answers,
  }),
};

/** The correction is in the case, as what she pressed; the numbers stay and so does the human (R15). */
const corrected = ['forgetEmergency' as const, recordAnswers, say('care.corrected')];

/** After a danger sign: numbers, a human called, and no more questions until the person chooses (R16). */
export const care = kit.createStateConfig({
  description: 'After a danger sign: a human is called, numbers are shown, nothing is asked.',
  initial: 'numbers',
  entry: ['forgetMisses', openDangerCase],
  states: {
    numbers: {
      description: 'Numbers reachable from where the person is; the way on, and the way to correct us.',
      tags: ['question'],
      entry: {
        type: 'giveNumbers',
        params: ({ context }) => {
          const place = knownPlace(context);
          return { place, options: place ? [goOn, notThat] : [abroad, goOn, notThat], rails: onlyHuman };
        },
      },
      on: {
        'person.chose': [
          { guard: { type: 'chose', params: { choice: 'abroad' } }, target: 'country' },
          /** Nothing asked yet: with the notice and the first question it would be too much at once. */
          {
            guard: { type: 'choseUnstarted', params: { choice: 'notThat' } },
            target: '#report.talk.waiting',
            actions: corrected,
          },
          {
            guard: { type: 'chose', params: { choice: 'notThat' } },
            target: '#report.talk.resuming',
            actions: corrected,
          },
          { target: '#report.talk.resuming' },
        ],
      },
    },
    country: {
      description: 'Which country, so that the numbers work from there.',
      tags: ['question'],
      entry: ask('care.whichCountry', [goOn], onlyHuman),
      on: {
        'person.chose': '#report.talk.resuming',
        'person.wrote': { actions: { type: 'findPlaces', params: ({ event }) => ({ text: event.text }) } },
        'places.found': [
          { guard: 'onePlace', target: 'numbers', actions: ['keepPlace', recordAnswers] },
          { actions: [say('care.countryNotFound'), askAgain] },
        ],
      },
    },
  },
  on: {
    'danger.heard': { actions: ['keepDanger', openDangerCase, say('care.stillHere'), askAgain] },
    'person.wrote': [
      { guard: 'timeToAnswer', actions: [say('care.stillHere'), 'countMiss', askAgain] },
      { actions: 'countMiss' },
    ],
    'person.sentMedia': [
      { guard: 'isUnfetched', actions: [{ type: 'say', params: mediaNoted }, askAgain] },
      { actions: [say('care.stillHere'), askAgain] },
    ],
  },
  exit: 'forgetMisses',
});
