import {
  type DisorderedTimes,
  type DutyTimes,
  disorderedTimes,
  readTimes,
  type TimeName,
  timeBounds,
  timeDefaults,
  timeNames,
} from './duty/times.ts';

/**
 * What the organisation says of itself, and the rules it chose: the *Organisasi* page (design §7b). From it come
 * the texts of R3, R4, L8 and PRIVASI. Public facts and settings, nothing of any person; pure.
 */
export type OperatorKind = 'uptd_ppa' | 'lembaga_layanan_masyarakat' | 'lainnya';

export interface OrgSettings {
  /** As it stands in the deed or the decree; empty until somebody filled it in. */
  legalName: string;
  operatorKind: OperatorKind;
  /** Kemendagri code of the province it works in, two digits; empty until chosen. */
  province: string;
  /** When counsellors answer, in its own words: "Senin–Jumat 08.00–16.00 WITA". */
  hours: string;
  /** Who is called outside of those hours, in its own words. */
  onCallRule: string;
  /** Where questions about one's own data go: an e-mail address or a number of the organisation. */
  privacyContact: string;
  /** Full years after a case is closed until it is forgotten; a lawyer confirms (design §6). */
  closedAdultYears: number;
  /** A child's case is kept until she is this old. */
  childUntilAge: number;
  /** Languages the counsellors answer in, ISO 639-1; Indonesian is always among them. */
  languages: string[];
  /** Words beside KELUAR, 0 and STOP that leave the chat at once, upper case. */
  safeWords: string[];
  /** How many cases one counsellor holds at once, unless she says otherwise. */
  casesMax: number;
  /** Minutes without a touch after which the console locks itself. */
  lockMinutes: number;
  /** How long anybody waits (design §7). */
  times: DutyTimes;
}

export const orgDefaults: OrgSettings = {
  legalName: '',
  operatorKind: 'lainnya',
  province: '',
  hours: '',
  onCallRule: '',
  privacyContact: '',
  closedAdultYears: 2,
  childUntilAge: 20,
  languages: ['id'],
  safeWords: [],
  casesMax: 5,
  lockMinutes: 5,
  times: timeDefaults,
};

/** Bounds, each with its reason. */
export const orgLimits = {
  textCharsMax: 200,
  /** Shorter than any real retention schedule would be a mistake; longer is hoarding (standards.md R33). */
  closedAdultYears: { min: 1, max: 10 },
  /** Grown up, and two years to decide (design §6: 18 + 2). */
  childUntilAge: { min: 20, max: 30 },
  casesMax: { min: 1, max: 20 },
  lockMinutes: { min: 1, max: 15 },
  safeWordsMax: 5,
  safeWordCharsMax: 20,
} as const;

const text = (value: unknown, charsMax: number = orgLimits.textCharsMax): string =>
  typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, charsMax) : '';

function whole(value: unknown, { min, max }: { min: number; max: number }, otherwise: number): number {
  const number = typeof value === 'number' ? value : Number.NaN;
  return Number.isInteger(number) ? Math.min(max, Math.max(min, number)) : otherwise;
}

function words(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((each) => text(each, orgLimits.safeWordCharsMax).toUpperCase())
    .filter((each) => each !== '')
    .slice(0, orgLimits.safeWordsMax);
}

/** What a row or a form holds, made whole: every field of the right kind and inside its bounds. */
export function readOrgSettings(stored: Readonly<Partial<Record<keyof OrgSettings, unknown>>>): OrgSettings {
  const kinds: readonly unknown[] = ['uptd_ppa', 'lembaga_layanan_masyarakat', 'lainnya'];
  const { operatorKind, province, languages } = stored;
  const spoken = Array.isArray(languages) ? languages.filter((each) => /^[a-z]{2}$/.test(String(each))) : [];
  return {
    legalName: text(stored.legalName),
    operatorKind: kinds.includes(operatorKind) ? (operatorKind as OperatorKind) : orgDefaults.operatorKind,
    province: typeof province === 'string' && /^\d{2}$/.test(province) ? province : '',
    hours: text(stored.hours),
    onCallRule: text(stored.onCallRule),
    privacyContact: text(stored.privacyContact),
    closedAdultYears: whole(
      stored.closedAdultYears,
      orgLimits.closedAdultYears,
      orgDefaults.closedAdultYears,
    ),
    childUntilAge: whole(stored.childUntilAge, orgLimits.childUntilAge, orgDefaults.childUntilAge),
    languages: [...new Set(['id', ...spoken.map(String)])],
    safeWords: words(stored.safeWords),
    casesMax: whole(stored.casesMax, orgLimits.casesMax, orgDefaults.casesMax),
    lockMinutes: whole(stored.lockMinutes, orgLimits.lockMinutes, orgDefaults.lockMinutes),
    times: readTimes(stored.times),
  };
}

/** Settings that are a number, with how small and how large each may be. */
export const numberBounds = {
  closedAdultYears: orgLimits.closedAdultYears,
  childUntilAge: orgLimits.childUntilAge,
  casesMax: orgLimits.casesMax,
  lockMinutes: orgLimits.lockMinutes,
  ...timeBounds,
} as const;
export type NumberName = keyof typeof numberBounds;

export const numberNames = Object.keys(numberBounds) as readonly NumberName[];

/** Why a number on the page was not taken. */
export type NumberFault =
  | { is: 'outside'; name: NumberName; min: number; max: number }
  | ({ is: 'disordered' } & DisorderedTimes);

/**
 * Reads the page's numbers as they were typed. What is outside its bounds is refused and named, never bent: whoever
 * typed 30 would believe that 30 holds.
 * @returns the numbers for `readOrgSettings`, to be used only when there are no faults
 */
export function typedSettings(typed: Readonly<Partial<Record<NumberName, string>>>): {
  faults: NumberFault[];
  numbers: Partial<Record<keyof OrgSettings, unknown>>;
} {
  const read = (name: NumberName) => {
    const line = (typed[name] ?? '').trim();
    return /^\d{1,4}$/.test(line) ? Number(line) : Number.NaN;
  };
  const faults = numberNames.flatMap((name): NumberFault[] => {
    const { min, max } = numberBounds[name];
    const value = read(name);
    return value >= min && value <= max ? [] : [{ is: 'outside', name, min, max }];
  });
  const times = Object.fromEntries(timeNames.map((name) => [name, read(name)])) as Record<TimeName, number>;
  const crossed = faults.length > 0 ? [] : disorderedTimes(times);
  return {
    faults: [...faults, ...crossed.map((pair): NumberFault => ({ is: 'disordered', ...pair }))],
    numbers: { ...Object.fromEntries(numberNames.map((name) => [name, read(name)])), times },
  };
}

/** Whether somebody filled in what people are told: without it PRIVASI would have gaps. */
export function isOrgComplete(settings: OrgSettings): boolean {
  const { legalName, province, hours, privacyContact } = settings;
  return [legalName, province, hours, privacyContact].every((each) => each !== '');
}
