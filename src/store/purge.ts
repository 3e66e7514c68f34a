import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { forgetDrafts } from './drafts.ts';

/**
 * What is forgotten, and when (design §6). The words themselves die with their day key; this takes the rows
 * away too, so that nothing is left to wonder about. Whatever a turn or an intake holds at this moment is
 * skipped and left for the next time.
 */
export const limits = {
  /** R33: an unfinished chat is kept for a day. */
  draftHours: 24,
  /** A settled message: as long as it may be cleared from a screen or asked for again. */
  settledHours: 48,
  /** A handled event without its words: as long as a platform may send it again. */
  handledDays: 30,
  /** Rows a statement: nobody waits longer than that for one of their locks. */
  rows: 5_000,
} as const;

interface Purge {
  /** Before set-up nothing is kept: an address goes as soon as its answer is sent. */
  isSetUp: boolean;
  /** Up to which moment everything was forgotten before: what was handled well before it is not looked at again. */
  since?: Date;
}

/** One portion of each kind. @returns whether there may be more */
export async function purge(tx: Tx, deps: StoreDeps, { isSetUp, since }: Purge): Promise<boolean> {
  const now = deps.clock.now();
  const before = (hours: number, moment = now) =>
    sql`${new Date(moment.getTime() - hours * 3_600_000).toISOString()}::timestamptz`;
  const draft = before(limits.draftHours);
  const seen = since ? sql`and handled_at >= ${before(limits.draftHours + 1, since)}` : sql``;
  const counts = [
    await changed(
      tx,
      sql`update inbox set body_sealed = null where id in (${portion(
        sql`select id from inbox where body_sealed is not null and handled_at < ${draft} ${seen} order by handled_at`,
      )}) returning 1`,
    ),
    await changed(
      tx,
      sql`update conversations set state_sealed = null, due_at = null where id in (${portion(
        sql`select c.id from conversations c where c.state_sealed is not null and c.last_inbound_at < ${draft}
              and not exists (select 1 from case_conversations f where f.conversation_id = c.id and f.in_focus)`,
      )}) returning 1`,
    ),
    // A file that no case took: its reference is dead, and bytes of a page's upload go with their draft.
    await changed(
      tx,
      sql`delete from attachments where id in (${portion(
        sql`select id from attachments where case_id is null and created_at < ${draft}`,
      )}) returning 1`,
    ),
    await changed(tx, deletion(sql`outbox`, sql`settled_at`, before(limits.settledHours))),
    await changed(tx, deletion(sql`inbox`, sql`handled_at`, before(limits.handledDays * 24))),
    await forgetDrafts(tx, deps),
    await forgetConversations(tx, isSetUp ? before(limits.settledHours) : before(0)),
  ];
  return counts.some((count) => count >= limits.rows);
}

function portion(chosen: SQL): SQL {
  return sql`${chosen} limit ${limits.rows} for update skip locked`;
}

/** In the order of the column's index, so that only what goes is read. */
function deletion(table: SQL, moment: SQL, before: SQL): SQL {
  const chosen = portion(sql`select id from ${table} where ${moment} < ${before} order by ${moment}`);
  return sql`delete from ${table} where id in (${chosen}) returning 1`;
}

async function changed(tx: Tx, statement: SQL): Promise<number> {
  const [row] = await tx.execute<{ count: string }>(
    sql`with gone as (${statement}) select count(*) as count from gone`,
  );
  return Number(row?.count ?? 0);
}

/**
 * In two steps. A message that is being kept holds its chat's row, so the first skips it; one that was kept
 * while the first was looking is seen by the second, which looks with fresh eyes at rows that nobody can point
 * to any more. Handled events stay, without their chat: a late duplicate is still one.
 */
async function forgetConversations(tx: Tx, before: SQL): Promise<number> {
  const forgotten = sql`c.state_sealed is null and c.last_inbound_at < ${before}
    and not exists (select 1 from case_conversations f where f.conversation_id = c.id)
    and not exists (select 1 from inbox i where i.conversation_id = c.id and i.handled_at is null)
    and not exists (select 1 from outbox o where o.conversation_id = c.id and o.settled_at is null)`;
  const locked = await tx.execute<{ id: string }>(
    sql`select c.id from conversations c where ${forgotten} limit ${limits.rows} for update of c skip locked`,
  );
  if (locked.length === 0) return 0;
  const ids = sql.join(
    locked.map((row) => sql`${row.id}::uuid`),
    sql`, `,
  );
  await tx.execute(sql`delete from conversations c where c.id in (${ids}) and ${forgotten}`);
  return locked.length;
}

/** Days whose key something unhandled still needs: the number stands in the first bytes of each box. */
export async function neededDays(tx: Tx): Promise<Set<number>> {
  const rows = await tx.execute<{ day: string }>(
    sql`select distinct encode(substring(body_sealed from 2 for 4), 'hex') as day from inbox
        where handled_at is null and body_sealed is not null`,
  );
  return new Set(rows.map((row) => Number.parseInt(row.day, 16)));
}
