import { createInstance } from 'i18next';
import type { Text, Value } from '../../flows/kit/effects.ts';
import type { Language } from '../../flows/kit/events.ts';
import { keyFor, type Manner, plainManner } from '../../flows/report/manner.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { texts } from '../../locales/texts.ts';
import { assert } from '../errors.ts';

/**
 * Keys to words. Indonesian is the source: a key that another language lacks falls to it and is counted,
 * never to a key name (R46).
 */
export interface Words {
  text(language: Language, text: Text): string;
  key(language: Language, key: MessageKey): string;
  /** The same words as a child hears them, or in short sentences (standards.md R34, R38). */
  in(manner: Manner): Words;
  /** What stands in a variable. */
  value(language: Language, value: Value): string;
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
export function createWords(
  chatName: () => string,
  onMissing: (key: string) => void = () => {},
  org: () => OrgFacts = () => nothingFilledIn,
): Words {
  const i18n = openTexts();
  const views = new Map<string, Words>();
  const viewOf = (manner: Manner): Words => {
    const name = JSON.stringify([manner.child, manner.simple]);
    const known = views.get(name) ?? wordsIn(i18n, manner, { chatName, onMissing, org, viewOf });
    views.set(name, known);
    return known;
  };
  return viewOf(plainManner);
}

/** What PRIVASI says of the organisation (standards.md L2), from its page; empty while nobody filled it in. */
export interface OrgFacts {
  legalName: string;
  privacyContact: string;
  /** Full years. */
  closedAdultYears: number;
  childUntilAge: number;
  /** Its readiness is not proven yet: every opening says so (design §7b). */
  isTrial: boolean;
}

const nothingFilledIn: OrgFacts = {
  legalName: '',
  privacyContact: '',
  closedAdultYears: 2,
  childUntilAge: 20,
  isTrial: false,
};

interface Setting {
  chatName: () => string;
  onMissing: (key: string) => void;
  org: () => OrgFacts;
  viewOf: (manner: Manner) => Words;
}

const hasText = (key: string) => texts.id?.[key] !== undefined;

function wordsIn(i18n: ReturnType<typeof openTexts>, manner: Manner, setting: Setting): Words {
  /** Most texts have no values, and looking one up costs more than the rest of a label. */
  const plain = new Map<string, string>();
  const isPlain = !manner.child && !manner.simple;
  const words: Words = {
    text: (language, text) => {
      const key = isPlain ? text.key : keyFor(text.key, manner, hasText);
      if (!texts[language]?.[key]) setting.onMissing(key);
      // Its bare name would betray on a lock screen what is talked about; the turn fails, and a human comes.
      assert(texts[language]?.[key] ?? hasText(key), 'textMissing', { key });
      if (!('values' in text)) {
        const name = `${language} ${key}`;
        const known = plain.get(name) ?? i18n.t(key, { lng: language });
        plain.set(name, known);
        return known;
      }
      return i18n.t(key, { lng: language, ...valuesOf(language, text.values) });
    },
    key: (language, key) => words.text(language, { key } as Text),
    value: wordsOf,
    in: setting.viewOf,
  };
  function valuesOf(language: Language, values: Record<string, Value>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, wordsOf(language, value)]),
    );
  }
  function wordsOf(language: Language, value: Value): string {
    if (typeof value === 'string') return value;
    if ('key' in value) return words.key(language, value.key);
    if ('org' in value) return factWords(words, setting, language, value.org);
    if ('text' in value) return words.text(language, value.text);
    if ('list' in value) return value.list.map((item) => wordsOf(language, item)).join(', ');
    return value.lines.map((line) => wordsOf(language, line)).join('\n');
  }
  return words;
}

/** From the organisation's page; what nobody filled in is said so. */
function factWords(
  words: Words,
  { chatName, org }: Setting,
  language: Language,
  name: 'chatName' | 'trial' | Exclude<keyof OrgFacts, 'isTrial'>,
): string {
  if (name === 'chatName') return chatName();
  if (name === 'trial') return org().isTrial ? ` ${words.key(language, 'common.trial')}` : '';
  const fact = String(org()[name]);
  if (fact !== '') return fact;
  return words.key(language, name === 'legalName' ? 'rights.noName' : 'rights.noContact');
}
