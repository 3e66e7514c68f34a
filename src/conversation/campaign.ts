import type { InboxEvent } from './messages.ts';
import type { ConversationState } from './snapshot.ts';

/**
 * By which poster's link she came, as long as her talk is remembered and no human has come: then it is counted that one
 * did (store/campaigns.ts), and forgotten. Never with the case, never with what lasts.
 */
export function campaignOf(state: ConversationState | null, event: InboxEvent | null): { campaign?: string } {
  if (event?.type === 'counsellor.joined') return {};
  if (!state && event?.type === 'inbound.start' && event.campaign) return { campaign: event.campaign };
  return state?.campaign ? { campaign: state.campaign } : {};
}
