import { sql } from 'drizzle-orm';
import type { CaseItem } from '../conversation/case-item.ts';
import { open } from '../sealing/box.ts';
import { fromJson } from '../sealing/vault.ts';
import { recordAct } from './audit.ts';
import { noteInCase, wake } from './case-news.ts';
import { openWritingKeys } from './case-reading.ts';
import { itemContext } from './cases.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Whose number it is, shown on purpose and never in passing (standards.md L10). */
export const revealReasons = ['menghubungi', 'darurat', 'dirujuk', 'lain'] as const;
export type RevealReason = (typeof revealReasons)[number];

const limits = { wordsCharsMax: 200 } as const;

export type Revealed =
  | { is: 'shown'; words: string; basis: 'agreed' | 'u1' | null }
  /** "Lain" alone says nothing. */
  | { is: 'noReason' }
  /** No such contact, or no key to the case: both look the same. */
  | { is: 'unknown' };

/**
 * Opens one contact. That it was opened stands in the acts, by whom and of which line; why stands sealed in the case,
 * where colleagues read it. Without the act the contact is not opened.
 */
export async function revealContact(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  which: { caseId: string; itemId: string },
  why: { reason: RevealReason; words: string },
): Promise<Revealed> {
  const { caseId, itemId } = which;
  const words = why.words.trim().slice(0, limits.wordsCharsMax);
  const contact = await openContact(tx, signedIn, caseId, itemId);
  if (!contact) return { is: 'unknown' };
  if (why.reason === 'lain' && words === '') return { is: 'noReason' };
  const memberId = signedIn.member.id;
  await recordAct(tx, deps, { memberId, act: 'reveal', caseId, subjectId: itemId });
  await noteInCase(tx, deps, caseId, {
    ...{ kind: 'revealed', memberId, of: itemId, reason: why.reason },
    ...(words === '' ? {} : { words }),
  });
  await wake(tx, caseId);
  return { is: 'shown', ...contact };
}

async function openContact(
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
  itemId: string,
): Promise<{ words: string; basis: 'agreed' | 'u1' | null } | undefined> {
  const keys = await openWritingKeys(tx, signedIn, caseId);
  const [row] = await tx.execute<{ writing_key_id: string; body_sealed: Buffer }>(
    sql`select writing_key_id, body_sealed from case_items
        where id = ${itemId}::uuid and case_id = ${caseId}::uuid`,
  );
  const key = row && keys.get(row.writing_key_id);
  if (!row || !key) return undefined;
  const item = fromJson<CaseItem>(open(key, Buffer.from(row.body_sealed), itemContext(itemId)));
  if (item.kind === 'contact') return { words: item.words, basis: item.basis };
  // From before a card was asked about: it lies in the talk, on no ground that was recorded.
  const card = item.kind === 'person' && item.media?.kind === 'contact' ? item.media.reference : '';
  return card === '' ? undefined : { words: card, basis: null };
}
