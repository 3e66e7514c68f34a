import { planCalmly } from '../conversation/burst.ts';
import { notOpenPart } from '../conversation/opening.ts';
import type { TurnPlan } from '../conversation/plan.ts';
import type { Renderer } from '../conversation/render.ts';
import { dueAt, type Lasting } from '../conversation/snapshot.ts';
import { Bug, codeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OrgSettings } from '../org-settings.ts';
import { type Database, type Tx, together } from '../store/database.ts';
import { currentGroup } from '../store/groups.ts';
import { putOutbox } from '../store/outbox.ts';
import type { FreshReceipt, ReceiptPool } from '../store/receipts.ts';
import { type ClaimedTurn, claimTurns } from '../store/turn-claims.ts';
import { countAttempt, countTimerFailure, limitPatience, listWaiting } from '../store/turn-failures.ts';
import { markHandled, saveConversations, type TurnToSave } from '../store/turn-rows.ts';
import { type Applied, type ApplyDeps, applyPlan } from './apply.ts';
import { handOver } from './hand-over.ts';
import { hushedTurn, isHushed } from './hushed.ts';
import { placeTurns } from './place-turns.ts';
import { isTooSlow, takeAside, tooSlow } from './set-aside.ts';

/**
 * Turns, a batch at a time: claim, compute, write, commit. One broken snapshot delays nobody: a batch that
 * throws is rolled back and its conversations are taken one by one; three failures at one event, or at one
 * chat's timers, bring a human (hand-over.ts).
 */
export interface TurnDeps extends ApplyDeps {
  db: Database;
  log: Log;
  renderer: Renderer;
  receipts: ReceiptPool;
  /** What the organisation's page says that a talk depends on; nothing while it is not filled in. */
  org?: () => Pick<OrgSettings, 'operatorKind' | 'safeWords'> & Partial<Pick<OrgSettings, 'times'>>;
  /** How long a statement of a turn that is taken alone may take; turn-failures.ts says it when this does not. */
  aloneMilliseconds?: number;
  /** Where a test or a storm stops the process; does nothing otherwise. */
  reach?: (point: 'claimed' | 'written' | 'committed') => void;
}

export const limits = {
  /** Measured: beyond 64 the lock time grows faster than the statements saved. */
  batch: 64,
  attemptsMax: 3,
} as const;

/** A turn that did not succeed: `event` null means that a timer was due. */
interface Failed {
  conversationId: string;
  event: number | null;
}

/** What became of a batch: how many turns were good, and which rows held a box that would not open. */
interface Taken {
  done: number;
  faulty: Failed[];
}

/** @returns how many were handled for good; 0 lets the worker nap, also while something fails again and again */
export async function takeTurns(deps: TurnDeps): Promise<number> {
  let claimed: ClaimedTurn[] = [];
  let taken: Taken;
  try {
    taken = await takeBatch(deps, limits.batch, undefined, (turns) => {
      claimed = turns;
    });
  } catch (cause) {
    if (!isOurs(cause) && !isTooSlow(cause)) throw cause;
    deps.log.error('turn.batchFailed', { count: claimed.length }, cause);
    const known = claimed.map(({ conversationId }) => conversationId);
    // Whoever is in the way of the claim itself is among those who wait.
    const ids = known.length > 0 ? known : await deps.db.transact((tx) => listWaiting(tx, limits.batch));
    let handled = 0;
    for (const id of ids) handled += await takeAlone(deps, id);
    return handled;
  }
  return taken.done + (await countFailures(deps, taken.faulty));
}

/** What the world does to a database is not the event's fault and counts no attempt. */
function isOurs(cause: unknown): boolean {
  if (cause instanceof Bug) return true;
  const code = codeOf(cause) ?? '';
  const isConnection = /^(CONNECT|E[A-Z]+$|08|57|53|40|55|25006|25P03)/.test(code);
  return !isConnection;
}

/** Those whose turn took too long, when it is time to try them again (set-aside.ts). @returns how many were handled */
export function takeSetAside(deps: TurnDeps): Promise<number> {
  return takeAside(deps, (conversationId) => takeAlone(deps, conversationId));
}

async function takeAlone(deps: TurnDeps, conversationId: string): Promise<number> {
  let claimed: ClaimedTurn[] = [];
  let taken: Taken;
  try {
    taken = await takeBatch(deps, 1, conversationId, (turns) => {
      claimed = turns;
    });
  } catch (cause) {
    if (isTooSlow(cause)) return tooSlow(deps, conversationId, claimed[0], cause);
    if (!isOurs(cause)) throw cause;
    deps.log.error('turn.failed', { id: conversationId }, cause);
    return countFailures(deps, claimed.map(failedOf));
  }
  return taken.done + (await countFailures(deps, taken.faulty));
}

function failedOf({ conversationId, event }: ClaimedTurn): Failed {
  return { conversationId, event: event?.id ?? null };
}

/** @returns how many of them a human got in the end */
async function countFailures(deps: TurnDeps, failures: readonly Failed[]): Promise<number> {
  let handed = 0;
  for (const failed of failures) if (await countFailure(deps, failed)) handed += 1;
  return handed;
}

async function countFailure(deps: TurnDeps, { conversationId, event }: Failed): Promise<boolean> {
  const attempts = await deps.db.transact((tx) =>
    event === null ? countTimerFailure(tx, conversationId) : countAttempt(tx, event),
  );
  if (attempts < limits.attemptsMax) return false;
  try {
    await handOver(deps, conversationId, event);
  } catch (cause) {
    // Not even this works for them: it is tried again each round, and must not hold up the others.
    if (isTooSlow(cause)) await tooSlow(deps, conversationId, undefined, cause);
    else if (!isOurs(cause)) throw cause;
    deps.log.error('turn.handOverFailed', { id: conversationId, attempt: attempts }, cause);
    return false;
  }
  deps.log.error('turn.handedOver', { id: conversationId, attempt: attempts });
  return true;
}

async function takeBatch(
  deps: TurnDeps,
  count: number,
  only: string | undefined,
  noteClaimed: (turns: ClaimedTurn[]) => void,
): Promise<Taken> {
  const after: (() => void)[] = [];
  const taken = await deps.db.transact(async (tx): Promise<Taken> => {
    if (only !== undefined) await limitPatience(tx, deps.aloneMilliseconds);
    const [claimed, group] = await together(claimTurns(tx, deps.store, count, only), currentGroup(tx, 'tim'));
    noteClaimed(claimed);
    if (claimed.length === 0) return { done: 0, faulty: [] };
    deps.reach?.('claimed');
    const isOpen = group !== undefined;
    // Before set-up nothing that is stored plays a part, and there is no human to hand anything to.
    const turns = isOpen
      ? await placeTurns(
          tx,
          deps.store,
          claimed.filter((turn) => !turn.fault),
        )
      : claimed;
    const done = isOpen ? await planAll(tx, deps, turns) : turns.map((turn) => notOpenYet(deps, turn));
    if (turns.length > 0) await write(tx, deps, turns, done);
    after.push(...done.map(({ applied }) => applied.committed));
    deps.reach?.('written');
    return { done: turns.length, faulty: isOpen ? faultyOf(deps, claimed) : [] };
  });
  deps.reach?.('committed');
  for (const commit of after) commit();
  return taken;
}

function faultyOf(deps: TurnDeps, claimed: readonly ClaimedTurn[]): Failed[] {
  const faulty = claimed.filter((turn) => turn.fault);
  for (const { conversationId, fault } of faulty)
    deps.log.error('turn.boxFailed', { id: conversationId }, fault);
  return faulty.map(failedOf);
}

interface Done {
  plan: Pick<TurnPlan, 'lasting'> & { state: TurnPlan['state'] | null };
  applied: Applied;
}

async function planAll(tx: Tx, deps: TurnDeps, turns: readonly ClaimedTurn[]): Promise<Done[]> {
  const planned = turns.map((turn): { turn: ClaimedTurn; plan?: TurnPlan; receipt?: FreshReceipt } => {
    if (isHushed(turn)) return { turn };
    let receipt: FreshReceipt | undefined;
    const plan = planCalmly(deps.renderer, {
      ...turn,
      event: turn.event && turn.event.body !== 'gone' ? turn.event.body : null,
      now: deps.store.clock.now(),
      receipt: () => {
        receipt ??= deps.receipts.take();
        return receipt.number;
      },
      pin: () => deps.store.ids.digits(4),
      ...(deps.org ? { org: deps.org() } : {}),
    });
    return { turn, plan, ...(receipt ? { receipt } : {}) };
  });
  return together(
    ...planned.map(async ({ turn, plan, receipt }): Promise<Done> => {
      if (plan) return { plan, applied: await applyPlan(tx, deps, turn, plan, receipt) };
      const { state, applied } = await hushedTurn(tx, deps, turn);
      return { plan: { state, lasting: turn.lasting }, applied };
    }),
  );
}

/**
 * Before set-up there is no key, so nothing may be kept: every channel says that the service is not open,
 * with numbers, and the row is emptied in its own turn (design §6).
 */
function notOpenYet(deps: TurnDeps, turn: ClaimedTurn): Done {
  const part = notOpenPart(deps.renderer, turn.lasting.language, turn.channel);
  const sequence = turn.sequence + 1;
  const reply = {
    conversationId: turn.conversationId,
    channel: turn.channel,
    sequence,
    messageId: deps.store.ids.uuid(),
    part,
    lane: 2 as const,
  };
  return {
    plan: { state: null, lasting: turn.lasting },
    applied: { replies: turn.event ? [reply] : [], sequence, emptied: true, committed: () => {} },
  };
}

async function write(
  tx: Tx,
  deps: TurnDeps,
  turns: readonly ClaimedTurn[],
  done: readonly Done[],
): Promise<void> {
  const saved = turns.map((turn, at): TurnToSave => {
    const { plan, applied } = done[at] as Done;
    return {
      conversationId: turn.conversationId,
      state: plan.state,
      dueAt: plan.state ? dueAt(plan.state) : null,
      lasting: isSame(plan.lasting, turn.lasting) ? null : plan.lasting,
      sequence: applied.sequence,
      isInbound:
        turn.event !== null && turn.event.body !== 'gone' && turn.event.body.type.startsWith('inbound.'),
    };
  });
  const events = turns.flatMap((turn) => (turn.event ? [turn.event.id] : []));
  const emptied = new Set(
    turns.flatMap((turn, at) => (turn.event && done[at]?.applied.emptied ? [turn.event.id] : [])),
  );
  const replies = done.flatMap(({ applied }) => applied.replies);
  await together(
    saveConversations(tx, deps.store, saved),
    putOutbox(tx, deps.store, replies),
    markHandled(tx, deps.store, events, emptied),
  );
}

/** What lasts changes seldom; unchanged it is not sealed and written again. */
function isSame(a: Lasting, b: Lasting): boolean {
  const told = ({ away = false, ...rest }: Lasting) =>
    JSON.stringify(Object.entries({ ...rest, away }).sort());
  return told(a) === told(b);
}
