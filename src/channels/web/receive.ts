import { createHash } from 'node:crypto';
import type { Language } from '../../../flows/kit/events.ts';
import type { Inbound } from '../../conversation/messages.ts';
import type { Received } from '../channel.ts';
import { limits, type UploadedFile } from './deps.ts';

/**
 * What a form of the chat page says, as happenings. Pure.
 * The same form sent twice (a double click, a reload, a line that dropped after we had kept it) gives the
 * same ids, so the inbox keeps it once; a form changed in between gives others, so no words are lost.
 */
export interface Written {
  address: string;
  /** Made anew for each page and each message, 128 bits at least. */
  nonce: string;
  /** Nothing is known of this address yet: the conversation starts with it. */
  isNew: boolean;
  /** The language of the opening that the person is answering. */
  language: Language;
  text?: string | undefined;
  token?: string | undefined;
}

function shortHash(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22);
}

/**
 * The address of a chat that begins with this nonce: as random as the nonce and not to be guessed without
 * it. Derived rather than drawn, so that a first message whose answer (and cookie) got lost on the line
 * meets its own conversation when it is sent again.
 */
export function addressFrom(nonce: string): string {
  return shortHash('address', nonce);
}

/**
 * Names a conversation to its own page and to nobody else: the page sees that it writes to another one than
 * before (left in another tab, held no longer) and listens to that one. Tells nothing of the address.
 */
export function chatMark(address: string): string {
  return shortHash('chat', address);
}

/** What was typed, with one kind of line end and no blank edges. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\u0000', '').trim();
}

/** @returns the start first when the conversation begins with it; none for an empty form */
export function readWritten(written: Written): Received[] {
  const { address, nonce } = written;
  const said = readInbound(written);
  if (said.length === 0) return [];
  const received = (which: string, happened: Inbound): Received => ({
    ...{ channel: 'web' as const, externalId: `web:${address}:${nonce}:${which}` },
    ...{ address, happened },
  });
  const all = said.map((one, index) => {
    const words = one.type === 'inbound.tap' ? one.token : one.text;
    return received(`${index + 1}:${shortHash(one.type, words)}`, one);
  });
  if (!written.isNew) return all;
  return [received('0', { type: 'inbound.start', language: written.language }), ...all];
}

/** A text too long for one message is several, cut between words: half of somebody's words would mislead. */
function readInbound(written: Written): Extract<Inbound, { type: 'inbound.text' | 'inbound.tap' }>[] {
  if (written.token) return [{ type: 'inbound.tap', token: written.token }];
  const pieces = plainText(written.text ?? '').match(messages) ?? [];
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((text) => ({ type: 'inbound.text', text }));
}

/** As many characters as one message may have (limits.messageCharsMax), and as whole words as can be. */
const messages = new RegExp(
  `[\\s\\S]{1,${limits.messageCharsMax}}(?!\\S)|[\\s\\S]{1,${limits.messageCharsMax}}`,
  'gu',
);

/** A file, asked about on the page before it was chosen (design §7): no body without clothes and no child in it. */
export function readUploaded(
  { address, nonce, isNew, language }: Pick<Written, 'address' | 'nonce' | 'isNew' | 'language'>,
  { attachment, kind, bytes }: UploadedFile,
): Received[] {
  const id = (which: string) => `web:${address}:${nonce}:${which}`;
  const start: Inbound = { type: 'inbound.start', language };
  const file: Inbound = {
    ...{ type: 'inbound.media', media: kind, reference: '', caption: null },
    ...{ attachment, bytes, judged: 'no' },
  };
  const received = { channel: 'web', externalId: id('file'), address, happened: file } as const;
  return isNew ? [{ channel: 'web', externalId: id('0'), address, happened: start }, received] : [received];
}

/** The way out, as the safe word it is (standards.md R7): the conversation hears it like any other. */
export function readLeaving(address: string, nonce: string): Received {
  return {
    channel: 'web',
    externalId: `web:${address}:${nonce}:left`,
    address,
    happened: { type: 'inbound.text', text: 'KELUAR' },
  };
}
