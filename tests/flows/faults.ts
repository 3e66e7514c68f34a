import type { Talk } from '../../src/cli/chat.ts';
import type { Part } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { type FlowSnapshot, restore } from '../../src/conversation/snapshot.ts';
import { sensitive } from '../locales/lints.ts';
import { counsellorIsHere, type Step } from './walk.ts';

/** What must be true of every turn whatever was said (standards.md §7.1, §7.5, R8): the faults of one. */
export type TextPart = Extract<Part, { type: 'text' }>;
export const bubbles = (plan: TurnPlan): TextPart[] =>
  plan.replies.flatMap(({ part }) => (part.type === 'text' ? [part] : []));

/** standards.md §7.1, §7.5; lists of numbers, words and answers may be longer, as numbered text is. */
const bounds = {
  bubbles: 3,
  options: 7,
  labelChars: 20,
  textChars: 300,
  /** A summary after every question of a topic, as numbered text. */
  listChars: 900,
  preview: 60,
} as const;

export function faultsOf({ before, event, plan }: Step): string[] {
  const parts = bubbles(plan);
  const charsMax = holdsList(plan) || before.channel === 'whatsapp' ? bounds.listChars : bounds.textChars;
  return [
    ...(parts.length > bounds.bubbles ? [`${parts.length} bubbles`] : []),
    ...parts.flatMap(({ text, choices, rails }) => [
      ...(choices.length > bounds.options ? [`${choices.length} options`] : []),
      ...[...choices, ...rails].flatMap(({ label }) =>
        label.length > bounds.labelChars ? [`label "${label}"`] : [],
      ),
      ...(text.length > charsMax ? [`${text.length} characters: ${text}`] : []),
      ...(sensitive.test(text.slice(0, bounds.preview)) ? [`a lock screen shows: ${text}`] : []),
      ...(/\{\{|undefined|\[object|^(common|report|care|handoff)\./.test(text)
        ? [`a raw text: ${text}`]
        : []),
    ]),
    // What became of a number or a PIN is said a moment later, and so is another story.
    ...(event?.type === 'inbound.text' &&
    parts.length === 0 &&
    plan.wishes.checks.length === 0 &&
    plan.wishes.goes === null &&
    !maySayNothing(before)
      ? [`silence after "${event.text}"`]
      : []),
  ];
}

/** A summary, or phone numbers: alone, or as the question that stands open. */
function holdsList({ effects, state }: TurnPlan): boolean {
  const open = state.asked?.question.text.key ?? '';
  return effects.some(
    (effect) =>
      effect.type === 'giveNumbers' ||
      (effect.type === 'say' && effect.params.key === 'report.summaryOnly') ||
      (effect.type === 'askAgain' && open === 'care.what') ||
      open === 'report.summary',
  );
}

export const stateOf = (talk: Talk): FlowSnapshot | null => (talk.state ? restore(talk.state) : null);
export const isIn = (talk: Talk, name: string) =>
  JSON.stringify(stateOf(talk)?.value ?? '').includes(`"${name}"`);

/** A counsellor is here; or she is writing on while she waits, and every third message is answered. */
function maySayNothing(talk: Talk): boolean {
  const patient = isIn(talk, 'waiting') || isIn(talk, 'care');
  return counsellorIsHere(talk) || (patient && (stateOf(talk)?.context.misses ?? 0) % 3 !== 0);
}
