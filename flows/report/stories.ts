import type { Option, Question, Text, Value } from '../kit/effects.ts';
import type { Story, StoryWish } from '../kit/events.ts';
import { askAgain, say } from '../kit/steps.ts';
import { kit, type ReportContext } from './context.ts';
import { listen } from './questions.ts';
import { patiently, renewByHuman, statusWord } from './receipt.ts';
import { askRight } from './rights.ts';
import { storyWishes } from './story-guards.ts';
import { showNotes } from './summary.ts';
import { onlyHuman } from './wording.ts';
import { word } from './words-anytime.ts';

/**
 * Several stories of one chat (design §7: a cadre reports three girls), one of them in focus. Each is a talk of
 * its own: another one begins beside it and changes nothing of it. Which one is meant is asked by place, day and
 * the end of its number, which tell nothing to whoever looks over her shoulder (R8).
 */
type WithContext = { context: ReportContext };

const labelOf = ({ label }: Story): Option['label'] => label ?? { key: 'stories.draft' };

/** Another story comes a moment later, in a talk of its own; this one rests. */
export const beginStory = [{ type: 'beginStory' as const, params: {} }, say('stories.begun')];

export const choosing = kit.createStateConfig({
  description: 'Several stories are open here: which one is meant? Nothing of any is shown before that.',
  tags: ['question'],
  entry: [
    'keepOffered',
    {
      type: 'ask',
      params: ({ context }: WithContext): Question => ({
        text: { key: 'stories.which' },
        options: [
          ...(context.offered ?? []).map((story, at): Option => ({ id: String(at), label: labelOf(story) })),
          { id: 'another', label: { key: 'stories.another' } },
          { id: 'done', label: { key: 'receipt.done' } },
        ],
        rails: onlyHuman,
      }),
    },
  ],
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'another' } },
        target: 'goingOver',
        actions: beginStory,
      },
      {
        guard: 'choseStory',
        target: 'goingOver',
        actions: {
          type: 'goToStory',
          params: ({ context, event }) => ({
            id: context.offered?.[Number(event.choice)]?.id ?? '',
            wanted: context.wanted ?? null,
          }),
        },
      },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});

export const goingOver = kit.createStateConfig({
  description: 'On the way to another story: it comes a moment later, in a talk of its own.',
  on: patiently,
});

/** The words that are about one story: with several, it is asked which. */
export const askWhich = storyWishes.map((name) => ({
  guard: { type: 'saidAmongSeveral' as const, params: { word: name } },
  target: '.choosing' as const,
  actions: 'keepWanted' as const,
}));

/** She is never taken out of the talk with a human: she hears whom she is talking to, and tells it there. */
export const speakOfAnother = [
  {
    guard: { type: 'saidBeside' as const, params: { word: 'another' } },
    actions: [say('stories.withHuman'), askAgain],
  },
  {
    guard: { type: 'saidOpen' as const, params: { word: 'another' } },
    target: '.goingOver' as const,
    actions: beginStory,
  },
  { guard: { type: 'saidAmongSeveral' as const, params: { word: 'another' } }, target: '.choosing' as const },
  { guard: word('another'), actions: [say('stories.unfinished'), askAgain] },
];

const tellWhich = {
  type: 'say' as const,
  params: ({ context }: WithContext): Text => {
    const here = (context.stories ?? []).find((story) => story.here);
    const which: Value = here?.label ?? { key: 'stories.draft' };
    return { key: 'stories.now', values: { which } };
  },
};

/** HAPUS is about the one she is in, at once; with several she hears which one that is. */
export const eraseHere = {
  guard: { type: 'saidOpenAmong' as const, params: { word: 'delete' } },
  target: '.erasing' as const,
  actions: tellWhich,
};

const wants = (wanted: StoryWish) => ({ type: 'resumesFor' as const, params: { wanted } });

/** Back in a story: what had to wait until it was known which one is meant is done now. */
export const resumed = [
  { guard: 'resumesAway' as const, target: '.parked' as const },
  { guard: wants('show'), target: '.resuming' as const, actions: [tellWhich, showNotes] },
  {
    guard: wants('showAll'),
    target: '.resuming' as const,
    actions: [tellWhich, showNotes, askRight('lihat'), say('rights.showAsked')],
  },
  { guard: wants('status'), target: '.resuming' as const, actions: [tellWhich, statusWord] },
  { guard: wants('withdraw'), target: '.withdrawing' as const, actions: tellWhich },
  { guard: wants('restrict'), target: '.restricting' as const, actions: tellWhich },
  { guard: wants('newNumber'), target: '.resuming' as const, actions: [tellWhich, renewByHuman] },
  {
    guard: 'resumesToChange' as const,
    target: '.asking.changing' as const,
    actions: [tellWhich, 'setStarted' as const],
  },
  {
    guard: wants('change'),
    target: '.resuming' as const,
    actions: [tellWhich, askRight('perbaiki'), say('rights.changeAsked')],
  },
  { guard: 'resumesAsked' as const, target: '.resuming' as const, actions: tellWhich },
  { target: '.resuming' as const },
];

/** A fresh talk begins where the screen is known to be safe and we are known: with its first question. */
export const begun = {
  target: '.asking' as const,
  actions: 'setMet' as const,
};

/** A human who knows her has brought this chat to the case she lost. */
export const joinedByHuman = [
  { guard: 'isAwayNow' as const },
  { target: '.resuming' as const, actions: say('stories.joined') },
];
