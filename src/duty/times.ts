/**
 * How long anybody waits, as the organisation set it (design §7 "Times"), as plain data. A setting can only be
 * stricter than the outer bounds: standards.md §4.7 and R19 where they name one, else design §7 itself.
 */
export interface DutyTimes {
  /** U1: the alarm again, until somebody takes it. */
  againSecondsU1: number;
  /** U1: those *siaga* are called too. */
  onCallSecondsU1: number;
  /** U1: every supervisor is called too. */
  supervisorMinutesU1: number;
  /** U1: the person is told that nobody has taken it yet, and told once more. */
  toldFirstMinutesU1: number;
  toldAgainMinutesU1: number;
  /** U2: those *siaga* are called too. */
  onCallMinutesU2: number;
  /** U2: the person is told, and the supervisors are called. */
  toldMinutesU2: number;
  /** After *Saya ambil*: first words or "sedang menelepon", else back to the top of the queue. */
  claimMinutesU1: number;
  claimMinutes: number;
  /** The person writes and her counsellor is not seen: offered to others. U1 and U2, and the rest. */
  awayMinutesUrgent: number;
  awayMinutes: number;
}

export type TimeName = keyof DutyTimes;

export const timeDefaults: DutyTimes = {
  againSecondsU1: 60,
  onCallSecondsU1: 60,
  supervisorMinutesU1: 3,
  toldFirstMinutesU1: 5,
  toldAgainMinutesU1: 15,
  onCallMinutesU2: 30,
  toldMinutesU2: 60,
  claimMinutesU1: 3,
  claimMinutes: 10,
  awayMinutesUrgent: 3,
  awayMinutes: 15,
};

/** The longest is the promise to the person; the shortest keeps a phone from ringing without a break. */
export const timeBounds: Readonly<Record<TimeName, { min: number; max: number }>> = {
  /** standards.md §4.7: again every 5 minutes. */
  againSecondsU1: { min: 30, max: 300 },
  /** standards.md §4.7: a human within 5 minutes; whoever is called later cannot be. */
  onCallSecondsU1: { min: 30, max: 300 },
  /** standards.md §4.7: the second line at 15 minutes. */
  supervisorMinutesU1: { min: 1, max: 15 },
  /** R19: told within 15 minutes; twice by then. */
  toldFirstMinutesU1: { min: 2, max: 10 },
  toldAgainMinutesU1: { min: 5, max: 15 },
  /** standards.md §4.7: a human within the hour, else on call. */
  onCallMinutesU2: { min: 5, max: 60 },
  /** R19: 60 minutes. */
  toldMinutesU2: { min: 10, max: 60 },
  /** Design §7; the law's clocks stand on them (standards.md L13). */
  claimMinutesU1: { min: 1, max: 3 },
  claimMinutes: { min: 1, max: 10 },
  /** Design §7. A live page is seen every half minute: below two, a poor line would look like leaving. */
  awayMinutesUrgent: { min: 2, max: 3 },
  awayMinutes: { min: 2, max: 15 },
};

export const timeNames = Object.keys(timeDefaults) as readonly TimeName[];

/** What must come before what; `strictly` where both at once would say the same thing twice. */
const orders: readonly { first: TimeName; second: TimeName; strictly?: true }[] = [
  { first: 'onCallSecondsU1', second: 'supervisorMinutesU1' },
  { first: 'toldFirstMinutesU1', second: 'toldAgainMinutesU1', strictly: true },
  { first: 'onCallMinutesU2', second: 'toldMinutesU2' },
  { first: 'claimMinutesU1', second: 'claimMinutes' },
  { first: 'awayMinutesUrgent', second: 'awayMinutes' },
];

export interface DisorderedTimes {
  first: TimeName;
  second: TimeName;
}

const inSeconds = (times: DutyTimes, name: TimeName) => times[name] * (isInSeconds(name) ? 1 : 60);

export function isInSeconds(name: TimeName): boolean {
  return name.includes('Seconds');
}

/** Pairs that stand the wrong way round: the one that should come first comes later. */
export function disorderedTimes(times: DutyTimes): DisorderedTimes[] {
  return orders
    .filter(({ first, second, strictly }) => {
      const ahead = inSeconds(times, second) - inSeconds(times, first);
      return strictly ? ahead <= 0 : ahead < 0;
    })
    .map(({ first, second }) => ({ first, second }));
}

/**
 * What a row holds, made whole: a time that is missing, no whole number or outside its bounds is the default, and so
 * are all of them when they contradict each other. Nobody waits longer because a row was spoiled.
 */
export function readTimes(stored: unknown): DutyTimes {
  const row = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const entries = timeNames.map((name) => [name, isWithin(name, row[name]) ? row[name] : timeDefaults[name]]);
  const times = Object.fromEntries(entries) as DutyTimes;
  return disorderedTimes(times).length > 0 ? timeDefaults : times;
}

function isWithin(name: TimeName, value: unknown): boolean {
  const { min, max } = timeBounds[name];
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
