import type { WishedContact } from '../../flows/kit/effects.ts';

/**
 * When somebody may be written to first (standards.md R11). Pure. Whoever writes now is answered now: this is
 * only about words that come to a screen nobody has touched for a while.
 */
export type Zone = 'WIB' | 'WITA' | 'WIT';

const offsets: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 };

/** From, until (full hours of her own clock). Never the night: nobody should be woken by us. */
const spans: Readonly<Record<WishedContact['hours'][number], readonly [number, number]>> = {
  morning: [6, 11],
  noon: [11, 15],
  afternoon: [15, 18],
  evening: [18, 21],
};

/** Kemendagri codes of the provinces east of WIB; everywhere else, and where nothing is known, it is WIB. */
const zones: readonly [Zone, readonly string[]][] = [
  ['WITA', ['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76']],
  ['WIT', ['81', '82', '91', '92', '93', '94', '95', '96']],
];

export function zoneOf(province: string | null): Zone {
  return zones.find(([, codes]) => province !== null && codes.includes(province))?.[0] ?? 'WIB';
}

const hourMilliseconds = 3_600_000;

/** @returns 0 to 23, on her clock */
function hourIn(now: Date, zone: Zone): number {
  return new Date(now.getTime() + offsets[zone] * hourMilliseconds).getUTCHours();
}

/** Whether she said anything about being written to first; "tidak tahu" and silence are no wish (R11, R40). */
export function hasWish(contact: WishedContact | undefined): contact is WishedContact {
  return contact !== undefined && contact.mode !== 'unknown';
}

/** Whether her wish lets us write now. What holds without one is decided in held.ts; "only when I write" is never. */
export function mayWriteNow(contact: WishedContact | undefined, now: Date, zone: Zone): boolean {
  if (!contact || contact.mode === 'anytime' || contact.mode === 'unknown') return true;
  if (contact.mode === 'iReturn' || contact.hours.length === 0) return false;
  const hour = hourIn(now, zone);
  return contact.hours.some((name) => hour >= spans[name][0] && hour < spans[name][1]);
}

/** The next moment at which we may; null when only she can begin. */
export function nextSafeMoment(contact: WishedContact | undefined, now: Date, zone: Zone): Date | null {
  if (mayWriteNow(contact, now, zone)) return now;
  if (contact?.mode !== 'hours' || contact.hours.length === 0) return null;
  // Zones are whole hours from UTC: an hour begins everywhere at the same moment.
  const first = Math.ceil((now.getTime() + 1) / hourMilliseconds) * hourMilliseconds;
  for (let ahead = 0; ahead < 24; ahead += 1) {
    const moment = new Date(first + ahead * hourMilliseconds);
    if (mayWriteNow(contact, moment, zone)) return moment;
  }
  return null;
}
