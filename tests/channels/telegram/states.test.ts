import { expect, test } from 'vitest';
import { healthOf, telegramSentence } from '../../../src/channels/telegram/states.ts';

test('an operator reads a sentence in both languages for every code, and nothing for a foreign one', () => {
  for (const code of ['connected', 'standby', 'conflict', 'unauthorized', 'notKept'] as const) {
    expect(healthOf(code).code).toBe(code);
    expect(telegramSentence(code, 'id')).toMatch(/^[A-Z].+\.$/);
    expect(telegramSentence(code, 'en')).toMatch(/^[A-Z].+\.$/);
    expect(telegramSentence(code, 'id')).not.toBe(telegramSentence(code, 'en'));
  }
  expect(telegramSentence('toString', 'en')).toBeUndefined();
});
