import { unreachable } from '../errors.ts';
import {
  askWhetherThere,
  dropWaysOfLeft,
  endDuty,
  endTransfer,
  fallBack,
  type HeldCase,
  listRunning,
  listShifts,
  lockRunning,
  lockShift,
  markLost,
  nudgeHolder,
  offerToOthers,
} from '../store/clock-sweep.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { type Crossing, crossings } from './clocks.ts';
import { shiftChange } from './shift.ts';

/** What failed for one case or member, so that the others' clocks go on. */
export type Failed = (id: string, cause: unknown) => void;

/**
 * Acts on every clock that has run out, each crossing once, in a transaction of its own: looked at without a
 * lock, decided again under one. Any process may do it at any time.
 * @returns how many cases moved
 */
export async function sweepClocks(db: Database, deps: StoreDeps, failed: Failed): Promise<number> {
  const running = await db.transact((tx) => listRunning(tx));
  const due = running.filter(({ clocks }) => crossings(clocks, deps.clock.now()).length > 0);
  let moved = 0;
  for (const { caseId } of due) {
    try {
      moved += await db.transact((tx) => moveCase(tx, deps, caseId));
    } catch (cause) {
      failed(caseId, cause);
    }
  }
  return moved;
}

/** @returns 1 when it moved */
async function moveCase(tx: Tx, deps: StoreDeps, caseId: string): Promise<number> {
  const held = await lockRunning(tx, caseId);
  if (!held) return 0;
  const crossed = crossings(held.clocks, deps.clock.now());
  for (const crossing of crossed) await act(tx, deps, held, crossing);
  return crossed.length > 0 ? 1 : 0;
}

function act(tx: Tx, deps: StoreDeps, held: HeldCase, crossing: Crossing): Promise<void> {
  switch (crossing) {
    case 'fallBack':
      return fallBack(tx, deps, held);
    case 'offer':
      return offerToOthers(tx, deps, held);
    case 'lost':
      return markLost(tx, deps, held);
    case 'nudge':
      return nudgeHolder(tx, deps, held);
    case 'transferOver':
      return endTransfer(tx, deps, held);
    default:
      return unreachable(crossing);
  }
}

/** Ends duties whose shift is over or whose member is silent, after asking her. @returns how many changed */
export async function sweepShifts(db: Database, deps: StoreDeps, failed: Failed): Promise<number> {
  const running = await db.transact(async (tx) => {
    await dropWaysOfLeft(tx);
    return listShifts(tx);
  });
  const due = running.filter(({ shift }) => shiftChange(shift, deps.clock.now()) !== undefined);
  for (const { memberId } of due) {
    try {
      await db.transact((tx) => changeShift(tx, deps, memberId));
    } catch (cause) {
      failed(memberId, cause);
    }
  }
  return due.length;
}

async function changeShift(tx: Tx, deps: StoreDeps, memberId: string): Promise<void> {
  const locked = await lockShift(tx, memberId);
  const change = locked && shiftChange(locked.shift, deps.clock.now());
  if (change === 'ask') await askWhetherThere(tx, deps, memberId);
  else if (change) await endDuty(tx, deps, memberId, change === 'silent' ? 'siaga' : 'libur');
}
