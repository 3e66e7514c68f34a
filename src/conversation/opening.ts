import type { Language } from '../../flows/kit/events.ts';
import { type ChannelName, capabilities, type Part } from './messages.ts';
import { planTurn } from './plan.ts';
import { numberLines, type Renderer, renderText } from './render.ts';

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
    pin: () => '',
  });
  return plan.replies.map(({ part }) => part);
}

/** Before set-up nothing may be kept: every channel says so, with numbers (design §6). */
export function notOpenPart(renderer: Renderer, language: Language, channel: ChannelName): Part {
  const numbers = numberLines(renderer, language, null);
  const text = { key: 'common.notOpenYet' as const, values: { numbers } };
  return renderText(renderer.words, language, text, capabilities[channel]);
}
