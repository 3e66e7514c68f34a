import type { proto, WAMessage } from '@whiskeysockets/baileys';
import type { MediaKind } from '../../../flows/kit/events.ts';
import type { Inbound } from '../../conversation/messages.ts';
import type { Reading } from '../channel.ts';
import { addressOf, chatKindOf, externalIdOf } from './ids.ts';

/**
 * One message as Baileys gives it, live (`notify`) or from the time we were away (`append`): what is it?
 * Pure and total: it never throws, and whatever it does not know becomes `unreadable`, which the person
 * hears about. Nothing is downloaded, and push names and numbers are left behind here.
 */
export function readMessage(message: WAMessage): Reading {
  try {
    return readKnown(message);
  } catch {
    // A parser's fault must not lose a message: the person is told that it could not be read.
    return readBroken(message);
  }
}

function readKnown(message: WAMessage): Reading {
  const { key } = message;
  if (!key?.remoteJid || !key.id) return ignored('malformed');
  if (key.fromMe) return ignored('own');
  const address = addressOf(key);
  if (!address) return ignored(chatKindOf(key.remoteJid));
  const received = (happened: Inbound) =>
    ({ channel: 'whatsapp', externalId: externalIdOf(address, key.id ?? ''), address, happened }) as const;

  if (!message.message) {
    // A stub stands for a message that could not be decrypted; the sender's phone is asked to send it
    // again under the same id, so keeping the stub would drop the real one as a duplicate. A missed call
    // has no second try: the person hears that calls are not answered here.
    if (isMissedCall(message.messageStubType))
      return { is: 'unreadable', received: received({ type: 'inbound.unreadable' }) };
    return ignored(message.messageStubType ? 'stub' : 'empty');
  }
  const understood = understand(unwrap(message.message) ?? {});
  switch (understood.is) {
    case 'ignored':
      return understood;
    case 'heard':
      return { is: 'received', received: received(understood.happened) };
    case 'unreadable':
      return { is: 'unreadable', received: received({ type: 'inbound.unreadable' }) };
  }
}

function readBroken(message: WAMessage): Reading {
  const address = addressOf(message.key ?? {});
  if (!address || !message.key.id || message.key.fromMe) return ignored('malformed');
  const externalId = externalIdOf(address, message.key.id);
  return {
    is: 'unreadable',
    received: { channel: 'whatsapp', externalId, address, happened: { type: 'inbound.unreadable' } },
  };
}

function ignored(why: string): { is: 'ignored'; why: string } {
  return { is: 'ignored', why };
}

/** CALL_MISSED_VOICE and CALL_MISSED_VIDEO of WebMessageInfo.StubType (Baileys 7.0.0-rc14, 2026-11). */
function isMissedCall(stub: number | null | undefined): boolean {
  return stub === 40 || stub === 41;
}

/** Wrappers say how a message is shown (disappearing, once, with a caption); the message is inside. */
const wrappers = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'associatedChildMessage',
  'lottieStickerMessage',
  'botForwardedMessage',
  'limitSharingMessage',
] as const;

const limits = {
  /** No client nests deeper; a hostile one must not keep us busy. */
  wrappersDeep: 6,
};

function unwrap(message: proto.IMessage | null | undefined): proto.IMessage | undefined {
  let content = message ?? undefined;
  for (let depth = 0; content && depth < limits.wrappersDeep; depth += 1) {
    const outer: proto.IMessage = content;
    const wrapper = wrappers.find((name) => outer[name]);
    if (!wrapper) break;
    content = outer[wrapper]?.message ?? undefined;
  }
  return content;
}

type Understood = { is: 'heard'; happened: Inbound } | { is: 'ignored'; why: string } | { is: 'unreadable' };

function understand(content: proto.IMessage): Understood {
  return readProtocol(content) ?? readText(content) ?? readMedia(content) ?? readRest(content);
}

/** What phones tell each other; an edit is heard as new words, because danger may stand in it. */
function readProtocol(content: proto.IMessage): Understood | undefined {
  const protocol = content.protocolMessage;
  if (!protocol) return undefined;
  const edited = unwrap(protocol.editedMessage);
  if (!edited) return ignored('protocol');
  return readText(edited) ?? readMedia(edited) ?? ignored('protocol');
}

function readText(content: proto.IMessage): Understood | undefined {
  const text =
    content.conversation ||
    content.extendedTextMessage?.text ||
    content.buttonsResponseMessage?.selectedDisplayText ||
    content.templateButtonReplyMessage?.selectedDisplayText ||
    content.listResponseMessage?.title ||
    content.interactiveResponseMessage?.body?.text;
  return text ? { is: 'heard', happened: { type: 'inbound.text', text } } : undefined;
}

function readMedia(content: proto.IMessage): Understood | undefined {
  const video = content.videoMessage ?? content.ptvMessage;
  if (content.imageMessage) return file('photo', content.imageMessage, content.imageMessage.caption);
  if (video) return file('video', video, video.caption);
  if (content.audioMessage) return file('voice', content.audioMessage);
  if (content.documentMessage)
    return file('document', content.documentMessage, content.documentMessage.caption);
  if (content.stickerMessage) return file('sticker', content.stickerMessage);
  const place = content.locationMessage ?? content.liveLocationMessage;
  if (place) return media('location', placeOf(place), 'comment' in place ? place.comment : null);
  // A contact card names somebody who did not write to us: it is asked about before it is kept (standards.md R37).
  const card = content.contactMessage ?? content.contactsArrayMessage?.contacts?.[0];
  if (card || content.contactsArrayMessage) return media('contact', cardReference(card));
  return undefined;
}

function media(kind: MediaKind, reference: string, caption?: string | null): Understood {
  return {
    is: 'heard',
    happened: { type: 'inbound.media', media: kind, reference, caption: caption || null },
  };
}

/** The first of several cards. A tel URI (RFC 3966) as Telegram's is; empty when it holds no number. */
function cardReference(
  card: { displayName?: string | null; vcard?: string | null } | null | undefined,
): string {
  // "TEL;type=CELL;waid=628…:+62 812-…" (vCard 3, as WhatsApp sends it; Baileys 7.0.0-rc14, 2026-11).
  const [, typed = ''] = /^(?:item\d+\.)?TEL[^:\r\n]*:([^\r\n]+)/im.exec(card?.vcard ?? '') ?? [];
  const number = typed.replace(/(?!^\s*\+)[^\d]/g, '').trim();
  if (!/\d/.test(number)) return '';
  const name = (card?.displayName ?? '').trim();
  return `tel:${number}${name === '' ? '' : `;name=${encodeURIComponent(name.toWellFormed())}`}`;
}

interface Downloadable {
  url?: string | null;
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileEncSha256?: Uint8Array | null;
  mimetype?: string | null;
}

/** What a later fetch needs, as JSON; names of files, thumbnails and the person's own wording are left out. */
function file(kind: MediaKind, from: Downloadable, caption?: string | null): Understood {
  const base64 = (bytes: Uint8Array | null | undefined) =>
    bytes ? Buffer.from(bytes).toString('base64') : undefined;
  const reference = JSON.stringify({
    url: from.url ?? undefined,
    directPath: from.directPath ?? undefined,
    mediaKey: base64(from.mediaKey),
    fileEncSha256: base64(from.fileEncSha256),
    mimetype: from.mimetype ?? undefined,
  });
  return media(kind, reference, caption);
}

function placeOf(place: { degreesLatitude?: number | null; degreesLongitude?: number | null }): string {
  return `geo:${place.degreesLatitude ?? 0},${place.degreesLongitude ?? 0}`;
}

/** Things that carry no words for us, and that a person does not expect an answer to. */
const quietKinds = [
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'albumMessage',
  'encCommentMessage',
  'encEventResponseMessage',
  'call',
  'callLogMesssage',
] as const satisfies readonly (keyof proto.IMessage)[];

/** Things somebody meant to show us and that we cannot take in as words. */
const shownKinds = [
  'pollCreationMessage',
  'pollCreationMessageV2',
  'pollCreationMessageV3',
  'pollCreationMessageV4',
  'pollCreationMessageV5',
  'eventMessage',
  'groupInviteMessage',
  'productMessage',
  'orderMessage',
  'stickerPackMessage',
] as const satisfies readonly (keyof proto.IMessage)[];

function readRest(content: proto.IMessage): Understood {
  const quiet = quietKinds.find((kind) => content[kind]);
  if (quiet) return ignored(quiet);
  if (shownKinds.some((kind) => content[kind])) return media('other', '');
  if (content.senderKeyDistributionMessage) return ignored('keys');
  return { is: 'unreadable' };
}
