import { notOpenPart } from '../conversation/opening.ts';
import { planTurn, type TurnPlan } from '../conversation/plan.ts';
import type { Renderer } from '../conversation/render.ts';
import { dueAt } from '../conversation/snapshot.ts';
import { Bug, codeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import { currentGroup } from '../store/groups.ts';
import { putOutbox } from '../store/outbox.ts';
import type { FreshReceipt, ReceiptPool } from '../store/receipts.ts';
import {
  type ClaimedTurn,
  claimTurns,
  countAttempt,
  markHandled,
  saveConversations,
  type TurnToSave,
} from '../store/turn-rows.ts';
import { type Applied, type ApplyDeps, applyPlan } from './apply.ts';
import { handOver } from './hand-over.ts';

/**
 * Turns, a batch at a time: claim, compute, write, commit. One broken snapshot delays nobody: a batch that
 * throws is rolled back and its conversations are taken one by one; three failures at one event bring a
 * human (hand-over.ts).
 */
export interface TurnDeps extends ApplyDeps {
  db: Database;
  log: Log;
  renderer: Renderer;
  receipts: ReceiptPool;
  /** Where a test or a storm stops the process; does nothing otherwise. */
  reach?: (point: 'claimed' | 'written' | 'committed') => void;
}

export const limits = {
  /** Measured: beyond 64 the lock time grows faster than the statements saved. */
  batch: 64,
  attemptsMax: 3,
} as const;

/** @returns how many turns were taken; 0 means that nothing was waiting */
export async function takeTurns(deps: TurnDeps): Promise<number> {
  let claimed: string[] = [];
  try {
    return await takeBatch(deps, limits.batch, undefined, (ids) => {
      claimed = ids;
    });
  } catch (cause) {
    if (!isOurs(cause)) throw cause;
    deps.log.error('turn.batchFailed', { count: claimed.length }, cause);
    for (const id of claimed) await takeAlone(deps, id);
    return claimed.length;
  }
}

/** What the world does to a database is not the event's fault and counts no attempt. */
function isOurs(cause: unknown): boolean {
  if (cause instanceof Bug) return true;
  const code = codeOf(cause) ?? '';
  const isConnection = /^(CONNECT|ECONN|EPIPE|ENOENT|08|57|53|40|55)/.test(code);
  return !isConnection;
}

async function takeAlone(deps: TurnDeps, conversationId: string): Promise<void> {
  let event: { id: number } | null = null;
  try {
    await takeBatch(deps, 1, conversationId, (_ids, events) => {
      event = events[0] ?? null;
    });
  } catch (cause) {
    if (!isOurs(cause)) throw cause;
    deps.log.error('turn.failed', { id: conversationId }, cause);
    const failed = event as { id: number } | null;
    if (failed) await countFailure(deps, conversationId, failed.id);
  }
}

async function countFailure(deps: TurnDeps, conversationId: string, eventId: number): Promise<void> {
  const attempts = await deps.db.transact((tx) => countAttempt(tx, eventId));
  if (attempts < limits.attemptsMax) return;
  deps.log.error('turn.handedOver', { id: conversationId, attempt: attempts });
  await handOver(deps, conversationId);
}

async function takeBatch(
  deps: TurnDeps,
  count: number,
  only: string | undefined,
  noteClaimed: (ids: string[], events: { id: number }[]) => void,
): Promise<number> {
  const after: (() => void)[] = [];
  const taken = await deps.db.transact(async (tx) => {
    const turns = await claimTurns(tx, deps.store, count, only);
    noteClaimed(
      turns.map((turn) => turn.conversationId),
      turns.flatMap((turn) => (turn.event ? [{ id: turn.event.id }] : [])),
    );
    if (turns.length === 0) return 0;
    deps.reach?.('claimed');
    const isOpen = (await currentGroup(tx, 'tim')) !== undefined;
    const done = isOpen ? await planAll(tx, deps, turns) : turns.map((turn) => notOpenYet(deps, turn));
    await write(tx, deps, turns, done);
    after.push(...done.map(({ applied }) => applied.committed));
    deps.reach?.('written');
    return turns.length;
  });
  deps.reach?.('committed');
  for (const commit of after) commit();
  return taken;
}

interface Done {
  plan: Pick<TurnPlan, 'lasting'> & { state: TurnPlan['state'] | null };
  applied: Applied;
}

async function planAll(tx: Tx, deps: TurnDeps, turns: readonly ClaimedTurn[]): Promise<Done[]> {
  const done: Done[] = [];
  for (const turn of turns) {
    let receipt: FreshReceipt | undefined;
    const plan = planTurn(deps.renderer, {
      ...turn,
      event: turn.event && turn.event.body !== 'gone' ? turn.event.body : null,
      now: deps.store.clock.now(),
      receipt: () => {
        receipt ??= deps.receipts.take();
        return receipt.number;
      },
    });
    done.push({ plan, applied: await applyPlan(tx, deps, turn, plan, receipt) });
  }
  return done;
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
    const language = plan.lasting.language;
    return {
      conversationId: turn.conversationId,
      state: plan.state,
      dueAt: plan.state ? dueAt(plan.state) : null,
      lasting: language === turn.lasting.language ? null : plan.lasting,
      sequence: applied.sequence,
      isInbound:
        turn.event !== null && turn.event.body !== 'gone' && turn.event.body.type.startsWith('inbound.'),
    };
  });
  const events = turns.flatMap((turn) => (turn.event ? [turn.event.id] : []));
  const emptied = new Set(
    turns.flatMap((turn, at) => (turn.event && done[at]?.applied.emptied ? [turn.event.id] : [])),
  );
  await saveConversations(tx, deps.store, saved);
  await putOutbox(
    tx,
    deps.store,
    done.flatMap(({ applied }) => applied.replies),
  );
  await markHandled(tx, deps.store, events, emptied);
}
