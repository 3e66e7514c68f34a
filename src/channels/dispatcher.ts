import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { expireOld, type LeasedReply, leaseReplies, limits as outboxLimits } from '../store/outbox.ts';
import { recordOutcomes, type Settlement } from '../store/outbox-outcomes.ts';
import type { Channel, Outgoing, SendOutcome } from './channel.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';

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
  inFlight: 96,
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
  const outcomes = createOutcomes(limits.inFlight, ({ reply }) => {
    inFlight.delete(reply.id);
    deps.reach?.('recorded');
  });
  const patience = createPatience(deps);
  const upkeep = createUpkeep(deps, () => patience.forget());
  // One round at a time: what one has leased and not begun yet must not look forgotten to the next.
  let round: Promise<unknown> = Promise.resolve();
  const start = (open: readonly Channel[], reply: LeasedReply) => {
    const sending = sendOne(deps, open, reply).then((settlement) => {
      outcomes.add(patience.stretch(settlement));
      deps.nudge();
    });
    inFlight.set(reply.id, sending);
  };
  return {
    id: by,
    dispatch: () => {
      const mine = round.then(async () => {
        await upkeep();
        if (outcomes.isTroubled() && !outcomes.isEmpty()) await recordAlone(deps, by, outcomes);
        const open = deps.channels.filter((channel) => isUp(channel));
        const leased = await exchange(deps, { by, outcomes, open, held: [...inFlight.keys()] });
        if (leased.length > 0) deps.reach?.('leased');
        for (const reply of leased) start(open, reply);
        return leased.length;
      });
      round = mine.catch(() => {});
      return mine;
    },
    settle: () => settleAll(inFlight, outcomes, () => recordAlone(deps, by, outcomes)),
  };
}

interface Exchange {
  by: string;
  outcomes: Outcomes;
  open: readonly Channel[];
  held: readonly number[];
}

/**
 * One transaction for what came back and what goes out next: the next reply of a chat is on its way as soon as its
 * last one is recorded (ADR 0015: two took half as many a second).
 */
async function exchange(
  deps: DispatcherDeps,
  { by, outcomes, open, held }: Exchange,
): Promise<LeasedReply[]> {
  const { db, store } = deps;
  const channels = open.map(({ name }) => name);
  const work = async (portion: readonly Settlement[]): Promise<LeasedReply[]> => {
    const count = channels.length === 0 ? 0 : limits.inFlight - held.length + portion.length;
    if (count <= 0 && portion.length === 0) return [];
    return db.transact(async (tx) => {
      await recordOutcomes(tx, store, by, portion);
      return count <= 0 ? [] : leaseReplies(tx, store, { by, channels, held, count });
    });
  };
  return outcomes.isTroubled() ? work([]) : outcomes.record(work);
}

/** The rows keep what is not recorded by then: the next process takes them up when their lease is over. */
async function settleAll(
  inFlight: ReadonlyMap<number, Promise<void>>,
  outcomes: Outcomes,
  record: () => Promise<boolean>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limits.settleMilliseconds);
  });
  try {
    for (let failures = 0; inFlight.size > 0; ) {
      const step = outcomes.isEmpty() ? Promise.race(inFlight.values()) : record();
      const done = await Promise.race([step, enough]);
      if (done === 'late') return;
      failures = done === false ? failures + 1 : 0;
      const pause = stepOf(limits.recordMilliseconds, failures - 1);
      if (failures > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
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

/** A lost database is waited for as long as the process lives. @returns whether it went well */
async function recordAlone(deps: DispatcherDeps, by: string, outcomes: Outcomes): Promise<boolean> {
  let count = 0;
  try {
    await outcomes.record((portion) => {
      count = portion.length;
      return deps.db.transact((tx) => recordOutcomes(tx, deps.store, by, portion));
    });
    return true;
  } catch (cause) {
    deps.log.error('dispatcher.recordFailed', { count }, cause);
    return false;
  }
}
