import type { Question, Text } from '../kit/effects.ts';
import type { FlowEvent, MediaKind } from '../kit/events.ts';

/**
 * What is said about something that is not words. Nothing that came is ever called not welcome: it is thanked
 * for, and what becomes of it is said truly (design §7; standards.md R28, R32).
 */

/** Asked once for each picture or album, before anything is fetched. Only a clear no lets it be fetched. */
export const pictureQuestion: Question = {
  text: { key: 'media.pictureAsk' },
  options: [
    { id: 'yes', label: { key: 'common.yes' } },
    { id: 'no', label: { key: 'common.no' } },
    { id: 'unknown', label: { key: 'common.unknown' } },
  ],
  rails: ['human'],
};

export type PictureAnswer = 'yes' | 'no' | 'unknown';

/** "Tidak tahu" is answered like yes: nobody has to be sure to be careful (design §7). */
export function pictureAnswered(answer: PictureAnswer): Text {
  return { key: answer === 'no' ? 'media.pictureNo' : 'media.pictureYes' };
}

const noted: Readonly<Record<Exclude<MediaKind, 'photo'>, Text>> = {
  voice: { key: 'media.voiceNoted' },
  video: { key: 'media.videoNoted' },
  document: { key: 'media.documentNoted' },
  location: { key: 'media.placeNoted' },
  contact: { key: 'media.contactNoted' },
  sticker: { key: 'media.stickerNoted' },
  other: { key: 'media.otherNoted' },
};

const files: ReadonlySet<MediaKind> = new Set(['photo', 'voice', 'document']);

/** A picture is answered by its question; everything else by a word of its own. */
export function isPicture({ event }: { event: FlowEvent }): boolean {
  return event.type === 'person.sentMedia' && event.media === 'photo' && event.unfetched === undefined;
}

/** Nobody here will see or hear it, and that must be said whatever else is going on. */
export function isUnfetched({ event }: { event: FlowEvent }): boolean {
  if (event.type !== 'person.sentMedia') return false;
  return event.media === 'video' || (event.unfetched === true && files.has(event.media));
}

/** What is true of what came: nobody waits to be listened to where nobody can listen. */
export function mediaNoted({ event }: { event: FlowEvent }): Text {
  if (event.type !== 'person.sentMedia') return noted.other;
  const { media, unfetched } = event;
  if (media === 'photo' || (unfetched && files.has(media))) return { key: 'media.unfetched' };
  return noted[media];
}
