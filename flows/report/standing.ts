import type { FlowEvent } from '../kit/events.ts';
import { canDisguise } from '../kit/hearing.ts';
import type { ReportContext } from './context.ts';

/** What the talk remembers of numbers, PINs and whose case it is. Pure. */
export function found(event: FlowEvent): Partial<ReportContext> {
  return event.type === 'number.found' ? { found: event.found, met: true, verified: false } : {};
}

/**
 * Number and PIN were right: from now on this chat speaks of that case. What was said here before belongs
 * to another story and is not mixed with it.
 */
export function verified({ found: known }: ReportContext, event: FlowEvent): Partial<ReportContext> {
  if (event.type !== 'pin.right') return {};
  const human = event.claimed ? ('present' as const) : ('called' as const);
  return {
    answers: {},
    dangers: [],
    receipt: event.open ? (known?.number ?? null) : null,
    urgency: event.open ? event.urgency : null,
    filed: event.open,
    human: event.open ? human : 'none',
    verified: true,
    pinAsked: true,
    started: false,
    editing: false,
    overdue: false,
    misses: 0,
  };
}

/** After the report is sent, once (R29). */
function owesPin({ pinDue, receipt }: ReportContext): boolean {
  return pinDue === true && receipt !== null;
}

/** A case that opened early ends, and its number was never said in words. */
function owesNumber({ filed, receipt, pinAsked, away }: ReportContext): boolean {
  return !filed && !away && receipt !== null && pinAsked !== true;
}

/** What outlives a story that has ended: who we are, and its number, for the PIN that is still to be chosen. */
export function atTheEnd({ met, operatorKind, receipt, waits }: ReportContext): Partial<ReportContext> {
  // Never as the receipt of a case: the next one that opens needs a number of its own.
  return { met, operatorKind, ...(waits ? { waits } : {}), endedReceipt: receipt, pinAsked: true };
}

/** The number that a PIN is chosen for: of the open case, or of the story that has just ended. */
export function numberOf({ receipt, endedReceipt }: ReportContext): string {
  return receipt ?? endedReceipt ?? '';
}

function hasAnswers({ answers }: ReportContext): boolean {
  return Object.keys(answers).some((name) => name !== 'consentService' && name !== 'consentStatistics');
}

interface Now {
  context: ReportContext;
  event: FlowEvent;
}

const chose = (event: FlowEvent, choice: string) => event.type === 'person.chose' && event.choice === choice;
const said = (event: FlowEvent, word: string) => event.type === 'person.spoke' && event.word === word;
/** Something of hers is kept that a word of hers can be about. */
const hasKept = ({ urgency, verified: isProven }: ReportContext) => urgency !== null || isProven === true;

/** Small guards, spread into the report's own (context.ts). */
export const standingGuards = {
  owesPin: ({ context }: Now) => owesPin(context),
  owesNumber: ({ context }: Now) => owesNumber(context),
  isUnmet: ({ context }: Now) => !context.met,
  hasBegun: ({ context: { started, filed, urgency } }: Now) => started || filed || urgency !== null,
  hasKept: ({ context }: Now) => hasKept(context),
  saidKept: ({ context, event }: Now, { word }: { word: string }) => said(event, word) && hasKept(context),
  saidUnanswered: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && hasKept(context) && !hasAnswers(context),
  saidAnswered: ({ context, event }: Now, { word }: { word: string }) =>
    said(event, word) && hasAnswers(context),
  choseKnowing: ({ context, event }: Now, { choice }: { choice: string }) =>
    chose(event, choice) && numberOf(context) !== '',
  choseWithPin: ({ context, event }: Now, { choice }: { choice: string }) =>
    chose(event, choice) && context.found?.hasPin === true,
  isSecret: ({ event }: Now) => event.type === 'person.gaveSecret' && event.secret !== null,
  hasReplies: ({ event }: Now) => event.type === 'pin.right' && event.replies.length > 0,
  hasOthers: ({ event }: Now) =>
    (event.type === 'pin.right' || event.type === 'pin.forced') && (event.others ?? 0) > 0,
  isOpenCase: ({ event }: Now) => event.type === 'pin.right' && event.open,
  isTakenCase: ({ event }: Now) => event.type === 'pin.right' && event.open && event.claimed,
  resumesToChange: ({ context, event }: Now) =>
    event.type === 'story.resumed' && event.wanted === 'change' && hasAnswers(context),
  canDisguise: ({ event }: Now) => event.type === 'person.wrote' && canDisguise(event.text),
};
