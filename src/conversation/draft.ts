import type { CaseReason, EffectParams } from '../../flows/kit/effects.ts';
import type { Danger, Language, Place, Urgency } from '../../flows/kit/events.ts';
import { judged, type ReportContext } from '../../flows/report/context.ts';
import { spaced } from '../../flows/report/wording.ts';
import type { HostEffect } from './advance.ts';
import type { CaseHead, CaseItem } from './case-item.ts';
import { capabilities, type Part } from './messages.ts';
import type { CasePlan, PlannedReply, TurnInput, TurnPlan } from './plan.ts';
import { labelOf, numbersQuestion, plain, type Renderer, renderQuestion, renderText } from './render.ts';
import type { Asked, ConversationState } from './snapshot.ts';

/** What goes into a case rather than to the person. */
type CaseEffect = Extract<
  HostEffect,
  { type: 'opened' | 'openCase' | 'raiseCase' | 'recordAnswers' | 'recordConsent' | 'note' }
>;

/** Collects what one turn brings about, in the order in which the flow said it. */
export class Draft {
  #replies: Omit<PlannedReply, 'lane'>[] = [];
  #question: Part | null = null;
  #items: CaseItem[] = [];
  #consents: CasePlan['consents'] = [];
  #language: Language;
  #receipt: string | null = null;
  #urgency: Urgency | null = null;
  #filed = false;
  #waits = false;
  #isAnswered = false;
  /** Her words were the name of a place: an answer, not what the queue card should show. */
  #isPlace = false;
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

  /** Known only once the whole turn is: what brings a human out goes before everything else. */
  get #lane(): 0 | 1 | 2 {
    const type = this.input.event?.type;
    if (type === 'counsellor.said' || this.#urgency === 1) return 0;
    return type?.startsWith('inbound.') ? 2 : 1;
  }

  say(text: EffectParams['say']): void {
    this.#replies.push({ part: renderText(this.renderer.words, this.#language, text, this.#caps) });
  }

  /** The web page says who we are before a word is written; said again it would be one bubble too many. */
  #isOnPage({ key }: EffectParams['say']): boolean {
    return key === 'care.first' && this.#caps.choices === 'form';
  }

  askAgain(): void {
    if (this.state.asked && !this.#question) this.#ask(this.state.asked);
  }

  #ask(asked: Asked): void {
    this.#question = renderQuestion(this.renderer, this.#language, asked, this.#caps);
  }

  take(effect: HostEffect): void {
    switch (effect.type) {
      case 'say':
        if (!this.#isOnPage(effect.params)) this.say(effect.params);
        return;
      case 'ask':
        this.#ask({ number: this.state.asked?.number ?? '', question: effect.params });
        return;
      case 'askAgain':
        this.askAgain();
        return;
      case 'giveNumbers':
        this.#giveNumbers(effect.params);
        return;
      case 'relay':
      case 'holdBack':
        this.#relay(effect.params.text, effect.type === 'relay');
        return;
      case 'switchLanguage':
        this.#switchLanguage(effect.params.to);
        return;
      case 'clearScreen':
        this.#clears = true;
        return;
      case 'forgetDraft':
        this.#forgets = true;
        return;
      case 'findPlaces':
        this.#isPlace = true;
        return;
      case 'opened':
      case 'openCase':
      case 'raiseCase':
      case 'recordAnswers':
      case 'recordConsent':
      case 'note':
        this.#takeCaseEffect(effect);
    }
  }

  #takeCaseEffect(effect: CaseEffect): void {
    switch (effect.type) {
      case 'opened':
        this.#receipt = effect.params.receipt;
        return;
      case 'openCase': {
        const { reason, urgency, rules } = effect.params;
        this.#raise(urgency);
        this.#waits = true;
        this.#filed ||= reason === 'filed';
        this.#happened(reason, urgency, rules);
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
    }
  }

  /** A case opens once; what comes later asks for a human, raises it, or says nothing new. */
  #happened(reason: CaseReason, urgency: Urgency, rules: string[]): void {
    const known = this.input.focus?.urgency;
    if (reason === 'filed') this.#items.push({ kind: 'happened', what: 'filed', words: [reason, ...rules] });
    else if (known === undefined)
      this.#items.push({ kind: 'happened', what: 'opened', words: [reason, ...rules] });
    else if (reason === 'askedForHuman') this.#items.push({ kind: 'happened', what: reason });
    else if (urgency < known) this.#items.push({ kind: 'happened', what: 'raised', words: rules });
  }

  #raise(urgency: Urgency): void {
    this.#urgency = Math.min(urgency, this.#urgency ?? 4) as Urgency;
  }

  #switchLanguage(to: Language | 'other'): void {
    const other = this.#language === 'id' ? 'en' : 'id';
    this.#language = to === 'other' ? other : to;
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
    if (goesOut) this.#replies.push({ part: plain(text, this.#caps), heldBy: this.#items.length });
    this.#isAnswered ||= goesOut;
    this.#items.push({
      kind: 'counsellor',
      memberId: event.memberId,
      text,
      ...(goesOut ? {} : { held: true as const }),
    });
  }

  plan(): Omit<TurnPlan, 'effects' | 'hushes'> {
    const opens = this.#receipt !== null && this.input.focus === null;
    const hasCase = opens || this.input.focus !== null;
    // The web page has no address to come back by: the number is shown at once, before the question.
    if (opens && this.#caps.choices === 'form' && !this.#filed)
      this.say({ key: 'common.numberNow', values: { receipt: spaced(this.#receipt ?? '') } });
    const replies = this.#question ? [...this.#replies, { part: this.#question }] : this.#replies;
    return {
      state: { ...this.state, lastWords: this.#lastWords },
      lasting: { ...this.input.lasting, language: this.#language },
      replies: replies.map((reply) => ({ ...reply, lane: this.#lane })),
      case: hasCase ? this.#casePlan(opens) : null,
      forgetsDraft: this.#forgets,
      clearsScreen: this.#clears && this.#caps.clearsScreen,
    };
  }

  /** A colleague holds the case and she has written: her waiting shows until the answer goes out. */
  get #isUnanswered(): boolean {
    const { event, focus } = this.input;
    return focus?.claimed === true && (event?.type === 'inbound.text' || event?.type === 'inbound.media');
  }

  /** Kept with the state for the queue card, and gone with its day key. */
  get #lastWords(): string | null {
    const { event, state } = this.input;
    if (event?.type !== 'inbound.text' || this.#isPlace) return state?.lastWords ?? null;
    return shortened(event.text);
  }

  #casePlan(opens: boolean): CasePlan {
    const where = this.context.answers.where;
    return {
      opens,
      receipt: this.#receipt,
      urgency: this.#urgency,
      province: typeof where === 'object' && where.country === 'ID' ? where.province : undefined,
      filed: this.#filed,
      waits: this.#waits || this.#isUnanswered,
      isAnswered: this.#isAnswered,
      items: this.#items,
      head: headOf(this.input, this.#language, this.context, this.#lastWords),
      consents: this.#consents,
      danger: this.danger,
      pressed: pressedLabel(this.renderer, this.input),
    };
  }
}

function pressedLabel(renderer: Renderer, { event, state, lasting }: TurnInput): string | null {
  if (event?.type !== 'inbound.tap' || !state?.asked) return null;
  const choice = event.token.slice(event.token.indexOf('.') + 1);
  const option = state.asked.question.options.find((offered) => offered.id === choice);
  return option ? labelOf(renderer.words, lasting.language, option) : null;
}

const shownChars = 80;

/** The beginning, cut between two words. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= shownChars) return line;
  const cut = line.slice(0, shownChars);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), shownChars / 2))}…`;
}

/** The queue card. Codes and the last words, cut short: the whole list is opened in one request. */
function headOf(
  input: TurnInput,
  language: Language,
  context: ReportContext,
  lastWords: string | null,
): CaseHead {
  const { where } = context.answers;
  return {
    channel: input.channel,
    language,
    who: context.answers.who ?? null,
    age: context.answers.age ?? null,
    topic: context.answers.topic ?? null,
    rules: judged(context).rules.slice(0, 8),
    lastWords,
    country: typeof where === 'object' ? where.country : null,
  };
}
