import type { CaseItem } from '../conversation/case-item.ts';
import { mediaItem } from '../conversation/media-item.ts';
import type { ChannelName, Inbound, InboxEvent } from '../conversation/messages.ts';
import type { CasePlan } from '../conversation/plan.ts';

/** An event as the case remembers it; null for what is nobody's words. */
export function ownItem(
  channel: ChannelName,
  event: InboxEvent,
  plan: Pick<CasePlan, 'danger' | 'pressed'> & { isU1: boolean },
): CaseItem | null {
  if (isTeams(event)) return teamItem(event);
  const sign = plan.danger ? { danger: plan.danger } : {};
  switch (event.type) {
    case 'inbound.text':
      return { kind: 'person', channel, text: event.text, ...sign, ...forwardedBy(event) };
    case 'inbound.tap':
      return plan.pressed ? { kind: 'person', channel, text: plan.pressed } : null;
    case 'inbound.media':
      return {
        ...{ kind: 'person', channel, text: event.caption ?? '', media: mediaItem(event, plan.isU1) },
        ...{ ...sign, ...forwardedBy(event) },
      };
    case 'inbound.edited':
      return event.text === null
        ? { kind: 'happened', what: 'revoked' }
        : { kind: 'person', channel, text: event.text, ...sign };
    case 'chat.blocked':
      return { kind: 'happened', what: 'blocked' };
    case 'chat.unblocked':
      return { kind: 'happened', what: 'unblocked' };
    case 'inbound.start':
    case 'inbound.unreadable':
      return null;
  }
}

/** Not from the person's own platform. */
function isTeams(event: InboxEvent): event is Exclude<InboxEvent, Inbound> {
  return !/^(inbound|chat)\./.test(event.type);
}

/** What the team did, and what the host found out: a line without words, or none. */
function teamItem(event: Exclude<InboxEvent, Inbound>): CaseItem | null {
  switch (event.type) {
    case 'counsellor.joined':
      return { kind: 'happened', what: 'claimed', memberId: event.memberId };
    case 'counsellor.left':
      return { kind: 'happened', what: 'released', memberId: event.memberId };
    case 'counsellor.away':
      return { kind: 'happened', what: 'away', memberId: event.memberId };
    case 'duty.empty':
      return { kind: 'happened', what: 'nobodyOnDuty' };
    case 'case.closed':
      return { kind: 'happened', what: 'closed', memberId: event.memberId, words: [event.reason] };
    case 'counsellor.said':
    case 'receipt.checked':
    case 'right.decided':
    case 'story.begun':
    case 'story.chosen':
    case 'story.gone':
    // The console has written these down itself.
    case 'case.joined':
    case 'case.parted':
    case 'receipt.offered':
      return null;
  }
}

function forwardedBy({ forwarded }: { forwarded?: true }): { forwarded?: true } {
  return forwarded ? { forwarded } : {};
}
