import type { Urgency } from '../../flows/kit/events.ts';

/**
 * Whom an alarm calls, and when again (design §7, standards.md §4.7), as pure functions.
 * Stage 1: those *bertugas*. 2: those *siaga* too. 3: every supervisor too.
 */
export type Stage = 1 | 2 | 3;

export const roundLimits = {
  /** U1: again every minute until somebody takes it; on call after one minute, supervisors after three. */
  againSecondsU1: 60,
  onCallSecondsU1: 60,
  supervisorSecondsU1: 180,
  /** U2: on call after 30 minutes; after an hour the person is told, so the supervisors are too. */
  againSecondsU2: 600,
  onCallSecondsU2: 1_800,
  supervisorSecondsU2: 3_600,
  /** U3: one line for all that lies unread, within 24 hours and then twice a day. */
  digestHours: 12,
  /** A phone that rings for more at once is put into a drawer; the most urgent come first. */
  callsPerMinute: 3,
} as const;

export interface AlarmState {
  urgency: Urgency;
  /** Since the alarm began. */
  milliseconds: number;
  /** Somebody bertugas holds the case's key and can be reached outside the browser. */
  isStaffed: boolean;
}

/** Whom this round calls. With nobody to hear the first stage, all are called at once (U1) or those on call (U2). */
export function stageOf({ urgency, milliseconds, isStaffed }: AlarmState): Stage {
  const seconds = milliseconds / 1000;
  if (urgency === 1) {
    if (!isStaffed || seconds >= roundLimits.supervisorSecondsU1) return 3;
    return seconds >= roundLimits.onCallSecondsU1 ? 2 : 1;
  }
  if (urgency > 2) return 2;
  if (seconds >= roundLimits.supervisorSecondsU2) return 3;
  return !isStaffed || seconds >= roundLimits.onCallSecondsU2 ? 2 : 1;
}

/** @returns milliseconds until the next round */
export function nextRound(urgency: Urgency): number {
  if (urgency === 1) return roundLimits.againSecondsU1 * 1000;
  if (urgency === 2) return roundLimits.againSecondsU2 * 1000;
  return roundLimits.digestHours * 3_600_000;
}
