import type { Danger, Urgency } from '../../flows/kit/events.ts';
import { advance, type HostEffect, isQuestion } from './advance.ts';
import type { CaseHead, CaseItem } from './case-item.ts';
import { Draft } from './draft.ts';
import type { ChannelName, InboxEvent, Part } from './messages.ts';
import { labelOf, type Renderer } from './render.ts';
import type { ConversationState, Lasting } from './snapshot.ts';
import { type Understood, understand } from './understand.ts';

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
  /** What the flow wanted, as it said it: what transcripts and flow pages show. */
  effects: HostEffect[];
}

/** R2: after this long without a word, it is asked again whether it is safe. */
const sessionMinutes = 30;

export function planTurn(renderer: Renderer, told: TurnInput): TurnPlan {
  const input = inShownLanguage(told);
  const understood = input.event ? understand(input.event, settingOf(renderer, input)) : null;
  const before = stateBefore(input);
  const advanced = advance(before, eventsOf(input, understood), {
    now: input.now,
    caseUrgency: input.focus?.urgency ?? null,
    receipt: input.receipt,
  });
  const { context } = advanced;
  const draft = new Draft(renderer, input, advanced.state, context, dangerIn(understood));
  const effects = withHostSteps(advanced.effects, understood);
  for (const effect of effects) draft.take(effect);
  const plan = draft.plan();
  const { away } = context;
  const lasting = { ...plan.lasting, away };
  return { ...plan, lasting, hushes: away && !(told.lasting.away ?? false), effects };
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
    labelOf: (option) => labelOf(renderer.words, input.lasting.language, option),
  };
}

type Events = Parameters<typeof advance>[1];

function eventsOf(input: TurnInput, understood: Understood | null): Events {
  const { state, focus, now } = input;
  if (!understood) {
    const due = (state?.timers ?? []).filter((timer) => timer.dueAt <= now.getTime());
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
  return [...found, ...understood.events];
}

function dangerIn(understood: Understood | null): Danger | null {
  const heard = understood?.events.find((event) => event.type === 'danger.heard');
  return heard?.type === 'danger.heard' ? heard.danger : null;
}
