import type { Inbound } from '../../conversation/messages.ts';
import type { Reading } from '../channel.ts';
import { addressOf, externalIdOf, messageExternalIdOf, updateIdOf } from './ids.ts';
import { hearMedia, media } from './receive-media.ts';
import { isForwarded, type Shape, shapeOf, wordsOf } from './shape.ts';

/**
 * One update of the Bot API to what we heard. Pure, and it never throws: what a person did and we cannot
 * read becomes inbound.unreadable, so that she hears about it. Private chats with people only: whatever is
 * said in a group or a channel is not told to us. Nothing is fetched; only references are kept.
 */

/** The kinds of update we ask for. Reactions, group traffic and the like never leave Telegram. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** How deep words may lie in a rich message: Telegram allows 16 levels (Bot API, 2026-11). */
const wordsDepthMax = 32;

/** @param update one element of getUpdates' answer, untrusted */
export function readUpdate(update: unknown): Reading {
  const root = shapeOf(update);
  const updateId = updateIdOf(update);
  if (root === undefined || updateId === undefined) return ignored('noUpdateId');
  const tap = shapeOf(root.callback_query);
  if (tap !== undefined) return readTap(updateId, tap);
  const message = shapeOf(root.message);
  if (message !== undefined) return readMessage(updateId, message, hear);
  const edited = shapeOf(root.edited_message);
  if (edited !== undefined) return readEdited(updateId, edited);
  const membership = shapeOf(root.my_chat_member);
  if (membership !== undefined) return readMembership(updateId, membership);
  return ignored('otherKind');
}

/** The id under which a tap wants its answer, malformed taps too: unanswered, the button spins for a minute. */
export function callbackIdOf(update: unknown): string | undefined {
  return wordsOf(shapeOf(shapeOf(update)?.callback_query)?.id);
}

function readTap(updateId: number, tap: Shape): Reading {
  const person = shapeOf(tap.from);
  if (person === undefined || person.is_bot === true) return ignored('notAPerson');
  const message = shapeOf(tap.message);
  // Without its message the tap comes from something shared into another chat, or from a message so old that
  // Telegram no longer shows it. The first is not ours; the second was said in private, to her own id.
  if (message === undefined && tap.inline_message_id !== undefined) return ignored('notPrivate');
  const chat = message === undefined ? { type: 'private', id: person.id } : shapeOf(message.chat);
  const token = wordsOf(tap.data);
  return reading(updateId, chat, token === undefined ? undefined : { type: 'inbound.tap', token });
}

function readMessage(updateId: number, message: Shape, listen: (message: Shape) => Heard): Reading {
  if (shapeOf(message.from)?.is_bot === true) return ignored('notAPerson');
  const heard = listen(message);
  if (heard === 'silent') return ignored('nothingSaid');
  const chat = shapeOf(message.chat);
  const address = addressOf(chat?.id);
  return reading(updateId, chat, heard, address && messageExternalIdOf(address, message.message_id));
}

/**
 * Changed words name the message they were. A moving live location comes as an edit every few seconds and
 * says nothing new to answer; the first position was heard. Another picture in the old one's place is a new one.
 */
function readEdited(updateId: number, message: Shape): Reading {
  if (shapeOf(message.from)?.is_bot === true) return ignored('notAPerson');
  const text = wordsOf(message.text) ?? wordsOf(message.caption);
  const chat = shapeOf(message.chat);
  const of = messageExternalIdOf(addressOf(chat?.id) ?? '', message.message_id);
  if (text !== undefined && of !== undefined)
    return reading(updateId, chat, { type: 'inbound.edited', of, text });
  const heard = message.location === undefined ? hear(message) : 'silent';
  return heard === 'silent' ? ignored('nothingSaid') : reading(updateId, chat, heard);
}

/** She blocked the bot, or let it in again (ChatMemberUpdated; sent for private chats on both, Bot API 2026-11). */
function readMembership(updateId: number, change: Shape): Reading {
  const status = shapeOf(change.new_chat_member)?.status;
  if (status !== 'kicked' && status !== 'member') return ignored('otherKind');
  const type = status === 'kicked' ? 'chat.blocked' : 'chat.unblocked';
  return reading(updateId, shapeOf(change.chat), { type });
}

/** @param happened undefined when no parser understood it */
function reading(
  updateId: number,
  chat: Shape | undefined,
  happened: Inbound | undefined,
  externalId = externalIdOf(updateId),
): Reading {
  if (chat?.type !== 'private') return ignored('notPrivate');
  const address = addressOf(chat.id);
  if (address === undefined) return ignored('notPrivate');
  const received = { channel: 'telegram', externalId, address } as const;
  if (happened === undefined)
    return { is: 'unreadable', received: { ...received, happened: { type: 'inbound.unreadable' } } };
  return { is: 'received', received: { ...received, happened } };
}

function ignored(why: string): Reading {
  return { is: 'ignored', why };
}

/** Something a person did; 'silent' when Telegram only notes a change; undefined when we cannot read it. */
type Heard = Inbound | 'silent' | undefined;

function hear(message: Shape): Heard {
  const text = wordsOf(message.text);
  const start = text === undefined ? null : /^\/start(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text);
  if (start) return { type: 'inbound.start', ...campaignIn(start[1]) };
  if (text !== undefined) return { type: 'inbound.text', text, ...isForwarded(message) };
  return hearMedia(message) ?? hearHiddenWords(message) ?? hearRest(message);
}

/**
 * The payload after /start comes from whoever made the link, not from the person: the name of a campaign, to
 * be counted, and nothing else. What looks like a nomor resi is not read: a link that opens somebody's case
 * would be a key that travels through every chat it is forwarded to (standards.md §7.4).
 */
function campaignIn(payload: string | undefined): { campaign?: string } {
  const name = payload?.trim() ?? '';
  if (!/^[\w-]{1,64}$/.test(name) || /^\d{16}$/.test(name.replace(/[_-]/g, ''))) return {};
  return { campaign: name };
}

/** Words in unusual dress are still words: a cry for help in a checklist must be heard as one. */
function hearHiddenWords(message: Shape): Inbound | undefined {
  const found = ['rich_message', 'checklist', 'poll'].flatMap((field) => gatherWords(message[field], 0));
  const text = found.join('\n').trim();
  return text === '' ? undefined : { type: 'inbound.text', text, ...isForwarded(message) };
}

const wordFields = [
  ...['title', 'question', 'summary', 'label', 'text', 'alternative_text', 'expression'],
  ...['tasks', 'options', 'blocks', 'items', 'cells', 'caption', 'credit'],
];

function gatherWords(value: unknown, depth: number): string[] {
  if (depth > wordsDepthMax) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const found = value.map((part) => gatherWords(part, depth + 1));
    // A run of plain and formatted words is one line, whatever its formatting; blocks are lines of their own.
    return value.some((part) => typeof part === 'string') ? [found.flat().join('')] : found.flat();
  }
  const shape = shapeOf(value);
  return shape === undefined ? [] : wordFields.flatMap((field) => gatherWords(shape[field], depth + 1));
}

/** Sent by a person, with neither words nor a file to keep. */
const otherFields = ['dice', 'story', 'game', 'paid_media', 'invoice', 'giveaway'];

/**
 * Telegram noting a change that nobody said (grammY 1.46 lists them): a timer set, a message pinned. Answering
 * these would be harm: she has just set her chat to delete itself, and it speaks up. Whatever is neither here
 * nor above is new to us and counts as unreadable.
 */
const notes: readonly RegExp[] = [
  /^(pinned_message|message_auto_delete_timer_changed|chat_background_set|write_access_allowed)$/,
  /^(connected_website|web_app_data|passport_data|users_shared|chat_shared|proximity_alert_triggered)$/,
  /^(boost_added|gift|gift_upgrade_sent|unique_gift|successful_payment|refunded_payment|managed_bot_created)$/,
  /^(paid_message_price_changed|direct_message_price_changed|left_chat_member|delete_chat_photo)$/,
  /^(giveaway|suggested_post|checklist_tasks|poll_option|video_chat|forum_topic|general_forum_topic)_/,
  /^(migrate|new_chat|group_chat|supergroup_chat|channel_chat|community_chat|chat_owner)_/,
];

function hearRest(message: Shape): Heard {
  if (otherFields.some((field) => message[field] !== undefined)) {
    return media('other', `message:${String(message.message_id)}`, message, wordsOf(message.caption));
  }
  const isNote = Object.keys(message).some((field) => notes.some((note) => note.test(field)));
  return isNote ? 'silent' : undefined;
}
