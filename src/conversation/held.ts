import { bareOf } from '../../flows/kit/hearing.ts';
import type { InboxEvent } from './messages.ts';
import type { TurnInput } from './plan.ts';
import { mayWriteNow, nextSafeMoment, type Zone, zoneOf } from './safe-hours.ts';
import { answersIn, type Held, heldTimer, type Timer } from './snapshot.ts';

/**
 * Words of the team to somebody who is not writing now (standards.md R11): they wait for the hours she chose,
 * go only behind the neutral line and after her reply word, and come back to the queue after a day. Pure.
 */
const limits = {
  /** Whoever wrote so lately is here: she is answered at once. */
  sessionMinutes: 30,
  /** design §6: what a day did not bring through goes back to the queue. */
  dayMilliseconds: 24 * 60 * 60_000,
} as const;

type Push = Extract<InboxEvent, { type: 'counsellor.said' | 'right.decided' }>;

export type Waiting =
  /** Nothing is held back. */
  | { is: 'free' }
  /** The words wait; `line` goes out now, before anything else. */
  | { is: 'held'; held: Held; line: string | null; until: Date }
  /** Time has come, by the clock. */
  | { is: 'due'; what: 'line' | 'words' | 'later'; until: Date }
  | { is: 'given up' };

function isPush(event: InboxEvent | null): event is Push {
  return event?.type === 'counsellor.said' || event?.type === 'right.decided';
}

export function isWriting({ now, lastInboundAt }: TurnInput): boolean {
  return now.getTime() - lastInboundAt.getTime() < limits.sessionMinutes * 60_000;
}

function zoneFor({ state }: TurnInput): Zone {
  const where = state ? answersIn(state).where : undefined;
  return zoneOf(typeof where === 'object' ? where.province : null);
}

/** What R11 makes of this turn before the flow hears of it. */
export function waitingIn(input: TurnInput): Waiting {
  const { event, state, lasting, now } = input;
  const lastMoment = new Date(now.getTime() + limits.dayMilliseconds);
  // She left the screen: what was decided about her wish is said when she is back. That all is done, and gone,
  // is a neutral line and the last one.
  if (event?.type === 'right.decided' && lasting.away && event.outcome !== 'erased')
    return { is: 'held', held: heldOf(event, now), line: null, until: lastMoment };
  // The page shows nothing on a lock screen, and is open only while she looks at it.
  if (input.channel === 'web' || !lasting.contact) return { is: 'free' };
  if (isPush(event)) {
    if (isWriting(input)) return { is: 'free' };
    const held: Held = heldOf(event, now);
    const may = mayWriteNow(lasting.contact, now, zoneFor(input));
    if (may && lasting.contact.line === null && !state?.held?.length) return { is: 'free' };
    const line = may && !state?.invited ? lasting.contact.line : null;
    const next = may ? null : nextSafeMoment(lasting.contact, now, zoneFor(input));
    return { is: 'held', held, line, until: next ?? lastMoment };
  }
  const oldest = state?.held?.[0];
  if (event || !oldest || !isTimerDue(input)) return { is: 'free' };
  if (now.getTime() - oldest.at >= limits.dayMilliseconds) return { is: 'given up' };
  const end = new Date(oldest.at + limits.dayMilliseconds);
  if (!mayWriteNow(lasting.contact, now, zoneFor(input))) return { is: 'due', what: 'later', until: end };
  if (lasting.contact.line === null) return { is: 'due', what: 'words', until: end };
  return { is: 'due', what: state?.invited ? 'later' : 'line', until: end };
}

function heldOf(event: Push, now: Date): Held {
  const { memberId } = event;
  return event.type === 'counsellor.said'
    ? { at: now.getTime(), memberId, text: event.text }
    : { at: now.getTime(), memberId, outcome: event.outcome };
}

function isTimerDue({ state, now }: TurnInput): boolean {
  return (state?.timers ?? []).some(({ event, dueAt }) => event === heldTimer && dueAt <= now.getTime());
}

/** Her reply word, said to our line: it was agreed so that only she can bring the words out. */
export function isReplyWord({ event, state, lasting }: TurnInput): boolean {
  const word = lasting.contact?.word;
  if (!state?.invited || !word || event?.type !== 'inbound.text') return false;
  return bareOf(event.text) === bareOf(word);
}

/** Whether what is held may go to her now: she is here, on a screen that is safe, and known to be she. */
export function mayRelease(input: TurnInput, talk: unknown, away: boolean): boolean {
  const { event, state, lasting } = input;
  if (!state?.held?.length || !event?.type.startsWith('inbound.') || away) return false;
  if (talk === 'opening' || talk === 'parked' || talk === 'ended') return false;
  return !state.invited || !lasting.contact?.word || isReplyWord(input);
}

export function heldTimerAt(until: Date): Timer {
  return { id: heldTimer, event: heldTimer, dueAt: until.getTime() };
}
