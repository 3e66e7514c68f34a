import type { FlowEvent } from '../../flows/kit/events.ts';
import type { advance } from './advance.ts';
import type { Draft } from './draft.ts';
import { heldTimerAt, mayAskNow, mayRelease, type Waiting } from './held.ts';
import type { TurnInput } from './plan.ts';
import { type ConversationState, type Held, heldTimer } from './snapshot.ts';

/** What waits for her within one turn (R11): how it is kept, minded and let go. Pure. */

/** A counsellor has joined, and nobody was told: it is the first thing said when she writes. */
export function staysUnsaid({ event, state }: TurnInput, quiet: boolean): boolean {
  if (event?.type === 'counsellor.joined') return quiet;
  const ends = event?.type.startsWith('inbound.') || event?.type === 'counsellor.left';
  return !ends && event?.type !== 'case.closed' && state?.unsaid === true;
}

/** What goes out now of what had to wait. */
export function releasedIn(input: TurnInput, first: ReturnType<typeof advance>, waiting: Waiting): Held[] {
  const held = input.state?.held ?? [];
  if (waiting.is === 'due' && waiting.what === 'words') return held;
  const { value } = first.state.snapshot as { value?: { talk?: unknown } };
  return mayRelease(input, value?.talk, first.context.away) ? held : [];
}

export function eventOfHeld(held: Held): FlowEvent {
  return 'text' in held
    ? { type: 'counsellor.said', text: held.text }
    : { type: 'right.decided', outcome: held.outcome };
}

export function noteWaiting(draft: Draft, { event, lasting }: TurnInput, waiting: Waiting): void {
  if (waiting.is === 'held') draft.case.wait(waiting.held, waiting.forHer);
  else if (event?.type === 'right.decided') draft.case.decided(event);
  if (waiting.is === 'held' && waiting.line !== null) draft.sayLine(waiting.line);
  if (waiting.is === 'due' && waiting.what === 'line') draft.sayLine(lasting.contact?.line ?? '');
  // A day has passed, and she could not be written to: back to the queue (design §6, "belum terkirim").
  if (waiting.is !== 'given up') return;
  draft.case.happened('heldUnsent');
  draft.case.waits();
}

/** The state with what waits now, and the timer that minds it. */
export function withHeld(
  state: ConversationState,
  { state: before }: TurnInput,
  waiting: Waiting,
  isReleased: boolean,
): ConversationState {
  const known = before?.held ?? [];
  const held = waiting.is === 'held' ? [...known, waiting.held] : known;
  const timers = state.timers.filter(({ event }) => event !== heldTimer);
  if (held.length === 0 || isReleased || waiting.is === 'given up') {
    const { held: _gone, invited: _no, ...rest } = state;
    return { ...rest, timers };
  }
  const isInvited =
    before?.invited ||
    (waiting.is === 'held' && waiting.line !== null) ||
    (waiting.is === 'due' && waiting.what === 'line');
  const standing = before?.timers.find(({ event }) => event === heldTimer);
  const timer = waiting.is === 'held' || waiting.is === 'due' ? heldTimerAt(waiting.until) : standing;
  return {
    ...state,
    held,
    ...(isInvited ? { invited: true as const } : {}),
    timers: timer ? [...timers, timer] : timers,
  };
}

/** Whether something may be asked back is R11's to say; never after an emergency (R49). */
export function asClosing(input: TurnInput, heard: readonly FlowEvent[]): FlowEvent[] {
  const mayAsk = input.focus?.urgency !== 1 && mayAskNow(input);
  return heard.map((event) => (event.type === 'case.closed' && mayAsk ? { ...event, mayAsk } : event));
}

/** Words wait for her, or the news that a human is here: safe first, and a cry hears that somebody is here. */
export function withReturn(state: ConversationState | null, heard: readonly FlowEvent[]): FlowEvent[] {
  if (!state?.held?.length && !state?.unsaid) return [...heard];
  const returned: FlowEvent = { type: 'person.returned' };
  const [first] = heard;
  if (state.unsaid && (first?.type === 'danger.heard' || first?.type === 'person.spoke'))
    return [returned, ...heard];
  return heard.map((event) => (event.type === 'person.arrived' ? returned : event));
}
