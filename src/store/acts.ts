import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { maybeMember } from './members.ts';

/** Reading the record of acts: for supervisors (standards.md R50). Opening it is itself an act. */
export interface ListedAct {
  id: number;
  at: Date;
  act: string;
  /** Null for the shell and for somebody at the door whom we do not know. */
  by: { id: string; name: string } | null;
  caseId: string | null;
}

export interface ActsAsked {
  caseId?: string;
  memberId?: string;
  /** Older than this act: the next page. */
  before?: number;
}

/** What fits a page that somebody reads to the end. */
const listed = 50;

/** @returns newest first, and whether there are older ones */
export async function listActs(
  tx: Tx,
  deps: StoreDeps,
  asked: ActsAsked,
): Promise<{ acts: ListedAct[]; hasOlder: boolean }> {
  const wanted: SQL[] = [
    ...(asked.caseId ? [sql`a.case_id = ${asked.caseId}::uuid`] : []),
    ...(asked.memberId ? [sql`a.member_id = ${asked.memberId}::uuid`] : []),
    ...(asked.before ? [sql`a.id < ${asked.before}`] : []),
  ];
  const where = wanted.length > 0 ? sql`where ${sql.join(wanted, sql` and `)}` : sql``;
  const rows = await tx.execute<{
    id: string;
    at: string;
    act: string;
    member_id: string | null;
    name_sealed: Buffer | null;
    case_id: string | null;
  }>(
    sql`select a.id, a.at, a.act, a.member_id, a.case_id, m.name_sealed from audit a
        left join members m on m.id = a.member_id ${where} order by a.id desc limit ${listed + 1}`,
  );
  const acts = rows.slice(0, listed).map((row) => ({
    id: Number(row.id),
    at: new Date(row.at),
    act: row.act,
    by: maybeMember(deps, row.member_id, row.name_sealed),
    caseId: row.case_id,
  }));
  return { acts, hasOlder: rows.length > listed };
}
