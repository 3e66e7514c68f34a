import type { Urgency } from '../../flows/kit/events.ts';
import type { DutyTimes } from './times.ts';

/**
 * Whom an alarm calls, and when again (design §7, standards.md §4.7), as pure functions.
 * Stage 1: those *bertugas*. 2: those *siaga* too. 3: every supervisor too.
 */
export type Stage = 1 | 2 | 3;

export const roundLimits = {
  /** U2: often enough for an hour, seldom enough that a phone is not put into a drawer. */
  againSecondsU2: 600,
  /** U3: one line for all that lies unread, within 24 hours and then twice a day. */
  digestHours: 12,
  /** A phone that rings for more at once is put into a drawer; the most urgent come first. */
  callsPerMinute: 3,
} as const;

export interface AlarmState {
  times: DutyTimes;
  urgency: Urgency;
  /** Since the alarm began. */
  milliseconds: number;
  /** Somebody bertugas holds the case's key and can be reached outside the browser. */
  isStaffed: boolean;
}

/** Whom this round calls. With nobody to hear the first stage, all are called at once (U1) or those on call (U2). */
export function stageOf({ times, urgency, milliseconds, isStaffed }: AlarmState): Stage {
  const seconds = milliseconds / 1000;
  if (urgency === 1) {
    if (!isStaffed || seconds >= times.supervisorMinutesU1 * 60) return 3;
    return seconds >= times.onCallSecondsU1 ? 2 : 1;
  }
  if (urgency > 2) return 2;
  // When the person is told that nobody came, the supervisors are too.
  if (seconds >= times.toldMinutesU2 * 60) return 3;
  return !isStaffed || seconds >= times.onCallMinutesU2 * 60 ? 2 : 1;
}

/** @returns milliseconds until the next round */
export function nextRound(times: DutyTimes, urgency: Urgency): number {
  if (urgency === 1) return times.againSecondsU1 * 1000;
  if (urgency === 2) return roundLimits.againSecondsU2 * 1000;
  return roundLimits.digestHours * 3_600_000;
}
