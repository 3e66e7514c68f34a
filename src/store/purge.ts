import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/**
 * What is forgotten, and when (design §6). The words themselves die with their day key; this takes the rows
 * away too, so that nothing is left to wonder about.
 */
export const limits = {
  /** R33: an unfinished chat is kept for a day. */
  draftHours: 24,
  /** A settled message: as long as it may be cleared from a screen or asked for again. */
  settledHours: 48,
  /** A handled event without its words: as long as a platform may send it again. */
  handledDays: 30,
} as const;

/** @param isSetUp before set-up nothing is kept: an address goes as soon as its answer is sent */
export async function purge(tx: Tx, deps: StoreDeps, isSetUp: boolean): Promise<void> {
  const now = deps.clock.now().getTime();
  const before = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  const draft = before(limits.draftHours);
  await tx.execute(
    sql`update inbox set body_sealed = null
        where body_sealed is not null and handled_at < ${draft}::timestamptz`,
  );
  await tx.execute(
    sql`update conversations c set state_sealed = null, due_at = null
        where c.state_sealed is not null and c.last_inbound_at < ${draft}::timestamptz
          and not exists (select 1 from case_conversations f where f.conversation_id = c.id and f.in_focus)`,
  );
  await tx.execute(sql`delete from outbox where settled_at < ${before(limits.settledHours)}::timestamptz`);
  await tx.execute(sql`delete from inbox where handled_at < ${before(limits.handledDays * 24)}::timestamptz`);
  const forgotten = isSetUp ? before(limits.settledHours) : new Date(now).toISOString();
  await tx.execute(
    sql`delete from conversations c where c.state_sealed is null and c.last_inbound_at < ${forgotten}::timestamptz
          and not exists (select 1 from case_conversations f where f.conversation_id = c.id)
          and not exists (select 1 from inbox i where i.conversation_id = c.id and i.handled_at is null)
          and not exists (select 1 from outbox o where o.conversation_id = c.id and o.settled_at is null)`,
  );
}

/** Days whose key something unhandled still needs: the number stands in the first bytes of each box. */
export async function neededDays(tx: Tx): Promise<Set<number>> {
  const rows = await tx.execute<{ day: string }>(
    sql`select distinct encode(substring(body_sealed from 2 for 4), 'hex') as day from inbox
        where handled_at is null and body_sealed is not null`,
  );
  return new Set(rows.map((row) => Number.parseInt(row.day, 16)));
}
