import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { QueueCard } from './case-contents.ts';
import { claimerOf, maybeDate, openHead, openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Cards on the first page: what one thumb can see and two cores can open in 100 ms. */
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
  head_sealed: Buffer | null;
  head_writing_key_id: string | null;
}

/** What waits: most urgent first, then the longest wait; what is held stands below what is not. */
export async function listQueue(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<QueueCard[]> {
  const rows = await tx.execute<QueueRow>(
    sql`select c.id, c.urgency, c.opened_at, c.filed_at, c.waiting_since, c.province, c.claimed_by,
          c.head_sealed, c.head_writing_key_id, m.name_sealed as claimer_name
        from cases c left join members m on m.id = c.claimed_by
        where c.state = 'open'
        order by (c.claimed_by is not null), c.urgency, c.waiting_since nulls last, c.opened_at, c.id
        limit ${cardsMax}`,
  );
  const keys = await openWritingKeys(
    tx,
    signedIn,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    caseId: row.id,
    urgency: row.urgency,
    openedAt: new Date(row.opened_at),
    waitingSince: maybeDate(row.waiting_since),
    province: row.province,
    filed: row.filed_at !== null,
    claimedBy: claimerOf(deps, row),
    mine: row.claimed_by === signedIn.member.id,
    head: openHead(keys, row),
  }));
}
