import { GrammyError, HttpError } from 'grammy';
import { unreachable } from '../../errors.ts';
import type { SendOutcome } from '../channel.ts';
import type { TelegramCode } from './states.ts';

/**
 * What a failed call means: for a message on its way, and for the poll. Pure. Only fixed words and numbers
 * leave here: a description, a cause or a URL may hold what a person wrote or the bot's token.
 */
export type Failure =
  /** We gave up on it ourselves, at a stop. */
  | { is: 'aborted' }
  /** No connection came about: nothing was written. */
  | { is: 'notConnected' }
  /** The request went out, at least in part, and no answer came that we understand. */
  | { is: 'unanswered' }
  /** Telegram said no. */
  | {
      is: 'answered';
      status: number;
      retryAfterSeconds: number | undefined;
      noSuchChat: boolean;
      /** A file beyond what a bot may download. */
      isTooBig: boolean;
    };

/** The code on an error of the agent (agent.ts) that proves that nothing was written. */
export const notConnectedCode = 'notConnected';

/** Bounds, and why. */
const limits = {
  /** The line comes back in seconds or in hours; a person waits for these words. */
  notConnectedSeconds: 5,
  /** Telegram always says how long; this is for an answer that does not. */
  retryAfterSeconds: 5,
  /** A wrong token is mended by a human. */
  unauthorizedSeconds: 60,
};

/** @param cause what a call of grammY's client threw @param signal the one the call was given */
export function readFailure(cause: unknown, signal: AbortSignal): Failure {
  if (cause instanceof GrammyError) {
    const seconds = cause.parameters.retry_after;
    return {
      is: 'answered',
      status: cause.error_code,
      retryAfterSeconds: typeof seconds === 'number' && seconds >= 0 ? seconds : undefined,
      isTooBig: /file is too big/i.test(cause.description),
      noSuchChat: /chat not found|user not found|peer_id_invalid/i.test(cause.description),
    };
  }
  if (signal.aborted) return { is: 'aborted' };
  const inner = cause instanceof HttpError ? cause.error : cause;
  const code = (inner as { code?: unknown } | null | undefined)?.code;
  return { is: code === notConnectedCode ? 'notConnected' : 'unanswered' };
}

/**
 * What became of a message whose call failed. `uncertain` wherever it may have arrived: Telegram has no
 * idempotency key, so a second send may be a second message, and the case says so.
 */
export function outcomeOf(failure: Failure, now: Date): SendOutcome {
  switch (failure.is) {
    case 'aborted':
      return { is: 'uncertain', why: 'stopped' };
    case 'notConnected':
      return later(now, limits.notConnectedSeconds, 'notConnected');
    case 'unanswered':
      return { is: 'uncertain', why: 'unanswered' };
    case 'answered':
      return outcomeOfAnswer(failure, now);
    default:
      return unreachable(failure);
  }
}

function outcomeOfAnswer(
  { status, retryAfterSeconds, noSuchChat }: Extract<Failure, { is: 'answered' }>,
  now: Date,
): SendOutcome {
  if (status === 429) return later(now, retryAfterSeconds ?? limits.retryAfterSeconds, 'tooManyRequests');
  if (status === 403 || noSuchChat) return { is: 'blocked' };
  // A wrong token says nothing against the message (Telegram answers 401, or 404 to one it cannot read).
  // Refused here, a mistyped token would throw away every waiting reply; so they wait for the right one.
  if (status === 401 || status === 404) return later(now, limits.unauthorizedSeconds, 'unauthorized');
  if (status >= 500) return { is: 'uncertain', why: `telegram${status}` };
  return { is: 'refused', why: `telegram${status}` };
}

function later(now: Date, seconds: number, why: string): SendOutcome {
  return { is: 'later', at: new Date(now.getTime() + seconds * 1000), why };
}

/** Why the poll stands still, and how long. */
export interface Trouble {
  code: TelegramCode;
  waitMilliseconds: number;
}

export interface BackOff {
  firstMilliseconds: number;
  mostMilliseconds: number;
}

/** @param attempt failures in a row before this one */
export function troubleOf(failure: Failure, attempt: number, backOff: BackOff): Trouble {
  const waitMilliseconds = backOffMilliseconds(attempt, backOff);
  if (failure.is !== 'answered') {
    return { code: failure.is === 'notConnected' ? 'unreachable' : 'unanswered', waitMilliseconds };
  }
  switch (failure.status) {
    case 401:
    case 404:
      return { code: 'unauthorized', waitMilliseconds: backOff.mostMilliseconds };
    case 409:
      return { code: 'conflict', waitMilliseconds };
    case 429: {
      const seconds = failure.retryAfterSeconds ?? limits.retryAfterSeconds;
      return { code: 'tooManyRequests', waitMilliseconds: seconds * 1000 };
    }
    default:
      return { code: 'platformFault', waitMilliseconds };
  }
}

/** Doubles from the first to the most. */
export function backOffMilliseconds(
  attempt: number,
  { firstMilliseconds, mostMilliseconds }: BackOff,
): number {
  return Math.min(mostMilliseconds, firstMilliseconds * 2 ** Math.min(attempt, 20));
}
