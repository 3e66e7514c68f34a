import type { Language } from '../../flows/kit/events.ts';
import type { ChannelName, Part } from './messages.ts';
import { planTurn } from './plan.ts';
import type { Renderer } from './render.ts';

/**
 * What the conversation says to somebody new: the page shows it before anything is stored. It is the flow's
 * own first turn, so its buttons carry the numbers that the stored turn will give them.
 */
export function openingParts(renderer: Renderer, language: Language, channel: ChannelName): Part[] {
  const now = new Date(0);
  const plan = planTurn(renderer, {
    channel,
    state: null,
    lasting: { language },
    event: { type: 'inbound.start' },
    focus: null,
    lastInboundAt: now,
    now,
    receipt: () => '',
  });
  return plan.replies.map(({ part }) => part);
}
