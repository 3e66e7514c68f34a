import { createECDH } from 'node:crypto';
import type { AlarmLine, AlarmMessage, AlarmOutcome } from '../channels/alarm-line.ts';
import type { Clock } from '../clock.ts';
import { type PushAnswer, postPush } from './post.ts';

/**
 * Web Push (RFC 8030), sealed so that only the browser opens it (RFC 8291), signed with this house's own keys
 * (RFC 8292). What is inside are our fixed words and a one-time id; the push server sees neither.
 */
export interface PushKeys {
  /** Both as the base64url that browsers and web-push speak. */
  publicKey: string;
  privateKey: string;
}

export interface PushOptions {
  /** The house's keys, made at first use and kept sealed (store/push-keys.ts). */
  keys(): Promise<PushKeys>;
  /** Whom a push server may write to: an https address of ours, or mailto. */
  subject: string;
  clock: Clock;
  /** Only in tests: a push server on this machine, without encryption on the line. */
  allowsLocal?: boolean;
}

const limits = {
  /** Two rounds of an emergency: an alarm that arrives later would call to what is over. */
  ttlSeconds: 120,
  /** When a server that is down is asked again; the next round comes anyway. */
  againSeconds: 10,
} as const;

/** Loaded with the first push: the library and what it draws in cost ten megabytes. */
async function library() {
  return (await import('web-push')).default;
}

/** A fresh pair of keys (P-256, RFC 8292), without the library: the page that asks for them sends nothing. */
export function makePushKeys(): PushKeys {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  // A leading zero is left out of the number, and must not be of the key.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
  return { publicKey, privateKey };
}

export function createPushLine(options: PushOptions): AlarmLine {
  return {
    kind: 'push',
    send: (address, message) => push(options, address, message),
    strike: async (address, providerId, text) => {
      if (providerId) await push(options, address, { text, rings: false, thread: providerId });
    },
  };
}

/** What the service worker reads (console/assets/alarm-worker.js). */
function bodyOf({ text, rings, thread, button }: AlarmMessage): string {
  const token = button?.token.replace(/^alarm\./, '');
  return JSON.stringify({ text, rings, thread, ...(button ? { label: button.label, token } : {}) });
}

async function push(options: PushOptions, address: string, message: AlarmMessage): Promise<AlarmOutcome> {
  let answer: PushAnswer;
  try {
    const [lib, keys] = [await library(), await options.keys()];
    const request = lib.generateRequestDetails(JSON.parse(address), bodyOf(message), {
      vapidDetails: { subject: options.subject, ...keys },
      TTL: limits.ttlSeconds,
      urgency: 'high',
      topic: message.thread,
    });
    answer = await postPush(request, options.allowsLocal ?? false);
  } catch {
    // A subscription that no browser made: it will never work.
    return { is: 'refused', why: 'unreadable' };
  }
  return outcomeOf(answer, message, options.clock);
}

/** RFC 8030 §5 and §7.3: 201 is taken; 404 and 410 say that the subscription is no more. */
function outcomeOf(answer: PushAnswer, { thread }: AlarmMessage, clock: Clock): AlarmOutcome {
  if (answer.is === 'unanswered') return { is: 'uncertain', why: 'unanswered' };
  if (answer.is === 'forbidden') return { is: 'refused', why: 'forbiddenAddress' };
  const later = (seconds: number, why: string): AlarmOutcome => ({
    is: 'later',
    at: new Date(clock.now().getTime() + seconds * 1000),
    why,
  });
  if (answer.is === 'notConnected') return later(limits.againSeconds, 'notConnected');
  const { status, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300) return { is: 'sent', providerId: thread };
  if (status === 404 || status === 410) return { is: 'gone' };
  if (status === 429 || status >= 500) return later(retryAfterSeconds ?? limits.againSeconds, 'busy');
  return { is: 'refused', why: 'refused' };
}
