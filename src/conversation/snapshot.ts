import { createActor, type SnapshotFrom } from 'xstate';
import { type FlowId, firstFlow, flows } from '../../flows/index.ts';
import type { Question } from '../../flows/kit/effects.ts';
import type { Language } from '../../flows/kit/events.ts';
import { assert, Bug } from '../errors.ts';

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
}

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

/** What lasts as long as the chat, sealed with the server key. */
export interface Lasting {
  language: Language;
  /** She left the screen, or has not said yet that it is safe: it outlasts the day key of the state. */
  away?: boolean;
}

export type FlowSnapshot = SnapshotFrom<(typeof flows)[FlowId]['machine']>;

/** Timers one conversation may have at once; a flow that sets more has lost count. */
const timersMax = 20;

export function isKnown(state: ConversationState): boolean {
  return state.flow in flows && flows[state.flow].version === state.version;
}

/**
 * The stored snapshot as XState's own, through an actor that is never started (resolveState throws on
 * history). @throws Bug when the state no longer exists in the flow
 */
export function restore(state: ConversationState): FlowSnapshot {
  assert(isKnown(state), 'unknownFlowVersion', { version: state.version });
  const { machine } = flows[state.flow];
  const snapshot = createActor(machine, { snapshot: state.snapshot as never }).getSnapshot();
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
  if (state.timers.length === 0) return null;
  return new Date(Math.min(...state.timers.map((timer) => timer.dueAt)));
}
