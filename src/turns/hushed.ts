import type { ConversationState } from '../conversation/snapshot.ts';
import { appendToCase, type NewItem, updateCase } from '../store/cases.ts';
import type { Tx } from '../store/database.ts';
import type { Applied, ApplyDeps } from './apply.ts';
import type { PlacedTurn } from './place-turns.ts';

/**
 * A chat that she left for another by number and PIN hears nothing by itself any more (design §6: a seized phone
 * falls silent): no timer of it speaks, and words of the team that were on their way to it, or waited there for her
 * hours, stay in the case as unsent. Who writes in it is answered.
 */
const talk = new Set([
  'counsellor.said',
  'counsellor.joined',
  'counsellor.left',
  'counsellor.away',
  'duty.empty',
]);

export function isHushed({ event, focus, isStray }: PlacedTurn): boolean {
  if (isStray) return true;
  if (!focus?.muted) return false;
  return event === null || (event.body !== 'gone' && talk.has(event.body.type));
}

/** The turn of such a chat. @returns its state without anything that could speak later */
export async function hushedTurn(
  tx: Tx,
  deps: ApplyDeps,
  turn: PlacedTurn,
): Promise<{ state: ConversationState | null; applied: Applied }> {
  const { event, focus } = turn;
  const held = turn.isStray ? [] : (turn.state?.held ?? []);
  const at = deps.store.clock.now();
  const items: NewItem[] = [];
  if (event && event.body !== 'gone' && event.body.type === 'counsellor.said')
    items.push({ at, item: { kind: 'counsellor', memberId: event.body.memberId, text: event.body.text } });
  if (held.length + items.length > 0) items.push({ at, item: { kind: 'happened', what: 'heldUnsent' } });
  let committed = () => {};
  if (focus && items.length > 0) {
    await updateCase(tx, deps.store, focus.caseId, { waits: true });
    committed = await appendToCase(tx, deps.store, deps.keys, focus.caseId, { items, head: null });
  }
  return {
    state: turn.isStray ? turn.state : turn.state && quiet(turn.state),
    applied: { replies: [], sequence: turn.sequence, emptied: items.length > 0, committed },
  };
}

function quiet({
  held: _words,
  invited: _line,
  burst: _talk,
  ...state
}: ConversationState): ConversationState {
  return { ...state, timers: [] };
}
