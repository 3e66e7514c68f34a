import { bareOf } from '../../flows/kit/hearing.ts';
import type { InboxEvent } from './messages.ts';
import type { TurnInput } from './plan.ts';
import { hasWish } from './safe-hours.ts';
import { answersIn, type Held, heldTimer, type Timer } from './snapshot.ts';
import { isLive, type Line, type Standing, type WayOut, wayOut } from './way-out.ts';

/**
 * Words of the team to somebody who is not writing now (standards.md R11, ADR 0014): to whoever chose hours they
 * wait for those, and go only behind the neutral line and after her reply word; who chose nothing gets the neutral
 * line alone, and who said "only when I write" gets nothing. What a day did not bring through comes back to the
 * queue. Pure.
 */
const limits = {
  /** design §6: what a day did not bring through goes back to the queue. */
  dayMilliseconds: 24 * 60 * 60_000,
} as const;

type Push = Extract<InboxEvent, { type: 'counsellor.said' | 'right.decided' }>;

export type Waiting =
  /** Nothing is held back. */
  | { is: 'free' }
  /** The words wait; `line` goes out now, before anything else. `forHer`: no hour brings them, only she does. */
  | { is: 'held'; held: Held; line: Line | null; until: Date; forHer: boolean }
  /** Time has come, by the clock. */
  | { is: 'due'; what: 'line' | 'words' | 'later'; until: Date }
  | { is: 'given up' };

function isPush(event: InboxEvent | null): event is Push {
  return event?.type === 'counsellor.said' || event?.type === 'right.decided';
}

/** As the turn knows it. */
function standingOf({ channel, state, lasting, lastInboundAt, now }: TurnInput): Standing {
  const where = state ? answersIn(state).where : undefined;
  const province = typeof where === 'object' ? where.province : null;
  return { channel, contact: lasting.contact, away: lasting.away ?? false, lastInboundAt, now, province };
}

/** What R11 makes of this turn before the flow hears of it. */
export function waitingIn(input: TurnInput): Waiting {
  const { event, state, lasting, now } = input;
  const lastMoment = new Date(now.getTime() + limits.dayMilliseconds);
  // She left the screen: what was decided about her wish is said when she is back. That all is done, and gone,
  // is a neutral line and the last one.
  if (event?.type === 'right.decided' && lasting.away && event.outcome !== 'erased')
    return { is: 'held', held: heldOf(event, now), line: null, until: lastMoment, forHer: true };
  // The last line is neutral itself, and nothing waits behind another one in a chat that is gone (design §6).
  if (event?.type === 'right.decided' && event.outcome === 'erased' && !hasWish(lasting.contact))
    return { is: 'free' };
  if (isPush(event)) {
    const way = wayOut(standingOf(input));
    // Words that wait already go first.
    if (way.is === 'now' && (isLive(input) || input.channel === 'web' || !state?.held?.length))
      return { is: 'free' };
    const line = way.is === 'line' && !state?.invited ? way.line : null;
    const hours = way.is === 'waits' ? way.until : null;
    const forHer = !hasWish(lasting.contact) || (way.is === 'waits' && hours === null);
    return { is: 'held', held: heldOf(event, now), line, until: hours ?? lastMoment, forHer };
  }
  const oldest = state?.held?.[0];
  if (event || !oldest || !isTimerDue(input)) return { is: 'free' };
  if (now.getTime() - oldest.at >= limits.dayMilliseconds) return { is: 'given up' };
  const end = new Date(oldest.at + limits.dayMilliseconds);
  return { ...dueBy(wayOut({ ...standingOf(input), lastInboundAt: new Date(0) }), input), until: end };
}

/** By the clock alone: that somebody writes here now does not say that it is she, where a word was agreed. */
function dueBy(way: WayOut, { state }: TurnInput): { is: 'due'; what: 'line' | 'words' | 'later' } {
  if (way.is === 'now') return { is: 'due', what: 'words' };
  // Ours goes with the words or not at all: no clock sends it.
  const isHers = way.is === 'line' && way.isHers && !state?.invited;
  return { is: 'due', what: isHers ? 'line' : 'later' };
}

/**
 * Whether what the bot says of an act of the team ("a counsellor has joined") has to be left unsaid: nobody is
 * written to first for it, and content goes only behind the line. It is said when she writes (R11).
 */
export function isUnsaid(input: TurnInput): boolean {
  const { event } = input;
  const isNews =
    event !== null &&
    ['counsellor.joined', 'counsellor.left', 'case.closed', 'case.joined'].includes(event.type);
  if (!isNews) return false;
  return wayOut(standingOf(input)).is !== 'now';
}

/** Whether she may be asked something of ours now, beside her story: her wish does not forbid it (R11, R49). */
export function mayAskNow(input: TurnInput): boolean {
  const { contact, away } = input.lasting;
  return !away && contact?.mode !== 'iReturn' && wayOut(standingOf(input)).is === 'now';
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
