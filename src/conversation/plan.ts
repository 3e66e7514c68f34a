import type { EffectParams } from '../../flows/kit/effects.ts';
import type { Danger, Language, Place, Urgency } from '../../flows/kit/events.ts';
import { judged, type ReportContext } from '../../flows/report/context.ts';
import { spaced } from '../../flows/report/wording.ts';
import { advance, type HostEffect } from './advance.ts';
import type { CaseHead, CaseItem } from './case-item.ts';
import { capabilities, type ChannelName, type InboxEvent, type Part } from './messages.ts';
import { labelOf, numbersQuestion, plain, renderQuestion, renderText, type Renderer } from './render.ts';
import { restore, type Asked, type ConversationState, type Lasting } from './snapshot.ts';
import { understand, type Understood } from './understand.ts';

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
  /** What the flow wanted, as it said it: what transcripts and flow pages show. */
  effects: HostEffect[];
}

/** R2: after this long without a word, it is asked again whether it is safe. */
const sessionMinutes = 30;

export function planTurn(renderer: Renderer, input: TurnInput): TurnPlan {
  const understood = input.event ? understand(input.event, settingOf(renderer, input)) : null;
  const before = stateBefore(input);
  const advanced = advance(before, eventsOf(input, understood), {
    now: input.now,
    caseUrgency: input.focus?.urgency ?? null,
    receipt: input.receipt,
  });
  const context = restore(advanced.state).context;
  const draft = new Draft(renderer, input, advanced.state, context, dangerIn(understood));
  for (const effect of advanced.effects) draft.take(effect);
  if (understood?.also === 'unreadable') draft.say({ key: 'common.unreadable' });
  if (understood && understood.also !== 'nothing') draft.askAgain();
  return { ...draft.plan(), effects: advanced.effects };
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
      ? [{ type: 'case.found' as const, urgency: focus.urgency, claimed: focus.claimed }]
      : [];
  return [...found, ...understood.events];
}

/** Collects what one turn brings about, in the order in which the flow said it. */
class Draft {
  #replies: PlannedReply[] = [];
  #items: CaseItem[] = [];
  #consents: CasePlan['consents'] = [];
  #language: Language;
  #receipt: string | null = null;
  #urgency: Urgency | null = null;
  #filed = false;
  #waits = false;
  #forgets = false;
  #clears = false;
  readonly renderer: Renderer;
  readonly input: TurnInput;
  readonly state: ConversationState;
  readonly context: ReportContext;
  readonly danger: Danger | null;

  constructor(
    renderer: Renderer,
    input: TurnInput,
    state: ConversationState,
    context: ReportContext,
    danger: Danger | null,
  ) {
    this.danger = danger;
    this.renderer = renderer;
    this.input = input;
    this.state = state;
    this.context = context;
    this.#language = input.lasting.language;
  }

  get #caps() {
    return capabilities[this.input.channel];
  }

  get #lane(): 0 | 1 | 2 {
    const type = this.input.event?.type;
    if (type === 'counsellor.said' || this.#urgency === 1) return 0;
    return type?.startsWith('inbound.') ? 2 : 1;
  }

  say(text: EffectParams['say']): void {
    this.#replies.push({
      part: renderText(this.renderer.words, this.#language, text, this.#caps),
      lane: this.#lane,
    });
  }

  askAgain(): void {
    if (this.state.asked) this.#ask(this.state.asked);
  }

  #ask(asked: Asked): void {
    this.#replies = this.#replies.filter(({ part }) => part.type !== 'text' || part.choices.length === 0);
    this.#replies.push({
      part: renderQuestion(this.renderer, this.#language, asked, this.#caps),
      lane: this.#lane,
    });
  }

  take(effect: HostEffect): void {
    switch (effect.type) {
      case 'say':
        return this.say(effect.params);
      case 'ask':
        return this.#ask({ number: this.state.asked?.number ?? '', question: effect.params });
      case 'askAgain':
        return this.askAgain();
      case 'giveNumbers':
        return this.#giveNumbers(effect.params);
      case 'relay':
        return this.#relay(effect.params.text, true);
      case 'holdBack':
        return this.#relay(effect.params.text, false);
      case 'switchLanguage':
        this.#language =
          effect.params.to === 'other' ? (this.#language === 'id' ? 'en' : 'id') : effect.params.to;
        return;
      case 'clearScreen':
        this.#clears = true;
        return;
      case 'forgetDraft':
        this.#forgets = true;
        return;
      case 'findPlaces':
        return;
      default:
        return this.#takeCaseEffect(effect);
    }
  }

  #takeCaseEffect(effect: HostEffect): void {
    switch (effect.type) {
      case 'opened':
        this.#receipt = effect.params.receipt;
        return;
      case 'openCase': {
        const { reason, urgency, rules } = effect.params;
        this.#raise(urgency);
        this.#waits = true;
        this.#filed ||= reason === 'filed';
        this.#items.push({ kind: 'happened', what: reason === 'filed' ? 'filed' : 'opened', words: [reason, ...rules] });
        this.#items.push({ kind: 'answers', answers: effect.params.answers });
        return;
      }
      case 'raiseCase':
        this.#raise(effect.params.urgency);
        this.#items.push({ kind: 'happened', what: 'raised', words: effect.params.rules });
        return;
      case 'recordAnswers':
        this.#items.push({ kind: 'answers', answers: effect.params.answers });
        return;
      case 'recordConsent':
        this.#consents.push({
          purpose: effect.params.purpose,
          shown: this.renderer.words.text(this.#language, effect.params.text),
          given: effect.params.given,
        });
        return;
      case 'note':
        this.#items.push({ kind: 'happened', what: effect.params.what });
        return;
      default:
        return;
    }
  }

  #raise(urgency: Urgency): void {
    this.#urgency = Math.min(urgency, this.#urgency ?? 4) as Urgency;
  }

  #giveNumbers(params: EffectParams['giveNumbers']): void {
    const where = this.context.answers.where;
    const known: Place | null = typeof where === 'object' ? where : null;
    const question = numbersQuestion(
      this.renderer,
      this.#language,
      { ...params, place: params.place ?? known },
      this.#caps,
    );
    if (question.options.length === 0) this.say(question.text);
    else this.#ask({ number: this.state.asked?.number ?? '', question });
  }

  #relay(text: string, goesOut: boolean): void {
    const event = this.input.event;
    if (event?.type !== 'counsellor.said') return;
    if (goesOut)
      this.#replies.push({ part: plain(text, this.#caps), lane: 0, heldBy: this.#items.length });
    this.#items.push({ kind: 'counsellor', memberId: event.memberId, text });
  }

  plan(): Omit<TurnPlan, 'effects'> {
    const opens = this.#receipt !== null && this.input.focus === null;
    const hasCase = opens || this.input.focus !== null;
    if (opens && this.#caps.choices === 'form' && !this.#filed) this.#showReceiptNow();
    return {
      state: { ...this.state, lastWords: lastWords(this.input) },
      lasting: { ...this.input.lasting, language: this.#language },
      replies: this.#replies,
      case: hasCase ? this.#casePlan(opens) : null,
      forgetsDraft: this.#forgets,
      clearsScreen: this.#clears && this.#caps.clearsScreen,
    };
  }

  /** The web page has no address to come back by: the number is shown at once, before the question. */
  #showReceiptNow(): void {
    const question = this.#replies.at(-1);
    this.#replies = this.#replies.slice(0, -1);
    this.say({ key: 'common.numberNow', values: { receipt: spaced(this.#receipt ?? '') } });
    if (question) this.#replies.push(question);
  }

  #casePlan(opens: boolean): CasePlan {
    const where = this.context.answers.where;
    return {
      opens,
      receipt: this.#receipt,
      urgency: this.#urgency,
      province: typeof where === 'object' && where.country === 'ID' ? where.province : undefined,
      filed: this.#filed,
      waits: this.#waits,
      items: this.#items,
      head: headOf(this.input, this.#language, this.context),
      consents: this.#consents,
      danger: this.danger,
      pressed: pressedLabel(this.renderer, this.input),
    };
  }
}

function dangerIn(understood: Understood | null): Danger | null {
  const heard = understood?.events.find((event) => event.type === 'danger.heard');
  return heard?.type === 'danger.heard' ? heard.danger : null;
}

function pressedLabel(renderer: Renderer, { event, state, lasting }: TurnInput): string | null {
  if (event?.type !== 'inbound.tap' || !state?.asked) return null;
  const choice = event.token.slice(event.token.indexOf('.') + 1);
  const option = state.asked.question.options.find((offered) => offered.id === choice);
  return option ? labelOf(renderer.words, lasting.language, option) : null;
}

/** Kept with the state for the queue card, and gone with its day key. */
function lastWords({ event, state }: TurnInput): string | null {
  if (event?.type === 'inbound.text') return event.text.slice(0, 80);
  return state?.lastWords ?? null;
}

/** The queue card. Codes and the last words, cut short: the whole list is opened in one request. */
function headOf(input: TurnInput, language: Language, context: ReportContext): CaseHead {
  return {
    channel: input.channel,
    language,
    who: context.answers.who ?? null,
    age: context.answers.age ?? null,
    topic: context.answers.topic ?? null,
    rules: judged(context).rules.slice(0, 8),
    lastWords: lastWords(input),
  };
}
