import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { Tx } from './database.ts';

/** More than ever read one case; the page shows the last of them. */
const readersMax = 20;

/** Who has read a case and when last, the latest first: out of the audit, for whoever works on it (R50). */
export async function listLooks(tx: Tx, caseId: string): Promise<{ memberId: string; at: Date }[]> {
  const rows = await tx.execute<{ member_id: string; at: string }>(
    sql`select member_id, max(at) as at from audit
        where case_id = ${caseId}::uuid and act = 'read' and member_id is not null
        group by member_id order by max(id) desc limit ${readersMax}`,
  );
  return rows.map((row) => ({ memberId: row.member_id, at: new Date(row.at) }));
}

/** How urgent a case is, without opening it; undefined when there is none. */
export async function readUrgency(tx: Tx, caseId: string): Promise<Urgency | undefined> {
  const [row] = await tx.execute<{ urgency: Urgency }>(
    sql`select urgency from cases where id = ${caseId}::uuid`,
  );
  return row?.urgency;
}
