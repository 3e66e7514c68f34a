import type { FlowEvent } from '../../flows/kit/events.ts';
import { readChoice } from '../../flows/kit/choices.ts';
import { hear } from '../../flows/kit/hear-standin.ts';
import type { Option } from '../../flows/kit/effects.ts';
import type { Asked } from './snapshot.ts';
import type { InboxEvent } from './messages.ts';

/**
 * What came in, as what happened. Pure. The order of hearing is fixed (design §7): danger, then the safe
 * word, then the other words, then the open question. No text is ever lost here: the host keeps the words
 * whatever they are understood as.
 */
export interface Understood {
  events: FlowEvent[];
  /** For the host itself: a button of an older question, or something no parser could read. */
  also: 'nothing' | 'askAgain' | 'unreadable';
}

/** What understanding depends on besides the message. */
export interface Setting {
  asked: Asked | null;
  askedBefore: string | null;
  /** First contact, or more than 30 minutes of silence: safe-to-chat is asked before anything (R2). */
  isNewSession: boolean;
  /** The options' labels in the language of the person, as they were shown. */
  labelOf: (option: Option) => string;
}

const only = (...events: FlowEvent[]): Understood => ({ events, also: 'nothing' });

export function understand(event: InboxEvent, setting: Setting): Understood {
  switch (event.type) {
    case 'inbound.start':
      return only({ type: 'person.arrived' });
    case 'inbound.text':
      return only(...understandText(event.text, setting));
    case 'inbound.tap':
      return understandTap(event.token, setting);
    case 'inbound.media':
      return only(...understandMedia(event, setting));
    case 'inbound.unreadable':
      return { events: setting.isNewSession ? [{ type: 'person.arrived' }] : [], also: 'unreadable' };
    case 'counsellor.joined':
      return only({ type: 'counsellor.joined' });
    case 'counsellor.said':
      return only({ type: 'counsellor.said', text: event.text });
    case 'counsellor.left':
      return only({ type: 'counsellor.left' });
    case 'case.closed':
      return only({ type: 'case.closed' });
  }
}

function understandText(text: string, setting: Setting): FlowEvent[] {
  const { danger, word } = hear(text);
  if (danger) return [{ type: 'danger.heard', danger }];
  if (word) return [{ type: 'person.spoke', word }];
  if (setting.isNewSession) return [{ type: 'person.arrived' }];
  return chosenBy(text, setting) ?? [{ type: 'person.wrote', text }];
}

function chosenBy(text: string, setting: Setting): FlowEvent[] | undefined {
  if (!setting.asked) return undefined;
  const { options, rails } = setting.asked.question;
  const read = readChoice(
    text,
    options.map((option) => ({ id: option.id, label: setting.labelOf(option) })),
  );
  switch (read.is) {
    case 'choice':
      return [{ type: 'person.chose', choice: read.id }];
    case 'many':
      return read.ids.map((choice) => ({ type: 'person.chose', choice }));
    case 'skip':
      return rails.includes('skip') ? [{ type: 'person.chose', choice: 'skipped' }] : undefined;
    case 'unknown':
      return [{ type: 'person.chose', choice: 'unknown' }];
    case 'none':
      return undefined;
  }
}

/**
 * A token is "number.choice". It counts only for the question that stands open and only for a choice that
 * was offered: stale and forged buttons change nothing. The second press of the button just used is
 * silent; any older one brings the open question back.
 */
function understandTap(token: string, setting: Setting): Understood {
  const [number, choice] = splitToken(token);
  if (setting.isNewSession && !setting.asked) return only({ type: 'person.arrived' });
  if (!setting.asked || number !== setting.asked.number) {
    return { events: [], also: number === setting.askedBefore ? 'nothing' : 'askAgain' };
  }
  const { options, rails } = setting.asked.question;
  if (options.some((option) => option.id === choice)) return only({ type: 'person.chose', choice });
  if (choice === 'skip' && rails.includes('skip')) return only({ type: 'person.chose', choice: 'skipped' });
  if (choice === 'human' && rails.includes('human')) return only({ type: 'person.spoke', word: 'human' });
  if (choice === 'leave' && rails.includes('leave')) return only({ type: 'person.spoke', word: 'leave' });
  return { events: [], also: 'askAgain' };
}

function splitToken(token: string): [number: string, choice: string] {
  const dot = token.indexOf('.');
  return dot < 0 ? [token, ''] : [token.slice(0, dot), token.slice(dot + 1)];
}

function understandMedia(
  event: Extract<InboxEvent, { type: 'inbound.media' }>,
  setting: Setting,
): FlowEvent[] {
  const danger = event.caption ? hear(event.caption).danger : null;
  if (danger) return [{ type: 'danger.heard', danger }];
  if (setting.isNewSession) return [{ type: 'person.arrived' }];
  return [{ type: 'person.sentMedia', media: event.media }];
}
