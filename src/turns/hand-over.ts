import { capabilities, type InboxEvent } from '../conversation/messages.ts';
import { renderText } from '../conversation/render.ts';
import { appendToCase, type NewItem, openCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import { putOutbox } from '../store/outbox.ts';
import {
  type ClaimedTurn,
  claimTurns,
  markFailed,
  saveConversations,
  takeDraft,
} from '../store/turn-rows.ts';
import type { TurnDeps } from './take-turns.ts';

/**
 * Three failed turns at one event: the person gets a human, a case opens (or hears of it) with those words
 * sealed in it, the event is kept for study without them. No flow takes part: it may be what is broken.
 */
export async function handOver(deps: TurnDeps, conversationId: string): Promise<void> {
  const committed = await deps.db.transact(async (tx) => {
    const [turn] = await claimTurns(tx, deps.store, 1, conversationId);
    if (!turn?.event) return () => {};
    const part = renderText(
      deps.renderer.words,
      turn.lasting.language,
      { key: 'common.aPersonWillAnswer' },
      capabilities[turn.channel],
    );
    const sequence = turn.sequence + 1;
    const reply = {
      conversationId,
      channel: turn.channel,
      sequence,
      messageId: deps.store.ids.uuid(),
      part,
      lane: 0 as const,
    };
    const done = await keepInCase(tx, deps, turn, turn.event);
    await putOutbox(tx, deps.store, [reply]);
    await saveConversations(tx, deps.store, [
      { conversationId, state: null, dueAt: null, lasting: null, sequence, isInbound: false },
    ]);
    await markFailed(tx, deps.store, turn.event.id);
    return done;
  });
  committed();
}

async function keepInCase(
  tx: Tx,
  deps: TurnDeps,
  turn: ClaimedTurn,
  event: NonNullable<ClaimedTurn['event']>,
): Promise<() => void> {
  const { store } = deps;
  const at = store.clock.now();
  const caseId = turn.focus?.caseId ?? store.ids.uuid();
  const words: NewItem[] = [];
  if (!turn.focus) {
    const receipt = deps.receipts.take();
    await openCase(tx, store, {
      caseId,
      conversationId: turn.conversationId,
      urgency: 2,
      province: null,
      filed: false,
      receiptLookup: await receipt.lookup,
    });
    const { said } = await takeDraft(tx, store, turn.conversationId, event.id);
    for (const line of said) if ('inbound' in line) words.push(...itemsOf(turn, line.inbound, line.at));
  }
  if (event.body !== 'gone') words.push(...itemsOf(turn, event.body, at));
  words.push({ at, item: { kind: 'happened', what: 'failedTurn' } });
  return appendToCase(tx, store, deps.keys, caseId, {
    items: words,
    head: {
      channel: turn.channel,
      language: turn.lasting.language,
      who: null,
      age: null,
      topic: null,
      rules: ['failedTurn'],
      lastWords:
        event.body !== 'gone' && event.body.type === 'inbound.text' ? event.body.text.slice(0, 80) : null,
    },
  });
}

function itemsOf(turn: ClaimedTurn, event: InboxEvent, at: Date): NewItem[] {
  if (event.type === 'inbound.text')
    return [{ at, item: { kind: 'person', channel: turn.channel, text: event.text } }];
  if (event.type === 'counsellor.said')
    return [{ at, item: { kind: 'counsellor', memberId: event.memberId, text: event.text } }];
  return [];
}
