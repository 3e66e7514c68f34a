import type { Inbound } from '../../conversation/messages.ts';
import { countOf, isForwarded, type Shape, shapeOf, wordsOf } from './shape.ts';

/** What came in a message that is not words: pure, and only references; nothing is fetched here. */
type MediaKind = Extract<Inbound, { type: 'inbound.media' }>['media'];

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

/** A file, a place or a contact; undefined when the message holds none that can be read. */
export function hearMedia(message: Shape): Inbound | undefined {
  const file = files.find(([field]) => message[field] !== undefined);
  if (file !== undefined) {
    const held = heldIn(message[file[0]]);
    const reference = wordsOf(held?.file_id);
    if (reference === undefined) return undefined;
    // A card as a file is never fetched: whether its owner agrees can be asked of what can be read alone (R37).
    if (isCardFile(held)) return media('contact', '', message, wordsOf(message.caption));
    return {
      ...media(kindOf(file[1], held), reference, message, wordsOf(message.caption)),
      ...factsOf(held),
    };
  }
  if (message.location !== undefined) return hearPlace(message);
  const contact = shapeOf(message.contact);
  if (contact === undefined) return undefined;
  const reference = contactReference(contact);
  return reference === undefined ? undefined : media('contact', reference, message);
}

/** @param message whose album and origin go with it */
export function media(
  kind: MediaKind,
  reference: string,
  message: Shape,
  caption?: string,
): Extract<Inbound, { type: 'inbound.media' }> {
  const album = wordsOf(message.media_group_id);
  return {
    type: 'inbound.media',
    media: kind,
    reference,
    caption: caption ?? null,
    ...(album === undefined ? {} : { album }),
    ...isForwarded(message),
  };
}

/** A photo is a list of sizes, smallest first; the last one is the picture. */
function heldIn(value: unknown): Shape | undefined {
  return shapeOf(Array.isArray(value) ? value.at(-1) : value);
}

/** A picture sent "as a file" is a picture all the same: it is asked about like one. */
function kindOf(kind: MediaKind, held: Shape | undefined): MediaKind {
  if (kind !== 'document') return kind;
  const type = wordsOf(held?.mime_type) ?? '';
  if (type.startsWith('image/')) return 'photo';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'voice' : 'document';
}

function isCardFile(held: Shape | undefined): boolean {
  return /^text\/(x-)?vcard\b/.test(wordsOf(held?.mime_type) ?? '');
}

function factsOf(held: Shape | undefined): { seconds?: number; bytes?: number } {
  const seconds = countOf(held?.duration);
  const bytes = countOf(held?.file_size);
  return { ...(seconds === undefined ? {} : { seconds }), ...(bytes === undefined ? {} : { bytes }) };
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
  return media('location', `geo:${latitude},${longitude}${uncertainty}`, message, caption);
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
