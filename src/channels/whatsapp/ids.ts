/**
 * Makes and reads WhatsApp's addresses and ids; nowhere else does. Pure.
 * A person is known by the LID, WhatsApp's pseudonym that is no phone number. Where the platform gives a
 * number and a LID, the LID is taken and the number is never kept. Only a chat without any LID falls back
 * to the number, because there is no other way to answer it.
 */

/** The part of Baileys' message key that is read here. */
export interface MessageKey {
  remoteJid?: string | null;
  remoteJidAlt?: string | null;
  participant?: string | null;
  fromMe?: boolean | null;
  id?: string | null;
}

export type ChatKind =
  | 'person'
  | 'group'
  | 'status'
  | 'broadcast'
  | 'newsletter'
  | 'bot'
  | 'platform'
  | 'unknown';

/** What kind of chat an address belongs to; only `person` is ever answered. */
export function chatKindOf(jid: string): ChatKind {
  const { user, server } = split(jid);
  if (jid === 'status@broadcast') return 'status';
  if (server === 'g.us') return 'group';
  if (server === 'broadcast') return 'broadcast';
  if (server === 'newsletter') return 'newsletter';
  if (server === 'bot') return 'bot';
  // 0@… and server@… are WhatsApp's own announcements.
  if (user === '0' || user === 'server') return 'platform';
  if ((server === 'lid' || server === 's.whatsapp.net') && /^\d{1,20}$/.test(user)) return 'person';
  return 'unknown';
}

/** The address of the person behind a key: LID before number, without a device. Undefined when nobody is. */
export function addressOf(key: MessageKey): string | undefined {
  const candidates = [key.remoteJid, key.remoteJidAlt]
    .map((jid) => (jid ? withoutDevice(jid) : ''))
    .filter((jid) => chatKindOf(jid) === 'person');
  return candidates.find((jid) => jid.endsWith('@lid')) ?? candidates[0];
}

/** `chat:sender:id`: the same message delivered twice, under either addressing, gets the same. */
export function externalIdOf(address: string, id: string): string {
  return `${address}:${address}:${id}`;
}

/** True for an address that send.ts may write to. */
export function isPersonAddress(address: string): boolean {
  return chatKindOf(address) === 'person' && withoutDevice(address) === address;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Our message id in the shape that WhatsApp's clients use: 32 hexadecimal digits in capitals. A different
 * shape would mark every message as a program's. An id that is no UUID is taken as it is.
 */
export function wireIdOf(messageId: string): string {
  return uuid.test(messageId) ? messageId.replaceAll('-', '').toUpperCase() : messageId;
}

/** The way back from wireIdOf: which of our messages a retry request means. */
export function messageIdOf(wireId: string): string {
  const hex = wireId.toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return wireId;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function split(jid: string): { user: string; server: string } {
  const at = jid.indexOf('@');
  return at < 0 ? { user: jid, server: '' } : { user: jid.slice(0, at), server: jid.slice(at + 1) };
}

/** `123:4@lid` is device 4 of 123; a person is all of her devices. `hosted` is a business's own server. */
function withoutDevice(jid: string): string {
  const { user, server } = split(jid);
  const plain = user.split(':')[0] ?? '';
  if (server === 'hosted.lid') return `${plain}@lid`;
  if (server === 'hosted' || server === 'c.us') return `${plain}@s.whatsapp.net`;
  return `${plain}@${server}`;
}
