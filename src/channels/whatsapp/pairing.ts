import { setTimeout as wait } from 'node:timers/promises';
import type { BaileysEventMap } from '@whiskeysockets/baileys';
import type { Log } from '../../log.ts';
import { type KeyStore, newCredentials, pairedAs } from './credentials.ts';
import { type Baileys, loadBaileys } from './quiet.ts';
import { openSession } from './session.ts';
import { endingOf, type StateCode } from './states.ts';

/**
 * Links this installation to a phone as one of its devices. Whoever calls holds the lock of the channel.
 * Nothing is kept until the phone has said yes; then the keys of any pairing before are forgotten. The first
 * connection with the new keys, which the phone waits for, is the channel's own.
 */
export interface PairingOptions {
  keyStore: KeyStore;
  wsUrl?: string | undefined;
  /** Each code to scan, as text; it replaces the one before. */
  onQr(text: string): void;
  log: Log;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
}

export type Pairing =
  | { is: 'paired' }
  | { is: 'alreadyPaired' }
  | { is: 'refused'; code: StateCode }
  | { is: 'givenUp' };

const limits = { retryMilliseconds: 2_000 };

/** Shows codes until one is scanned. @throws what the key store throws */
export async function pair(options: PairingOptions): Promise<Pairing> {
  const { keyStore, signal } = options;
  if ((await pairedAs(keyStore)) !== undefined) return { is: 'alreadyPaired' };
  const baileys = await loadBaileys();
  while (!signal?.aborted) {
    const { isScanned, status } = await offerOnce(baileys, options);
    if (isScanned) return { is: 'paired' };
    const { code, next } = endingOf(status);
    if (next === 'stop') return { is: 'refused', code };
    // The codes ran out, or the line dropped: new keys, new codes.
    await wait(limits.retryMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return { is: 'givenUp' };
}

/** One connection: codes until they run out, or a scan and the restart that WhatsApp asks for after it. */
async function offerOnce(
  baileys: Baileys,
  { keyStore, wsUrl, onQr, log, signal }: PairingOptions,
): Promise<{ isScanned: boolean; status: number | undefined }> {
  const credentials = newCredentials(baileys);
  let keeping: Promise<void> | undefined;
  const hear = (events: Partial<BaileysEventMap>) => {
    const update = events['connection.update'];
    if (update?.qr) onQr(update.qr);
    if (update?.isNewLogin) keeping = credentials.keep(keyStore);
    // Awaited below; until then a failure must not count as unhandled.
    keeping?.catch(() => undefined);
  };
  const session = openSession(baileys, {
    auth: credentials.state,
    wsUrl,
    log,
    hear,
    sentMessage: async () => undefined,
  });
  const giveUp = () => session.end();
  signal?.addEventListener('abort', giveUp, { once: true });
  const status = await session.ended;
  signal?.removeEventListener('abort', giveUp);
  if (keeping) await keeping;
  return { isScanned: keeping !== undefined, status };
}
