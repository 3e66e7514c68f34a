import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import type { Intake, Received } from '../channel.ts';

/**
 * The way from Baileys' listener to the intake. The listener may not wait and may not throw, so it puts
 * here; from here one batch at a time is kept, in the order of arrival, again until it is kept. What lies
 * here has already been acknowledged to WhatsApp: until `keep` resolves it exists nowhere else.
 */
export interface Handover {
  put(received: Received): void;
  /** True when everything is kept within the time. */
  drained(milliseconds: number): Promise<boolean>;
}

const limits = {
  /** One insert of this many rows takes a few milliseconds; more would only delay the first of them. */
  batchMax: 64,
  retryMilliseconds: 500,
};

export function createHandover(intake: Intake, log: Log): Handover {
  const waiting: Received[] = [];
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, limits.batchMax);
      try {
        await intake.keep(batch);
        waiting.splice(0, batch.length);
      } catch (fault) {
        log.error('whatsapp.notKept', { channel: 'whatsapp', count: waiting.length }, fault);
        await wait(limits.retryMilliseconds);
      }
    }
    running = undefined;
  };
  return {
    put: (received) => {
      waiting.push(received);
      running ??= run();
    },
    drained: async (milliseconds) => {
      const atMost = new AbortController();
      const late = wait(milliseconds, undefined, { signal: atMost.signal }).catch(() => undefined);
      await Promise.race([running, late]);
      atMost.abort();
      return waiting.length === 0;
    },
  };
}
