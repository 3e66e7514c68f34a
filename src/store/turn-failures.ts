import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { list } from './lists.ts';

/** What is remembered of turns that failed: at the event, or, for a timer, at its conversation. */
const limits = {
  /** Enough to know that it failed again and again; the column must never run over. */
  countedMax: 1_000,
  /** Until a turn that took too long is tried again; the last one from then on. She waits all the while. */
  asideSeconds: [3, 5, 10, 10, 15],
  /** Looked at in one sweep: each may take as long as a turn alone may. */
  asideAtOnce: 8,
  /** A statement of a turn that is taken alone: others wait meanwhile. In a batch it may take 30 s (line.ts). */
  aloneMilliseconds: 5_000,
  /** For a look at whether the database as a whole answers. */
  soundMilliseconds: 1_000,
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

/** One more reply of this chat outside its turn (which stays to be taken): the next one counts on from it. */
export async function countReply(tx: Tx, conversationId: string): Promise<void> {
  await tx.execute(sql`update conversations set sequence = sequence + 1 where id = ${conversationId}::uuid`);
}

/** News of a closing that a hand-over overtook: it must not reach the case that opens in its place. */
export async function forgetClosings(tx: Tx, deps: StoreDeps, conversationId: string): Promise<void> {
  await tx.execute(
    sql`update inbox set handled_at = ${deps.clock.now().toISOString()}::timestamptz, body_sealed = null
        where conversation_id = ${conversationId}::uuid and handled_at is null and kind = 'case.closed'`,
  );
}

/** One conversation alone: no statement of this transaction may keep the others waiting for long. */
export async function limitPatience(tx: Tx, milliseconds: number = limits.aloneMilliseconds): Promise<void> {
  await tx.execute(sql`select set_config('statement_timeout', ${String(milliseconds)}, true)`);
}

/**
 * A transaction as any turn's, of which nothing stays: it touches the tables that a turn writes and is given an id,
 * so that its commit reaches the disk. One that fails, or takes long, says that not one turn but the database is slow.
 */
export async function touchEverything(tx: Tx): Promise<void> {
  await limitPatience(tx, limits.soundMilliseconds);
  // Somebody who holds a whole table (a restore, a full vacuum) is nobody's own turn.
  await tx.execute(
    sql`lock table conversations, inbox, outbox, cases, case_items, alarms in row exclusive mode nowait`,
  );
  await tx.execute(sql`select pg_current_xact_id()`);
}

/** Whose events wait, the oldest first; nothing is locked. */
export async function listWaiting(tx: Tx, count: number): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select w.conversation_id as id from (select conversation_id, id from inbox
          where handled_at is null and conversation_id is not null order by id limit ${count}) w
        join conversations c on c.id = w.conversation_id and c.aside_until is null
        group by 1 order by min(w.id)`,
  );
  return rows.map(({ id }) => id);
}

/**
 * Its turn took too long, alone, while the database answered: no batch claims it any more (turn-claims.ts), and it
 * is tried alone. The row is not locked by whoever is in its way: a turn claims only what it can lock.
 * @returns how often in a row
 */
export async function setAside(tx: Tx, deps: StoreDeps, conversationId: string): Promise<number> {
  await limitPatience(tx);
  const at = deps.clock.now().getTime();
  const steps = limits.asideSeconds.map((seconds) => new Date(at + seconds * 1000).toISOString());
  const [row] = await tx.execute<{ tries: number }>(
    sql`update conversations set aside_tries = least(aside_tries + 1, ${limits.countedMax}),
          aside_until = (${list(steps)}::text[])[least(aside_tries + 1, ${steps.length}::int)]::timestamptz
        where id = ${conversationId}::uuid returning aside_tries as tries`,
  );
  return row?.tries ?? 0;
}

/** Those whose moment has come, the longest waiting first. */
export async function listAside(tx: Tx, deps: StoreDeps): Promise<{ id: string; tries: number }[]> {
  return tx.execute<{ id: string; tries: number }>(
    sql`select id, aside_tries as tries from conversations
        where aside_until <= ${deps.clock.now().toISOString()}::timestamptz
        order by aside_until limit ${limits.asideAtOnce}`,
  );
}

/** It is done, or nothing of it waits any more (and nobody set it aside anew): batches claim it again. */
export async function endAside(
  tx: Tx,
  deps: StoreDeps,
  { id, tries, isDone }: { id: string; tries: number; isDone: boolean },
): Promise<void> {
  const rests = sql`(due_at is null or due_at > ${deps.clock.now().toISOString()}::timestamptz) and not exists
    (select 1 from inbox i where i.conversation_id = c.id and i.handled_at is null)`;
  await tx.execute(
    sql`update conversations c set aside_until = null, aside_tries = 0
        where id = ${id}::uuid and (${isDone} or (aside_tries = ${tries} and ${rests}))`,
  );
}

/** How many are set aside, and how many of them so often that somebody must look. */
export async function countAside(tx: Tx, triesMax: number): Promise<{ all: number; stuck: number }> {
  const [row] = await tx.execute<{ all: number; stuck: number }>(
    sql`select count(*)::int as all, (count(*) filter (where aside_tries >= ${triesMax}))::int as stuck
        from conversations where aside_until is not null`,
  );
  return row ?? { all: 0, stuck: 0 };
}
