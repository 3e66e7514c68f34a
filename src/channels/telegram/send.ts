import type { Clock } from '../../clock.ts';
import type { Choice, Part } from '../../conversation/messages.ts';
import { unreachable } from '../../errors.ts';
import type { Outgoing, SendOutcome } from '../channel.ts';
import { type Calls, forApi } from './api.ts';
import { outcomeOf, readFailure } from './failures.ts';
import { chatIdOf, messageIdOf, providerIdOf } from './ids.ts';

/** Bounds, and why. */
const limits = {
  /** One deleteMessages call takes at most this many (Bot API, 2026-11). */
  deletedAtOnce: 100,
  /** Somebody is standing beside her; the next try comes soon. */
  clearAgainSeconds: 2,
  /** Longer than any send that goes well. */
  slowMilliseconds: 1_000,
};

type TextPart = Extract<Part, { type: 'text' }>;
type ClearPart = Extract<Part, { type: 'clear' }>;
type SendMessage = Parameters<Calls['sendMessage']>[0];

export interface Sending {
  calls: Calls;
  clock: Clock;
  /** Ends the call at a stop; what was on its way is then uncertain. */
  signal: AbortSignal;
}

/** One part out. Never throws: what Telegram does with it is the outcome. */
export async function sendTelegram(sending: Sending, outgoing: Outgoing): Promise<SendOutcome> {
  const chatId = chatIdOf(outgoing.address);
  if (chatId === undefined) return { is: 'refused', why: 'badAddress' };
  const { part } = outgoing;
  switch (part.type) {
    case 'text':
      return sendText(sending, chatId, part);
    case 'clear':
      return clear(sending, chatId, part);
    default:
      return unreachable(part);
  }
}

/**
 * The call for a text, pure. No parse_mode: nothing that a person or a counsellor wrote can become markup.
 * No preview: it would fetch a page and show its picture on the screen. protect_content keeps the words
 * from being forwarded or saved (standards.md §7.4); numbers to call and the nomor resi may be: nobody in a
 * hurry should have to copy digits by hand.
 */
export function renderMessage(chatId: number, part: TextPart): SendMessage {
  const rows = part.choices.map((choice) => [button(choice)]);
  if (part.rails.length > 0) rows.push(part.rails.map(button));
  return {
    chat_id: chatId,
    text: part.text,
    protect_content: part.isShareable !== true,
    link_preview_options: { is_disabled: true },
    ...(rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {}),
  };
}

function button(choice: Choice): { text: string; callback_data: string } {
  return { text: choice.label, callback_data: choice.token };
}

/**
 * Somebody who waits sees that an answer is coming: before a counsellor's words, and when a send takes long.
 * Never for the bot's own thinking: where a person is awaited, "typing" would be a promise.
 */
async function sendText(sending: Sending, chatId: number, part: TextPart): Promise<SendOutcome> {
  if (part.isHuman) void showTyping(sending, chatId);
  const slow = setTimeout(() => void showTyping(sending, chatId), limits.slowMilliseconds);
  try {
    const sent = await sending.calls.sendMessage(renderMessage(chatId, part), forApi(sending.signal));
    return { is: 'sent', providerId: providerIdOf(sent.message_id) };
  } catch (cause) {
    return outcomeOf(readFailure(cause, sending.signal), sending.clock.now());
  } finally {
    clearTimeout(slow);
  }
}

/** Never throws and is never tried again: what it shows is over in five seconds. */
async function showTyping({ calls, signal }: Sending, chatId: number): Promise<void> {
  await calls.sendChatAction({ chat_id: chatId, action: 'typing' }, forApi(signal)).catch(() => undefined);
}

/**
 * Takes our messages off the screen, newest first: those are what somebody looking over her shoulder sees.
 * Deleting twice does no harm, so whatever is not known to have happened is done again: `later`, never
 * `uncertain`.
 */
async function clear(sending: Sending, chatId: number, part: ClearPart): Promise<SendOutcome> {
  const ids = part.messages.map(({ providerId }) => messageIdOf(providerId)).filter((id) => id !== undefined);
  const newestFirst = [...new Set(ids)].sort((one, other) => other - one);
  for (let start = 0; start < newestFirst.length; start += limits.deletedAtOnce) {
    const failed = await deleteMessages(
      sending,
      chatId,
      newestFirst.slice(start, start + limits.deletedAtOnce),
    );
    if (failed !== undefined) return failed;
  }
  return { is: 'sent' };
}

/** Undefined when done. One that cannot be deleted (older than 48 hours) must not keep the others up. */
async function deleteMessages(
  sending: Sending,
  chatId: number,
  ids: readonly number[],
): Promise<SendOutcome | undefined> {
  try {
    await sending.calls.deleteMessages({ chat_id: chatId, message_ids: [...ids] }, forApi(sending.signal));
    return undefined;
  } catch (cause) {
    const now = sending.clock.now();
    const outcome = outcomeOf(readFailure(cause, sending.signal), now);
    if (outcome.is === 'uncertain') {
      const at = new Date(now.getTime() + limits.clearAgainSeconds * 1000);
      return { is: 'later', at, why: outcome.why };
    }
    if (outcome.is !== 'refused') return outcome;
    if (ids.length === 1) return undefined;
    const middle = Math.ceil(ids.length / 2);
    return (
      (await deleteMessages(sending, chatId, ids.slice(0, middle))) ??
      (await deleteMessages(sending, chatId, ids.slice(middle)))
    );
  }
}
