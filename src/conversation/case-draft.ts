import type { CaseReason, EffectParams, Text } from '../../flows/kit/effects.ts';
import type { Danger, Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import type { HostEffect } from './advance.ts';
import { headOf } from './case-head.ts';
import type { CaseItem, KeptContact } from './case-item.ts';
import type { RightOutcome } from './messages.ts';
import type { CasePlan, TurnInput } from './plan.ts';
import type { Held, SafeContact } from './snapshot.ts';

/** What goes into a case rather than to the person. */
const caseEffects = ['opened', 'openCase', 'raiseCase', 'recordAnswers', 'recordConsent', 'note'] as const;
export type CaseEffect = Extract<HostEffect, { type: (typeof caseEffects)[number] }>;

export function isCaseEffect(effect: HostEffect): effect is CaseEffect {
  return (caseEffects as readonly string[]).includes(effect.type);
}

/** Nobody has more numbers of one person than this; what comes on top takes the place of the oldest. */
const contactsMax = 5;

/** Collects what one turn brings into a case, in the order in which the flow said it. */
export class CaseDraft {
  #items: CaseItem[] = [];
  #consents: CasePlan['consents'] = [];
  /** Of somebody who did not write herself: apart from the talk, in the case as soon as there is one (R37). */
  #hers: KeptContact[] = [];
  #urgency: Urgency | null = null;
  #waits = false;
  #isAnswered = false;
  /** The number of a case that opens in this turn. */
  receipt: string | null = null;
  filed = false;
  contact: SafeContact | undefined;
  readonly input: TurnInput;
  readonly context: ReportContext;
  /** The words of a text, as they are shown now. */
  readonly shown: (text: Text) => string;

  constructor(input: TurnInput, context: ReportContext, shown: (text: Text) => string) {
    this.input = input;
    this.context = context;
    this.shown = shown;
    this.contact = input.lasting.contact;
  }

  get urgency(): Urgency | null {
    return this.#urgency;
  }

  get opens(): boolean {
    return this.receipt !== null && this.input.focus === null;
  }

  /** @returns its place, for the reply that it goes out with */
  add(item: CaseItem): number {
    return this.#items.push(item) - 1;
  }

  happened(what: Extract<CaseItem, { kind: 'happened' }>['what']): void {
    this.add({ kind: 'happened', what });
  }

  /** Somebody waits for a human. */
  waits(): void {
    this.#waits = true;
  }

  keepHers(contact: KeptContact): void {
    this.#hers.push(contact);
  }

  /** What came in this turn is kept as a contact, and nowhere as words. */
  get keepsHers(): boolean {
    return this.#hers.length > 0;
  }

  /** Into the case, or back into the state of the talk while there is none. */
  takeHers(hasCase: boolean, forgets: boolean): { contacts?: KeptContact[] } {
    const all = forgets ? [] : [...(this.input.state?.contacts ?? []), ...this.#hers];
    if (!hasCase) return all.length > 0 ? { contacts: all.slice(-contactsMax) } : {};
    for (const contact of all) this.add({ kind: 'contact', ...contact });
    return {};
  }

  /** A counsellor's words go out in this turn. */
  answered(): void {
    this.#isAnswered = true;
  }

  decided({ memberId, outcome }: { memberId: string; outcome: RightOutcome }): void {
    const what = outcome === 'answered' || outcome === 'erased' ? 'rightDone' : 'rightRefused';
    this.add({ kind: 'happened', what, memberId, words: [outcome] });
  }

  /** Nobody may write first now: the words stand in the case and wait. @param forHer no hour brings them */
  wait(held: Held, forHer: boolean): void {
    if ('text' in held)
      this.add({ kind: 'counsellor', memberId: held.memberId, text: held.text, waits: true });
    else this.decided(held);
    this.happened(forHer ? 'waitsForHer' : 'waitsForHours');
  }

  take(effect: CaseEffect): void {
    switch (effect.type) {
      case 'opened':
        this.receipt = effect.params.receipt;
        return;
      case 'openCase': {
        const { reason, urgency, rules } = effect.params;
        this.#raise(urgency);
        this.#waits = true;
        this.filed ||= reason === 'filed';
        this.#opened(reason, urgency, rules);
        this.#keepAnswers(effect.params.answers);
        return;
      }
      case 'raiseCase':
        this.#raise(effect.params.urgency);
        this.add({ kind: 'happened', what: 'raised', words: effect.params.rules });
        return;
      case 'recordAnswers':
        this.add({ kind: 'answers', answers: effect.params.answers });
        return;
      case 'recordConsent':
        this.#consent(effect.params);
        return;
      case 'note':
        this.happened(effect.params.what);
    }
  }

  #consent({ purpose, text, given }: EffectParams['recordConsent']): void {
    this.#consents.push({ purpose, shown: this.shown(text), given });
  }

  /** A case opens once; what comes later asks for a human, raises it, or says nothing new. */
  #opened(reason: CaseReason, urgency: Urgency, rules: string[]): void {
    const known = this.input.focus?.urgency;
    // Somebody who only showed a number is answered in a case of her own, never in the one it found.
    const { found, verified } = this.context;
    if (known === undefined && found && !verified)
      this.add({ kind: 'happened', what: 'relatedTo', words: [found.caseId] });
    if (reason === 'filed') this.add({ kind: 'happened', what: 'filed', words: [reason, ...rules] });
    else if (known === undefined) this.add({ kind: 'happened', what: 'opened', words: [reason, ...rules] });
    else if (reason === 'askedForHuman') this.happened(reason);
    else if (urgency < known) this.add({ kind: 'happened', what: 'raised', words: rules });
  }

  #raise(urgency: Urgency): void {
    this.#urgency = Math.min(urgency, this.#urgency ?? 4) as Urgency;
  }

  /** With how she may be written to, as far as that was agreed. */
  #keepAnswers(answers: Answers): void {
    this.add({ kind: 'answers', answers, ...(this.contact ? { contact: this.contact } : {}) });
  }

  /** A colleague holds the case and she has written: her waiting shows until the answer goes out. */
  get #isUnanswered(): boolean {
    const { event, focus } = this.input;
    return focus?.claimed === true && (event?.type === 'inbound.text' || event?.type === 'inbound.media');
  }

  plan(now: {
    language: Parameters<typeof headOf>[1];
    lastWords: string | null;
    danger: Danger | null;
    pressed: string | null;
  }): CasePlan {
    const { where, topic } = this.context.answers;
    return {
      opens: this.opens,
      receipt: this.receipt,
      urgency: this.#urgency,
      province: typeof where === 'object' && where.country === 'ID' ? where.province : undefined,
      filed: this.filed,
      waits: this.#waits || this.#isUnanswered,
      isAnswered: this.#isAnswered,
      items: this.#items,
      head: headOf(this.input, now.language, this.context, now.lastWords),
      consents: this.#consents,
      danger: now.danger,
      pressed: now.pressed,
      owesReport: topic === 'sexual' && this.context.operatorKind !== 'lainnya',
    };
  }
}
