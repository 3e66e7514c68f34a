import { expect, test } from 'vitest';
import { backOffMilliseconds, endingOf, sentences } from '../../../src/channels/whatsapp/states.ts';

test.each([
  [515, 'restarting', 'atOnce'],
  [440, 'replaced', 'stop'],
  [401, 'loggedOut', 'stop'],
  [402, 'banned', 'stop'],
  [403, 'banned', 'stop'],
  [405, 'outdated', 'backOff'],
  [503, 'platformAway', 'backOff'],
  [428, 'lineLost', 'backOff'],
  [408, 'lineLost', 'backOff'],
  [500, 'lineLost', 'backOff'],
  [undefined, 'lineLost', 'backOff'],
])('an end with %s is %s and leads to %s', (status, code, next) => {
  expect(endingOf(status)).toEqual({ code, next });
});

test('the waits grow from a second to a minute and stay there', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map(backOffMilliseconds)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
  ]);
});

test('every state has a sentence for the operator in both languages', () => {
  for (const { id, en } of Object.values(sentences)) {
    expect(id).toMatch(/\S.*\.$|pair$/);
    expect(en).toMatch(/\S.*\.$|pair$/);
    expect(id).not.toBe(en);
  }
});
