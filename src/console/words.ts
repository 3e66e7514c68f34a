import { createInstance } from 'i18next';
import type { Language } from '../../flows/kit/events.ts';
import enAnswers from '../../locales/en/answers.json' with { type: 'json' };
import en from '../../locales/en/console.json' with { type: 'json' };
import enKeys from '../../locales/en/keys.json' with { type: 'json' };
import enOffice from '../../locales/en/office.json' with { type: 'json' };
import idAnswers from '../../locales/id/answers.json' with { type: 'json' };
import id from '../../locales/id/console.json' with { type: 'json' };
import idKeys from '../../locales/id/keys.json' with { type: 'json' };
import idOffice from '../../locales/id/office.json' with { type: 'json' };
import type { Messages } from '../../locales/messages.ts';

/** The files that hold the console's texts: one list of keys, however many files. */
type File = 'answers' | 'console' | 'keys' | 'office';

/** Every text of the console and its variables. Indonesian is the source; a key English lacks falls to it. */
type Texts = {
  [Full in keyof Messages as Full extends `${File}.${infer Key}` ? Key : never]: Messages[Full];
};

export type Key = keyof Texts;
type Values<K extends Key> = Texts[K];

export interface Words {
  /** A wrong key or a missing variable does not compile. The text is plain: html`` escapes it. */
  <K extends Key>(key: K, ...values: Values<K> extends Record<string, never> ? [] : [Values<K>]): string;
  /** For a code that came out of the store: undefined when there is no text for it. */
  find(key: string): string | undefined;
  readonly language: Language;
}

const texts = createInstance({
  lng: 'id',
  fallbackLng: 'id',
  resources: {
    id: { translation: { ...id, ...idAnswers, ...idKeys, ...idOffice } },
    en: { translation: { ...en, ...enAnswers, ...enKeys, ...enOffice } },
  },
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  // Escaping happens once, where a page is written (http/html.ts); here it would show as "&amp;".
  interpolation: { escapeValue: false },
});
await texts.init();

/** The words of one language. */
export function wordsOf(language: Language): Words {
  const fixed = texts.getFixedT(language);
  const say = (key: string, values: Record<string, string> = {}) => fixed(key, values);
  return Object.assign(say, {
    find: (key: string) => (texts.exists(key) ? say(key) : undefined),
    language,
  }) as Words;
}
