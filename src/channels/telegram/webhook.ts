import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../log.ts';
import type { Intake } from '../channel.ts';
import { type Calls, forApi } from './api.ts';
import { type BackOff, backOffMilliseconds, readFailure, troubleOf } from './failures.ts';
import { updateIdOf } from './ids.ts';
import { wait } from './poll.ts';
import { allowedUpdates, callbackIdOf, readUpdate } from './receive.ts';
import type { TelegramCode } from './states.ts';

/**
 * Telegram calls us instead of being asked. The law is the poll's: an update is answered with 200 only after it
 * is in the inbox; anything else makes Telegram send it again, and its id makes the second copy change
 * nothing. Every process may serve it; Telegram gives the updates of one chat one after the other.
 */
export const webhookPath = '/webhooks/telegram';

const limits = {
  /** The longest update is a text of 4,096 characters with its entities, or a checklist. */
  bodyBytes: 256 * 1024,
  /** At once; a village writes in one evening, and each is kept within milliseconds. */
  connections: 20,
  /** Somebody else may have set another address, or none. */
  lookMilliseconds: 300_000,
  /** What Telegram remembers of a failed call is worth a warning for so long. */
  failedSeconds: 600,
};

export interface WebhookDeps {
  secret: string;
  intake: Intake;
  log: Log;
  /** Stops the spinner on a button, once the tap is kept. Does not wait, never throws. */
  answer(callbackId: string): void;
}

/** Puts the door on the server, before it listens. */
export function registerWebhook(app: FastifyInstance, deps: WebhookDeps): void {
  app.post(
    webhookPath,
    {
      bodyLimit: limits.bodyBytes,
      // One source brings everybody's words.
      config: { rateLimit: false },
      // Before the body is read: whoever has no key costs nothing more.
      onRequest: (request, reply) => refuseStranger(deps.secret, request, reply),
    },
    async (request, reply) => reply.code(await keep(deps, request.body)).send(),
  );
}

async function refuseStranger(
  secret: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const given = String(request.headers['x-telegram-bot-api-secret-token'] ?? '');
  // The same for a path that does not exist: nobody learns that there is a door.
  return isSame(given, secret) ? undefined : reply.code(404).send();
}

/** Equal time whatever differs, the length too. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** @returns 200 once it is in the inbox, or is nothing to keep; 503 makes Telegram send it again */
async function keep({ intake, log, answer }: WebhookDeps, update: unknown): Promise<200 | 503> {
  const reading = readUpdate(update);
  const id = updateIdOf(update);
  if (reading.is !== 'ignored') {
    if (reading.is === 'unreadable') log.warn('telegram.updateUnreadable', { channel: 'telegram', count: 1 });
    try {
      // With a position it is kept or refused, never spooled: Telegram itself holds it, in order.
      await intake.keep([reading.received], { name: 'webhook', value: String(id ?? 0) });
    } catch (cause) {
      log.error('telegram.batchNotKept', { channel: 'telegram', count: 1 }, cause);
      return 503;
    }
  }
  const callback = callbackIdOf(update);
  if (callback !== undefined) answer(callback);
  return 200;
}

export interface WebhookSetting {
  calls: Calls;
  /** Where Telegram reaches us: an origin. */
  publicUrl: string;
  secret: string;
  backOff: BackOff;
  now(): Date;
  note(code: TelegramCode): void;
}

/** Sets it and keeps it set until the signal. Never throws for the world's faults. */
export async function keepWebhookSet(setting: WebhookSetting, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let isSet = false;
  while (!signal.aborted) {
    const pause = await setOnce(setting, { failures, isSet }, signal);
    failures = pause.failed ? failures + 1 : 0;
    isSet ||= !pause.failed;
    await wait(pause.milliseconds, signal);
  }
}

async function setOnce(
  setting: WebhookSetting,
  { failures, isSet }: { failures: number; isSet: boolean },
  signal: AbortSignal,
): Promise<{ milliseconds: number; failed: boolean }> {
  const { calls, publicUrl, secret, backOff, note } = setting;
  const url = `${publicUrl}${webhookPath}`;
  try {
    const seen = await calls.getWebhookInfo(forApi(signal));
    // The first time always: the secret or the kinds of update may have changed since another start.
    if (seen.url !== url || !isSet)
      await calls.setWebhook(
        {
          ...{ url, secret_token: secret, max_connections: limits.connections },
          ...{ allowed_updates: [...allowedUpdates], drop_pending_updates: false },
        },
        forApi(signal),
      );
    const failedAt = seen.url === url ? (seen.last_error_date ?? 0) : 0;
    const isFailing = setting.now().getTime() / 1000 - failedAt < limits.failedSeconds;
    note(isFailing ? 'webhookFailing' : 'webhook');
    return { milliseconds: limits.lookMilliseconds, failed: false };
  } catch (cause) {
    if (signal.aborted) return { milliseconds: 0, failed: true };
    const failure = readFailure(cause, signal);
    const trouble = troubleOf(failure, failures, backOff);
    const isRefused = failure.is === 'answered' && failure.status === 400;
    note(isRefused ? 'webhookRefused' : trouble.code);
    const milliseconds = isRefused ? backOffMilliseconds(failures, backOff) : trouble.waitMilliseconds;
    return { milliseconds, failed: true };
  }
}
