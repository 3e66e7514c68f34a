import { createActor, type SnapshotFrom } from 'xstate';
import { type FlowId, firstFlow, flows } from '../../flows/index.ts';
import type { Question, WishedContact } from '../../flows/kit/effects.ts';
import type { Language } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import { nameOfWait } from '../../flows/report/waits.ts';
import { assert, Bug } from '../errors.ts';
import type { Card } from './card-turn.ts';
import type { KeptContact } from './case-item.ts';
import type { NumbersShown } from './honest-wait.ts';
import type { Part, RightOutcome } from './messages.ts';
import type { Pictures } from './pictures.ts';
import type { Passed } from './trail.ts';

/**
 * What is stored of a conversation between two turns. Pure: it is JSON, so that nothing can hide in memory.
 * A snapshot carries flow id and version; one we cannot restore is never guessed at.
 */
export interface ConversationState {
  flow: FlowId;
  version: number;
  snapshot: unknown;
  /** The question that stands open; its number is inside every button it came with. */
  asked: Asked | null;
  /** The number before it: a second press of a button that has just been used changes nothing, quietly. */
  askedBefore: string | null;
  /** Counts questions, so that every one has its own number. */
  questions: number;
  timers: Timer[];
  /** The start of the last thing the person wrote, for the queue card; sealed for the day like the rest. */
  lastWords: string | null;
  /** The question about a picture, which stands beside the other one (pictures.ts); absent until one came. */
  pictures?: Pictures;
  /** A contact card that nobody has said anything about (card-turn.ts). */
  card?: Card;
  /** Contacts of somebody who agreed to be kept, until a case opens (R37). */
  contacts?: KeptContact[];
  /** The questions before this one, newest last (trail.ts). */
  trail?: Passed[];
  /** Words that wait for her safe hours, or for her (R11). */
  held?: Held[];
  /** The neutral line went out: what is held goes only after her reply word. */
  invited?: true;
  /** A counsellor joined while nobody might be written to: said when she writes (R11). */
  unsaid?: true;
  /** The poster's link that she came by, until a human is here (campaign.ts). */
  campaign?: string;
  /** Numbers stand on her screen since a moment ago (honest-wait.ts). */
  shown?: NumbersShown;
  /** Messages that come faster than anybody reads (burst.ts). */
  burst?: Burst;
  /** The other stories of this chat, each as it was left (stories.ts); the last one left is the last. */
  aside?: Aside[];
}

/** A story that rests. `caseId` null: it was not sent. */
export interface Aside {
  caseId: string | null;
  talk: ConversationState;
}

/** `from` and `last` in milliseconds since 1970. */
export interface Burst {
  from: number;
  last: number;
  /** Turns that brought the talk no further. */
  idle: number;
  /** What is said once it is quiet. */
  waits?: Part[];
  /** What was answered to the last cry. */
  cry?: string;
}

/** What the team wanted said while nobody may write first; it stands in the case as well. */
export type Held = { at: number } & (
  | { memberId: string; text: string }
  | { memberId: string; outcome: RightOutcome }
);

export interface Asked {
  number: string;
  question: Question;
}

export interface Timer {
  id: string;
  event: string;
  /** Milliseconds since 1970. */
  dueAt: number;
}

/** As she chose it (R11); `line` and `word` are words: the neutral one that goes first, and her answer to it. */
export interface SafeContact {
  mode: WishedContact['mode'];
  hours: WishedContact['hours'];
  line: string | null;
  word: string | null;
}

/** What lasts as long as the chat, sealed with the server key. */
export interface Lasting {
  language: Language;
  /** She left the screen, or has not said yet that it is safe: it outlasts the day key of the state. */
  away?: boolean;
  /** Short words and short sentences (standards.md R38). */
  simple?: boolean;
  /** How she may be written to first (R11). */
  contact?: SafeContact;
  /** A word of her own that leaves the chat (R7); off until she sets one. */
  disguise?: string;
  /** The chat has several stories: which is meant is looked up with each turn. */
  several?: true;
  /** How she may be written to about the stories that rest, by case (`draft`: what was not sent). */
  contacts?: Record<string, SafeContact>;
}

export type FlowSnapshot = SnapshotFrom<(typeof flows)[FlowId]['machine']>;

/** A timer that the host minds itself: what is held may go now, or has waited for a day. */
export const heldTimer = 'host.held';

/** Timers one conversation may have at once; a flow that sets more has lost count. */
const timersMax = 20;

export function isKnown(state: ConversationState): boolean {
  if (!(state.flow in flows)) return false;
  const { version, oldest } = flows[state.flow];
  return state.version >= oldest && state.version <= version;
}

/** A talk of an older version of its flow, with every answer, as the flow of now understands it. */
export function upgraded(state: ConversationState): ConversationState {
  if (!isKnown(state)) return state;
  const { version, upgrade } = flows[state.flow];
  const known = withTimers(state);
  return known.version === version ? known : { ...known, ...upgrade(known), version };
}

/** Clocks that were set under an older name keep running under the one of now. */
function withTimers(state: ConversationState): ConversationState {
  const timers = state.timers.map((timer) => {
    const event = nameOfWait(timer.event);
    return event === timer.event ? timer : { ...timer, event, id: nameOfWait(timer.id) };
  });
  return { ...state, timers };
}

/** The answers of a stored talk, without waking the machine. */
export function answersIn(state: ConversationState): Answers {
  return (state.snapshot as { context?: { answers?: Answers } }).context?.answers ?? {};
}

/**
 * The stored snapshot as XState's own, through an actor that is never started (resolveState throws on
 * history). @throws Bug when the state no longer exists in the flow
 */
export function restore(state: ConversationState): FlowSnapshot {
  assert(isKnown(state), 'unknownFlowVersion', { version: state.version });
  const { machine } = flows[state.flow];
  const stored = upgraded(state).snapshot as never;
  const snapshot = createActor(machine, { snapshot: stored }).getSnapshot();
  if (snapshot.status !== 'active') throw new Bug('snapshotNotActive', { status: snapshot.status });
  return snapshot;
}

/** Asserts on the way out what restore relies on. */
export function store(
  snapshot: FlowSnapshot,
  rest: Omit<ConversationState, 'snapshot' | 'flow' | 'version'>,
): ConversationState {
  assert(snapshot.status === 'active', 'flowStopped');
  assert(rest.timers.length <= timersMax, 'tooManyTimers', { count: rest.timers.length });
  const { machine, version } = flows[firstFlow];
  return { flow: firstFlow, version, snapshot: machine.getPersistedSnapshot(snapshot), ...rest };
}

/** The earliest moment at which time itself is an event, or null. */
export function dueAt(state: ConversationState): Date | null {
  const timers = [state, ...(state.aside ?? []).map(({ talk }) => talk)].flatMap((talk) => talk.timers);
  if (timers.length === 0) return null;
  return new Date(Math.min(...timers.map((timer) => timer.dueAt)));
}
