import type { TurnPlan } from '../conversation/plan.ts';
import { adoptAttachments, judgePictures, noteAttachment } from '../store/attachments.ts';
import { countReached, countStart } from '../store/campaigns.ts';
import type { Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import type { ClaimedTurn } from '../store/turn-rows.ts';

/**
 * What a turn does beside words: files that came are noted, pictures judged, those from before meet their
 * case, and what became of a poster's link is counted. Nothing is fetched here.
 * @param caseId the case in focus after this turn; null while there is none
 */
export async function applyAttachments(
  tx: Tx,
  deps: StoreDeps,
  turn: ClaimedTurn,
  plan: Pick<TurnPlan, 'case' | 'pictures'>,
  caseId: string | null,
): Promise<void> {
  const { conversationId } = turn;
  const event = turn.event && turn.event.body !== 'gone' ? turn.event.body : null;
  if (caseId !== null && plan.case?.opens) await adoptAttachments(tx, deps, conversationId, caseId);
  if (event?.type === 'inbound.media')
    await noteAttachment(tx, deps, { conversationId, caseId, media: event });
  if (plan.pictures) await judgePictures(tx, deps, conversationId, plan.pictures);
  if (event?.type === 'inbound.start' && event.campaign && turn.state === null)
    await countStart(tx, deps, event.campaign);
  if (event?.type === 'counsellor.joined' && turn.state?.campaign)
    await countReached(tx, deps, turn.state.campaign);
}
