import type { Urgency } from '../../flows/kit/events.ts';
import type { CaseItem } from '../conversation/case-item.ts';
import type { ChannelName, InboxEvent } from '../conversation/messages.ts';
import type { CasePlan, TurnPlan } from '../conversation/plan.ts';
import type { NewItem } from '../store/cases.ts';
import { appendToCase, dropFocus, openCase, recordConsent, updateCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { expireWaiting, type NewReply } from '../store/outbox.ts';
import type { FreshReceipt } from '../store/receipts.ts';
import { type ClaimedTurn, forgetWords, takeDraft } from '../store/turn-rows.ts';
import type { WritingKeys } from '../store/writing-keys.ts';

/** Carrying out one planned turn, inside the batch's transaction. */
export interface Applied {
  replies: NewReply[];
  sequence: number;
  /** The event's words went into a case, or are not to be kept. */
  emptied: boolean;
  /** To be called once the transaction has committed. */
  committed: () => void;
}

export interface ApplyDeps {
  store: StoreDeps;
  keys: WritingKeys;
}

export async function applyPlan(
  tx: Tx,
  deps: ApplyDeps,
  turn: ClaimedTurn,
  plan: TurnPlan,
  receipt: FreshReceipt | undefined,
): Promise<Applied> {
  if (plan.hushes || plan.clearsScreen) await expireWaiting(tx, deps.store, turn.conversationId);
  if (plan.forgetsDraft && !plan.case) await forgetWords(tx, turn.conversationId);
  const parts: TurnPlan['replies'] = plan.clearsScreen
    ? // Which messages is known when it goes out: something may still be on its way.
      [{ part: { type: 'clear', messages: [] }, lane: 0 }, ...plan.replies]
    : plan.replies;
  const replies = parts.map((reply, index): NewReply & { heldBy?: number } => ({
    conversationId: turn.conversationId,
    channel: turn.channel,
    sequence: turn.sequence + index + 1,
    messageId: deps.store.ids.uuid(),
    part: reply.part,
    lane: reply.lane,
    ...(reply.heldBy === undefined ? {} : { heldBy: reply.heldBy }),
  }));
  const committed = plan.case
    ? await applyToCase(tx, deps, { turn, plan: plan.case, replies, receipt })
    : () => {};
  return {
    replies,
    sequence: turn.sequence + replies.length,
    emptied: plan.case !== null || plan.forgetsDraft,
    committed,
  };
}

interface CaseWork {
  turn: ClaimedTurn;
  plan: CasePlan;
  replies: readonly (NewReply & { heldBy?: number })[];
  receipt: FreshReceipt | undefined;
}

async function applyToCase(tx: Tx, deps: ApplyDeps, work: CaseWork): Promise<() => void> {
  const { turn, plan } = work;
  const caseId = turn.focus?.caseId ?? deps.store.ids.uuid();
  if (plan.opens && work.receipt) {
    await openCase(tx, deps.store, {
      caseId,
      conversationId: turn.conversationId,
      urgency: plan.urgency ?? 3,
      province: plan.province ?? null,
      filed: plan.filed,
      receiptLookup: await work.receipt.lookup,
    });
  } else await changeCase(tx, deps.store, caseId, turn, plan);
  const items = await itemsOf(tx, deps.store, work);
  for (const consent of plan.consents) await recordConsent(tx, deps.store, caseId, consent);
  const committed = await appendToCase(tx, deps.store, deps.keys, caseId, { items, head: plan.head });
  if (turn.event?.body !== 'gone' && turn.event?.body.type === 'case.closed') await dropFocus(tx, caseId);
  return committed;
}

async function changeCase(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  turn: ClaimedTurn,
  plan: CasePlan,
): Promise<void> {
  const { waits, isAnswered } = plan;
  const raises = plan.urgency !== null && plan.urgency < (turn.focus?.urgency ?? 4);
  if (!raises && !plan.filed && !waits && !isAnswered && plan.province === undefined) return;
  await updateCase(tx, deps, caseId, {
    ...(plan.urgency === null ? {} : { urgency: plan.urgency as Urgency }),
    ...(plan.province === undefined ? {} : { province: plan.province }),
    filed: plan.filed,
    waits,
    isAnswered,
  });
}

/** What was said before it opened, what happened now, and what we answer, in that order. */
async function itemsOf(tx: Tx, deps: StoreDeps, work: CaseWork): Promise<NewItem[]> {
  const { turn, plan, replies } = work;
  const now = deps.clock.now();
  const draft = plan.opens && turn.event ? await draftItems(tx, deps, turn, turn.event.id) : [];
  const own = turn.event && turn.event.body !== 'gone' ? ownItem(turn.channel, turn.event.body, plan) : null;
  const planned = plan.items.map((item, index): CaseItem => {
    const reply = replies.find((candidate) => candidate.heldBy === index);
    return item.kind === 'counsellor' && reply ? { ...item, outboxSequence: reply.sequence } : item;
  });
  const bot = replies.flatMap(({ part, heldBy }): CaseItem[] =>
    part.type === 'text' && heldBy === undefined ? [{ kind: 'bot', text: part.text }] : [],
  );
  return [...draft, ...[...(own ? [own] : []), ...planned, ...bot].map((item) => ({ item, at: now }))];
}

async function draftItems(tx: Tx, deps: StoreDeps, turn: ClaimedTurn, eventId: number): Promise<NewItem[]> {
  const { said, labels } = await takeDraft(tx, deps, turn.conversationId, eventId);
  return said.flatMap((words): NewItem[] => {
    if ('bot' in words) return [{ at: words.at, item: { kind: 'bot', text: words.bot } }];
    const event = words.inbound;
    const label = event.type === 'inbound.tap' ? (labels.get(event.token) ?? null) : null;
    const item = ownItem(turn.channel, event, { danger: null, pressed: label });
    return item ? [{ at: words.at, item }] : [];
  });
}

/** An event as the case remembers it; null for what is nobody's words. */
function ownItem(
  channel: ChannelName,
  event: InboxEvent,
  plan: Pick<CasePlan, 'danger' | 'pressed'>,
): CaseItem | null {
  switch (event.type) {
    case 'inbound.text':
      return { kind: 'person', channel, text: event.text, ...(plan.danger ? { danger: plan.danger } : {}) };
    case 'inbound.tap':
      return plan.pressed ? { kind: 'person', channel, text: plan.pressed } : null;
    case 'inbound.media':
      return {
        kind: 'person',
        channel,
        text: event.caption ?? '',
        media: { kind: event.media, reference: event.reference },
        ...(plan.danger ? { danger: plan.danger } : {}),
      };
    case 'counsellor.joined':
      return { kind: 'happened', what: 'claimed', memberId: event.memberId };
    case 'counsellor.left':
      return { kind: 'happened', what: 'released', memberId: event.memberId };
    case 'case.closed':
      return { kind: 'happened', what: 'closed', memberId: event.memberId, words: [event.reason] };
    case 'counsellor.said':
    case 'inbound.start':
    case 'inbound.unreadable':
      return null;
  }
}
