import type { FlowEvent } from '../kit/events.ts';
import type { ReportContext } from './context.ts';
import { verified } from './standing.ts';

/**
 * The second PIN (design §6, the duress view). Whoever forces her may know how it looks when the first one is
 * right; so the talk goes on as if it were: the same questions, buttons and order, with nothing in them. What
 * this chat really is waits behind the mask. No chat joins, no wish and no contact rule is taken from here, what
 * is typed goes into her case with the mark (src/conversation/under-force.ts), and nothing of the team comes up.
 */
export interface Mask {
  /** Of the number that was typed. */
  caseId: string;
  /** What this chat is. One with a case of its own is itself again when it is asked whether the screen is safe. */
  behind: Omit<ReportContext, 'mask'>;
}

/** Of a turn that was kept before a case's standing came along: as most cases stand. */
const usual = { urgency: 2, claimed: false, open: true, others: 0 } as const;

/** What the first PIN would have brought. The screen is not hers: in a chat of her own nothing goes out unasked. */
export function masked(context: ReportContext, event: FlowEvent): Partial<ReportContext> {
  if (event.type !== 'pin.forced' || !context.found) return {};
  const { mask, ...now } = context;
  const behind = mask?.behind ?? now;
  const shown = verified(context, { ...usual, ...event, type: 'pin.right', replies: [] });
  return { ...shown, away: isOwn(behind), mask: { caseId: context.found.caseId, behind } };
}

/** The chat has a case of its own, whose counsellor may write in it. */
function isOwn({ urgency }: Pick<ReportContext, 'urgency'>): boolean {
  return urgency !== null;
}

/** What the chat is, with what it was told meanwhile. The number stays known, without its PIN. */
function unmasked({ mask, human, overdue, found, met }: ReportContext): Partial<ReportContext> {
  if (!mask) return {};
  const { behind } = mask;
  return {
    ...behind,
    ...{ mask: undefined, met, found, verified: false, away: false },
    ...(isOwn(behind) ? { human, overdue: overdue || behind.overdue } : {}),
  };
}

/** Asked whether the screen is safe, a chat that has a case of its own is itself again. */
export function unmaskedAtTheDoor(context: ReportContext): Partial<ReportContext> {
  return context.mask && isOwn(context.mask.behind) ? unmasked(context) : {};
}

/** A case opened in the chat itself (PETUGAS, a cry): it is that case's chat from now on, and looks as before. */
export function unmaskedByCase(context: ReportContext): Partial<ReportContext> {
  const { mask, filed, started } = context;
  return mask ? { ...unmasked(context), filed, started, pinAsked: true, pinDue: false } : {};
}

interface Now {
  context: ReportContext;
}

export const maskGuards = {
  /** Nobody fell silent, and yet it is not asked again: with the first PIN nobody would be left to ask about. */
  isMasked: ({ context }: Now) => context.mask !== undefined,
};
