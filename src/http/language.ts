import type { Language } from '../../flows/kit/events.ts';

/** What this module needs of a request, so that it stays pure. */
interface Asked {
  query: unknown;
  headers: { 'accept-language'?: string | undefined };
}

/** More languages than a browser sends; a longer header is not read to its end. */
const languagesMax = 20;

/** @returns the language that `?lang=` asks for, when it is one of ours */
export function askedLanguage(query: unknown): Language | undefined {
  const lang = typeof query === 'object' && query !== null ? Reflect.get(query, 'lang') : undefined;
  return lang === 'id' || lang === 'en' ? lang : undefined;
}

/**
 * The language of a page's own words: `?lang=`, else the first of ours that the browser names, else
 * Indonesian. Somebody whose browser asks for neither, but takes English after her own, gets English.
 */
export function readLanguage(asked: Asked): Language {
  const wanted = askedLanguage(asked.query);
  if (wanted) return wanted;
  const named = (asked.headers['accept-language'] ?? '')
    .split(',', languagesMax)
    .map((range) => range.trim().slice(0, 2).toLowerCase());
  return named.find((code) => code === 'id' || code === 'en') === 'en' ? 'en' : 'id';
}
