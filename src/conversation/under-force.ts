import type { Urgency } from '../../flows/kit/events.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import type { Mask } from '../../flows/report/mask.ts';
import type { HostEffect } from './advance.ts';
import type { TurnInput } from './plan.ts';
import type { ConversationState } from './snapshot.ts';

/**
 * What a turn behind the second PIN may bring about (design §6; flows/report/mask.ts). Pure. On the screen it is
 * the page of the first PIN; behind it nothing is joined, taken back, deleted or agreed on, because the one who
 * presses may be the one who forces her. What is written reaches her case with the mark, as urgent as it sounds.
 */
type Effects = HostEffect[];

/** Whoever forces her decides nothing of hers. */
const taken: ReadonlySet<string> = new Set<HostEffect['type']>([
  ...(['joinCase', 'unmuteOthers', 'refusePin', 'renewReceipt', 'askRight'] as const),
  ...(['keepContact', 'recordAnswers', 'recordConsent'] as const),
]);

const spoken: ReadonlySet<string> = new Set<HostEffect['type']>([
  ...(['say', 'ask', 'askAgain', 'giveNumbers', 'showReplies'] as const),
]);

/** Of a stored talk, without waking the machine. */
function contextIn(state: ConversationState | null): Partial<ReportContext> {
  return (state?.snapshot as { context?: ReportContext } | undefined)?.context ?? {};
}

export function maskIn(state: ConversationState | null): Mask | undefined {
  return contextIn(state).mask;
}

/** The screen shows a chat of an open case, whose number is known already. */
export function isMaskedOpen(state: ConversationState | null): boolean {
  const { mask, receipt } = contextIn(state);
  return mask !== undefined && receipt !== null;
}

/**
 * @param now of the talk after this turn
 * @param hides a number or a PIN came: nothing of it is kept as words
 */
export function underForce(
  effects: Effects,
  { state, event, focus }: TurnInput,
  now: ReportContext,
  hides: boolean,
): Effects {
  const isHers = event !== null && (event.type.startsWith('inbound.') || event.type === 'receipt.checked');
  if (!isHers) return now.mask || maskIn(state) ? effects.flatMap(unheard) : effects;
  if (!now.mask) return effects;
  const kept = effects.filter(({ type }) => !taken.has(type) && type !== 'addToCase');
  // In a chat that has a case of its own her words are in it already.
  if (hides || focus || !event.type.startsWith('inbound.')) return kept;
  return [...kept, { type: 'addToCase', params: { caseId: now.mask.caseId, forced: raisedIn(effects) } }];
}

/** Nothing of the team comes up on that screen; its words stand in the case. */
function unheard(effect: HostEffect): Effects {
  if (effect.type === 'relay') return [{ type: 'holdBack', params: effect.params }];
  return spoken.has(effect.type) ? [] : [effect];
}

function raisedIn(effects: Effects): { urgency: Urgency | null } {
  const raised = effects.findLast(({ type }) => type === 'raiseCase');
  return { urgency: raised?.type === 'raiseCase' ? raised.params.urgency : null };
}
