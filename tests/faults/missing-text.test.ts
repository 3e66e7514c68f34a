import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { texts } from '../../locales/texts.ts';

/**
 * One text that the translation lacks, and one that a deploy took away under a talk that goes on. The words are
 * loaded anew on both sides of it: other files in this process have them whole.
 */
const without = (language: string, ...keys: string[]) =>
  Object.fromEntries(Object.entries(texts[language] ?? {}).filter(([key]) => !keys.includes(key)));
let createWords: typeof import('../../src/conversation/words.ts').createWords;

beforeAll(async () => {
  vi.resetModules();
  vi.doMock('../../locales/texts.ts', () => ({
    texts: { id: without('id', 'common.help'), en: without('en', 'common.help', 'common.patience') },
  }));
  ({ createWords } = await import('../../src/conversation/words.ts'));
});
afterAll(() => {
  vi.doUnmock('../../locales/texts.ts');
  vi.resetModules();
});

it('a text that the translation lacks is said in Indonesian, and an operator hears which', () => {
  const missing: string[] = [];
  const words = createWords(
    () => 'Halo',
    (key) => missing.push(key),
  );
  expect(words.key('en', 'common.patience')).toBe(words.key('id', 'common.patience'));
  expect(words.key('en', 'common.patience')).toContain('Mohon tunggu sebentar');
  expect(missing).toEqual(['common.patience', 'common.patience']);
});

it('a text that is nowhere never shows its name to a person: the turn fails, and a human comes', () => {
  const missing: string[] = [];
  const words = createWords(
    () => 'Halo',
    (key) => missing.push(key),
  );
  for (const language of ['id', 'en'] as const)
    expect(() => words.key(language, 'common.help')).toThrow('textMissing');
  expect(missing).toEqual(['common.help', 'common.help']);
});
