import { setTimeout as wait } from 'node:timers/promises';
import type { BaileysEventMap } from '@whiskeysockets/baileys';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Channel, ChannelHealth, Intake } from '../channel.ts';
import { type Credentials, type KeyStore, names, openCredentials, pairedAs } from './credentials.ts';
import { createHandover, type Handover } from './handover.ts';
import { loadBaileys } from './quiet.ts';
import { readMessage } from './receive.ts';
import { sendWhatsApp } from './send.ts';
import { openSession, type Session } from './session.ts';
import { backOffMilliseconds, endingOf, type StateCode } from './states.ts';

/**
 * The WhatsApp channel over Baileys: waits until it is paired, takes the one lock that allows a connection,
 * and keeps it open by the rules of states.ts. Between WhatsApp's delivery receipt, which Baileys sends
 * before we hear of a message, and the intake's commit a killed process loses that message; the way in
 * between is `hear` → handover → `keep`, and nothing else is waited for.
 */
export interface WhatsAppOptions {
  intake: Intake;
  keyStore: KeyStore;
  /** Another server than WhatsApp's own; it is not checked who that is. */
  wsUrl?: string | undefined;
  /** The lock named whatsAppLock: two clients with one set of keys destroy each other's sessions. */
  ownLock(): Promise<{ lost: Promise<void>; release(): Promise<void> } | undefined>;
  /** The text sent under one of our message ids, while it is still kept. */
  sentMessage(messageId: string): Promise<string | undefined>;
  log: Log;
  clock: Clock;
  /** How soon what other processes do is noticed; tests are in a hurry. */
  pollMilliseconds?: number | undefined;
  lockMilliseconds?: number | undefined;
}

export const whatsAppLock = 'suar.whatsapp';

const limits = {
  /** How long a pairing or an unpairing in another process takes to be noticed. */
  pollMilliseconds: 2_000,
  /** Well under the 15 s within which another process must have taken over. */
  lockMilliseconds: 4_000,
  stopMilliseconds: 2_000,
  logoutMilliseconds: 5_000,
  settleMilliseconds: 500,
};

interface Line {
  options: WhatsAppOptions;
  handover: Handover;
  health: ChannelHealth;
  session: Session | undefined;
  stopping: AbortController;
  /** The last word on our health is on its way to the store until this resolves. */
  told: Promise<void>;
  pollMilliseconds: number;
  lockMilliseconds: number;
}

export function createWhatsAppChannel(options: WhatsAppOptions): Channel {
  const line: Line = {
    options,
    handover: createHandover(options.intake, options.log),
    health: { state: 'off', code: 'stopped' satisfies StateCode },
    session: undefined,
    stopping: new AbortController(),
    told: Promise.resolve(),
    pollMilliseconds: options.pollMilliseconds ?? limits.pollMilliseconds,
    lockMilliseconds: options.lockMilliseconds ?? limits.lockMilliseconds,
  };
  let running: Promise<void> | undefined;
  return {
    name: 'whatsapp',
    start: async () => {
      running ??= keepRunning(line);
    },
    stop: async () => {
      line.stopping.abort();
      line.session?.end();
      const quiet = Promise.all([running, line.told]);
      await Promise.race([quiet, wait(limits.stopMilliseconds, undefined, { ref: false })]);
      if (!(await line.handover.drained(limits.stopMilliseconds)))
        options.log.error('whatsapp.stoppedUnkept', { channel: 'whatsapp' });
      line.health = { state: 'stopped', code: 'stopped' satisfies StateCode };
    },
    send: (outgoing) => sendWhatsApp(line.session, outgoing, options.clock),
    // What came is encrypted under a key of its own; this adapter does not ask WhatsApp for it.
    fetchMedia: async () => ({ is: 'unsupported' }),
    health: () => line.health,
  };
}

/** Never rejects: a database that is away is waited out like a lost line. */
async function keepRunning(line: Line): Promise<void> {
  while (!line.stopping.signal.aborted) {
    try {
      await tryToOwn(line);
    } catch (fault) {
      line.options.log.error('whatsapp.fault', { channel: 'whatsapp' }, fault);
      show(line, 'reconnecting', 'keysAway');
      await pause(line.pollMilliseconds, line.stopping.signal);
    }
  }
}

/** Without a pairing no lock is held, so that a pairing in another process can take it. */
async function tryToOwn(line: Line): Promise<void> {
  const paired = await pairedAs(line.options.keyStore);
  if (paired === undefined) {
    show(line, 'off', 'notPaired');
    return pause(line.pollMilliseconds, line.stopping.signal);
  }
  const lock = await line.options.ownLock();
  if (!lock) {
    show(line, 'off', 'heldElsewhere');
    return pause(line.lockMilliseconds, line.stopping.signal);
  }
  const over = anyOf(line.stopping.signal, lock.lost);
  try {
    await keepConnected(line, paired, over);
  } finally {
    await lock.release().catch((fault) => line.options.log.error('whatsapp.lockNotReleased', {}, fault));
  }
}

function anyOf(signal: AbortSignal, lost: Promise<void>): AbortSignal {
  const losing = new AbortController();
  void lost.then(() => losing.abort());
  return AbortSignal.any([signal, losing.signal]);
}

/** Connects again and again while the lock is ours; returns when it is over or the pairing is another. */
async function keepConnected(line: Line, paired: string, over: AbortSignal): Promise<void> {
  let failures = 0;
  while (!over.aborted) {
    show(line, failures === 0 ? 'starting' : 'reconnecting', 'connecting');
    const { status, wasOpen, isUnpaired } = await connectOnce(line, over);
    if (isUnpaired || over.aborted) return;
    if (wasOpen) failures = 0;
    const ending = endingOf(status);
    line.options.log.info('whatsapp.ended', {
      code: ending.code,
      ...(status === undefined ? {} : { status }),
    });
    if (ending.next === 'stop') return stayStopped(line, ending.code, paired, over);
    show(line, 'reconnecting', ending.code);
    // A server that asks for a restart again and again is a fault like any other.
    if (ending.next === 'backOff' || failures > 0) await pause(backOffMilliseconds(failures), over);
    failures += 1;
  }
}

interface Ended {
  status: number | undefined;
  wasOpen: boolean;
  isUnpaired: boolean;
}

async function connectOnce(line: Line, over: AbortSignal): Promise<Ended> {
  const { keyStore, log, wsUrl, sentMessage } = line.options;
  const baileys = await loadBaileys();
  const credentials = await openCredentials(baileys, keyStore, log);
  if (!credentials) return { status: undefined, wasOpen: false, isUnpaired: true };
  let wasOpen = false;
  const hear = (events: Partial<BaileysEventMap>) => {
    if (events['creds.update']) credentials.save();
    for (const message of events['messages.upsert']?.messages ?? []) take(line, message);
    if (events['connection.update']?.connection === 'open') {
      wasOpen = true;
      show(line, 'connected', 'connected');
    }
  };
  const session = openSession(baileys, { auth: credentials.state, wsUrl, log, hear, sentMessage });
  line.session = session;
  const watching = new AbortController();
  const finished = AbortSignal.any([watching.signal, over]);
  const unpairing = unpairOnWish(line, session, credentials, finished);
  over.addEventListener('abort', () => session.end(), { signal: watching.signal });
  if (over.aborted) session.end();
  const status = await session.ended;
  line.session = undefined;
  watching.abort();
  const isUnpaired = await unpairing;
  if (!isUnpaired) await settle(credentials, over);
  return { status, wasOpen, isUnpaired };
}

/**
 * What the connection changed is kept before the next one reads it. Once the lock may be another's, nothing
 * more is written: a late ratchet would overwrite the new owner's, and what was not written was not
 * acknowledged either, so it comes again.
 */
async function settle(credentials: Credentials, over: AbortSignal): Promise<void> {
  const kept = credentials.saved();
  if (!over.aborted) await kept;
  else await Promise.race([kept, wait(limits.settleMilliseconds, undefined, { ref: false })]);
  await credentials.abandon();
}

/** Live and from our absence alike: a reader of `notify` only would miss whatever came while we were away. */
function take(line: Line, message: Parameters<typeof readMessage>[0]): void {
  const reading = readMessage(message);
  switch (reading.is) {
    case 'ignored':
      line.options.log.info('whatsapp.ignored', { code: reading.why });
      break;
    case 'unreadable':
    case 'received':
      line.handover.put(reading.received);
      break;
  }
}

/**
 * Another process (the command line) asks by a row, because only the owner of the line can tell WhatsApp.
 * @returns true once the link is ended and every key is gone
 */
async function unpairOnWish(
  line: Line,
  session: Session,
  credentials: Credentials,
  finished: AbortSignal,
): Promise<boolean> {
  while (!finished.aborted) {
    await pause(line.pollMilliseconds, finished);
    if (finished.aborted || !session.isOpen()) continue;
    const isWanted = await isUnpairWanted(line).catch(() => false);
    if (!isWanted) continue;
    await credentials.abandon();
    await Promise.race([
      session.socket.logout().catch((fault) => line.options.log.error('whatsapp.logoutFailed', {}, fault)),
      wait(limits.logoutMilliseconds, undefined, { ref: false }),
    ]);
    await line.told;
    await line.options.keyStore.clear();
    session.end();
    return true;
  }
  return false;
}

async function isUnpairWanted(line: Line): Promise<boolean> {
  return (await line.options.keyStore.read([names.unpairWanted])).has(names.unpairWanted);
}

/**
 * WhatsApp said no for good. The lock is kept, so that no other process of ours tries the same; only a new
 * pairing, an unpairing or a restart leads on.
 */
async function stayStopped(line: Line, code: StateCode, paired: string, over: AbortSignal): Promise<void> {
  show(line, 'stopped', code);
  line.options.log.error('whatsapp.refused', { channel: 'whatsapp', code });
  while (!over.aborted) {
    await pause(line.pollMilliseconds, over);
    await line.told;
    if (await isUnpairWanted(line)) await line.options.keyStore.clear();
    if ((await pairedAs(line.options.keyStore)) !== paired) return;
  }
}

/** Health for this process's pages; what the owner sees is also left in the store, for the command line. */
function show(line: Line, state: ChannelHealth['state'], code: StateCode): void {
  if (line.health.state === state && line.health.code === code) return;
  line.health = { state, code };
  const { log, keyStore, clock } = line.options;
  log.info('whatsapp.state', { channel: 'whatsapp', state, code });
  if (code === 'notPaired' || code === 'heldElsewhere' || code === 'keysAway') return;
  const seen = JSON.stringify({ state, code, at: clock.now().toISOString() });
  // One after the other, so that the last one stays; nobody waits for it.
  line.told = line.told
    .then(() => keyStore.write(new Map([[names.health, seen]])))
    .catch((fault) => log.error('whatsapp.healthNotKept', { channel: 'whatsapp' }, fault));
}

/** Waits, or less when it is over. */
async function pause(milliseconds: number, over: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal: over }).catch(() => undefined);
}
