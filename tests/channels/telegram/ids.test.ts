import { describe, expect, test } from 'vitest';
import {
  addressOf,
  chatIdOf,
  messageIdOf,
  offsetAfter,
  providerIdOf,
  readOffset,
} from '../../../src/channels/telegram/ids.ts';

describe('the names Telegram gives', () => {
  test('an address leads back to its chat', () => {
    const address = addressOf(6_812_345_678);
    expect(address).toBe('6812345678');
    expect(chatIdOf(address ?? '')).toBe(6_812_345_678);
  });

  test.each([-100_123, 0, 1.5, Number.NaN, '7', null, undefined, 2 ** 60])('%s is no private chat', (id) => {
    expect(addressOf(id)).toBeUndefined();
  });

  test.each(['', '-5', '0', '007', '1e3', '12 ', '@somebody', '9'.repeat(17)])(
    '"%s" is no address',
    (address) => {
      expect(chatIdOf(address)).toBeUndefined();
    },
  );

  test('a provider id leads back to its message, and an unknown one to nothing', () => {
    expect(messageIdOf(providerIdOf(1201))).toBe(1201);
    expect(messageIdOf(null)).toBeUndefined();
  });

  test('the offset after a batch is one past its highest update, in whatever order they came', () => {
    expect(offsetAfter([{ update_id: 12 }, { update_id: 14 }, { update_id: 13 }])).toBe(15);
  });

  test('the offset follows numbers that start again lower, and ignores what has no number', () => {
    expect(offsetAfter([{ update_id: 3 }, { nothing: true }])).toBe(4);
    expect(offsetAfter([])).toBeUndefined();
    expect(offsetAfter([{}, null])).toBeUndefined();
  });

  test('a stored offset is read back, and a spoiled one asks from the oldest', () => {
    expect(readOffset('501001')).toBe(501_001);
    expect(readOffset(undefined)).toBeUndefined();
    expect(readOffset('NaN')).toBeUndefined();
  });
});
