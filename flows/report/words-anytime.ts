import type { FlowEvent, GlobalWord } from '../kit/events.ts';
import { onlyNumbers, say } from '../kit/steps.ts';
import { judged, type ReportContext } from './context.ts';

/** What the words of design §7 bring about, for the states that answer them in their own way. */
export function word(name: GlobalWord) {
  return { type: 'said' as const, params: { word: name } };
}

/** BAHASA SEDERHANA: short words from now on (standards.md R38). */
export const speakSimply = { type: 'setSimple' as const, params: { to: 'simple' as const } };

export const switchLanguage = { type: 'switchLanguage' as const, params: { to: 'other' as const } };

export const holdBack = {
  type: 'holdBack' as const,
  params: ({ event }: { event: Extract<FlowEvent, { type: 'counsellor.said' }> }) => ({ text: event.text }),
};

export const callHuman = {
  type: 'openCase' as const,
  params: ({ context }: { context: ReportContext }) => ({
    reason: 'askedForHuman' as const,
    ...judged(context, true),
    answers: context.answers,
  }),
};

/** An open case hears how urgent it is by all we know now. */
export const raise = [
  {
    type: 'raiseCase' as const,
    params: ({ context }: { context: ReportContext }) => judged(context),
  },
  'keepJudged' as const,
];

/** R1 for somebody whose very first words call a human: who we are, is it safe, the way out. */
export const introduce = [
  {
    type: 'say' as const,
    params: { key: 'care.first' as const, values: { name: { org: 'chatName' as const } } },
  },
  'setMet' as const,
];

/** Words that would show something, or ask about it: nothing of that on a screen nobody knows to be safe. */
export const unsafeYet: readonly GlobalWord[] = [
  'show',
  'showAll',
  'change',
  'back',
  'privacy',
  'withdraw',
  'restrict',
  'another',
  'status',
  'newNumber',
  'menu',
];

/** Words of somebody who comes back: answered, and then it is asked whether the screen is safe (R2). */
export const backToOpening = [
  { guard: word('language'), target: 'opening' as const, actions: switchLanguage },
  { guard: word('simple'), target: 'opening' as const, actions: speakSimply },
  { guard: word('help'), target: 'opening' as const, actions: [say('common.help'), onlyNumbers] },
  ...unsafeYet.map((name) => ({ guard: word(name), target: 'opening' as const })),
];
