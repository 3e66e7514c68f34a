import { sql } from 'drizzle-orm';
import type { CaseItem } from '../conversation/case-item.ts';
import type { TeamEvent } from '../conversation/messages.ts';
import { appendToCase } from './cases.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import { createWritingKeys } from './writing-keys.ts';

/** What follows from an act on a case: its conversations hear of it, pages that watch are woken. */

/**
 * Everybody who is in the case's conversations hears what the team did, once, in order; also where another case is
 * in focus: the turn decides how it is said there (conversation/stories.ts).
 */
export async function tellConversations(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  event: TeamEvent,
): Promise<void> {
  const rows = await tx.execute<{ conversation_id: string }>(
    sql`select conversation_id from case_conversations
        where case_id = ${caseId}::uuid and muted_at is null`,
  );
  for (const { conversation_id } of rows)
    await acceptTeamEvent(
      tx,
      deps,
      conversation_id,
      { ...event, caseId },
      `${event.type}:${deps.ids.uuid()}`,
    );
}

/** The queue and the case's page have changed. */
export async function wake(tx: Tx, caseId: string): Promise<void> {
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
  await tx.execute(sql`select pg_notify('suar_case', ${caseId})`);
}

/**
 * A line of the team in the case's own record. Its writing key is used once and never kept: acts are few, and
 * the case's public half is all that it takes.
 */
export async function noteInCase(tx: Tx, deps: StoreDeps, caseId: string, item: CaseItem): Promise<void> {
  await appendToCase(tx, deps, createWritingKeys(), caseId, {
    items: [{ item, at: deps.clock.now() }],
    head: null,
  });
}
