import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { outcomeOf, readFailure, troubleOf } from '../../../src/channels/telegram/failures.ts';

const token = '42:secret-of-the-bot';
const now = new Date('2026-11-21T10:00:00Z');

describe('failures, read without their words', () => {
  const signal = new AbortController().signal;
  const refusal = (error_code: number, description: string, retry_after?: number) =>
    new GrammyError(
      'Call failed',
      {
        ok: false,
        error_code,
        description,
        ...(retry_after === undefined ? {} : { parameters: { retry_after } }),
      },
      'sendMessage',
      { text: 'rahasia' },
    );

  test('no outcome and no trouble repeats what Telegram or the person said', () => {
    const causes = [
      refusal(400, 'Bad Request: rahasia'),
      refusal(500, 'rahasia'),
      refusal(418, 'rahasia'),
      new HttpError('Network request failed', new Error(`https://x/bot${token}/sendMessage rahasia`)),
      new Error('rahasia'),
    ];
    for (const cause of causes) {
      const failure = readFailure(cause, signal);
      const said = JSON.stringify([failure, outcomeOf(failure, now), troubleOf(failure, 0, backOff)]);
      expect(said).not.toContain('rahasia');
      expect(said).not.toContain('secret');
    }
  });

  const backOff = { firstMilliseconds: 500, mostMilliseconds: 15_000 };
  test.each([
    [401, undefined, 0, { code: 'unauthorized', waitMilliseconds: 15_000 }],
    [404, undefined, 0, { code: 'unauthorized', waitMilliseconds: 15_000 }],
    [409, undefined, 0, { code: 'conflict', waitMilliseconds: 500 }],
    [409, undefined, 3, { code: 'conflict', waitMilliseconds: 4_000 }],
    [429, 9, 7, { code: 'tooManyRequests', waitMilliseconds: 9_000 }],
    [429, undefined, 7, { code: 'tooManyRequests', waitMilliseconds: 5_000 }],
    [502, undefined, 1, { code: 'platformFault', waitMilliseconds: 1_000 }],
    [500, undefined, 50, { code: 'platformFault', waitMilliseconds: 15_000 }],
  ])(
    'the poll meets %s (retry after %s, %s failures before) with the pause it needs',
    (status, retryAfter, attempt, expected) => {
      const failure = readFailure(refusal(status, 'x', retryAfter), signal);
      expect(troubleOf(failure, attempt, backOff)).toEqual(expected);
    },
  );
});
