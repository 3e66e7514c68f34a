import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { Tx } from './database.ts';

/** The cases of one chat: a conversation may have several with one in focus (design §7). */
export interface CaseOfChat {
  caseId: string;
  openedAt: Date;
  urgency: Urgency;
  /** Held, and not offered to others. */
  claimed: boolean;
  open: boolean;
  /** She speaks of it in another chat by now. */
  muted: boolean;
}

/** @returns oldest first */
export async function listCasesOf(tx: Tx, conversationId: string): Promise<CaseOfChat[]> {
  const rows = await tx.execute<{
    id: string;
    opened_at: string;
    urgency: Urgency;
    claimed: boolean;
    open: boolean;
    muted: boolean;
  }>(
    sql`select c.id, c.opened_at, c.urgency, c.claimed_by is not null and c.offered_at is null as claimed,
          c.state = 'open' as open, f.muted_at is not null as muted
        from case_conversations f join cases c on c.id = f.case_id
        where f.conversation_id = ${conversationId}::uuid order by c.opened_at, c.id`,
  );
  return rows.map(({ id, opened_at, ...row }) => ({ ...row, caseId: id, openedAt: new Date(opened_at) }));
}

/**
 * What this chat speaks of from now on; null: a story that is no case yet. In two steps: a chat has one in focus
 * at any moment, and an index sees to it. Only inside a turn of the chat, which holds its row.
 */
export async function focusOn(tx: Tx, conversationId: string, caseId: string | null): Promise<void> {
  await tx.execute(
    sql`update case_conversations set in_focus = false
        where conversation_id = ${conversationId}::uuid and in_focus and case_id is distinct from ${caseId}::uuid`,
  );
  if (caseId === null) return;
  await tx.execute(
    sql`update case_conversations set in_focus = true
        where conversation_id = ${conversationId}::uuid and case_id = ${caseId}::uuid`,
  );
}
