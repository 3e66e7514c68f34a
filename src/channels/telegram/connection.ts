import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Channel, FetchOutcome, Intake, Outgoing, SendOutcome } from '../channel.ts';
import { forApi, openApi, type TelegramApi } from './api.ts';
import { askName, type CommandMenu, setMenus } from './commands.ts';
import { type BackOff, readFailure } from './failures.ts';
import { fetchFile } from './fetch.ts';
import { pollUntil, wait } from './poll.ts';
import { sendTelegram } from './send.ts';
import { healthOf, type TelegramCode } from './states.ts';
import { keepWebhookSet, registerWebhook } from './webhook.ts';

/** Held by the one process that polls; `lost` resolves when it is no longer ours (Database.ownLock). */
export interface PollLock {
  lost: Promise<void>;
  release(): Promise<void>;
}

/** How long things wait, and why. Tests make them shorter. */
const pacing = {
  /** Telegram allows up to 50; relays on the way cut idle requests after 30 to 60. */
  pollSeconds: 25,
  /** A dead owner's lock dies with its connection; design §5 wants the next one polling within 15 s. */
  lockRetryMilliseconds: 5_000,
  backOffFirstMilliseconds: 500,
  /** Somebody in danger writes the moment the line is back; more than this would keep her waiting for us. */
  backOffMostMilliseconds: 15_000,
  /** What a stop leaves to sends on their way and to a batch being kept. The whole stop stays below 2 s. */
  stopMilliseconds: 1_500,
};
type Pacing = typeof pacing;

/** Telegram forgets a tap after some seconds, so there is no use in trying longer. */
const answerLimits = { attempts: 2, againMilliseconds: 1_000 };

export interface TelegramOptions extends Partial<Pacing> {
  token: string;
  /** https://api.telegram.org, a Bot API server of one's own, or the tests' one. */
  apiRoot: string;
  intake: Intake;
  /** Undefined while another process holds it. May throw when the database is away. */
  ownLock(): Promise<PollLock | undefined>;
  log: Log;
  clock: Clock;
  /** Telegram calls us at this origin instead of being asked; undefined: we ask. */
  webhook?: { publicUrl: string; secret: string } | undefined;
  /** The neutral menus of words; none: they are left as they are. */
  menus?: readonly CommandMenu[];
}

/** Also a door on the web server, when Telegram calls us. */
export interface TelegramChannel extends Channel {
  /** Before the server listens. Does nothing while we ask. */
  register(app: FastifyInstance): void;
  /** The bot's name for links, once Telegram has said it. */
  username(): string | undefined;
}

interface Running {
  options: TelegramOptions;
  times: Pacing;
  api: TelegramApi;
  /** Ends the poll and every wait. */
  stopping: AbortController;
  /** Ends calls that are still on their way when the stop has waited long enough. */
  cutting: AbortController;
  underWay: Set<Promise<unknown>>;
  note(code: TelegramCode): void;
}

/**
 * Telegram over grammY's client. Receives in at most one process (ownLock), sends from any.
 * Promise 1 of the design, "no message is lost and none is acted on twice", lives in poll.ts; what a send
 * may leave unknown, in failures.ts.
 */
export function createTelegramChannel(options: TelegramOptions): TelegramChannel {
  let code: TelegramCode = 'off';
  let polling: Promise<void> | undefined;
  let username: string | undefined;
  let stopped: Promise<void> | undefined;
  const times = { ...pacing, ...definedOf(options) };
  const running: Running = {
    options,
    times,
    api: openApi({ token: options.token, apiRoot: options.apiRoot, pollSeconds: times.pollSeconds }),
    stopping: new AbortController(),
    cutting: new AbortController(),
    underWay: new Set(),
    note: (next) => {
      if (next === code || code === 'stopped') return;
      code = next;
      options.log.info('telegram.state', { channel: 'telegram', state: healthOf(code).state, code });
    },
  };
  return {
    name: 'telegram',
    register: (app) => openDoor(running, app),
    start: async () => {
      if (polling !== undefined || stopped !== undefined) return;
      running.note('starting');
      void track(running, askName(running.api.calls, running.stopping.signal)).then((name) => {
        username = name;
      });
      polling = options.webhook ? beCalled(running, options.webhook) : receive(running);
    },
    stop: () => {
      stopped ??= stop(running, polling ?? Promise.resolve());
      return stopped;
    },
    send: (outgoing) => send(running, outgoing),
    fetchMedia: (reference, bytesMax) => fetchMedia(running, reference, bytesMax),
    health: () => healthOf(code),
    username: () => username,
  };
}

/** Only where Telegram calls us. */
function openDoor(running: Running, app: FastifyInstance): void {
  const { webhook, intake, log } = running.options;
  if (!webhook) return;
  const answerTap = (callbackId: string) => void track(running, answer(running, callbackId));
  registerWebhook(app, { secret: webhook.secret, intake, log, answer: answerTap });
}

/** The pacing a caller gave, without holes: an undefined must not undo a default. */
function definedOf(options: TelegramOptions): Partial<Pacing> {
  const names = Object.keys(pacing) as (keyof Pacing)[];
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

/** Every process is called; the address is the same, so it does not matter who sets it. */
async function beCalled(running: Running, webhook: { publicUrl: string; secret: string }): Promise<void> {
  const { options, times, api, stopping, note } = running;
  void track(running, setMenus(api.calls, options.menus ?? [], stopping.signal));
  const backOff = backOffOf(times);
  const now = () => options.clock.now();
  await keepWebhookSet({ calls: api.calls, ...webhook, backOff, now, note }, stopping.signal);
}

function backOffOf({ backOffFirstMilliseconds, backOffMostMilliseconds }: Pacing): BackOff {
  return { firstMilliseconds: backOffFirstMilliseconds, mostMilliseconds: backOffMostMilliseconds };
}

/** Takes the lock, polls while it is ours, and tries again for as long as the channel runs. */
async function receive(running: Running): Promise<void> {
  const { stopping, times } = running;
  while (!stopping.signal.aborted) {
    const lock = await takeLock(running);
    if (lock !== undefined) await pollWhileOurs(running, lock);
    const untilNext = lock === undefined ? times.lockRetryMilliseconds : times.backOffFirstMilliseconds;
    await wait(untilNext, stopping.signal);
  }
}

async function takeLock({ options, note }: Running): Promise<PollLock | undefined> {
  try {
    const lock = await options.ownLock();
    // Taking over is not worth a new state: the dispatcher would hold replies back until the first poll.
    if (lock === undefined) note('standby');
    return lock;
  } catch {
    // The database says why in its own words and place; here it only means: not now.
    note('lockAway');
    return undefined;
  }
}

async function pollWhileOurs(running: Running, lock: PollLock): Promise<void> {
  const { options, times, api, stopping, note } = running;
  const lost = new AbortController();
  void lock.lost.then(() => lost.abort());
  const signal = AbortSignal.any([stopping.signal, lost.signal]);
  const backOff = backOffOf(times);
  void track(running, setMenus(api.calls, options.menus ?? [], signal));
  try {
    await pollUntil(
      {
        ...{ poll: api.poll, intake: options.intake, clock: options.clock, log: options.log },
        ...{ pollSeconds: times.pollSeconds, backOff, note },
        answer: (callbackId) => void track(running, answer(running, callbackId)),
      },
      signal,
    );
  } catch (cause) {
    // Our own fault must not leave people unheard for good: it is logged, and the poll begins anew.
    options.log.error('telegram.pollFailed', { channel: 'telegram' }, cause);
    note('fault');
    await wait(times.backOffMostMilliseconds, stopping.signal);
  }
  // It dies with its connection anyway; a connection already gone is what we wanted.
  await lock.release().catch(() => undefined);
}

/** No text: it would be a pop-up on her screen. A tap that stays unanswered only spins until Telegram gives up. */
async function answer({ options, api, cutting }: Running, callbackId: string): Promise<void> {
  const signal = cutting.signal;
  for (let attempt = 1; attempt <= answerLimits.attempts; attempt += 1) {
    try {
      await api.calls.answerCallbackQuery({ callback_query_id: callbackId }, forApi(signal));
      return;
    } catch (cause) {
      const failure = readFailure(cause, signal);
      const again = failure.is !== 'answered' || failure.status === 429 || failure.status >= 500;
      // Too old to answer, or forged: Telegram says so, and nothing is left to do.
      if (!again || signal.aborted) return;
      await wait(answerLimits.againMilliseconds, signal);
    }
  }
  options.log.warn('telegram.tapNotAnswered', { channel: 'telegram' });
}

async function send(running: Running, outgoing: Outgoing): Promise<SendOutcome> {
  const { options, api, stopping, cutting } = running;
  // Nothing was written yet, so that the next process may simply send it.
  if (stopping.signal.aborted) return { is: 'later', at: options.clock.now(), why: 'stopped' };
  const sending = { calls: api.calls, clock: options.clock, signal: cutting.signal };
  return track(running, sendTelegram(sending, outgoing));
}

async function fetchMedia(running: Running, reference: string, bytesMax: number): Promise<FetchOutcome> {
  const { options, api, stopping, cutting } = running;
  if (stopping.signal.aborted) return { is: 'later', why: 'stopped' };
  const { token, apiRoot } = options;
  const fetching = { calls: api.calls, agent: api.agent, apiRoot, token, signal: cutting.signal };
  return track(running, fetchFile(fetching, reference, bytesMax));
}

function track<T>({ underWay }: Running, work: Promise<T>): Promise<T> {
  underWay.add(work);
  // Its outcome is the caller's; here only that it is over.
  work.then(
    () => underWay.delete(work),
    () => underWay.delete(work),
  );
  return work;
}

async function stop({ times, api, stopping, cutting, underWay, note }: Running, polling: Promise<void>) {
  // First of all: the dispatcher leases nothing for a stopped channel.
  note('stopped');
  stopping.abort();
  const patience = new AbortController();
  // The batch in hand comes first: only once it is kept are its taps answered.
  const calm = Promise.allSettled([polling])
    .then(() => Promise.allSettled(underWay))
    .then(() => patience.abort());
  await Promise.race([calm, wait(times.stopMilliseconds, patience.signal)]);
  cutting.abort();
  await Promise.allSettled(underWay);
  api.close();
}
