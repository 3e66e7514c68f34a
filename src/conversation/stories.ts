import type { FlowEvent, Story, Urgency } from '../../flows/kit/events.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import type { InboxEvent } from './messages.ts';
import { planTurn, type TurnInput, type TurnPlan } from './plan.ts';
import type { Renderer } from './render.ts';
import type { Aside, ConversationState, Lasting } from './snapshot.ts';
import { draftStory, type GoesOver } from './wishes.ts';

/**
 * A chat with several stories (design §7: a cadre reports three girls). Each is a talk of its own; one is spoken
 * of, the others rest as they were left. The rule of whose turn it is:
 *
 * - what she writes goes into the story in focus;
 * - the words of a counsellor of another of her cases bring that one into focus, and so her answer reaches whoever
 *   spoke last; they carry a neutral mark that says which one it is, only then;
 * - a counsellor who joins another one brings it into focus too, unless a human is here already: nobody is taken
 *   out of a talk with a human, it is said in one line;
 * - everything else about another one (a timer, a closing, a wait) is said with its mark and moves nothing;
 * - a story that is over gives way to the one that was left last.
 *
 * Pure. The case in focus in the database and the talk that is stored always belong together: both change in one
 * turn (turns/place-turns.ts).
 */
export interface OpenCase {
  caseId: string;
  openedAt: Date;
  urgency: Urgency;
  claimed: boolean;
}

/** How a turn stands to the stories of its chat. */
export interface Placed {
  /** Of the open cases that this chat is written to about, the oldest first. */
  open: readonly OpenCase[];
  /** The case of the stored talk; null: a story that was not sent, or none. */
  present: string | null;
  /** The case that the turn is about. */
  about: string | null;
  /** `gone`: the one that was chosen is over. */
  how: 'present' | 'brought' | 'aside' | 'gone';
}

export type Placing = Pick<Placed, 'about' | 'how'> | { how: 'stray' };

interface Told {
  state: ConversationState | null;
  event: InboxEvent | null;
  focus: { caseId: string; claimed: boolean } | null;
  open: readonly OpenCase[];
  now: Date;
}

/** What brings its case into focus. */
const bringing: ReadonlySet<string> = new Set([
  'counsellor.said',
  'story.chosen',
  'case.joined',
  'case.parted',
  'receipt.offered',
]);

/** What is said of a case although it is closed. */
const afterClosing: ReadonlySet<string> = new Set(['case.closed', 'right.decided']);

/** @returns `stray` when the event is about a case that this chat does not speak of any more */
export function placeStory(told: Told): Placing {
  const { event, open, focus } = told;
  const present = focus?.caseId ?? null;
  if (event?.type === 'story.begun') return { about: null, how: 'brought' };
  const named = event && 'caseId' in event ? event.caseId : undefined;
  if (named === undefined) return placeUnnamed(told, present);
  if (named === present) return { about: present, how: 'present' };
  const isOpen = named === null ? hasDraft(told.state) : open.some(({ caseId }) => caseId === named);
  if (!isOpen && event?.type === 'story.chosen') return { about: present, how: 'gone' };
  if (!isOpen && !afterClosing.has(event?.type ?? '')) return { how: 'stray' };
  const joins = event?.type === 'counsellor.joined' && focus?.claimed !== true;
  // Where nothing is remembered of the talk there is nothing to go back to.
  const brings = bringing.has(event?.type ?? '') || joins || told.state === null;
  return { about: named, how: brings ? 'brought' : 'aside' };
}

function placeUnnamed({ state, event, open, now }: Told, present: string | null): Placing {
  const isDue = (talk: ConversationState | null) => talk?.timers.some(({ dueAt }) => dueAt <= now.getTime());
  const due = event === null && !isDue(state) && state?.aside?.find(({ talk }) => isDue(talk));
  if (due) return { about: due.caseId, how: 'aside' };
  // Nothing is remembered, or only of a case that is gone: she goes on where a human is, else where she was last.
  const isLost = state === null || (contextOf(state).urgency ?? null) !== null;
  const last = open.findLast(({ claimed }) => claimed) ?? open.at(-1);
  if (present === null && isLost && last && event) return { about: last.caseId, how: 'brought' };
  return { about: present, how: 'present' };
}

const contextOf = ({ snapshot }: ConversationState) =>
  (snapshot as { context?: Partial<ReportContext> }).context ?? {};
const talkOf = ({ snapshot }: ConversationState) => (snapshot as { value?: { talk?: unknown } }).value?.talk;

function hasDraft(state: ConversationState | null): boolean {
  return state?.aside?.some(({ caseId }) => caseId === null) ?? false;
}

/** Nothing of hers is in it: it ended, or was taken back before anything was sent. */
function isIdle(talk: ConversationState): boolean {
  const { started, urgency = null, endedReceipt = null, filed } = contextOf(talk);
  if (talkOf(talk) === 'ended') return true;
  return talkOf(talk) === 'parked' && !started && !filed && urgency === null && endedReceipt === null;
}

/** The plan of one turn, in the story that it is about; the others rest. */
export function planAmong(renderer: Renderer, told: TurnInput): TurnPlan {
  const { stories } = told;
  if (!stories) return withSeveral(planTurn(renderer, told), told, []);
  const { state, rest } = apart(told.state, stories);
  const { about, how } = stories;
  if (how === 'present' || how === 'gone') {
    const event = how === 'gone' ? ({ type: 'story.gone' } as const) : told.event;
    const among = { stories: shownOf(stories, state, rest), before: [] };
    const plan = planTurn(renderer, { ...told, state, event, among });
    return goingOn(withAside(plan, rest), told, rest);
  }
  const known = rest.find(({ caseId }) => caseId === about)?.talk ?? null;
  const others = rest.filter(({ caseId }) => caseId !== about);
  const left =
    state && isKept(state, stories)
      ? [...others, { caseId: stories.present, talk: resting(state, stories) }]
      : others;
  const talk = known && { ...known, questions: Math.max(known.questions, state?.questions ?? 0) };
  const shown = shownOf(stories, talk, left);
  const event = told.event?.type === 'story.begun' && known ? resumedDraft : told.event;
  const before = talk ? preludeOf(event, told.lasting) : [];
  const lasting = withContact(told.lasting, stories.present, about);
  const plan = planTurn(renderer, {
    ...told,
    event,
    state: talk,
    lasting,
    among: { stories: shown, before },
  });
  const mark = shown.find(({ here }) => here)?.label ?? null;
  if (how === 'brought') {
    const isMarked = told.event?.type === 'counsellor.said' || told.event?.type === 'counsellor.joined';
    const marked = isMarked ? { ...plan, replies: withMark(plan.replies, mark, 1) } : plan;
    return goingOn(withAside(marked, left), told, left);
  }
  return withSeveral(beside(plan, { state, others, told, mark }), told, others);
}

const resumedDraft: InboxEvent = {
  type: 'story.chosen',
  caseId: null,
  wanted: null,
  told: true,
  away: false,
};

/** The stored talk, and those that rest and still stand. */
function apart(
  stored: ConversationState | null,
  { open, present }: Placed,
): { state: ConversationState | null; rest: Aside[] } {
  if (!stored) return { state: null, rest: [] };
  const { aside = [], ...state } = stored;
  const stands = ({ caseId }: Aside) => caseId === null || open.some((one) => one.caseId === caseId);
  return { state, rest: aside.filter((one) => one.caseId !== present && stands(one)) };
}

/** A story of hers, as against one that is over, or of a case that this chat does not speak of any more. */
function isKept(state: ConversationState, { present, open }: Placed): boolean {
  if (present !== null) return open.some(({ caseId }) => caseId === present);
  return !isIdle(state) && (contextOf(state).urgency ?? null) === null;
}

/** No clock of a story that was not sent may ring: there is no case to hear it. */
function resting(state: ConversationState, { present }: Placed): ConversationState {
  const { burst: _talk, aside: _others, ...talk } = state;
  return present === null ? { ...talk, timers: [] } : talk;
}

/** Stories that are kept at once: each is sealed anew with every turn. */
const asideMax = 6;

function withAside(plan: TurnPlan, aside: readonly Aside[]): TurnPlan {
  const { aside: _was, ...state } = plan.state;
  const questions = Math.max(state.questions, ...aside.map(({ talk }) => talk.questions));
  const kept = aside.slice(-asideMax);
  return { ...plan, state: { ...state, questions, ...(kept.length > 0 ? { aside: kept } : {}) } };
}

/** A story that is over gives way to the one that was left last, or to one that is still open. */
function goingOn(plan: TurnPlan, told: TurnInput, aside: readonly Aside[]): TurnPlan {
  const { stories } = told;
  const { goes: wished } = plan.wishes;
  const other = stories?.open.findLast(({ caseId }) => caseId !== stories.about)?.caseId;
  const next = aside.at(-1)?.caseId ?? (aside.length > 0 ? null : other);
  if (wished !== null || next === undefined || !isIdle(plan.state) || plan.case?.opens)
    return withSeveral(plan, told, aside);
  const goes: GoesOver = { caseId: next, wanted: null, told: true, away: plan.lasting.away ?? false };
  return withSeveral({ ...plan, wishes: { ...plan.wishes, goes } }, told, aside);
}

/** Whether the chat has to be looked up with each turn: it has, as long as there is another story than this one. */
function withSeveral(plan: TurnPlan, told: TurnInput, aside: readonly Aside[]): TurnPlan {
  const { several: was, ...lasting } = plan.lasting;
  const { stories } = told;
  const others = stories?.open.some(
    ({ caseId }) => caseId !== (stories.how === 'aside' ? stories.present : stories.about),
  );
  const leaves = plan.wishes.joins !== null && told.focus !== null;
  const isOne = stories ? !others && aside.length === 0 && plan.wishes.goes === null : was !== true;
  return { ...plan, lasting: isOne && !leaves ? lasting : { ...lasting, several: true } };
}

/** Something about a story that rests: said with its mark, no question, and the talk stands as it was. */
function beside(
  plan: TurnPlan,
  {
    state,
    others,
    told,
    mark,
  }: { state: ConversationState | null; others: Aside[]; told: TurnInput; mark: string | null },
): TurnPlan {
  const about = told.stories?.about ?? null;
  const isOver = told.event?.type === 'case.closed' || isIdle(plan.state);
  const aside = isOver ? others : [...others, { caseId: about, talk: plan.state }];
  const replies = withMark(
    plan.replies.filter(({ isQuestion }) => !isQuestion),
    mark,
    plan.replies.length,
  );
  const { away, contact, contacts } = told.lasting;
  const { contact: _its, contacts: _theirs, ...rest } = plan.lasting;
  const lasting = {
    ...rest,
    away: away ?? false,
    ...(contact ? { contact } : {}),
    ...(contacts ? { contacts } : {}),
  };
  const before = state ?? plan.state;
  return withAside({ ...plan, state: before, lasting, replies, hushes: false }, state ? aside : others);
}

/** "(No.2 · 22/11 · 4821)": which one it is, in words that tell a stranger nothing (R8). */
function withMark(replies: TurnPlan['replies'], mark: string | null, count: number): TurnPlan['replies'] {
  if (mark === null) return replies;
  return replies.map((reply, at) => {
    const { part } = reply;
    // Her own line says nothing of any story: nothing may be put before it.
    if (at >= count || part.type !== 'text' || reply.isLine) return reply;
    return { ...reply, part: { ...part, text: `(${mark})\n${part.text}` } };
  });
}

/** To where it can be spoken in: safe first where the screen is not known to be hers. */
function preludeOf(event: InboxEvent | null, { away = false }: Lasting): FlowEvent[] {
  if (event?.type === 'story.chosen' || event?.type === 'story.begun') return [];
  return [{ type: 'story.resumed', away, told: false, wanted: null }];
}

/** How she may be written to is each story's own: what she wished for one does not hold for another. */
function withContact(lasting: Lasting, from: string | null, to: string | null): Lasting {
  const { contact, contacts = {}, ...rest } = lasting;
  const kept = contact ? { ...contacts, [from ?? draftStory]: contact } : contacts;
  const wished = kept[to ?? draftStory] ?? contact;
  return {
    ...rest,
    ...(wished ? { contact: wished } : {}),
    ...(Object.keys(kept).length > 0 ? { contacts: kept } : {}),
  };
}

/** As they are offered and marked: none while there is only one. */
function shownOf({ open, about }: Placed, talk: ConversationState | null, aside: readonly Aside[]): Story[] {
  const talks = [...aside, ...(talk ? [{ caseId: about, talk }] : [])];
  const sent = open.map(({ caseId, openedAt }, at): Story => {
    const its = talks.find((one) => one.caseId === caseId)?.talk;
    return { id: caseId, label: labelOf(at, openedAt, its), here: caseId === about };
  });
  const isDraft = about === null || aside.some(({ caseId }) => caseId === null);
  const draft: Story[] = isDraft ? [{ id: draftStory, label: null, here: about === null }] : [];
  const all = [...sent, ...draft];
  return all.length > 1 ? all : [];
}

/** Western Indonesia's day; the organisation's own hours begin with it too. */
const hoursFromUtc = 7;

/** "No.1 · 22/11 · 4821", at most 20 characters; the end of the number only where she was told it. */
function labelOf(at: number, openedAt: Date, talk: ConversationState | undefined): string {
  const there = new Date(openedAt.getTime() + hoursFromUtc * 3_600_000).toISOString();
  const day = `${there.slice(8, 10)}/${there.slice(5, 7)}`;
  const { receipt = null, filed, pinAsked } = talk ? contextOf(talk) : {};
  const end = receipt !== null && (filed || pinAsked) ? ` · ${receipt.slice(-4)}` : '';
  return `No.${at + 1} · ${day}${end}`;
}
