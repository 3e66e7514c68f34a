import type { Danger, FlowEvent, OperatorKind, Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import { mannerOf } from '../../flows/report/manner.ts';
import { advance, type HostEffect, isQuestion } from './advance.ts';
import type { CaseHead, CaseItem } from './case-item.ts';
import { Draft } from './draft.ts';
import { heldTimerAt, isReplyWord, mayRelease, type Waiting, waitingIn } from './held.ts';
import { type ChannelName, capabilities, type InboxEvent, type Part } from './messages.ts';
import { drawPictures, picturesOf, understandPicture, withPictures } from './picture-turn.ts';
import { readPictureAnswer } from './pictures.ts';
import { labelOf, type Renderer } from './render.ts';
import {
  answersIn,
  type ConversationState,
  type Held,
  heldTimer,
  type Lasting,
  upgraded,
} from './snapshot.ts';
import { type Understood, understand } from './understand.ts';
import type { Wishes } from './wishes.ts';

/**
 * A whole turn as data: what the next state is, what leaves, what goes into the case. Pure. The caller
 * (turns/) writes it in one transaction or not at all.
 */
export interface TurnInput {
  channel: ChannelName;
  state: ConversationState | null;
  lasting: Lasting;
  /** The event, or null when only a timer is due. */
  event: InboxEvent | null;
  /** The case in focus. */
  focus: { urgency: Urgency; claimed: boolean } | null;
  lastInboundAt: Date;
  now: Date;
  receipt: () => string;
  /** Four digits by chance, for a ready PIN. */
  pin: () => string;
  /** The organisation that answers here; nothing is known of it until its page is filled in. */
  org?: { operatorKind: OperatorKind; safeWords?: readonly string[] };
}

export interface CasePlan {
  /** A case opens in this turn; what was said so far is copied into it. */
  opens: boolean;
  receipt: string | null;
  urgency: Urgency | null;
  province: string | null | undefined;
  filed: boolean;
  waits: boolean;
  /** A counsellor's words go out in this turn: nobody waits any more. */
  isAnswered: boolean;
  items: CaseItem[];
  head: CaseHead;
  consents: { purpose: 'service' | 'statistics'; shown: string; given: boolean }[];
  /** What the danger table heard in this event, marked on the message for the counsellor. */
  danger: Danger | null;
  /** The label of the button that was pressed. */
  pressed: string | null;
  /** Sexual violence, told to an organisation that the law makes report it: its 72 hours run (L8). */
  owesReport: boolean;
}

/** `heldBy` marks a counsellor's words, so that their delivery can be shown beside them. */
export interface PlannedReply {
  part: Part;
  lane: 0 | 1 | 2;
  heldBy?: number;
}

export interface TurnPlan {
  state: ConversationState;
  lasting: Lasting;
  replies: PlannedReply[];
  case: CasePlan | null;
  forgetsDraft: boolean;
  clearsScreen: boolean;
  /** The screen is not safe from now on: what has not gone out yet must not. */
  hushes: boolean;
  wishes: Wishes;
  /** A number or a PIN came: nothing of this message is kept as words. */
  hides: boolean;
  /** What becomes of the pictures that waited for a word about them; null: nothing new. */
  pictures: 'wanted' | 'never' | null;
  /** What the flow wanted, as it said it: what transcripts and flow pages show. */
  effects: HostEffect[];
}

/** R2: after this long without a word, it is asked again whether it is safe. */
const sessionMinutes = 30;

export function planTurn(renderer: Renderer, told: TurnInput): TurnPlan {
  const input = inShownLanguage({ ...told, state: told.state && upgraded(told.state) });
  const setting = settingOf(inMannerOf(renderer, input), input);
  const answer = readPictureAnswer(input.event, input.state, setting);
  const understood = input.event
    ? (understandPicture(input, answer) ?? understand(input.event, setting))
    : null;
  const waiting = waitingIn(input);
  const { advanced, released } = advanceAll(input, understood, waiting);
  const { context } = advanced;
  const effects = withHostSteps(advanced.effects, understood);
  const simple = wantsSimple(effects, input.lasting);
  const spoken = inManner(renderer, context.answers, simple);
  const draft = new Draft(spoken, input, advanced.state, context, {
    danger: dangerIn(understood),
    hides: understood?.hides === true,
  });
  if (released.length > 0) draft.release(released);
  for (const effect of effects) draft.take(effect);
  noteWaiting(draft, input, waiting);
  const pictures = picturesOf(input, answer, { state: advanced.state, context, effects, understood });
  drawPictures(draft, pictures);
  const plan = draft.plan();
  const { away } = context;
  const lasting = { ...plan.lasting, away, ...(simple ? { simple } : {}) };
  const state = {
    ...withHeld(plan.state, input, waiting, released.length > 0),
    questions: plan.state.questions + (pictures.ask ? 1 : 0),
    ...(pictures.pictures ? { pictures: pictures.pictures } : {}),
  };
  const hushes = away && !(told.lasting.away ?? false);
  return {
    ...plan,
    state,
    lasting,
    hushes,
    effects: withPictures(effects, pictures),
    pictures: pictures.verdict,
  };
}

/** What happened, and then what had to wait for her and may go now. */
function advanceAll(
  input: TurnInput,
  understood: Understood | null,
  waiting: Waiting,
): { advanced: ReturnType<typeof advance>; released: Held[] } {
  const given = {
    now: input.now,
    caseUrgency: input.focus?.urgency ?? null,
    receipt: input.receipt,
    pin: input.pin,
    operatorKind: input.org?.operatorKind ?? 'lainnya',
  };
  const first = advance(stateBefore(input), eventsOf(input, understood, waiting), given);
  const released = releasedIn(input, first, waiting);
  if (released.length === 0) return { advanced: first, released };
  const second = advance(first.state, released.map(eventOfHeld), given);
  return { advanced: { ...second, effects: [...first.effects, ...second.effects] }, released };
}

/** As she was shown the question that stands open: what she types is read against those labels. */
function inMannerOf(renderer: Renderer, { state, lasting }: TurnInput): Renderer {
  return inManner(renderer, state ? answersIn(state) : {}, lasting.simple ?? false);
}

/** The words as this person hears them: a child's, or short ones. */
function inManner(renderer: Renderer, answers: Answers, simple: boolean): Renderer {
  return { ...renderer, words: renderer.words.in(mannerOf(answers, simple)) };
}

/** Chosen in this turn, or before. */
function wantsSimple(effects: readonly HostEffect[], { simple = false }: Lasting): boolean {
  const chosen = effects.findLast((effect) => effect.type === 'setSimple');
  if (chosen?.type !== 'setSimple') return simple;
  return chosen.params.to === 'simple' || !simple;
}

/** What the host itself adds: it says so when nothing could be read, and brings the open question back. */
function withHostSteps(effects: HostEffect[], understood: Understood | null): HostEffect[] {
  if (!understood || understood.also === 'nothing') return effects;
  const unreadable: HostEffect = { type: 'say', params: { key: 'common.unreadable' } };
  const begun = understood.also === 'unreadable' ? [unreadable, ...effects] : effects;
  return effects.some(isQuestion) ? begun : [...begun, { type: 'askAgain', params: {} }];
}

/** Somebody who was shown the page in a language is answered in it. */
function inShownLanguage(input: TurnInput): TurnInput {
  const { event, state, lasting } = input;
  if (event?.type !== 'inbound.start' || !event.language || state) return input;
  return { ...input, lasting: { ...lasting, language: event.language } };
}

/** A state whose timers have fired no longer holds them. */
function stateBefore({ state, event, now }: TurnInput): ConversationState | null {
  if (!state || event) return state;
  return { ...state, timers: state.timers.filter((timer) => timer.dueAt > now.getTime()) };
}

function isNewSession({ state, event, now, lastInboundAt }: TurnInput): boolean {
  if (!event?.type.startsWith('inbound.')) return false;
  return state === null || now.getTime() - lastInboundAt.getTime() > sessionMinutes * 60_000;
}

function settingOf(renderer: Renderer, input: TurnInput): Parameters<typeof understand>[1] {
  return {
    asked: input.state?.asked ?? null,
    askedBefore: input.state?.askedBefore ?? null,
    isNewSession: isNewSession(input),
    takesFiles: capabilities[input.channel].takesFiles,
    labelOf: (option) => labelOf(renderer.words, input.lasting.language, option),
    leaving: [...(input.lasting.disguise ? [input.lasting.disguise] : []), ...(input.org?.safeWords ?? [])],
  };
}

/** What goes out now of what had to wait. */
function releasedIn(input: TurnInput, first: ReturnType<typeof advance>, waiting: Waiting): Held[] {
  const held = input.state?.held ?? [];
  if (waiting.is === 'due' && waiting.what === 'words') return held;
  const { value } = first.state.snapshot as { value?: { talk?: unknown } };
  return mayRelease(input, value?.talk, first.context.away) ? held : [];
}

function eventOfHeld(held: Held): FlowEvent {
  return 'text' in held
    ? { type: 'counsellor.said', text: held.text }
    : { type: 'right.decided', outcome: held.outcome };
}

function noteWaiting(draft: Draft, { event, lasting }: TurnInput, waiting: Waiting): void {
  if (waiting.is === 'held') draft.case.wait(waiting.held);
  else if (event?.type === 'right.decided') draft.case.decided(event);
  if (waiting.is === 'held' && waiting.line !== null) draft.sayLine(waiting.line);
  if (waiting.is === 'due' && waiting.what === 'line') draft.sayLine(lasting.contact?.line ?? '');
  // A day has passed, and she could not be written to: back to the queue (design §6, "belum terkirim").
  if (waiting.is !== 'given up') return;
  draft.case.happened('heldUnsent');
  draft.case.waits();
}

/** The state with what waits now, and the timer that minds it. */
function withHeld(
  state: ConversationState,
  { state: before }: TurnInput,
  waiting: Waiting,
  isReleased: boolean,
): ConversationState {
  const known = before?.held ?? [];
  const held = waiting.is === 'held' ? [...known, waiting.held] : known;
  const timers = state.timers.filter(({ event }) => event !== heldTimer);
  if (held.length === 0 || isReleased || waiting.is === 'given up') {
    const { held: _gone, invited: _no, ...rest } = state;
    return { ...rest, timers };
  }
  const isInvited =
    before?.invited ||
    (waiting.is === 'held' && waiting.line !== null) ||
    (waiting.is === 'due' && waiting.what === 'line');
  const standing = before?.timers.find(({ event }) => event === heldTimer);
  const timer = waiting.is === 'held' || waiting.is === 'due' ? heldTimerAt(waiting.until) : standing;
  return {
    ...state,
    held,
    ...(isInvited ? { invited: true as const } : {}),
    timers: timer ? [...timers, timer] : timers,
  };
}

type Events = Parameters<typeof advance>[1];

function eventsOf(input: TurnInput, understood: Understood | null, waiting: Waiting): Events {
  const { state, focus, now } = input;
  // What waits for her hours is no news to the flow yet, and her reply word is no answer to a question.
  if (waiting.is === 'held' || (isReplyWord(input) && !input.lasting.away)) return [];
  if (!understood) {
    const due = (state?.timers ?? []).filter(
      (timer) => timer.dueAt <= now.getTime() && timer.event !== heldTimer,
    );
    return due
      .sort((a, b) => a.dueAt - b.dueAt)
      .map((timer) => ({ type: timer.event as `xstate.after.${string}` }));
  }
  const found =
    state === null && focus
      ? [
          {
            type: 'case.found' as const,
            urgency: focus.urgency,
            claimed: focus.claimed,
            away: input.lasting.away ?? false,
          },
        ]
      : [];
  const heard = understood.events.map((event) =>
    event.type === 'person.arrived' && state?.held?.length ? { type: 'person.returned' as const } : event,
  );
  return [...found, ...heard];
}

function dangerIn(understood: Understood | null): Danger | null {
  const heard = understood?.events.find((event) => event.type === 'danger.heard');
  return heard?.type === 'danger.heard' ? heard.danger : null;
}
