import { type ConversationState, dueAt, heldTimer } from './snapshot.ts';

/** Clocks that differ by less are one: what was seen just before may be a little old. */
const nearMilliseconds = 60_000;
const dayMilliseconds = 24 * 60 * 60_000;

/**
 * A talk whose clock was set back: each of its timers runs out as late as it would have, not later by the jump. Pure.
 * @param by milliseconds, more than 0
 */
export function setBack(state: ConversationState, by: number): ConversationState {
  const held = state.held?.map((each) => ({ ...each, at: each.at - by }));
  const { burst, aside } = state;
  return {
    ...state,
    timers: state.timers.map((timer) => {
      const isHeld = timer.event === heldTimer;
      return { ...timer, dueAt: isHeld ? heldDue(timer.dueAt, by, held?.[0]?.at) : timer.dueAt - by };
    }),
    ...(held ? { held } : {}),
    ...(burst ? { burst: { ...burst, from: burst.from - by, last: burst.last - by } } : {}),
    ...(aside ? { aside: aside.map((story) => ({ ...story, talk: setBack(story.talk, by) })) } : {}),
  };
}

/** The same with the earliest of its timers, for the row. */
export function setBackWithDue(
  before: ConversationState,
  by: number,
): { state: ConversationState; due: Date | null } {
  const state = setBack(before, by);
  return { state, due: dueAt(state) };
}

/**
 * Words that wait for her safe hours wait for an hour of the day (R11): twenty o'clock stays twenty o'clock, of the
 * day that it is now. They wait no longer than a day by the clock of now.
 */
function heldDue(dueAt: number, by: number, oldest: number | undefined): number {
  const days = Math.floor((by + nearMilliseconds) / dayMilliseconds) * dayMilliseconds;
  return Math.min(dueAt - days, (oldest ?? Number.POSITIVE_INFINITY) + dayMilliseconds);
}
