import { expect, it, vi } from 'vitest';
import { createWords } from '../../src/conversation/words.ts';

/** One text that the translation lacks, and one that a deploy took away under a talk that goes on. */
vi.mock('../../locales/texts.ts', async (original) => {
  const { texts } = await original<typeof import('../../locales/texts.ts')>();
  const without = (language: string, ...keys: string[]) =>
    Object.fromEntries(Object.entries(texts[language] ?? {}).filter(([key]) => !keys.includes(key)));
  return { texts: { id: without('id', 'common.help'), en: without('en', 'common.help', 'common.patience') } };
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
