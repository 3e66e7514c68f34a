import type { Urgency } from '../../flows/kit/events.ts';
import type { InboxEvent } from '../conversation/messages.ts';
import type { TurnPlan } from '../conversation/plan.ts';
import { type Placed, placeStory } from '../conversation/stories.ts';
import type { Talk } from './chat.ts';

/** What the database knows of a chat's cases, for a talk in a terminal: which are open, and which is in focus. */
/** What place-turns.ts finds out for a chat with several cases; the focus moves with it. */
export function placed(talk: Talk, event: InboxEvent | null): Placed | undefined {
  const named = event && 'caseId' in event ? event.caseId : undefined;
  const isAmong = talk.state?.aside?.length || talk.lasts.several || event?.type === 'story.begun' || named;
  if (!isAmong) return undefined;
  const { state, cases: open, now } = talk;
  const focus =
    talk.focusId === null ? null : { caseId: talk.focusId, claimed: talk.focus?.claimed ?? false };
  const placing = placeStory({ state, event, focus, open, now: new Date(now) });
  if (placing.how === 'stray') return undefined;
  const stories = { open: [...open], present: talk.focusId, ...placing };
  const about = open.find(({ caseId }) => caseId === placing.about);
  talk.focus = about ? { urgency: about.urgency, claimed: about.claimed } : null;
  if (placing.how === 'brought') talk.focusId = placing.about;
  return stories;
}

/** The case in focus as it stands after the turn, and the list of all. */
export function settleFocus(
  talk: Talk,
  plan: TurnPlan,
  event: InboxEvent | null,
  stories: Placed | undefined,
): void {
  const after = focusAfter(talk.focus, plan, event);
  const about = stories && stories.how !== 'gone' ? stories.about : talk.focusId;
  const id = about ?? (after ? `case-${talk.cases.length + 1}` : null);
  const known = talk.cases.find(({ caseId }) => caseId === id);
  if (id !== null && after && known) Object.assign(known, after);
  else if (id !== null && after) talk.cases.push({ caseId: id, openedAt: new Date(talk.now), ...after });
  else if (id !== null) talk.cases = talk.cases.filter(({ caseId }) => caseId !== id);
  if (stories?.how !== 'aside') talk.focusId = after ? id : null;
  const focus = talk.cases.find(({ caseId }) => caseId === talk.focusId);
  talk.focus = focus ? { urgency: focus.urgency, claimed: focus.claimed } : null;
}

function focusAfter(before: Talk['focus'], plan: TurnPlan, event: InboxEvent | null): Talk['focus'] {
  if (plan.wishes.joins !== null && event?.type === 'receipt.checked' && event.result.type === 'pin.right')
    return event.result.open ? { urgency: event.result.urgency, claimed: event.result.claimed } : null;
  if (event?.type === 'case.closed' || (!plan.case && !before)) return null;
  const urgency = Math.min(plan.case?.urgency ?? 4, before?.urgency ?? 4) as Urgency;
  if (event?.type === 'counsellor.joined') return { urgency, claimed: true };
  const isLeft = event?.type === 'counsellor.left' || event?.type === 'counsellor.away';
  return { urgency, claimed: !isLeft && (before?.claimed ?? false) };
}

/** What the database would bring at once: the other story, in a turn of its own. */
export function followedBy({ wishes: { goes } }: TurnPlan): InboxEvent | null {
  if (goes === null) return null;
  return goes === 'anew' ? { type: 'story.begun' } : { type: 'story.chosen', ...goes };
}
