import { initialTransition, transition } from 'xstate';
import { firstFlow, flows } from '../../flows/index.ts';
import type { Effect } from '../../flows/kit/effects.ts';
import type { FlowEvent, OperatorKind, Story, Urgency, Waits } from '../../flows/kit/events.ts';
import { assert } from '../errors.ts';
import { toWanted } from './effects.ts';
import { findPlaces } from './places.ts';
import { type Asked, type ConversationState, type FlowSnapshot, restore, store } from './snapshot.ts';
import { goBack, trailAfter } from './trail.ts';
import { areNewWaits } from './waits.ts';

/**
 * One turn of a conversation, as a calculation: state and events in, state and effects out. No clock, no
 * ids, no I/O; the caller commits what comes back, or nothing.
 */
export interface Given {
  now: Date;
  /** The urgency of the case in focus; null when there is none. */
  caseUrgency: Urgency | null;
  /** What the law asks of the organisation (standards.md L8); told to the flow when it is new. */
  operatorKind?: OperatorKind;
  /** How long somebody waits before she is told (R19), as the organisation set it; told when it is new. */
  waits?: Waits;
  /** The chat's stories; absent while it has only one. */
  stories?: Story[];
  /** A fresh nomor resi, asked for only when a case opens. */
  receipt: () => string;
  /** Four digits by chance, asked for only when she wants a ready PIN. */
  pin: () => string;
}

/** What the host does besides the machine's effects. */
export type HostEffect = Effect | { type: 'opened'; params: { receipt: string } };

export interface Advanced {
  state: ConversationState;
  /** The snapshot's own, so that nobody has to restore it to look. */
  context: FlowSnapshot['context'];
  effects: HostEffect[];
}

/** Events a turn may bring about within itself (a place looked up, a case opened): more is a loop. */
const roundsMax = 12;

interface Progress {
  snapshot: FlowSnapshot;
  timers: ConversationState['timers'];
  effects: HostEffect[];
  caseUrgency: Urgency | null;
}

/** @param before null at first contact, or when the day key of what was there is gone */
export function advance(
  before: ConversationState | null,
  events: readonly (FlowEvent | { type: `xstate.after.${string}` })[],
  given: Given,
): Advanced {
  const [only] = events;
  const back = before && events.length === 1 && isBack(only) ? goBack(before) : undefined;
  if (back) return wentBack(back);
  const progress = begin(before, given);
  const { context } = progress.snapshot;
  const queue = [...newsOf(context, given), ...storiesOf(context, given), ...events];
  for (let round = 0; queue.length > 0; round += 1) {
    assert(round < roundsMax, 'tooManyRounds');
    const event = queue.shift();
    if (!event) break;
    queue.unshift(...step(progress, event, given));
  }
  return close(before, progress);
}

/** What the organisation's page says, where the talk does not know it yet. */
function newsOf({ operatorKind, waits }: FlowSnapshot['context'], given: Given): FlowEvent[] {
  const { operatorKind: kind = 'lainnya', waits: told } = given;
  if (operatorKind === kind && !areNewWaits(waits, told)) return [];
  return [{ type: 'organisation.known', operatorKind: kind, ...(told ? { waits: told } : {}) }];
}

/** The stories of this chat, where the talk does not know them as they are now. */
function storiesOf({ stories = [] }: FlowSnapshot['context'], { stories: told }: Given): FlowEvent[] {
  if (!told || JSON.stringify(told) === JSON.stringify(stories)) return [];
  return [{ type: 'stories.known', stories: told }];
}

function isBack(event: { type: string } | undefined): boolean {
  return event?.type === 'person.spoke' && (event as { word?: string }).word === 'back';
}

/** KEMBALI needs no step of the machine: the question before stands open again, and is asked. */
function wentBack(state: ConversationState): Advanced {
  const { context } = restore(state);
  const asked = state.asked ? [{ type: 'ask' as const, params: state.asked.question }] : [];
  return { state, context, effects: asked };
}

function begin(before: ConversationState | null, given: Given): Progress {
  if (before)
    return { snapshot: restore(before), timers: before.timers, effects: [], caseUrgency: given.caseUrgency };
  const [snapshot, actions] = initialTransition(flows[firstFlow].machine);
  const wanted = toWanted(actions, [], given.now);
  return { snapshot, timers: wanted.timers, effects: wanted.effects, caseUrgency: given.caseUrgency };
}

/** @returns the events that the effects of this one bring about at once */
function step(
  progress: Progress,
  event: FlowEvent | { type: `xstate.after.${string}` },
  given: Given,
): FlowEvent[] {
  const [snapshot, actions] = transition(flows[firstFlow].machine, progress.snapshot, event as FlowEvent);
  const wanted = toWanted(actions, progress.timers, given.now);
  progress.snapshot = snapshot;
  progress.timers = wanted.timers;
  const answers: FlowEvent[] = [];
  for (const effect of wanted.effects) {
    progress.effects.push(effect);
    if (effect.type === 'findPlaces')
      answers.push({ type: 'places.found', places: findPlaces(effect.params.text) });
    if (effect.type === 'openCase') answers.push(openCase(progress, effect.params.urgency, given));
    if (effect.type === 'renewReceipt') answers.push({ type: 'receipt.renewed', receipt: given.receipt() });
    if (effect.type === 'makePin') answers.push({ type: 'pin.made', pin: given.pin() });
    if (effect.type === 'speak') answers.push({ type: 'person.spoke', word: effect.params.word });
  }
  return answers;
}

/** The case keeps its receipt and never becomes less urgent by what the bot hears. */
function openCase(progress: Progress, urgency: Urgency, given: Given): FlowEvent {
  const { context } = progress.snapshot;
  // Behind the second PIN the number on the screen is another case's.
  const known = context.mask ? context.mask.behind.receipt : context.receipt;
  const receipt = known ?? given.receipt();
  if (!known) progress.effects.push({ type: 'opened', params: { receipt } });
  const highest = Math.min(urgency, progress.caseUrgency ?? 4) as Urgency;
  progress.caseUrgency = highest;
  return { type: 'case.opened', receipt, urgency: highest };
}

/**
 * One question a turn, and it comes last: the last one asked is the one that stands open. A state that asks
 * nothing closes it, and what was asked on the way there is never shown (it could be a question about what
 * happened, on the screen of somebody who has just left).
 */
function close(before: ConversationState | null, progress: Progress): Advanced {
  const questions = before?.questions ?? 0;
  const stands = progress.snapshot.hasTag('question');
  const asking = stands ? progress.effects.findLast(isQuestion) : undefined;
  let asked: Asked | null = stands ? (before?.asked ?? null) : null;
  if (asking) asked = { number: (questions + 1).toString(36), question: questionOf(asking) };
  const changed = asked?.number !== before?.asked?.number;
  const state = store(progress.snapshot, {
    asked,
    askedBefore: changed ? (before?.asked?.number ?? null) : (before?.askedBefore ?? null),
    questions: asking ? questions + 1 : questions,
    timers: progress.timers,
    lastWords: before?.lastWords ?? null,
  });
  const trail = trailAfter(before, state.snapshot, asked);
  return {
    context: progress.snapshot.context,
    state: trail.length > 0 ? { ...state, trail } : state,
    effects: withQuestionLast(progress.effects, asking),
  };
}

/** Whether it opens a question; numbers alone do not. */
export function isQuestion(effect: HostEffect): boolean {
  return effect.type === 'ask' || (effect.type === 'giveNumbers' && effect.params.options.length > 0);
}

function withQuestionLast(effects: readonly HostEffect[], asking: HostEffect | undefined): HostEffect[] {
  const told = effects.filter((effect) => !isQuestion(effect) && effect.type !== 'askAgain');
  const question = asking ?? effects.find((effect) => effect.type === 'askAgain');
  return question ? [...told, question] : told;
}

/** The options and rails of what was asked; the numbers' text is made when it is rendered. */
function questionOf(effect: HostEffect): Asked['question'] {
  if (effect.type === 'ask') return effect.params;
  assert(effect.type === 'giveNumbers', 'notAQuestion');
  return {
    text: { key: 'care.what' },
    options: effect.params.options,
    rails: effect.params.rails,
  };
}
