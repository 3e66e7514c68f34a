import { sql } from 'drizzle-orm';
import { recordAct } from './audit.ts';
import { noteInCase, wake } from './case-news.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import type { SignedIn } from './sessions.ts';
import { chatOf } from './way-out.ts';

/**
 * Who holds a case lets a new number be offered in the chat that her words go to, and in no other of the case. She
 * never sees it: it is made and shown there alone. It speaks of a
 * number and cannot wait sealed: only to somebody who may be written to (R11).
 * @param isNow whether words may go there now (conversation/way-out.ts)
 */
export async function offerNumber(
  tx: Tx,
  deps: StoreDeps,
  { member }: SignedIn,
  { caseId, isNow }: { caseId: string; isNow: boolean },
): Promise<'offered' | 'notYours' | 'notNow'> {
  const mine = await tx.execute(
    sql`select 1 from cases where id = ${caseId}::uuid and state = 'open' and claimed_by = ${member.id}::uuid for update`,
  );
  if (mine.length === 0) return 'notYours';
  if (!isNow) return 'notNow';
  await recordAct(tx, deps, { memberId: member.id, act: 'offerNumber', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'offeredNumber', memberId: member.id });
  const chat = await chatOf(tx, caseId);
  const event = { type: 'receipt.offered' as const, caseId };
  if (chat) await acceptTeamEvent(tx, deps, chat, event, `offered:${deps.ids.uuid()}`);
  await wake(tx, caseId);
  return 'offered';
}
