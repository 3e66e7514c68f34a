import type { Danger, FlowEvent, OperatorKind, Story, Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import { mannerOf } from '../../flows/report/manner.ts';
import { advance, type HostEffect, isQuestion } from './advance.ts';
import { campaignOf } from './campaign.ts';
import { readCardAnswer, settleCard, understandCard, withCard } from './card-turn.ts';
import type { CaseHead, CaseItem } from './case-item.ts';
import { Draft } from './draft.ts';
import { isReplyWord, isUnsaid, type Waiting, waitingIn } from './held.ts';
import {
  asClosing,
  eventOfHeld,
  noteWaiting,
  releasedIn,
  staysUnsaid,
  withHeld,
  withReturn,
} from './held-turn.ts';
import { saidHonestly } from './honest-wait.ts';
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
import type { Placed } from './stories.ts';
import { underForce } from './under-force.ts';
import { type Understood, understand } from './understand.ts';
import { type ToldTimes, waitsOf } from './waits.ts';
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
  /** What a chat with several stories needs for a turn; absent while it has only one (stories.ts). */
  stories?: Placed;
  /** The stories as this talk is told of them, and what it hears before the event itself. */
  among?: { stories: Story[]; before: FlowEvent[] };
  /** The organisation that answers here; nothing is known of it until its page is filled in. */
  org?: {
    operatorKind: OperatorKind;
    safeWords?: readonly string[];
    times?: ToldTimes;
    /** Nobody is on duty, as far as this process has heard. */
    isNobodyThere?: boolean;
  };
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
  /** The question that stands open after it. */
  isQuestion?: true;
  /** Her cover line, or our neutral one: it tells nothing, and nothing is put before it. */
  isLine?: true;
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
  const { understood, answer, cardAnswer } = heardIn(renderer, input);
  const waiting = waitingIn(input);
  const { advanced, released } = advanceAll(input, understood, waiting);
  const { state: next, context } = advanced;
  const quiet = waiting.is === 'held' || isUnsaid(input);
  const hides = understood?.hides === true;
  const heard = withHostSteps(quiet ? advanced.effects.filter(isNoTalk) : advanced.effects, understood);
  const { effects: said, shown } = saidHonestly(underForce(heard, input, context, hides), input);
  const beside = { event: input.event, answer: cardAnswer, before: input.state, state: next, context };
  const card = settleCard({ ...beside, effects: said });
  const effects = [...said, ...card.effects];
  const simple = wantsSimple(effects, input.lasting);
  const spoken = inManner(renderer, context.answers, simple);
  const draft = new Draft(spoken, input, next, context, { danger: dangerIn(understood), hides });
  if (released.length > 0) draft.release(released);
  for (const effect of effects) draft.take(effect);
  noteWaiting(draft, input, waiting);
  const seen = withCard(effects, card);
  const pictures = picturesOf(input, answer, { state: next, context, effects: seen, understood });
  drawPictures(draft, pictures);
  if (card.ask) draft.askBeside(card.ask);
  const plan = draft.plan();
  const { away } = context;
  const state = {
    ...withHeld(plan.state, input, waiting, released.length > 0),
    ...(staysUnsaid(input, quiet) ? { unsaid: true as const } : {}),
    questions: plan.state.questions + (pictures.ask || card.ask ? 1 : 0),
    ...(pictures.pictures ? { pictures: pictures.pictures } : {}),
    ...(shown ? { shown } : {}),
    ...campaignOf(told.state, input.event),
    ...(card.card ? { card: card.card } : {}),
  };
  return {
    ...{ ...plan, state, pictures: pictures.verdict, effects: withPictures(seen, pictures) },
    lasting: { ...plan.lasting, away, ...(simple ? { simple } : {}) },
    hushes: away && !(told.lasting.away ?? false),
  };
}

/** What came, and whether it answers a question that stands beside the talk's own. */
function heardIn(renderer: Renderer, input: TurnInput) {
  const { event, state } = input;
  const setting = settingOf(inMannerOf(renderer, input), input);
  const answer = readPictureAnswer(event, state, setting);
  const cardAnswer = answer === null ? readCardAnswer(event, state, setting) : null;
  const understood =
    event &&
    (understandPicture(input, answer) ??
      understandCard(event, cardAnswer, state, setting) ??
      understand(event, setting));
  return { understood, answer, cardAnswer };
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
    ...waitsOf(input.org?.times),
    ...(input.among ? { stories: input.among.stories } : {}),
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

const talked: ReadonlySet<string> = new Set(['say', 'ask', 'askAgain', 'giveNumbers']);
const isNoTalk = ({ type }: HostEffect): boolean => !talked.has(type);

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

type Events = Parameters<typeof advance>[1];

function eventsOf(input: TurnInput, understood: Understood | null, waiting: Waiting): Events {
  const { state, now } = input;
  const before = input.among?.before ?? [];
  // What waits for her hours is no news to the flow yet, and her reply word is no answer to a question.
  if (waiting.is === 'held') return foundIn(input);
  if (isReplyWord(input) && !input.lasting.away) return [];
  if (!understood) {
    const due = (state?.timers ?? []).filter(
      (timer) => timer.dueAt <= now.getTime() && timer.event !== heldTimer,
    );
    const rung = due
      .sort((a, b) => a.dueAt - b.dueAt)
      .map((timer) => ({ type: timer.event as `xstate.after.${string}` }));
    return [...before, ...rung];
  }
  return [...foundIn(input), ...before, ...withReturn(state, asClosing(input, understood.events))];
}

/** What was remembered of the talk is gone with its day key, and its case stands. */
function foundIn({ state, focus, lasting }: TurnInput): FlowEvent[] {
  if (state !== null || !focus) return [];
  const { urgency, claimed } = focus;
  return [{ type: 'case.found', urgency, claimed, away: lasting.away ?? false }];
}

function dangerIn(understood: Understood | null): Danger | null {
  const heard = understood?.events.find((event) => event.type === 'danger.heard');
  return heard?.type === 'danger.heard' ? heard.danger : null;
}
