import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import type { LeasedReply, Settlement } from '../store/outbox.ts';
import { leaseReplies, limits as outboxLimits, recordOutcomes } from '../store/outbox.ts';
import type { Channel, Outgoing, SendOutcome } from './channel.ts';

/**
 * Sends what turns decided: lease in a short transaction, send outside any, record in a short one. Per chat
 * in order, across chats in parallel. It may crash at any point: the row is the truth.
 */
export interface DispatcherDeps {
  db: Database;
  store: StoreDeps;
  log: Log;
  channels: readonly Channel[];
  /** After a reply is settled the next one of the same chat may go. */
  nudge: () => void;
  reach?: (point: 'leased' | 'sent' | 'recorded') => void;
}

export interface Dispatcher {
  /** Leases and starts what is due; does not wait for the sends. @returns how many were started */
  dispatch(): Promise<number>;
  /** Resolves when nothing is on its way any more. */
  settle(): Promise<void>;
}

const limits = {
  /** Sends on their way at once: enough for a fast platform, few enough for a slow one's memory. */
  inFlight: 48,
  recordRetryMilliseconds: 1_000,
} as const;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const inFlight = new Set<Promise<void>>();
  const recorder = createRecorder(deps);
  return {
    dispatch: async () => {
      const free = limits.inFlight - inFlight.size;
      const open = deps.channels.filter((channel) => isUp(channel));
      if (free <= 0 || open.length === 0) return 0;
      const names = open.map((channel) => channel.name);
      const leased = await deps.db.transact((tx) => leaseReplies(tx, deps.store, names, free));
      if (leased.length > 0) deps.reach?.('leased');
      for (const reply of leased) {
        const sending = sendOne(deps, open, reply)
          .then((settlement) => recorder.record(settlement))
          .then(() => {
            deps.reach?.('recorded');
            deps.nudge();
          })
          .finally(() => inFlight.delete(sending));
        inFlight.add(sending);
      }
      return leased.length;
    },
    settle: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}

function isUp(channel: Channel): boolean {
  const { state } = channel.health();
  return state === 'connected' || state === 'reconnecting';
}

async function sendOne(
  deps: DispatcherDeps,
  open: readonly Channel[],
  reply: LeasedReply,
): Promise<Settlement> {
  const age = deps.store.clock.now().getTime() - reply.createdAt.getTime();
  if (!reply.part || age > outboxLimits.expireHours * 3_600_000) return { reply, outcome: { is: 'expired' } };
  // Sent, not recorded, sent again, not recorded again: a third time would only annoy.
  if (reply.isRepeat && reply.attempts > 2) return { reply, outcome: { is: 'uncertain', why: 'twice' } };
  const channel = open.find((candidate) => candidate.name === reply.channel);
  const { messageId, address, part } = reply;
  const outcome = channel
    ? await tryToSend(deps, channel, { messageId, address, part })
    : ({ is: 'later', at: deps.store.clock.now(), why: 'channelOff' } as const);
  deps.reach?.('sent');
  return { reply, outcome };
}

/** A channel promises not to throw. Should one do so all the same, nobody knows whether it was sent. */
async function tryToSend(deps: DispatcherDeps, channel: Channel, outgoing: Outgoing): Promise<SendOutcome> {
  try {
    return await channel.send(outgoing);
  } catch (cause) {
    deps.log.error('dispatcher.channelThrew', { channel: channel.name }, cause);
    return { is: 'uncertain', why: 'threw' };
  }
}

/** Gathers outcomes that arrive close together into one statement; a lost database is waited for. */
function createRecorder(deps: DispatcherDeps): { record(settlement: Settlement): Promise<void> } {
  let waiting: { settlement: Settlement; done: () => void }[] = [];
  let isDraining = false;
  const drain = async () => {
    isDraining = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await recordUntilDone(
        deps,
        batch.map(({ settlement }) => settlement),
      );
      for (const { done } of batch) done();
    }
    isDraining = false;
  };
  return {
    record: (settlement) =>
      new Promise<void>((resolve) => {
        waiting.push({ settlement, done: resolve });
        if (!isDraining) void drain();
      }),
  };
}

async function recordUntilDone(deps: DispatcherDeps, batch: readonly Settlement[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await deps.db.transact((tx) => recordOutcomes(tx, deps.store, batch));
      return;
    } catch (cause) {
      deps.log.error('dispatcher.recordFailed', { attempt, count: batch.length }, cause);
      if (attempt >= 15) return;
      await new Promise((resolve) => setTimeout(resolve, limits.recordRetryMilliseconds));
    }
  }
}
