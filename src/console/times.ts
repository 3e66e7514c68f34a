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

/** From six in the evening to six in the morning the console is dark unless somebody chose otherwise. */
export function isNight(moment: Date): boolean {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone.iana, hour: '2-digit', hourCycle: 'h23' }).format(
      moment,
    ),
  );
  return hour >= 18 || hour < 6;
}
