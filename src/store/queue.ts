import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { QueueCard } from './case-contents.ts';
import { claimerOf, maybeDate, openHead, openHeadKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Cards of others on the first page: what one thumb can see and two cores can open in 50 ms. */
const cardsMax = 30;

interface QueueRow extends Record<string, unknown> {
  id: string;
  urgency: Urgency;
  opened_at: string;
  filed_at: string | null;
  waiting_since: string | null;
  province: string | null;
  claimed_by: string | null;
  claimer_name: Buffer | null;
  lease_over: boolean;
  head_sealed: Buffer | null;
  head_writing_key_id: string | null;
}

/**
 * What waits for anybody first: what nobody holds, what its holder has left lying, and an emergency that waits
 * for its holder's words. Most urgent first, then the longest wait; then what is held. Her own cases are always
 * among them: whoever she holds would otherwise vanish behind thirty others.
 */
export async function listQueue(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<QueueCard[]> {
  const leaseOver = sql`(c.claimed_by is not null and c.lease_until < ${deps.clock.now().toISOString()}::timestamptz)`;
  const order = sql`
    (c.claimed_by is null or coalesce(${leaseOver}, false) or (c.urgency = 1 and c.waiting_since is not null)) desc,
    c.urgency, c.waiting_since nulls last, c.opened_at, c.id`;
  const me = sql`${signedIn.member.id}::uuid`;
  const rows = await tx.execute<QueueRow>(
    sql`select c.id, c.urgency, c.opened_at, c.filed_at, c.waiting_since, c.province, c.claimed_by,
          c.head_sealed, c.head_writing_key_id, m.name_sealed as claimer_name,
          coalesce(${leaseOver}, false) as lease_over
        from cases c left join members m on m.id = c.claimed_by
        where c.state = 'open' and (c.claimed_by = ${me} or c.id in (
          select c.id from cases c where c.state = 'open' and c.claimed_by is distinct from ${me}
          order by ${order} limit ${cardsMax}))
        order by ${order}`,
  );
  const keys = await openHeadKeys(tx, signedIn, rows);
  return rows.map((row) => ({
    caseId: row.id,
    urgency: row.urgency,
    openedAt: new Date(row.opened_at),
    waitingSince: maybeDate(row.waiting_since),
    province: row.province,
    filed: row.filed_at !== null,
    claimedBy: claimerOf(deps, row),
    mine: row.claimed_by === signedIn.member.id,
    leaseOver: row.lease_over,
    head: openHead(keys, row),
  }));
}
