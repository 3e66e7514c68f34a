import { type SQL, sql } from 'drizzle-orm';
import { recordAct } from './audit.ts';
import type { CaseHead } from './case-contents.ts';
import { mayRead } from './case-readers.ts';
import { openHead, openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** Finding one case by what a person or a colleague can say of it. */
const codeChars = 8;

export interface FoundCase {
  caseId: string;
  openedAt: Date;
  isOpen: boolean;
  /** Null when its card cannot be opened. */
  head: CaseHead | null;
}

/** What a case is called between colleagues: the beginning of its id. */
export function codeOf(caseId: string): string {
  return caseId.slice(0, codeChars);
}

/**
 * A case by its number (already hashed) or by its code, if she may read it; finding it is written down.
 * @returns undefined when there is none, or it is not hers to read: both look the same
 */
export async function findCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  by: { lookup: Buffer } | { code: string },
): Promise<FoundCase | undefined> {
  const which: SQL =
    'lookup' in by
      ? sql`c.id = (select case_id from receipts where lookup = ${by.lookup})`
      : sql`starts_with(c.id::text, ${by.code})`;
  const rows = await tx.execute<{
    id: string;
    opened_at: string;
    is_open: boolean;
    head_sealed: Buffer | null;
    head_writing_key_id: string | null;
  }>(
    sql`select c.id, c.opened_at, c.state = 'open' as is_open, c.head_sealed, c.head_writing_key_id from cases c
        where ${which} and ${mayRead(sql`c.id`, sql`${signedIn.member.id}::uuid`)} limit 2`,
  );
  const [row] = rows;
  if (!row || rows.length > 1) return undefined;
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'findCase', caseId: row.id });
  const head = openHead(await openWritingKeys(tx, signedIn, row.id), row);
  return { caseId: row.id, openedAt: new Date(row.opened_at), isOpen: row.is_open, head };
}
