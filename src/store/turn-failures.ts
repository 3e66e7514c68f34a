import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/** What is remembered of turns that failed: at the event, or, for a timer, at its conversation. */
const limits = {
  /** Enough to know that it failed again and again; the column must never run over. */
  countedMax: 1_000,
} as const;

/** Counts a failed attempt at an event. @returns how many there have been */
export async function countAttempt(tx: Tx, eventId: number): Promise<number> {
  const [row] = await tx.execute<{ attempts: number }>(
    sql`update inbox set attempts = least(attempts + 1, ${limits.countedMax}) where id = ${eventId}::bigint
        returning attempts`,
  );
  return row?.attempts ?? 0;
}

/** The same for a timer, which has no event to count at; a good turn begins anew (saveConversations). */
export async function countTimerFailure(tx: Tx, conversationId: string): Promise<number> {
  const [row] = await tx.execute<{ failures: number }>(
    sql`update conversations set failures = least(failures + 1, ${limits.countedMax})
        where id = ${conversationId}::uuid returning failures`,
  );
  return row?.failures ?? 0;
}

/** The event is kept for study without its words; the person has got a human. */
export async function markFailed(tx: Tx, deps: StoreDeps, eventId: number): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update inbox set failed_at = ${now}::timestamptz, handled_at = ${now}::timestamptz, body_sealed = null
        where id = ${eventId}::bigint`,
  );
}

/** News of a closing that a hand-over overtook: it must not reach the case that opens in its place. */
export async function forgetClosings(tx: Tx, deps: StoreDeps, conversationId: string): Promise<void> {
  await tx.execute(
    sql`update inbox set handled_at = ${deps.clock.now().toISOString()}::timestamptz, body_sealed = null
        where conversation_id = ${conversationId}::uuid and handled_at is null and kind = 'case.closed'`,
  );
}
