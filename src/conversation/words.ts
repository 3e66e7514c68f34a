import { createInstance } from 'i18next';
import type { Text, Value } from '../../flows/kit/effects.ts';
import type { Language } from '../../flows/kit/events.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { texts } from '../../locales/texts.ts';

/**
 * Keys to words. Indonesian is the source: a key that another language lacks falls to it and is counted,
 * never to a key name (R46).
 */
export interface Words {
  text(language: Language, text: Text): string;
  key(language: Language, key: MessageKey): string;
}

/** The texts of every language, Indonesian behind each. */
function openTexts(): ReturnType<typeof createInstance> {
  const i18n = createInstance();
  void i18n.init({
    resources: Object.fromEntries(
      Object.entries(texts).map(([language, translation]) => [language, { translation }]),
    ),
    lng: 'id',
    fallbackLng: 'id',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return i18n;
}

/** @param chatName the organisation's neutral name @param onMissing called with each key a language lacks */
export function createWords(chatName: () => string, onMissing: (key: string) => void = () => {}): Words {
  const i18n = openTexts();
  /** Most texts have no values, and looking one up costs more than the rest of a label. */
  const plain = new Map<string, string>();
  const words: Words = {
    text: (language, text) => {
      if (!texts[language]?.[text.key]) onMissing(text.key);
      if (!('values' in text)) {
        const name = `${language} ${text.key}`;
        const known = plain.get(name) ?? i18n.t(text.key, { lng: language });
        plain.set(name, known);
        return known;
      }
      const values = valuesOf(language, text.values);
      return i18n.t(text.key, { lng: language, ...values });
    },
    key: (language, key) => words.text(language, { key } as Text),
  };
  function valuesOf(language: Language, values: Record<string, Value>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, wordsOf(language, value)]),
    );
  }
  function wordsOf(language: Language, value: Value): string {
    if (typeof value === 'string') return value;
    if ('key' in value) return words.key(language, value.key);
    if ('org' in value) return chatName();
    if ('text' in value) return words.text(language, value.text);
    if ('list' in value) return value.list.map((item) => wordsOf(language, item)).join(', ');
    return value.lines.map((line) => wordsOf(language, line)).join('\n');
  }
  return words;
}
