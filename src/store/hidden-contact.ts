import type { CaseItem } from '../conversation/case-item.ts';

/** What reading a case leaves out of an item: it is opened by itself, with a reason (L10). */
export function withoutContact(item: CaseItem): CaseItem {
  if (item.kind === 'contact') return { ...item, words: '' };
  if (item.kind !== 'person' || item.media?.kind !== 'contact' || item.media.reference === '') return item;
  return { ...item, media: { ...item.media, reference: hiddenContact } };
}

/** In the place of a number that is there and not shown. */
export const hiddenContact = 'hidden';
