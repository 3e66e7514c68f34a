import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { audit } from './schema/audit.ts';

export interface Act {
  /** Who did it; null for the shell, and for somebody at the door whom we do not know. */
  memberId: string | null;
  /** A fixed word of ours (`read`, `claim`, `signIn`), never anything that was typed. */
  act: string;
  caseId?: string;
  /** What it was done to, when that is not a case: a member, an invite. */
  subjectId?: string;
}

/**
 * Writes down who did what, in the transaction that does it: an act without its row cannot commit
 * (standards.md R50). Rows are only ever inserted.
 *
 * @throws Bug `actNotAWord` when the act is anything but one word
 */
export async function recordAct(
  tx: Tx,
  deps: StoreDeps,
  { memberId, act, caseId, subjectId }: Act,
): Promise<void> {
  // The table is in clear: a sentence here would be a leak.
  assert(/^[a-zA-Z]{2,40}$/.test(act), 'actNotAWord');
  await tx.insert(audit).values({ at: toMinute(deps.clock.now()), memberId, act, caseId, subjectId });
}
