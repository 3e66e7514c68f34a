import { readChoice } from '../../flows/kit/choices.ts';
import type { EffectParams, Question } from '../../flows/kit/effects.ts';
import { hear } from '../../flows/kit/hearing.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import { type HostEffect, isQuestion } from './advance.ts';
import type { InboxEvent } from './messages.ts';
import type { Asked, ConversationState } from './snapshot.ts';
import type { Setting, Understood } from './understand.ts';

/**
 * A contact card names somebody who did not write to us. It is kept only with that person's yes, or where a life is
 * in danger (standards.md R37); until then it lies in the state of the talk, under the day's key. The question
 * stands beside whatever is talked about, like the one about a picture, and the other one comes back. Pure.
 */
export interface Card {
  /** As the channel read it: a tel URI. */
  reference: string;
  asked: Asked | null;
  /** Nothing of ours was shown after it, so that a typed "tidak" means it and nothing else. */
  isNewest: boolean;
}

const cardQuestion: Question = {
  text: { key: 'media.cardAsk' },
  options: [
    { id: 'yes', label: { key: 'common.yes' } },
    { id: 'no', label: { key: 'common.no' } },
    { id: 'unknown', label: { key: 'common.unknown' } },
  ],
  rails: ['human'],
};

type Answer = 'yes' | 'no' | 'unknown' | 'human' | null;

/** What the event says to the question that stands open. */
export function readCardAnswer(
  event: InboxEvent | null,
  state: ConversationState | null,
  setting: Setting,
): Answer {
  const card = state?.card;
  if (!card?.asked || setting.isNewSession) return null;
  if (event?.type === 'inbound.tap') {
    const [number, choice] = event.token.split('.');
    if (number !== card.asked.number) return null;
    return choice === 'human' ? 'human' : answerOf(choice);
  }
  if (event?.type !== 'inbound.text' || !card.isNewest) return null;
  const { danger, word } = hear(event.text);
  if (danger || word) return null;
  const options = cardQuestion.options.map((option) => ({ id: option.id, label: setting.labelOf(option) }));
  const read = readChoice(event.text, options);
  if (read.is === 'unknown') return 'unknown';
  return read.is === 'choice' ? answerOf(read.id) : null;
}

function answerOf(choice: string | undefined): Answer {
  return choice === 'yes' || choice === 'no' || choice === 'unknown' ? choice : null;
}

type CardEvent = Extract<InboxEvent, { type: 'inbound.media' }>;

function cardIn(event: InboxEvent | null): CardEvent | undefined {
  return event?.type === 'inbound.media' && event.media === 'contact' ? event : undefined;
}

/** The flow waits for this very number: she has said that the person agrees. */
const isAwaited = (state: ConversationState | null) =>
  state?.asked?.question.text.key === 'report.ask.herContact';

/** A card or an answer about one is nothing that the flow has to hear of, and no word of it is kept. */
export function understandCard(
  event: InboxEvent | null,
  answer: Answer,
  state: ConversationState | null,
  { isNewSession }: Setting,
): Understood | null {
  if (answer === 'human') return { events: [{ type: 'person.spoke', word: 'human' }], also: 'nothing' };
  if (answer !== null) return { events: [], also: 'nothing' };
  const card = cardIn(event);
  if (!card || (card.caption && hear(card.caption).danger)) return null;
  if (isNewSession) return { events: [{ type: 'person.arrived' }], also: 'nothing', hides: true };
  const isTaken = isAwaited(state) && card.reference !== '';
  const events = isTaken ? [{ type: 'person.sentMedia' as const, media: 'contact' as const }] : [];
  return { events, also: 'nothing', hides: true };
}

export interface CardStep {
  card: Card | undefined;
  /** To be shown now, in the last place. */
  ask: Asked | null;
  /** What is said and kept; the open question comes back after it. */
  effects: HostEffect[];
}

interface CardTurn {
  event: InboxEvent | null;
  answer: Answer;
  before: ConversationState | null;
  /** As the flow left it. */
  state: ConversationState;
  context: ReportContext;
  effects: readonly HostEffect[];
}

type Said = Extract<EffectParams['say'], { key: `media.card${string}` }>['key'];

const says = (key: Said): HostEffect[] => [
  { type: 'say', params: { key } },
  { type: 'askAgain', params: {} },
];

const keep = (words: string, basis: EffectParams['keepHerContact']['basis']): HostEffect => ({
  type: 'keepHerContact',
  params: { words, basis },
});

export function settleCard(turn: CardTurn): CardStep {
  const { event, answer, before, effects } = turn;
  const known = before?.card;
  if (known && answer !== null && answer !== 'human') {
    const kept = answer === 'yes' ? [keep(known.reference, 'agreed')] : [];
    return done([...kept, ...says(answer === 'yes' ? 'media.cardKept' : 'media.cardNotKept')]);
  }
  const card = cardIn(event);
  if (card) return came(card.reference, turn);
  if (!known) return done([]);
  if (!known.asked) return asking(known.reference, turn);
  const isSpeaking =
    event?.type === 'inbound.media' ||
    effects.some((effect) => isQuestion(effect) || effect.type === 'relay' || effect.type === 'askAgain');
  return { card: { ...known, isNewest: known.isNewest && !isSpeaking }, ask: null, effects: [] };
}

const done = (effects: HostEffect[]): CardStep => ({ card: undefined, ask: null, effects });

function came(reference: string, turn: CardTurn): CardStep {
  if (reference === '') return done(turn.context.away ? [] : says('media.cardUnread'));
  if (isAwaited(turn.before)) return done([keep(reference, 'agreed')]);
  if (turn.context.urgency === 1)
    return done([keep(reference, 'u1'), ...(turn.context.away ? [] : says('media.cardKeptUrgent'))]);
  return asking(reference, turn);
}

/** Not on a screen that may be read along, not before it is known to be safe, not into care (R2, R16). */
function asking(reference: string, { event, before, state, context, effects }: CardTurn): CardStep {
  const key = state.asked?.question.text.key;
  const isHere = event?.type.startsWith('inbound.') === true && !context.away;
  const hasDanger = effects.some(({ type }) => type === 'openCase' || type === 'raiseCase');
  const fits = key === undefined ? context.human === 'present' : !/^(common\.opening|care\.)/.test(key);
  // One question a turn: a picture that came before is asked about first.
  const isBusy = before?.pictures?.waiting === true;
  if (!isHere || hasDanger || !fits || isBusy)
    return { card: { reference, asked: null, isNewest: false }, ask: null, effects: [] };
  const asked = { number: (state.questions + 1).toString(36), question: cardQuestion };
  return { card: { reference, asked, isNewest: true }, ask: asked, effects: [] };
}

/** The effects as a transcript shows them: its question in the last place, instead of the talk's own. */
export function withCard(effects: HostEffect[], { ask }: CardStep): HostEffect[] {
  if (!ask) return effects;
  const told = effects.filter((effect) => effect.type !== 'askAgain' && !isQuestion(effect));
  return [...told, { type: 'ask', params: ask.question }];
}
