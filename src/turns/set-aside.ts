import { codeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import type { ClaimedTurn } from '../store/turn-claims.ts';
import { countAside, endAside, listAside, setAside, touchEverything } from '../store/turn-failures.ts';
import { handOver, tellOfTrouble } from './hand-over.ts';
import type { TurnDeps } from './take-turns.ts';

/**
 * One turn that takes too long whenever it is taken (a row of its case that somebody else holds, a plan that went
 * wrong) would hold up its whole batch again and again, thirty seconds each time. Alone it shows itself: it is set
 * aside, tried alone more and more seldom, and its person gets a human, or at least the truth, after five tries. A
 * database that is slow as a whole sets nobody aside.
 */
export interface AsideDeps {
  db: Database;
  store: StoreDeps;
  log: Log;
}

export const limits = {
  /** With their pauses and their patience about a minute: no longer may she wait without a word. */
  triesMax: 5,
  /** More of them at once are not each one's own trouble: they are tried again, and nobody is told anything. */
  togetherMax: 8,
  /** Tries after which she hears again that we go on: about five minutes. */
  toldEveryTries: 20,
  /** A transaction that writes nothing but its own id: slower than this, and the whole is slow. */
  soundMilliseconds: 1_000,
} as const;

/** A statement, a lock or a whole transaction that ran out of its time. */
export function isTooSlow(cause: unknown): boolean {
  return ['57014', '55P03', 'CONNECTION_TOO_SLOW'].includes(codeOf(cause) ?? '');
}

/**
 * A turn was too slow, alone. After some tries its person gets a human; where not even that can be written, she is
 * told that it is kept and tried on, and it stays first in line.
 * @param turn what was claimed; undefined when the claim itself was too slow
 * @returns how many turns were handled for good
 * @throws `cause` when the database as a whole is to blame: then it counts for nobody, and all wait for it
 */
export async function tooSlow(
  deps: TurnDeps,
  conversationId: string,
  turn: ClaimedTurn | undefined,
  cause: unknown,
): Promise<number> {
  if (!(await isSound(deps.db))) throw cause;
  const { tries, all } = await deps.db.transact(async (tx) => ({
    tries: await setAside(tx, deps.store, conversationId),
    all: (await countAside(tx, limits.triesMax)).all,
  }));
  const ids = { id: conversationId, attempt: tries };
  deps.log.error('turn.setAside', { ...ids, count: all }, cause);
  if (tries < limits.triesMax || all > limits.togetherMax) return 0;
  try {
    if (!turn || !(await handOver(deps, conversationId, turn.event?.id ?? null))) return 0;
    deps.log.error('turn.handedOver', ids);
    return 1;
  } catch (fault) {
    deps.log.error('turn.stuck', ids, fault);
    if (tries % limits.toldEveryTries === limits.triesMax) await tellOfTrouble(deps, conversationId);
    return 0;
  }
}

/** It answers, writes and reaches its disk in time. */
async function isSound(db: Database): Promise<boolean> {
  const began = performance.now();
  try {
    await db.transact(touchEverything);
  } catch {
    return false;
  }
  return performance.now() - began < limits.soundMilliseconds;
}

/**
 * Tries those whose moment has come, one by one.
 * @param takeAlone takes one conversation's turn; @returns how many turns were handled for good
 */
export async function takeAside(
  deps: AsideDeps,
  takeAlone: (conversationId: string) => Promise<number>,
): Promise<number> {
  const due = await deps.db.transact((tx) => listAside(tx, deps.store));
  let handled = 0;
  for (const { id, tries } of due) {
    const done = await takeAlone(id);
    handled += done;
    await deps.db.transact((tx) => endAside(tx, deps.store, { id, tries, isDone: done > 0 }));
  }
  return handled;
}
