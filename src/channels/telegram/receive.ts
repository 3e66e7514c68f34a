import type { Inbound } from '../../conversation/messages.ts';
import type { Reading } from '../channel.ts';
import { addressOf, externalIdOf, updateIdOf } from './ids.ts';

/**
 * One update of the Bot API to what we heard. Pure, and it never throws: what a person did and we cannot
 * read becomes inbound.unreadable, so that she hears about it. Private chats with people only: whatever is
 * said in a group or a channel is not told to us. Nothing is fetched; only references are kept.
 */

/** The kinds of update we ask for. Reactions, group traffic and the like never leave Telegram. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query'] as const;

type Shape = Readonly<Record<string, unknown>>;
type MediaKind = Extract<Inbound, { type: 'inbound.media' }>['media'];

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
  if (edited !== undefined) return readMessage(updateId, edited, hearEdited);
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
  return reading(updateId, shapeOf(message.chat), heard);
}

/** @param happened undefined when no parser understood it */
function reading(updateId: number, chat: Shape | undefined, happened: Inbound | undefined): Reading {
  if (chat?.type !== 'private') return ignored('notPrivate');
  const address = addressOf(chat.id);
  if (address === undefined) return ignored('noAddress');
  const received = { channel: 'telegram', externalId: externalIdOf(updateId), address } as const;
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
  // The payload after /start comes from whoever made the link, not from the person: it is not read.
  if (text !== undefined && /^\/start(@\w+)?(\s|$)/.test(text)) return { type: 'inbound.start' };
  if (text !== undefined) return { type: 'inbound.text', text };
  return hearMedia(message) ?? hearHiddenWords(message) ?? hearRest(message);
}

/**
 * An edit is heard as new words. A moving live location comes as an edit every few seconds and says nothing
 * new to answer; the first position was heard.
 */
function hearEdited(message: Shape): Heard {
  const text = wordsOf(message.text) ?? wordsOf(message.caption);
  if (text !== undefined) return { type: 'inbound.text', text };
  if (message.location !== undefined) return 'silent';
  return hear(message);
}

/**
 * Fields of a message that hold a file, in the order to look: an animation is sent with a document beside it
 * for old clients, so the more telling one comes first.
 */
const files: readonly (readonly [string, MediaKind])[] = [
  ['photo', 'photo'],
  ['live_photo', 'photo'],
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['animation', 'video'],
  ['sticker', 'sticker'],
  ['document', 'document'],
];

function hearMedia(message: Shape): Inbound | undefined {
  const file = files.find(([field]) => message[field] !== undefined);
  if (file !== undefined) {
    const reference = fileReference(message[file[0]]);
    if (reference === undefined) return undefined;
    return media(file[1], reference, wordsOf(message.caption));
  }
  if (message.location !== undefined) return hearPlace(message);
  const contact = shapeOf(message.contact);
  if (contact === undefined) return undefined;
  const reference = contactReference(contact);
  return reference === undefined ? undefined : media('contact', reference);
}

function media(kind: MediaKind, reference: string, caption?: string): Inbound {
  return { type: 'inbound.media', media: kind, reference, caption: caption ?? null };
}

/** A photo is a list of sizes, smallest first; the last one is the picture. */
function fileReference(value: unknown): string | undefined {
  return wordsOf(shapeOf(Array.isArray(value) ? value.at(-1) : value)?.file_id);
}

/**
 * A place cannot be fetched again later, so the reference is the place itself, as a geo URI (RFC 5870).
 * What a venue is called was chosen by the person, and stands as her caption.
 */
function hearPlace(message: Shape): Inbound | undefined {
  const place = shapeOf(message.location);
  const { latitude, longitude, horizontal_accuracy: metres } = place ?? {};
  if (!isDegrees(latitude, 90) || !isDegrees(longitude, 180)) return undefined;
  const uncertainty = typeof metres === 'number' && metres > 0 ? `;u=${Math.ceil(metres)}` : '';
  const venue = shapeOf(message.venue);
  const called = [wordsOf(venue?.title), wordsOf(venue?.address)].filter((word) => word !== undefined);
  const caption = called.length === 0 ? undefined : called.join(', ');
  return media('location', `geo:${latitude},${longitude}${uncertainty}`, caption);
}

function isDegrees(value: unknown, most: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= most;
}

/** A shared contact cannot be fetched again either: a tel URI (RFC 3966) with the name as a parameter. */
function contactReference(contact: Shape): string | undefined {
  const number = wordsOf(contact.phone_number)?.replace(/[^+\d]/g, '');
  if (number === undefined || number === '') return undefined;
  const names = [wordsOf(contact.first_name), wordsOf(contact.last_name)].filter(
    (word) => word !== undefined,
  );
  // toWellFormed: encodeURIComponent throws on half of a surrogate pair.
  const name = names.length === 0 ? '' : `;name=${encodeURIComponent(names.join(' ').toWellFormed())}`;
  return `tel:${number}${name}`;
}

/** Words in unusual dress are still words: a cry for help in a checklist must be heard as one. */
function hearHiddenWords(message: Shape): Inbound | undefined {
  const found = ['rich_message', 'checklist', 'poll'].flatMap((field) => gatherWords(message[field], 0));
  const text = found.join('\n').trim();
  return text === '' ? undefined : { type: 'inbound.text', text };
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
    return media('other', `message:${String(message.message_id)}`, wordsOf(message.caption));
  }
  const isNote = Object.keys(message).some((field) => notes.some((note) => note.test(field)));
  return isNote ? 'silent' : undefined;
}

function shapeOf(value: unknown): Shape | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : undefined;
}

function wordsOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
