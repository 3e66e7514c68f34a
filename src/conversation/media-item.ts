import type { ItemMedia } from './case-item.ts';
import type { Inbound } from './messages.ts';

/** What the case keeps of something that is not words. Pure. */

/** About one kilometre: enough to know which village, too little to find a door (standards.md R32). */
const degreesDecimals = 2;

/** @param isU1 somebody may have to be found at once: then a place stays as exact as it came */
export function mediaItem(event: Extract<Inbound, { type: 'inbound.media' }>, isU1: boolean): ItemMedia {
  const { media, attachment, seconds, bytes } = event;
  return {
    kind: media,
    // A file's reference is the platform's key to it; it lives with the file's own row and dies with its day.
    // Whose number it is decides whether it is kept at all, and then apart from the talk (R37, L10).
    reference: attachment !== undefined || media === 'contact' ? '' : placeFor(event.reference, isU1),
    ...(attachment === undefined ? {} : { attachment }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function placeFor(reference: string, isU1: boolean): string {
  const [, latitude, longitude] = /^geo:(-?[\d.]+),(-?[\d.]+)/.exec(reference) ?? [];
  if (isU1 || latitude === undefined || longitude === undefined) return reference;
  return `geo:${roughly(latitude)},${roughly(longitude)};u=1000`;
}

function roughly(degrees: string): string {
  return Number(degrees).toFixed(degreesDecimals);
}
