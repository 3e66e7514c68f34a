/**
 * When *bertugas* ends (design §7): with the shift she gave, or after 30 minutes without a sign of life, asked
 * first. Who said she is there and is not would let somebody wait for nobody. Silence makes her *siaga*, not
 * *libur*: her shift is not over, she is called second.
 */
export const shiftLimits = {
  askMinutes: 25,
  silentMinutes: 30,
  /** Longer than any shift: a day off that somebody forgot to begin. */
  longestHours: 16,
} as const;

export interface Shift {
  duty: 'bertugas' | 'siaga' | 'libur';
  until: Date | null;
  seenAt: Date | null;
  askedAt: Date | null;
}

export type ShiftChange = 'ask' | 'silent' | 'over';

/** @returns what is due now; undefined when nothing is */
export function shiftChange({ duty, until, seenAt, askedAt }: Shift, now: Date): ShiftChange | undefined {
  if (duty === 'libur') return undefined;
  if (until && now >= until) return 'over';
  if (duty !== 'bertugas') return undefined;
  const silence = (now.getTime() - (seenAt?.getTime() ?? 0)) / 60_000;
  if (silence >= shiftLimits.silentMinutes && isAnswerLate(askedAt, now)) return 'silent';
  return silence >= shiftLimits.askMinutes && !askedAt ? 'ask' : undefined;
}

/** Asked first: also when nobody swept for half an hour, she has five minutes to answer. */
function isAnswerLate(askedAt: Date | null, now: Date): boolean {
  const given = (shiftLimits.silentMinutes - shiftLimits.askMinutes) * 60_000;
  return askedAt !== null && now.getTime() - askedAt.getTime() >= given;
}
