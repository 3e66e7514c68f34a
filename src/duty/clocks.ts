import type { Urgency } from '../../flows/kit/events.ts';
import type { DutyTimes } from './times.ts';

/**
 * The two clocks of a held case (design §7), as pure functions over what stands on its row and a moment.
 * Before her first words the claim's clock runs; after them the conversation's. A locked screen, a phone call
 * and a dead zone are not leaving: nothing moves until the person has waited and nobody was seen.
 */
export const clockLimits = {
  /** One press of "sedang menelepon"; it can be pressed again. Longer, and a phone that was put down keeps a case. */
  callingMinutes: 20,
  /** No page of hers is open for this long: colleagues see "terputus". */
  lostSeconds: 60,
  /** A colleague who was asked to take over has this long to say so. */
  transferMinutes: 3,
} as const;

export interface CaseClocks {
  /** As the organisation set them; they are read with the row. */
  times: DutyTimes;
  urgency: Urgency;
  /** False for a holder who has left the team. */
  isHeld: boolean;
  holderLeft: boolean;
  leaseUntil: Date | null;
  firstWordsAt: Date | null;
  callingUntil: Date | null;
  unansweredSince: Date | null;
  holderSeenAt: Date | null;
  lostAt: Date | null;
  nudgedAt: Date | null;
  offeredAt: Date | null;
  transferAskedAt: Date | null;
}

/** What time alone brings about, each once. */
export type Crossing = 'fallBack' | 'offer' | 'lost' | 'nudge' | 'transferOver';

const minute = 60_000;

/** How long a claim holds without words. @returns milliseconds */
export function claimMilliseconds(times: DutyTimes, urgency: Urgency): number {
  return (urgency === 1 ? times.claimMinutesU1 : times.claimMinutes) * minute;
}

/** How long the person waits unseen before others are asked. @returns milliseconds */
export function awayMilliseconds(times: DutyTimes, urgency: Urgency): number {
  return (urgency <= 2 ? times.awayMinutesUrgent : times.awayMinutes) * minute;
}

function latest(...moments: (Date | null)[]): number {
  return Math.max(...moments.map((moment) => moment?.getTime() ?? 0));
}

/** When the claim falls back without words; null once there are some. A call stretches it, and ends. */
export function claimEnds({ isHeld, firstWordsAt, leaseUntil, callingUntil }: CaseClocks): Date | null {
  if (!isHeld || firstWordsAt || !leaseUntil) return null;
  return new Date(latest(leaseUntil, callingUntil));
}

/** When others are asked, as far as is known now; null while nobody waits for an answer, or they are already. */
export function awayEnds(clocks: CaseClocks): Date | null {
  const { isHeld, firstWordsAt, unansweredSince, offeredAt, holderSeenAt, callingUntil } = clocks;
  if (!isHeld || !firstWordsAt || !unansweredSince || offeredAt) return null;
  const patience = awayMilliseconds(clocks.times, clocks.urgency);
  return new Date(latest(unansweredSince, holderSeenAt, callingUntil) + patience);
}

/** No page of hers is open, and she is not on the phone: what colleagues see as "terputus". */
export function isLost(clocks: CaseClocks, now: Date): boolean {
  const { isHeld, holderSeenAt, callingUntil } = clocks;
  return isHeld && now.getTime() - latest(holderSeenAt, callingUntil) >= clockLimits.lostSeconds * 1000;
}

/** Everything that is due at this moment. A fall back ends the claim, and nothing else matters then. */
export function crossings(clocks: CaseClocks, now: Date): Crossing[] {
  if (!clocks.isHeld) return [];
  if (clocks.holderLeft || isPast(claimEnds(clocks), now)) return ['fallBack'];
  const due: Crossing[] = [];
  if (isPast(transferEnds(clocks), now)) due.push('transferOver');
  if (isPast(awayEnds(clocks), now)) due.push('offer');
  if (isLost(clocks, now)) {
    if (!clocks.lostAt) due.push('lost');
    if (wantsNudge(clocks)) due.push('nudge');
  }
  return due;
}

/** Until when a colleague may say that she takes over; null when nobody was asked. */
export function transferEnds({ transferAskedAt }: Pick<CaseClocks, 'transferAskedAt'>): Date | null {
  return transferAskedAt && new Date(transferAskedAt.getTime() + clockLimits.transferMinutes * minute);
}

/** Once while the person waits: for her first words, or for an answer. */
function wantsNudge({ firstWordsAt, unansweredSince, nudgedAt }: CaseClocks): boolean {
  if (!firstWordsAt) return !nudgedAt;
  return unansweredSince !== null && (!nudgedAt || nudgedAt < unansweredSince);
}

function isPast(end: Date | null, now: Date): boolean {
  return end !== null && now >= end;
}
