import type { EffectParams, Text, Value } from '../../flows/kit/effects.ts';
import type { Danger, Language, Place } from '../../flows/kit/events.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import { spaced } from '../../flows/report/wording.ts';
import type { HostEffect } from './advance.ts';
import { CaseDraft, type CaseEffect, isCaseEffect } from './case-draft.ts';
import { pressedLabel, shortened } from './case-head.ts';
import { onChannel } from './channel-texts.ts';
import { capabilities, type Part } from './messages.ts';
import type { CasePlan, PlannedReply, TurnInput, TurnPlan } from './plan.ts';
import { numbersQuestion, plain, type Renderer, renderQuestion, renderText } from './render.ts';
import type { Asked, ConversationState, Held, Lasting } from './snapshot.ts';
import { isMaskedOpen } from './under-force.ts';
import type { Line } from './way-out.ts';
import { isWish, itemOf, noWishes, type WishEffect, withWish } from './wishes.ts';

/** What goes to the person. */
const spoken = ['say', 'ask', 'askAgain', 'giveNumbers', 'relay', 'holdBack', 'showReplies'] as const;
type SpokenEffect = Extract<HostEffect, { type: (typeof spoken)[number] }>;

function isSpoken(effect: HostEffect): effect is SpokenEffect {
  return (spoken as readonly string[]).includes(effect.type);
}

/** Collects what one turn brings about, in the order in which the flow said it. */
export class Draft {
  #replies: Omit<PlannedReply, 'lane'>[] = [];
  #question: Part | null = null;
  #language: Language;
  readonly case: CaseDraft;
  /** Her words were the name of a place: an answer, not what the queue card should show. */
  #isPlace = false;
  #forgets = false;
  #clears = false;
  #disguise: string | undefined;
  #wishes = noWishes;
  /** Whose words go out now that could not go before, in their order. */
  #released: Held[] = [];
  readonly renderer: Renderer;
  readonly input: TurnInput;
  readonly state: ConversationState;
  readonly context: ReportContext;
  readonly danger: Danger | null;
  /** A number or a PIN was typed: no word of this message is kept. */
  readonly hides: boolean;

  constructor(
    renderer: Renderer,
    input: TurnInput,
    state: ConversationState,
    context: ReportContext,
    heard: { danger: Danger | null; hides: boolean },
  ) {
    this.danger = heard.danger;
    this.hides = heard.hides;
    this.renderer = renderer;
    this.input = input;
    this.state = state;
    this.context = context;
    this.#language = input.lasting.language;
    this.#disguise = input.lasting.disguise;
    const shown = (text: Text) => this.renderer.words.text(this.#language, text);
    this.case = new CaseDraft(input, context, shown);
  }

  get #caps() {
    return capabilities[this.input.channel];
  }

  /** Known only once the whole turn is: what brings a human out goes before everything else. */
  get #lane(): 0 | 1 | 2 {
    const type = this.input.event?.type;
    if (type === 'counsellor.said' || this.case.urgency === 1) return 0;
    return type?.startsWith('inbound.') ? 2 : 1;
  }

  say(text: EffectParams['say']): void {
    const shown = onChannel(text, this.input.channel);
    const part = renderText(this.renderer.words, this.#language, shown, this.#caps);
    this.#replies.push({ part: isSecret(text) ? { ...part, secret: true } : part });
  }

  /** The line she chose herself, or our neutral one, before anything else of ours (R11). */
  sayLine(line: Line): void {
    if (typeof line === 'string') this.#replies.push({ part: plain(line, this.#caps) });
    else this.say(line);
    const said = this.#replies.at(-1);
    if (said) said.isLine = true;
  }

  /** What waited goes out in this turn: the flow says it, with these as its speakers. */
  release(held: readonly Held[]): void {
    this.#released = held.filter((each) => 'text' in each);
    this.case.happened('heldSent');
  }

  /** The web page says who we are before a word is written; said again it would be one bubble too many. */
  #isOnPage({ key }: EffectParams['say']): boolean {
    return key === 'care.first' && this.#caps.choices === 'form';
  }

  askAgain(): void {
    if (this.state.asked && !this.#question) this.#ask(this.state.asked);
  }

  /** A question beside the talk's own takes its place on the screen; the other one stands and comes back. */
  askBeside(asked: Asked): void {
    this.#ask(asked);
  }

  #ask(asked: Asked): void {
    const text = onChannel(asked.question.text, this.input.channel);
    const shown = { ...asked, question: { ...asked.question, text } };
    this.#question = renderQuestion(this.renderer, this.#language, shown, this.#caps);
  }

  take(effect: HostEffect): void {
    if (isWish(effect)) this.#wish(effect);
    else if (isCaseEffect(effect)) this.case.take(effect);
    else if (isSpoken(effect)) this.#speak(effect);
    else this.#remember(effect);
  }

  #speak(effect: SpokenEffect): void {
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
      case 'showReplies':
        this.#showReplies(effect.params.texts);
    }
  }

  #remember(effect: Exclude<HostEffect, WishEffect | CaseEffect | SpokenEffect>): void {
    switch (effect.type) {
      case 'switchLanguage':
        this.#switchLanguage(effect.params.to);
        return;
      case 'keepContact':
        this.#keepContact(effect.params);
        return;
      case 'keepDisguise':
        this.#keepDisguise(effect.params.word);
        return;
      case 'keepHerContact':
        this.case.keepHers(effect.params);
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
      // The whole turn speaks so already (plan.ts), or it was answered in the same turn (advance.ts).
      case 'setSimple':
      case 'makePin':
      case 'speak':
    }
  }

  #keepDisguise(word: string | null): void {
    this.#disguise = word ?? undefined;
    this.#isPlace = true;
  }

  #wish(effect: WishEffect): void {
    this.#wishes = withWish(this.#wishes, effect);
    const item = itemOf(effect);
    if (item) this.case.add(item);
    if (effect.type === 'askRight' && effect.params.caseId === null) this.case.waits();
  }

  #showReplies(texts: readonly string[]): void {
    const text = { key: 'receipt.replies' as const, values: { lines: texts.join('\n\n') } };
    const part = renderText(this.renderer.words, this.#language, text, this.#caps);
    this.#replies.push({ part: { ...part, secret: true } });
  }

  #switchLanguage(to: Language | 'other'): void {
    const other = this.#language === 'id' ? 'en' : 'id';
    this.#language = to === 'other' ? other : to;
  }

  /** Her own word is agreed on, not told: the queue card goes on showing what she wrote before it. */
  #keepContact({ mode, hours, line, word }: EffectParams['keepContact']): void {
    const said = (value: Value | null) => value && this.renderer.words.value(this.#language, value);
    this.case.contact = { mode, hours, line: said(line), word: said(word) };
    this.#isPlace = true;
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
    const released = this.#released.shift();
    // It stands in the case since she wrote it; this is its way out.
    if (released) {
      if (goesOut) this.#replies.push({ part: { ...plain(text, this.#caps), secret: true, isHuman: true } });
      if (goesOut) this.case.answered();
      return;
    }
    if (event?.type !== 'counsellor.said') return;
    const { memberId } = event;
    const heldBy = this.case.add({
      kind: 'counsellor',
      memberId,
      text,
      ...(goesOut ? {} : { held: true as const }),
    });
    if (!goesOut) return;
    this.#replies.push({ part: { ...plain(text, this.#caps), isHuman: true }, heldBy });
    this.case.answered();
  }

  plan(): Omit<TurnPlan, 'effects' | 'hushes' | 'pictures'> {
    const { opens, receipt, filed, contact } = this.case;
    const hasCase = opens || this.input.focus !== null;
    // Her neutral line and reply word were told with the story that goes now.
    const goes = this.#forgets && !hasCase;
    // The web page has no address to come back by: the number is shown at once, before the question.
    // Behind the second PIN a new number would tell that the one on the screen opened nothing.
    if (opens && this.#caps.choices === 'form' && !filed && !isMaskedOpen(this.input.state))
      this.say({ key: 'common.numberNow', values: { receipt: spaced(receipt ?? '') } });
    const question = this.#question ? [{ part: this.#question, isQuestion: true as const }] : [];
    const replies = [...this.#replies, ...question];
    return {
      state: { ...this.state, lastWords: this.#lastWords, ...this.case.takeHers(hasCase, this.#forgets) },
      lasting: {
        ...withoutDisguise(goes ? withoutContact(this.input.lasting) : this.input.lasting),
        language: this.#language,
        ...(contact && !goes ? { contact } : {}),
        ...(this.#disguise ? { disguise: this.#disguise } : {}),
      },
      replies: replies.map((reply) => ({ ...reply, lane: this.#lane })),
      case: hasCase ? this.#casePlan() : null,
      forgetsDraft: this.#forgets,
      clearsScreen: this.#clears && this.#caps.clearsScreen,
      wishes: this.#wishes,
      hides: this.hides || this.case.keepsHers || this.#wishes.feedback !== undefined,
    };
  }

  /** Kept with the state for the queue card, and gone with its day key. */
  get #lastWords(): string | null {
    const { event, state } = this.input;
    const hides = this.hides || this.case.keepsHers;
    const isKept = !this.#isPlace && !hides && this.#wishes.adds === null;
    if (event?.type !== 'inbound.text' || !isKept) return state?.lastWords ?? null;
    return shortened(event.text);
  }

  #casePlan(): CasePlan {
    return this.case.plan({
      language: this.#language,
      lastWords: this.#lastWords,
      danger: this.danger,
      pressed: pressedLabel(this.renderer, this.input),
    });
  }
}

/** What must stand in no case: a PIN, a number of hers that nobody else may know, the words of another one. */
function isSecret({ key }: EffectParams['say']): boolean {
  return key === 'receipt.ready4' || key === 'receipt.renewed';
}

function withoutContact({ contact: _was, ...lasting }: Lasting): Lasting {
  return lasting;
}

function withoutDisguise({ disguise: _was, ...lasting }: Lasting): Lasting {
  return lasting;
}
