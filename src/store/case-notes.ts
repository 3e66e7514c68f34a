import type { ChildBasis } from '../conversation/case-item.ts';
import { recordAct } from './audit.ts';
import { noteInCase, wake } from './case-news.ts';
import { openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** What the team writes for itself. No way leads from here to an outbox. */
export type Noted = 'noted' | 'empty' | 'unknown';

/** On what ground a child's story may be kept: the law's words (UU 27/2022 art. 20, 25). */
export const childBases = [
  'wali_setuju',
  'wali_belum',
  'kepentingan_vital',
] as const satisfies readonly ChildBasis[];

const limits = { noteCharsMax: 4_000, constraintCharsMax: 200, reasonCharsMax: 500 } as const;

/** A note between colleagues: it stands in the case and is never sent. */
export async function addNote(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  text: string,
): Promise<Noted> {
  const said = text.trim().slice(0, limits.noteCharsMax);
  if (said === '') return 'empty';
  return write(tx, deps, signedIn, caseId, {
    act: 'note',
    item: { kind: 'note', memberId: signedIn.member.id, text: said },
  });
}

/** "Jangan hubungi bila suami di rumah": pinned above everything (constraintsOf in case-contents.ts). */
export async function addConstraint(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  text: string,
): Promise<Noted> {
  const said = text.trim().slice(0, limits.constraintCharsMax);
  if (said === '') return 'empty';
  return write(tx, deps, signedIn, caseId, {
    act: 'constrain',
    item: { kind: 'constraint', memberId: signedIn.member.id, text: said },
  });
}

/** It no longer holds; that it once did stays in the record. @param itemId the constraint's own item */
export async function removeConstraint(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  itemId: string,
): Promise<Noted> {
  return write(tx, deps, signedIn, caseId, {
    act: 'unconstrain',
    item: { kind: 'constraintRemoved', memberId: signedIn.member.id, of: itemId },
  });
}

/**
 * On what ground a child's story is kept (standards.md L12): a human decides, with a reason; the newest one counts.
 */
export async function setChildBasis(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  { basis, reason }: { basis: ChildBasis; reason: string },
): Promise<Noted> {
  const said = reason.trim().slice(0, limits.reasonCharsMax);
  if (said === '') return 'empty';
  return write(tx, deps, signedIn, caseId, {
    act: 'childBasis',
    item: { kind: 'childBasis', memberId: signedIn.member.id, basis, reason: said },
  });
}

async function write(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  { act, item }: { act: string; item: Parameters<typeof noteInCase>[3] },
): Promise<Noted> {
  if ((await openWritingKeys(tx, signedIn, caseId)).size === 0) return 'unknown';
  await recordAct(tx, deps, { memberId: signedIn.member.id, act, caseId });
  await noteInCase(tx, deps, caseId, item);
  await wake(tx, caseId);
  return 'noted';
}
