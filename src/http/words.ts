import type { Language } from '../../flows/kit/events.ts';
import english from '../../locales/en/chat.json' with { type: 'json' };
import indonesian from '../../locales/id/chat.json' with { type: 'json' };

/**
 * The few words that belong to a page and not to the conversation: the button, the notice, the error.
 * What the conversation says comes rendered from the outbox.
 */
export type PageWord = keyof typeof indonesian;

const texts: Readonly<Record<Language, Partial<Record<PageWord, string>>>> = {
  id: indonesian,
  en: english,
};

/** @returns the text of one key; a missing translation falls to Indonesian (standards.md R46) */
export function pageWord(language: Language, key: PageWord): string {
  return texts[language][key] ?? indonesian[key];
}
