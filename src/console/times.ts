import type { Words } from './words.ts';

/**
 * Times as a colleague says them. One zone for now, named beside every date: Indonesia has three, and the
 * person's may differ from the counsellor's.
 */
const zone = { iana: 'Asia/Makassar', name: 'WITA' };

const locale = (words: Words) => (words.language === 'id' ? 'id-ID' : 'en-GB');

/** "Sabtu, 21 Nov 2026" */
export function dayOf(moment: Date, words: Words): string {
  return new Intl.DateTimeFormat(locale(words), {
    timeZone: zone.iana,
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(moment);
}

/** "Jan 2026" @param month "2026-01" */
export function monthOf(month: string, words: Words): string {
  return new Intl.DateTimeFormat(locale(words), { timeZone: 'UTC', month: 'short', year: 'numeric' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/** "02.14" */
export function clockOf(moment: Date, words: Words): string {
  return new Intl.DateTimeFormat(locale(words), {
    timeZone: zone.iana,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(moment);
}

/** "Sabtu, 21 Nov 2026, 02.14 WITA" */
export function momentOf(moment: Date, words: Words): string {
  return `${dayOf(moment, words)}, ${clockOf(moment, words)} ${zone.name}`;
}

/** "3 menit menunggu". The browser ticks the same words (assets/console.js). */
export function waitedOf(since: Date, now: Date, words: Words): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return words('waiting.now');
  if (minutes < 60) return words('waiting.minutes', { count: String(minutes) });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return words('waiting.hours', { hours: String(hours), minutes: String(minutes % 60) });
  return words('waiting.days', { days: String(Math.floor(hours / 24)), hours: String(hours % 24) });
}

/** The next whole hours, for "sampai jam": what a thumb can choose without typing. @param count at most 16 */
export function comingHours(now: Date, count: number): Date[] {
  const hour = 3_600_000;
  // Whole hours are whole in all three zones. The one that begins within minutes would end a shift at once.
  const first = Math.ceil((now.getTime() + 20 * 60_000) / hour) * hour;
  return Array.from({ length: count }, (_, index) => new Date(first + index * hour));
}

/** "2 menit", "40 detik": how long something took. @param seconds whole */
export function lengthOf(seconds: number, words: Words): string {
  if (seconds < 60) return words('length.seconds', { count: String(seconds) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return words('length.minutes', { count: String(minutes) });
  return words('length.hours', { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) });
}

/** "1:40", what is left of a clock that somebody watches. The browser counts on (assets/console.js). */
export function leftOf(until: Date, now: Date): string | undefined {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
  if (seconds <= 0) return undefined;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** From six in the evening to six in the morning the console is dark unless somebody chose otherwise. */
export function isNight(moment: Date): boolean {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone.iana, hour: '2-digit', hourCycle: 'h23' }).format(
      moment,
    ),
  );
  return hour >= 18 || hour < 6;
}
