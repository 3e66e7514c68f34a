import { sql } from 'drizzle-orm';
import { recordAct } from './audit.ts';
import { noteInCase, tellConversations, wake } from './case-news.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Who holds a case lets a new number be offered in its chat. She never sees it: it is made and shown there alone. */
export async function offerNumber(
  tx: Tx,
  deps: StoreDeps,
  { member }: SignedIn,
  caseId: string,
): Promise<'offered' | 'notYours'> {
  const mine = await tx.execute(
    sql`select 1 from cases where id = ${caseId}::uuid and state = 'open' and claimed_by = ${member.id}::uuid for update`,
  );
  if (mine.length === 0) return 'notYours';
  await recordAct(tx, deps, { memberId: member.id, act: 'offerNumber', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'offeredNumber', memberId: member.id });
  await tellConversations(tx, deps, caseId, { type: 'receipt.offered' });
  await wake(tx, caseId);
  return 'offered';
}
