import { type OpenCase, type Placed, placeStory } from '../conversation/stories.ts';
import type { Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { type CaseOfChat, focusOn, listCasesOf } from '../store/stories.ts';
import type { ClaimedTurn } from '../store/turn-claims.ts';

/**
 * Which of a chat's cases a turn is about (conversation/stories.ts has the rule), before anything is planned. A chat
 * with one case, nearly every chat, costs no statement here.
 */
export interface PlacedTurn extends ClaimedTurn {
  stories?: Placed;
  /** About a case that this chat does not speak of any more; the talk stands as it is. */
  isStray?: true;
}

export async function placeTurns(
  tx: Tx,
  deps: StoreDeps,
  turns: readonly ClaimedTurn[],
): Promise<PlacedTurn[]> {
  const placed: PlacedTurn[] = [];
  for (const turn of turns) placed.push(mayBeOther(turn) ? await placeTurn(tx, deps, turn) : turn);
  return placed;
}

/** Whether it can be about another case than the one in focus. */
function mayBeOther({ state, lasting, event, focus }: ClaimedTurn): boolean {
  if (state?.aside?.length || lasting.several) return true;
  if (!event || event.body === 'gone') return false;
  if (event.body.type === 'story.begun') return true;
  const named = 'caseId' in event.body ? event.body.caseId : undefined;
  return named !== undefined && named !== (focus?.caseId ?? null);
}

async function placeTurn(tx: Tx, deps: StoreDeps, turn: ClaimedTurn): Promise<PlacedTurn> {
  const all = await listCasesOf(tx, turn.conversationId);
  const open: OpenCase[] = all.filter((one) => one.open && !one.muted);
  const event = turn.event && turn.event.body !== 'gone' ? turn.event.body : null;
  // Its key is gone: nothing is known of what it was about.
  if (turn.event && !event) return turn;
  const { state, focus } = turn;
  const placing = placeStory({ state, event, focus, open, now: deps.clock.now() });
  const present = focus?.caseId ?? null;
  if (placing.how === 'stray') return strayed(turn, all);
  const stories: Placed = { open, present, ...placing };
  if (placing.about === present) return { ...turn, stories };
  if (placing.how === 'brought') await focusOn(tx, turn.conversationId, placing.about);
  const its = all.find(({ caseId }) => caseId === placing.about);
  return { ...turn, stories, focus: its ? focusOf(its) : null };
}

function focusOf({ caseId, urgency, claimed, open, muted }: CaseOfChat): NonNullable<ClaimedTurn['focus']> {
  return { caseId, urgency, claimed, open, ...(muted ? { muted: true } : {}) };
}

/**
 * About a case that this chat does not speak of any more: nothing of it is said here, and a counsellor's words stay
 * in that case as unsent (hushed.ts). Of a case that was erased nothing is left to say.
 */
function strayed(turn: ClaimedTurn, all: readonly CaseOfChat[]): PlacedTurn {
  const { event } = turn;
  const named = event && event.body !== 'gone' && 'caseId' in event.body ? event.body.caseId : undefined;
  const its = all.find(({ caseId }) => caseId === named);
  if (its) return { ...turn, focus: { ...focusOf(its), muted: true }, isStray: true };
  return { ...turn, event: event && { ...event, body: 'gone' } };
}
