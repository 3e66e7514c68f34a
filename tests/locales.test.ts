import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesOf, moduleOf, readTexts, typesOf, variablesOf } from '../src/cli/messages.ts';
import { breachesOf, isForPeople, isLabel, lints } from './locales/lints.ts';

/** Every word a person can get: complete in every language, short, kind, and true to the rules of the field. */
const source = readTexts('id');
const languages = Object.keys(filesOf());

describe('the languages', () => {
  test('are Indonesian, the source, and English', () => {
    expect(languages).toEqual(['en', 'id']);
    expect(Object.keys(source).filter(isForPeople).length).toBeGreaterThan(100);
  });

  test.each(languages.filter((language) => language !== 'id'))('%s has the same keys (R46)', (language) => {
    expect(Object.keys(readTexts(language)).toSorted()).toEqual(Object.keys(source).toSorted());
  });

  test.each(languages)('%s has the same variables in every text, and no empty one', (language) => {
    const texts = readTexts(language);
    const differing = Object.keys(source).filter(
      (key) =>
        (texts[key] ?? '').trim() === '' ||
        variablesOf(texts[key] ?? '')
          .toSorted()
          .join() !==
          variablesOf(source[key] ?? '')
            .toSorted()
            .join(),
    );
    expect(differing).toEqual([]);
  });

  test('give the generated files as they stand: `npm run messages` changes nothing', () => {
    expect(readFileSync('locales/messages.ts', 'utf8')).toBe(typesOf(source));
    expect(readFileSync('locales/texts.ts', 'utf8')).toBe(moduleOf(filesOf()));
  });

  test('tell labels from messages: a label has no line break and no full stop', () => {
    for (const language of languages)
      for (const [key, text] of Object.entries(readTexts(language)))
        if (isForPeople(key) && isLabel(key) && !key.startsWith('chat.'))
          expect(text, key).not.toMatch(/\n|\.$/);
  });
});

describe.each(lints)('$rule: $why', (lint) => {
  test.each(lint.languages)('%s keeps to it', (language) => {
    expect(breachesOf(lint, readTexts(language))).toEqual([]);
  });

  test('is about some texts at all', () => {
    expect(Object.keys(source).some((key) => isForPeople(key) && lint.on?.(key) !== false)).toBe(true);
  });

  test('a planted breach is found, and its neighbour is left alone', () => {
    expect(lint.find(lint.breach)).toBeDefined();
    expect(lint.find(lint.fine)).toBeUndefined();
  });
});
