import { type Heard, hear } from '../../flows/kit/hearing.ts';
import type { CaseHead } from '../conversation/case-item.ts';
import { mediaItem } from '../conversation/media-item.ts';
import { capabilities, type InboxEvent, type Part } from '../conversation/messages.ts';
import { numberLines, plain } from '../conversation/render.ts';
import { isLive } from '../conversation/way-out.ts';
import { adoptAttachments, noteAttachment } from '../store/attachments.ts';
import { appendToCase, dropFocus, type NewItem, openCase, updateCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import { type NewReply, putOutbox } from '../store/outbox.ts';
import { type ClaimedTurn, claimTurns } from '../store/turn-claims.ts';
import { countReply, forgetClosings, limitPatience, markFailed } from '../store/turn-failures.ts';
import { saveConversations, takeDraft } from '../store/turn-rows.ts';
import { placeTurns } from './place-turns.ts';
import type { TurnDeps } from './take-turns.ts';

type Trouble = 'handoff.closed' | 'common.aPersonWillAnswer' | 'common.weKeepTrying';

/**
 * Three failed turns at one event, or at a timer: the person gets a human and numbers, a case opens (or hears
 * of it, as urgent as the words are) with those words sealed in it, the event is kept for study without
 * them. No flow takes part: it may be what is broken. The state is forgotten, and its timers with it.
 * @param failedEvent the event that failed, null for a timer; whatever waits by now in its place is left alone
 * @returns whether it was done
 */
export async function handOver(
  deps: TurnDeps,
  conversationId: string,
  failedEvent: number | null,
): Promise<boolean> {
  const committed = await deps.db.transact(async (tx) => {
    await limitPatience(tx, deps.aloneMilliseconds);
    const [turn] = await placeTurns(tx, deps.store, await claimTurns(tx, deps.store, 1, conversationId));
    if (!turn || (turn.event?.id ?? null) !== failedEvent) return undefined;
    const event = turn.event && turn.event.body !== 'gone' ? turn.event.body : null;
    const isClosing = event?.type === 'case.closed';
    const done = isClosing ? await endCase(tx, deps, turn, event) : await keepInCase(tx, deps, turn, event);
    const sequence = turn.sequence + 1;
    await putOutbox(
      tx,
      deps.store,
      repliesTo(deps, turn, event, isClosing ? 'handoff.closed' : 'common.aPersonWillAnswer'),
    );
    const lasting = turn.fault ? turn.lasting : null;
    await saveConversations(tx, deps.store, [
      { conversationId, state: null, dueAt: null, lasting, sequence, isInbound: false },
    ]);
    if (turn.event) await markFailed(tx, deps.store, turn.event.id);
    return done;
  });
  committed?.();
  return committed !== undefined;
}

/**
 * Her turn cannot be taken, and not even a case can be written for now (set-aside.ts): she hears that her words are
 * kept and tried on, with numbers to call. Only her chat and its next message are touched.
 */
export async function tellOfTrouble(deps: TurnDeps, conversationId: string): Promise<void> {
  await deps.db.transact(async (tx) => {
    await limitPatience(tx, deps.aloneMilliseconds);
    const [turn] = await claimTurns(tx, deps.store, 1, conversationId);
    if (!turn?.event) return;
    const event = turn.event.body === 'gone' ? null : turn.event.body;
    const replies = repliesTo(deps, turn, event, 'common.weKeepTrying');
    await putOutbox(tx, deps.store, replies);
    if (replies.length > 0) await countReply(tx, conversationId);
  });
}

function repliesTo(deps: TurnDeps, turn: ClaimedTurn, event: InboxEvent | null, key: Trouble): NewReply[] {
  // She did not write this herself: nothing of ours may come up on a screen she left, a chat that is silent, or a
  // phone that lies somewhere by now (R11).
  const isHers = event?.type.startsWith('inbound.') === true;
  const isOut = turn.lasting.away === true || turn.focus?.muted === true;
  if (!isHers && (isOut || !isLive({ ...turn, now: deps.store.clock.now() }))) return [];
  const { conversationId, channel } = turn;
  const messageId = deps.store.ids.uuid();
  const sequence = turn.sequence + 1;
  return [{ conversationId, channel, sequence, messageId, part: replyTo(deps, turn, key), lane: 0 }];
}

function replyTo(deps: TurnDeps, turn: ClaimedTurn, key: Trouble): Part {
  const { renderer } = deps;
  const { language } = turn.lasting;
  const numbers = tried(() => numberLines(renderer, language, null)) ?? '';
  const text = [renderer.words.key(language, key), numbers].filter((part) => part !== '').join('\n\n');
  return plain(text, capabilities[turn.channel]);
}

/** Hearing, or the numbers, may be the very thing that is broken; the human must come without them too. */
function tried<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Nobody will answer in a case that is closed: what the person writes next begins a new story. */
async function endCase(
  tx: Tx,
  deps: TurnDeps,
  turn: ClaimedTurn,
  event: Extract<InboxEvent, { type: 'case.closed' }>,
): Promise<() => void> {
  if (!turn.focus) return () => {};
  const { caseId } = turn.focus;
  const at = deps.store.clock.now();
  const committed = await appendToCase(tx, deps.store, deps.keys, caseId, {
    items: [
      { at, item: { kind: 'happened', what: 'closed', memberId: event.memberId, words: [event.reason] } },
      { at, item: { kind: 'happened', what: 'failedTurn' } },
    ],
    head: null,
  });
  await dropFocus(tx, caseId);
  return committed;
}

async function keepInCase(
  tx: Tx,
  deps: TurnDeps,
  turn: ClaimedTurn,
  event: InboxEvent | null,
): Promise<() => void> {
  const { store } = deps;
  const at = store.clock.now();
  const words = wordsOf(event);
  const heard = words === null ? null : tried(() => hear(words));
  const { caseId, before } = await caseFor(tx, deps, turn, urgencyOf(heard));
  const own = event ? itemsOf(turn, event, at, heard) : [];
  if (event?.type === 'inbound.media')
    await noteAttachment(tx, store, { conversationId: turn.conversationId, caseId, media: event });
  // A timer brings nothing new: the card of an open case says more than an empty one would.
  const head = event || !turn.focus?.open ? headOf(turn, event, heard) : null;
  return appendToCase(tx, store, deps.keys, caseId, {
    items: [...before, ...own, { at, item: { kind: 'happened', what: 'failedTurn' } }],
    head,
  });
}

function headOf(turn: ClaimedTurn, event: InboxEvent | null, heard: Heard | null): CaseHead {
  return {
    channel: turn.channel,
    language: turn.lasting.language,
    who: null,
    age: null,
    topic: null,
    rules: [...(heard?.danger ? [heard.danger.rule] : []), 'failedTurn'],
    lastWords: event?.type === 'inbound.text' ? event.text.slice(0, 80) : null,
  };
}

function wordsOf(event: InboxEvent | null): string | null {
  if (event?.type === 'inbound.text') return event.text;
  return event?.type === 'inbound.media' ? event.caption : null;
}

/** Somebody whose chat broke down waits for a human as a U2 does, or as a U1 when the words say so. */
function urgencyOf(heard: Heard | null): 1 | 2 {
  return heard?.word === 'emergency' ? 1 : (heard?.danger?.urgency ?? 2);
}

/** The open case of the chat, raised and waiting, or a new one with what was said before. */
async function caseFor(
  tx: Tx,
  deps: TurnDeps,
  turn: ClaimedTurn,
  urgency: 1 | 2,
): Promise<{ caseId: string; before: NewItem[] }> {
  const { store } = deps;
  const { conversationId, focus } = turn;
  if (focus?.open) {
    await updateCase(tx, store, focus.caseId, { urgency, waits: true });
    return { caseId: focus.caseId, before: [] };
  }
  if (focus) {
    await dropFocus(tx, focus.caseId);
    await forgetClosings(tx, store, conversationId);
  }
  const caseId = store.ids.uuid();
  const receipt = deps.receipts.take();
  await openCase(tx, store, {
    caseId,
    conversationId,
    urgency,
    province: null,
    filed: false,
    receiptLookup: await receipt.lookup,
  });
  await adoptAttachments(tx, store, conversationId, caseId);
  const { said } = await takeDraft(tx, store, conversationId, turn.event?.id ?? Number.MAX_SAFE_INTEGER);
  const before = said.flatMap((line) =>
    'inbound' in line ? itemsOf(turn, line.inbound, line.at, null) : [],
  );
  return { caseId, before };
}

function itemsOf(turn: ClaimedTurn, event: InboxEvent, at: Date, heard: Heard | null): NewItem[] {
  const { channel } = turn;
  const sign = heard?.danger ? { danger: heard.danger } : {};
  if (event.type === 'inbound.text')
    return [{ at, item: { kind: 'person', channel, text: event.text, ...sign } }];
  if (event.type === 'inbound.media') {
    const media = mediaItem(event, urgencyOf(heard) === 1);
    return [{ at, item: { kind: 'person', channel, text: event.caption ?? '', media, ...sign } }];
  }
  if (event.type === 'counsellor.said')
    return [{ at, item: { kind: 'counsellor', memberId: event.memberId, text: event.text } }];
  return [];
}
