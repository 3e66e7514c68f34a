import { type Effect, effectNames } from '../../flows/kit/effects.ts';
import { Bug } from '../errors.ts';
import type { Timer } from './snapshot.ts';

interface Action {
  type: string;
  params?: unknown;
}

/** What one transition of a machine wants, told apart: our effects, and the timers as they stand after it. */
export interface Wanted {
  effects: Effect[];
  timers: Timer[];
}

/**
 * XState's executable actions as our effects. Its types do not narrow `params` by `type`, so the type is
 * checked against the table at run time and then narrowed: the one such cast of the project.
 * @param timers those that stood before; set and cancelled in the order in which the machine says so
 */
export function toWanted(actions: readonly Action[], timers: Timer[], now: Date): Wanted {
  const effects: Effect[] = [];
  let standing = timers;
  for (const action of actions) {
    // Only what it says: XState's own action also holds on to the event, the actor and its system.
    if (effectNames.has(action.type)) effects.push({ type: action.type, params: action.params } as Effect);
    else if (action.type === 'xstate.raise') {
      const timer = timerOf(action, now);
      standing = [...standing.filter((known) => known.id !== timer.id), timer];
    } else if (action.type === 'xstate.cancel') {
      const { sendId } = action.params as { sendId: string };
      standing = standing.filter((known) => known.id !== sendId);
    } else throw new Bug('unknownEffect');
  }
  return { effects, timers: standing };
}

function timerOf(action: Action, now: Date): Timer {
  const { id, delay, event } = action.params as { id: string; delay?: number; event: { type: string } };
  if (delay === undefined) throw new Bug('raiseWithoutDelay');
  return { id, event: event.type, dueAt: now.getTime() + delay };
}
