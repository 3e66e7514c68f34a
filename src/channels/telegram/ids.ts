/**
 * Telegram's names for things, and ours. Made and parsed here and nowhere else, so that a change of form is
 * one change. Pure; everything that comes from outside may be nonsense and gives undefined.
 */

/** A private chat's id is the person's own id: always positive (groups and channels are negative). */
export function addressOf(chatId: unknown): string | undefined {
  return isWhole(chatId) && chatId > 0 ? String(chatId) : undefined;
}

/** The chat id in an address made by addressOf. */
export function chatIdOf(address: string): number | undefined {
  return wholeOf(address);
}

/** Unique per bot and the same in every copy of one update, so that a second copy changes nothing. */
export function externalIdOf(updateId: number): string {
  return `update:${updateId}`;
}

/**
 * A message's own: its number counts up within the chat and stays when it is edited, so that an edit can name
 * what it changes (core.telegram.org/bots/api#message, read 2026-11).
 */
export function messageExternalIdOf(address: string, messageId: unknown): string | undefined {
  return isWhole(messageId) && messageId > 0 ? `message:${address}:${messageId}` : undefined;
}

/** What the platform calls a message of ours; kept sealed, needed to delete it. */
export function providerIdOf(messageId: number): string {
  return String(messageId);
}

/** The message id in a provider id made by providerIdOf; null when the send's outcome was never known. */
export function messageIdOf(providerId: string | null): number | undefined {
  return providerId === null ? undefined : wholeOf(providerId);
}

/** The update's number; undefined when it has none, and then it can be neither kept nor confirmed. */
export function updateIdOf(update: unknown): number | undefined {
  const id = (update as { update_id?: unknown } | null | undefined)?.update_id;
  return isWhole(id) && id >= 0 ? id : undefined;
}

/**
 * The offset that confirms exactly this batch: one past its highest update. It is taken from the batch and
 * never compared with the former offset: after a quiet week, or behind another Bot API server, numbers may
 * start again lower (core.telegram.org/bots/api#update; TQueue::get in tdlib, both read 2026-11), and holding
 * on to the higher one would ask for the same batch for ever.
 */
export function offsetAfter(updates: readonly unknown[]): number | undefined {
  const ids = updates.map(updateIdOf).filter((id) => id !== undefined);
  return ids.length === 0 ? undefined : Math.max(...ids) + 1;
}

/** The stored position, as offsetAfter made it. Undefined asks Telegram for its oldest unconfirmed update. */
export function readOffset(value: string | undefined): number | undefined {
  return value === undefined ? undefined : wholeOf(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function wholeOf(digits: string): number | undefined {
  if (!/^[1-9]\d{0,15}$/.test(digits)) return undefined;
  const value = Number(digits);
  return isWhole(value) ? value : undefined;
}
