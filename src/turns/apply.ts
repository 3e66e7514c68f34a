import type { Urgency } from '../../flows/kit/events.ts';
import type { CaseItem } from '../conversation/case-item.ts';
import type { CasePlan, TurnPlan } from '../conversation/plan.ts';
import { forgetAttachments } from '../store/attachments.ts';
import { sealCaseTo } from '../store/case-groups.ts';
import { noteChild } from '../store/case-ways.ts';
import type { NewItem } from '../store/cases.ts';
import {
  appendToCase,
  dropFocus,
  openCase,
  recordConsent,
  startReportClock,
  updateCase,
} from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { hideChanged } from '../store/edits.ts';
import { expireWaiting, type NewReply } from '../store/outbox.ts';
import type { FreshReceipt } from '../store/receipts.ts';
import { type ClaimedTurn, forgetWords, takeDraft } from '../store/turn-rows.ts';
import type { WritingKeys } from '../store/writing-keys.ts';
import { applyWishes, keepForMailbox } from './apply-wishes.ts';
import { applyAttachments } from './attachments.ts';
import { ownItem } from './own-item.ts';

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
  /** Somebody looks at a number or a PIN as soon as this turn is committed. */
  nudgeChecks?: () => void;
}

export async function applyPlan(
  tx: Tx,
  deps: ApplyDeps,
  turn: ClaimedTurn,
  plan: TurnPlan,
  receipt: FreshReceipt | undefined,
): Promise<Applied> {
  if (plan.hushes || plan.clearsScreen) await expireWaiting(tx, deps.store, turn.conversationId);
  if (plan.forgetsDraft && !plan.case) {
    await forgetWords(tx, turn.conversationId);
    await forgetAttachments(tx, turn.conversationId);
  }
  const replies = repliesOf(deps.store, turn, plan);
  const caseId = plan.case ? (turn.focus?.caseId ?? deps.store.ids.uuid()) : null;
  const keepsWords = !plan.hides && plan.wishes.adds === null;
  const work = { turn, caseId: caseId ?? '', replies, receipt, keepsWords, pictures: plan.pictures };
  const committed = plan.case ? await applyToCase(tx, deps, { ...work, plan: plan.case }) : () => {};
  // A case that was found by its number takes what she adds without being in focus.
  if (!plan.case) await applyAttachments(tx, deps.store, turn, plan, plan.wishes.adds);
  await hideChanged(tx, deps.store, turn);
  const { wishes } = plan;
  const own = ownOf(deps.store, turn, plan);
  const wished = await applyWishes(tx, deps, { turn, wishes, caseId, own, receipt });
  return {
    replies,
    sequence: turn.sequence + replies.length,
    emptied: plan.case !== null || plan.forgetsDraft || plan.hides || wishes.adds !== null,
    committed: () => {
      committed();
      wished();
    },
  };
}

function repliesOf(deps: StoreDeps, turn: ClaimedTurn, plan: TurnPlan): (NewReply & { heldBy?: number })[] {
  const parts: TurnPlan['replies'] = plan.clearsScreen
    ? // Which messages is known when it goes out: something may still be on its way.
      [{ part: { type: 'clear', messages: [] }, lane: 0 }, ...plan.replies]
    : plan.replies;
  return parts.map((reply, index) => ({
    conversationId: turn.conversationId,
    channel: turn.channel,
    sequence: turn.sequence + index + 1,
    messageId: deps.ids.uuid(),
    // What stands in this case is copied into no other that may open in the same chat.
    part: plan.case && reply.part.type === 'text' ? { ...reply.part, inCase: true as const } : reply.part,
    lane: reply.lane,
    ...(reply.heldBy === undefined ? {} : { heldBy: reply.heldBy }),
  }));
}

/** Her words of this turn, for the case that was found by its number. */
function ownOf(deps: StoreDeps, turn: ClaimedTurn, plan: TurnPlan): NewItem | null {
  if (plan.wishes.adds === null || !turn.event || turn.event.body === 'gone') return null;
  const item = ownItem(turn.channel, turn.event.body, { danger: null, pressed: null, isU1: false });
  return item && { item, at: deps.clock.now() };
}

interface CaseWork {
  turn: ClaimedTurn;
  caseId: string;
  /** False when a number or a PIN was typed, or the words go into another case. */
  keepsWords: boolean;
  plan: CasePlan;
  replies: readonly (NewReply & { heldBy?: number })[];
  receipt: FreshReceipt | undefined;
  pictures: TurnPlan['pictures'];
}

async function applyToCase(tx: Tx, deps: ApplyDeps, work: CaseWork): Promise<() => void> {
  const { turn, plan, caseId } = work;
  if (plan.opens && work.receipt) {
    await openCase(tx, deps.store, {
      caseId,
      conversationId: turn.conversationId,
      urgency: plan.urgency ?? 3,
      province: plan.province ?? null,
      filed: plan.filed,
      receiptLookup: await work.receipt.lookup,
      mailbox: await work.receipt.mailbox,
    });
  } else await changeCase(tx, deps.store, caseId, turn, plan);
  // Before anything is written to it: a child's words never stand under the whole team's key.
  if (plan.head.child) await sealCaseTo(tx, deps.store, deps.keys, caseId, 'anak');
  const items = await itemsOf(tx, deps.store, work);
  await applyAttachments(tx, deps.store, turn, { case: plan, pictures: work.pictures }, caseId);
  await keepForMailbox(tx, deps, turn, caseId, plan.items);
  if (plan.items.some(({ kind }) => kind === 'answers'))
    await noteChild(tx, caseId, bornBy(plan.head, deps.store.clock.now()));
  if (plan.owesReport) await startReportClock(tx, deps.store, caseId);
  for (const consent of plan.consents) await recordConsent(tx, deps.store, caseId, consent);
  const committed = await appendToCase(tx, deps.store, deps.keys, caseId, { items, head: plan.head });
  if (turn.event?.body !== 'gone' && turn.event?.body.type === 'case.closed') await dropFocus(tx, caseId);
  return committed;
}

/** The latest year a child of this age band can be born in (design §6: retention); null for an adult. */
function bornBy({ child, age }: CasePlan['head'], now: Date): number | null {
  if (!child) return null;
  return now.getUTCFullYear() - (age === '12to17' ? 12 : 0);
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
  const { turn, plan, replies, keepsWords } = work;
  const now = deps.clock.now();
  const isU1 = (plan.urgency ?? turn.focus?.urgency) === 1;
  const draft = plan.opens && turn.event ? await draftItems(tx, deps, turn, turn.event.id, isU1) : [];
  const own =
    turn.event && turn.event.body !== 'gone' && keepsWords
      ? ownItem(turn.channel, turn.event.body, { ...plan, isU1 })
      : null;
  const planned = plan.items.map((item, index): CaseItem => {
    const reply = replies.find((candidate) => candidate.heldBy === index);
    return item.kind === 'counsellor' && reply ? { ...item, outboxSequence: reply.sequence } : item;
  });
  const bot = replies.flatMap(({ part, heldBy }): CaseItem[] =>
    part.type === 'text' && heldBy === undefined && !part.secret ? [{ kind: 'bot', text: part.text }] : [],
  );
  const source = turn.event?.source;
  const said: NewItem[] = own ? [{ item: own, at: now, ...(source ? { source } : {}) }] : [];
  return [...draft, ...said, ...[...planned, ...bot].map((item) => ({ item, at: now }))];
}

async function draftItems(
  tx: Tx,
  deps: StoreDeps,
  turn: ClaimedTurn,
  eventId: number,
  isU1: boolean,
): Promise<NewItem[]> {
  const { said, labels } = await takeDraft(tx, deps, turn.conversationId, eventId);
  return said.flatMap((words): NewItem[] => {
    if ('bot' in words) return [{ at: words.at, item: { kind: 'bot', text: words.bot } }];
    const event = words.inbound;
    const label = event.type === 'inbound.tap' ? (labels.get(event.token) ?? null) : null;
    const item = ownItem(turn.channel, event, { danger: null, pressed: label, isU1 });
    return item ? [{ at: words.at, item, source: words.source }] : [];
  });
}
