import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/** How the house stands, in numbers: fixed names and counts, never an id, never a word (design §6). */
export interface Figures {
  /** People who wait for a human, by urgency 1 to 4. */
  waiting: { urgency: number; people: number; longestSeconds: number }[];
  /** Events that no turn has handled yet. */
  inbox: { pending: number; oldestSeconds: number };
  /** Replies that have not gone out yet, by channel and lane (0 urgent … 3 follow-ups). */
  outbox: { channel: string; lane: number; pending: number; leased: number; oldestSeconds: number }[];
  turnsLastHour: number;
  failuresLastHour: number;
  sendsLastHour: { channel: string; outcome: string; count: number }[];
}

/** Each part uses a partial or a time index: the cost does not grow with what is long settled. */
export async function readFigures(tx: Tx, { clock }: StoreDeps): Promise<Figures> {
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  const age = (column: string) =>
    sql`coalesce(greatest(extract(epoch from ${now} - min(${sql.identifier(column)})), 0), 0)::float8`;
  const recent = (column: string) => sql`${sql.identifier(column)} > ${now} - interval '1 hour'`;
  const waiting = await tx.execute<{ urgency: number; people: number; longestSeconds: number }>(
    sql`select urgency, count(*)::int as people, ${age('waiting_since')} as "longestSeconds" from cases
        where state = 'open' and waiting_since is not null group by 1 order by 1`,
  );
  const [inbox] = await tx.execute<{ pending: number; oldestSeconds: number }>(
    sql`select count(*)::int as pending, ${age('received_at')} as "oldestSeconds" from inbox
        where handled_at is null`,
  );
  const outbox = await tx.execute<Figures['outbox'][number]>(
    sql`select channel, lane, count(*)::int as pending,
          (count(*) filter (where lease_until > ${now}))::int as leased, ${age('created_at')} as "oldestSeconds"
        from outbox where settled_at is null group by 1, 2 order by 1, 2`,
  );
  const [turns] = await tx.execute<{ handled: number; failed: number }>(
    sql`select count(*)::int as handled, (count(*) filter (where failed_at is not null))::int as failed
        from inbox where handled_at is not null and ${recent('handled_at')}`,
  );
  const sends = await tx.execute<Figures['sendsLastHour'][number]>(
    sql`select channel, state as outcome, count(*)::int as count from outbox
        where ${recent('settled_at')} group by 1, 2 order by 1, 2`,
  );
  return {
    waiting: [...waiting],
    inbox: inbox ?? { pending: 0, oldestSeconds: 0 },
    outbox: [...outbox],
    turnsLastHour: turns?.handled ?? 0,
    failuresLastHour: turns?.failed ?? 0,
    sendsLastHour: [...sends],
  };
}
