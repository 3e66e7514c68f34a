import type { CaseItem } from '../conversation/case-item.ts';
import type { TurnPlan } from '../conversation/plan.ts';
import { hasCase, joinCase, unmuteOthers } from '../store/case-ways.ts';
import { appendToCase, type NewItem, updateCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import { putWaiting } from '../store/mailbox.ts';
import { expireWaiting } from '../store/outbox.ts';
import { putChecks } from '../store/receipt-checks.ts';
import { askRight } from '../store/rights.ts';
import type { ClaimedTurn } from '../store/turn-rows.ts';
import type { ApplyDeps } from './apply.ts';

/** What a turn wished beside talk and case (conversation/wishes.ts), in the same transaction. */
interface Wished {
  turn: ClaimedTurn;
  wishes: TurnPlan['wishes'];
  /** The case in focus, or the one that opened in this turn. */
  caseId: string | null;
  /** Her own words of this turn, when they go into another case. */
  own: NewItem | null;
}

/** @returns what to call once the transaction has committed */
export async function applyWishes(tx: Tx, deps: ApplyDeps, wished: Wished): Promise<() => void> {
  const { turn, wishes, own } = wished;
  const { conversationId } = turn;
  const after: (() => void)[] = [];
  if (wishes.checks.length > 0) {
    await putChecks(tx, deps.store, conversationId, wishes.checks);
    after.push(() => deps.nudgeChecks?.());
  }
  for (const asked of wishes.rights) {
    const caseId = asked.caseId ?? wished.caseId;
    await askRight(tx, deps.store, { ...asked, caseId, conversationId });
    // In the case of this chat the turn's own items say so already.
    if (asked.caseId !== null && asked.caseId !== wished.caseId)
      after.push(await note(tx, deps, asked.caseId, { what: 'askedRight', words: [asked.right] }));
  }
  if (wishes.joins !== null) {
    const { left, muted } = await joinCase(tx, deps.store, wishes.joins, conversationId);
    for (const chat of muted) await expireWaiting(tx, deps.store, chat);
    after.push(await note(tx, deps, wishes.joins, { what: 'cameBack' }));
    // She waited for a human in another case: the need goes with her, and whoever takes that one sees where she is.
    if (left) {
      await updateCase(tx, deps.store, wishes.joins, { urgency: left.urgency, waits: true });
      after.push(await note(tx, deps, left.caseId, { what: 'relatedTo', words: [wishes.joins] }));
    }
  }
  if (wishes.unmutes !== null) {
    await unmuteOthers(tx, wishes.unmutes, conversationId);
    after.push(await note(tx, deps, wishes.unmutes, { what: 'unmutedOthers' }));
  }
  if (wishes.adds !== null && own && (await hasCase(tx, wishes.adds))) {
    await updateCase(tx, deps.store, wishes.adds, { waits: true });
    const said: NewItem = { ...own, item: { kind: 'happened', what: 'gaveNumber' } };
    const items = [said, own];
    after.push(await appendToCase(tx, deps.store, deps.keys, wishes.adds, { items, head: null }));
  }
  return () => {
    for (const each of after) each();
  };
}

type Happened = Omit<Extract<CaseItem, { kind: 'happened' }>, 'kind'>;

async function note(tx: Tx, deps: ApplyDeps, caseId: string, happened: Happened): Promise<() => void> {
  if (!(await hasCase(tx, caseId))) return () => {};
  const items = [{ at: deps.store.clock.now(), item: { kind: 'happened' as const, ...happened } }];
  return appendToCase(tx, deps.store, deps.keys, caseId, { items, head: null });
}

/** Words of the team to somebody with no address wait for number and PIN too, beside the open page. */
export async function keepForMailbox(
  tx: Tx,
  deps: ApplyDeps,
  turn: ClaimedTurn,
  caseId: string,
  items: readonly CaseItem[],
): Promise<void> {
  if (turn.channel !== 'web') return;
  for (const item of items)
    if (item.kind === 'counsellor') await putWaiting(tx, deps.store, caseId, item.text);
}
