import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { expireOld, type LeasedReply, leaseReplies, limits as outboxLimits } from '../store/outbox.ts';
import { recordOutcomes, type Settlement } from '../store/outbox-outcomes.ts';
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
  /** Names its leases; whoever runs it holds the lock of that name while it lives. */
  readonly id: string;
  /** Leases and starts what is due; does not wait for the sends. @returns how many were started */
  dispatch(): Promise<number>;
  /** Resolves when nothing is on its way any more, or when a database that is away was waited for enough. */
  settle(): Promise<void>;
}

const limits = {
  /** Sends on their way at once: enough for a fast platform, few enough for a slow one's memory. */
  inFlight: 48,
  /** Between tries to record; the last one for as long as the process lives. */
  recordMilliseconds: [200, 500, 1_000, 2_000, 5_000],
  /** At least this long before a row is tried again over a line that is down; the last one from then on. */
  laterSeconds: [1, 2, 5, 10, 20, 40, 60],
  /** Longer than any row waits by the list above: afterwards its count begins anew. */
  patienceMilliseconds: 600_000,
  upkeepMilliseconds: 60_000,
  /** A stop waits for the longest send and its record. */
  settleMilliseconds: 45_000,
} as const;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  // Also what is sent but not recorded: its lease may run out, and it must not go out again from here.
  const inFlight = new Map<number, Promise<void>>();
  const by = deps.store.ids.uuid();
  const recorder = createRecorder(deps, by);
  const patience = createPatience(deps);
  const upkeep = createUpkeep(deps, () => patience.forget());
  const start = (open: readonly Channel[], reply: LeasedReply) => {
    const sending = sendOne(deps, open, reply)
      .then((settlement) => recorder.record(patience.stretch(settlement)))
      .then(() => deps.reach?.('recorded'))
      .finally(() => inFlight.delete(reply.id))
      .then(() => deps.nudge());
    inFlight.set(reply.id, sending);
  };
  return {
    id: by,
    dispatch: async () => {
      await upkeep();
      const free = limits.inFlight - inFlight.size;
      const open = deps.channels.filter((channel) => isUp(channel));
      if (free <= 0 || open.length === 0) return 0;
      const channels = open.map((channel) => channel.name);
      const leasing = { by, channels, held: [...inFlight.keys()], count: free };
      const leased = await deps.db.transact((tx) => leaseReplies(tx, deps.store, leasing));
      if (leased.length > 0) deps.reach?.('leased');
      for (const reply of leased) start(open, reply);
      return leased.length;
    },
    settle: () => settleAll(inFlight),
  };
}

/** The rows keep what is not recorded by then: the next process takes them up when their lease is over. */
async function settleAll(inFlight: ReadonlyMap<number, Promise<void>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limits.settleMilliseconds);
  });
  try {
    while (inFlight.size > 0)
      if ((await Promise.race([Promise.all(inFlight.values()), enough])) === 'late') return;
  } finally {
    clearTimeout(timer);
  }
}

function isUp(channel: Channel): boolean {
  const { state } = channel.health();
  return state === 'connected' || state === 'reconnecting';
}

/** Once a minute at most, whatever the channels' state: a channel that is off must not keep words for ever. */
function createUpkeep(deps: DispatcherDeps, forget: () => void): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = deps.store.clock.now().getTime();
    if (now - last < limits.upkeepMilliseconds) return;
    // Noted before it is done: should it fail, the next round still sends.
    last = now;
    forget();
    await deps.db.transact((tx) => expireOld(tx, deps.store));
  };
}

/** Asks a line that is down less and less often, row by row. Kept in memory: a restart is a new chance. */
function createPatience(deps: DispatcherDeps): {
  stretch(settlement: Settlement): Settlement;
  forget(): void;
} {
  const laters = new Map<number, { count: number; at: number }>();
  return {
    stretch: (settlement) => {
      const { reply, outcome } = settlement;
      if (outcome.is !== 'later') {
        laters.delete(reply.id);
        return settlement;
      }
      const now = deps.store.clock.now().getTime();
      const count = laters.get(reply.id)?.count ?? 0;
      laters.set(reply.id, { count: count + 1, at: now });
      const pause = stepOf(limits.laterSeconds, count) * 1000;
      return { reply, outcome: { ...outcome, at: new Date(Math.max(outcome.at.getTime(), now + pause)) } };
    },
    forget: () => {
      const before = deps.store.clock.now().getTime() - limits.patienceMilliseconds;
      for (const [id, { at }] of laters) if (at < before) laters.delete(id);
    },
  };
}

function stepOf(steps: readonly number[], count: number): number {
  return steps[Math.min(count, steps.length - 1)] ?? 0;
}

async function sendOne(
  deps: DispatcherDeps,
  open: readonly Channel[],
  reply: LeasedReply,
): Promise<Settlement> {
  const outcome = withoutSending(deps, reply) ?? (await sendBody(deps, open, reply));
  deps.reach?.('sent');
  return { reply, outcome };
}

/** What is settled without a word to the platform; undefined when it is to be sent. */
function withoutSending(deps: DispatcherDeps, reply: LeasedReply): Settlement['outcome'] | undefined {
  if (reply.body.is === 'unreadable') {
    deps.log.error('dispatcher.unreadable', { channel: reply.channel, id: `${reply.id}` }, reply.body.cause);
    return { is: 'refused', why: 'unreadable' };
  }
  // Sent, not recorded, sent again, not recorded again: a third time would only annoy.
  if (reply.isSpent) return { is: 'uncertain', why: 'twice' };
  const age = deps.store.clock.now().getTime() - reply.createdAt.getTime();
  if (reply.body.is === 'gone' || age > outboxLimits.expireHours * 3_600_000) return { is: 'expired' };
  return undefined;
}

async function sendBody(
  deps: DispatcherDeps,
  open: readonly Channel[],
  { channel: name, body, messageId, address }: LeasedReply,
): Promise<SendOutcome> {
  const channel = open.find((candidate) => candidate.name === name);
  if (!channel || body.is !== 'open') return { is: 'later', at: deps.store.clock.now(), why: 'channelOff' };
  return tryToSend(deps, channel, { messageId, address, part: body.part });
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

/**
 * Gathers outcomes that arrive close together into one statement. A lost database is waited for as long as
 * the process lives: an outcome forgotten is a message sent twice. A portion that fails goes to the back and
 * the next one is half as big, so that one outcome no database takes does not keep the others.
 */
function createRecorder(deps: DispatcherDeps, by: string): { record(settlement: Settlement): Promise<void> } {
  const waiting: { settlement: Settlement; done: () => void }[] = [];
  let isDraining = false;
  const drain = async () => {
    isDraining = true;
    let portion: number = limits.inFlight;
    for (let failures = 0; waiting.length > 0; ) {
      const batch = waiting.splice(0, portion);
      const settlements = batch.map(({ settlement }) => settlement);
      if (await tryToRecord(deps, by, settlements, failures + 1)) {
        for (const { done } of batch) done();
        failures = 0;
        portion = Math.min(limits.inFlight, portion * 2);
        continue;
      }
      waiting.push(...batch);
      portion = Math.max(1, Math.floor(batch.length / 2));
      const pause = stepOf(limits.recordMilliseconds, failures);
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
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

async function tryToRecord(
  deps: DispatcherDeps,
  by: string,
  settlements: readonly Settlement[],
  attempt: number,
): Promise<boolean> {
  try {
    await deps.db.transact((tx) => recordOutcomes(tx, deps.store, by, settlements));
    return true;
  } catch (cause) {
    deps.log.error('dispatcher.recordFailed', { attempt, count: settlements.length }, cause);
    return false;
  }
}
