import type { CaseItem } from '../conversation/case-item.ts';
import type { TurnPlan } from '../conversation/plan.ts';
import type { GoesOver } from '../conversation/wishes.ts';
import { hasCase, joinCase, unmuteOthers } from '../store/case-ways.ts';
import { appendToCase, type NewItem, updateCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import { keepFeedback } from '../store/feedback.ts';
import { acceptTeamEvent } from '../store/inbox.ts';
import { putWaiting } from '../store/mailbox.ts';
import { expireWaiting } from '../store/outbox.ts';
import { putChecks } from '../store/receipt-checks.ts';
import { renewReceipt } from '../store/receipt-renewal.ts';
import type { FreshReceipt } from '../store/receipts.ts';
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
  /** A fresh number, when one was shown in this turn. */
  receipt: FreshReceipt | undefined;
}

/** The other story comes as an event of its own: focus and talk change together, in the turn that takes it. */
async function goOver(tx: Tx, deps: ApplyDeps, conversationId: string, goes: GoesOver): Promise<void> {
  const event =
    goes === 'anew' ? ({ type: 'story.begun' } as const) : ({ type: 'story.chosen', ...goes } as const);
  await acceptTeamEvent(tx, deps.store, conversationId, event, `story:${deps.store.ids.uuid()}`);
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
  if (wishes.joins !== null) after.push(...(await joinTo(tx, deps, wishes.joins, conversationId)));
  if (wishes.renews && wished.caseId !== null && wished.receipt)
    await renewReceipt(tx, deps.store, wished.caseId, wished.receipt);
  if (wishes.goes !== null) await goOver(tx, deps, conversationId, wishes.goes);
  if (wishes.feedback) await keepFeedback(tx, deps.store, wishes.feedback);
  if (wishes.unmutes !== null) {
    await unmuteOthers(tx, wishes.unmutes, conversationId);
    after.push(await note(tx, deps, wishes.unmutes, { what: 'unmutedOthers' }));
  }
  if (wishes.adds !== null && own && (await hasCase(tx, wishes.adds))) {
    const urgency = wishes.forced?.urgency;
    await updateCase(tx, deps.store, wishes.adds, { waits: true, ...(urgency ? { urgency } : {}) });
    const what = wishes.forced ? 'forced' : 'gaveNumber';
    const said: NewItem = { ...own, item: { kind: 'happened', what } };
    const items = [said, own];
    after.push(await appendToCase(tx, deps.store, deps.keys, wishes.adds, { items, head: null }));
  }
  return () => {
    for (const each of after) each();
  };
}

/** Number and PIN were right. */
async function joinTo(
  tx: Tx,
  deps: ApplyDeps,
  caseId: string,
  conversationId: string,
): Promise<(() => void)[]> {
  const { left, muted } = await joinCase(tx, deps.store, caseId, conversationId);
  for (const chat of muted) await expireWaiting(tx, deps.store, chat);
  const came = await note(tx, deps, caseId, { what: 'cameBack' });
  if (!left) return [came];
  // She waited for a human in another case: the need goes with her, and whoever takes that one sees where she is.
  await updateCase(tx, deps.store, caseId, { urgency: left.urgency, waits: true });
  return [came, await note(tx, deps, left.caseId, { what: 'relatedTo', words: [caseId] })];
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
