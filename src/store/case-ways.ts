import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/** The chats of a case: who comes back by number and PIN, and which of them hear of it (design §6, §7). */

/**
 * This chat speaks of that case from now on; the case's other chats fall silent, so that a seized phone
 * does (she may let them hear again). A closed case is joined without focus: what she writes next is a new story, or
 * goes on with the open case in which she waits for a human here, who could not reach her otherwise.
 * @returns the open case that this chat spoke of until now, and the chats that fell silent
 */
export async function joinCase(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  conversationId: string,
): Promise<{ left: { caseId: string; urgency: CaseStanding['urgency'] } | undefined; muted: string[] }> {
  const minute = sql`${toMinute(deps.clock.now()).toISOString()}::timestamptz`;
  const [left] = await tx.execute<{ id: string; urgency: CaseStanding['urgency']; is_open: boolean }>(
    sql`update case_conversations f set in_focus = false from cases c
        where f.conversation_id = ${conversationId}::uuid and f.in_focus and f.case_id <> ${caseId}::uuid
          and c.id = f.case_id and (c.state <> 'open' or exists (select 1 from cases j
            where j.id = ${caseId}::uuid and j.state = 'open'))
        returning c.id, c.urgency, c.state = 'open' as is_open`,
  );
  const muted = await tx.execute<{ conversation_id: string }>(
    sql`update case_conversations set muted_at = coalesce(muted_at, ${minute})
        where case_id = ${caseId}::uuid and conversation_id <> ${conversationId}::uuid returning conversation_id`,
  );
  await tx.execute(
    sql`insert into case_conversations (case_id, conversation_id, role, in_focus, verified_at)
        select id, ${conversationId}::uuid, 'codeHolder', state = 'open', ${minute} from cases
          where id = ${caseId}::uuid
        on conflict (case_id, conversation_id) do update
          set verified_at = excluded.verified_at, muted_at = null, in_focus = excluded.in_focus`,
  );
  return {
    left: left?.is_open ? { caseId: left.id, urgency: left.urgency } : undefined,
    muted: muted.map((row) => row.conversation_id),
  };
}

/** The other chats hear of the case again. */
export async function unmuteOthers(tx: Tx, caseId: string, conversationId: string): Promise<void> {
  await tx.execute(
    sql`update case_conversations set muted_at = null
        where case_id = ${caseId}::uuid and conversation_id <> ${conversationId}::uuid`,
  );
}

/** What a number alone, or number and PIN, may know of how a case stands. */
export interface CaseStanding {
  urgency: 1 | 2 | 3 | 4;
  open: boolean;
  claimed: boolean;
  /** A counsellor has opened it. */
  read: boolean;
  /** Its chats beside this one that are written to. */
  others: number;
}

export async function readStanding(
  tx: Tx,
  caseId: string,
  conversationId: string,
): Promise<CaseStanding | undefined> {
  const [row] = await tx.execute<{
    urgency: CaseStanding['urgency'];
    open: boolean;
    claimed: boolean;
    read: boolean;
    others: string;
  }>(
    sql`select urgency, state = 'open' as open, claimed_by is not null as claimed,
          first_opened_at is not null as read,
          (select count(*) from case_conversations f where f.case_id = c.id and f.muted_at is null
            and f.conversation_id <> ${conversationId}::uuid) as others
        from cases c where id = ${caseId}::uuid`,
  );
  return row && { ...row, others: Number(row.others) };
}

/** Whether it still stands: between a number and what is done with it, it may have been erased. */
export async function hasCase(tx: Tx, caseId: string): Promise<boolean> {
  const [row] = await tx.execute(sql`select 1 from cases where id = ${caseId}::uuid for no key update`);
  return row !== undefined;
}

/** @param bornBy the latest year a child can be born in, by its age band; null: it is nobody's child */
export async function noteChild(tx: Tx, caseId: string, bornBy: number | null): Promise<void> {
  await tx.execute(
    sql`update cases set child_born_by = ${bornBy}::smallint
        where id = ${caseId}::uuid and child_born_by is distinct from ${bornBy}::smallint`,
  );
}
