import type { FlowEvent, GlobalWord, Story, StoryWish } from '../kit/events.ts';
import type { ReportContext } from './context.ts';

/** Which of several stories is meant, and what is done in it: small guards, spread into the report's own. Pure. */
interface Now {
  context: ReportContext;
  event: FlowEvent;
}

/** The words that are about one story. */
export const storyWishes: readonly StoryWish[] = [
  'show',
  'showAll',
  'change',
  'status',
  'withdraw',
  'restrict',
  'newNumber',
];

export function wishOf(word: GlobalWord): StoryWish | null {
  return storyWishes.find((wish) => wish === word) ?? null;
}

/** Shown at once: two places of the seven are for what else can be done there (standards.md §7.5). */
const offeredMax = 5;

/** The newest ones; their labels still say which of all of them they are. */
export function offeredOf(stories: readonly Story[] = []): Story[] {
  return stories.slice(-offeredMax);
}

/** A human in the chat speaks of one of them: nothing is asked then. */
function isAmongSeveral({ stories = [], human, mask }: ReportContext): boolean {
  // Behind the second PIN the page shows nothing of any of them.
  return stories.length > 1 && human !== 'present' && mask === undefined;
}

const said = (event: FlowEvent, word: string) => event.type === 'person.spoke' && event.word === word;

export const storyGuards = {
  hasSeveral: ({ context }: Now) => isAmongSeveral(context),
  saidAmongSeveral: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && isAmongSeveral(context),
  saidOpen: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && context.urgency !== null,
  saidOpenAmong: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && context.urgency !== null && isAmongSeveral(context),
  saidTaken: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && context.urgency !== null && context.human === 'present',
  choseStory: ({ context, event }: Now) =>
    event.type === 'person.chose' && context.offered?.[Number(event.choice)] !== undefined,
  resumesAway: ({ event }: Now) => event.type === 'story.resumed' && event.away,
  resumesAsked: ({ event }: Now) => event.type === 'story.resumed' && event.told,
  resumesFor: ({ event }: Now, { wanted }: { wanted: StoryWish }) =>
    event.type === 'story.resumed' && event.wanted === wanted,
  isAwayNow: ({ context }: Now) => context.away,
};
