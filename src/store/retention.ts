import { sql } from 'drizzle-orm';
import type { OrgSettings } from '../org-settings.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { type AppendErasure, eraseCase } from './erasure.ts';
import { limits as mailboxLimits } from './mailbox.ts';

/**
 * What has had its time (standards.md R33, design §6). Only what a human closed is ever erased by itself: a
 * report that nobody has opened, or that is still open, never is. A legal hold keeps a case, and so does a
 * wish of the person's that is not answered yet.
 */
export const limits = {
  /** A message that was taken back: a human may still have to see it. */
  revokedDays: 30,
  /** A check or a count of tries that nobody came back for. */
  triesHours: 48,
  /** Cases erased in one go: each deletes many rows. */
  cases: 50,
} as const;

/** One portion. @returns whether there may be more */
export async function retain(
  tx: Tx,
  deps: StoreDeps,
  settings: Pick<OrgSettings, 'closedAdultYears' | 'childUntilAge'>,
  append: AppendErasure,
): Promise<boolean> {
  const now = deps.clock.now();
  const before = (hours: number) =>
    sql`${new Date(now.getTime() - hours * 3_600_000).toISOString()}::timestamptz`;
  await tx.execute(sql`delete from waiting_replies where created_at < ${before(mailboxLimits.days * 24)}`);
  await tx.execute(sql`delete from case_items where revoked_at < ${before(limits.revokedDays * 24)}`);
  await tx.execute(sql`delete from receipt_checks where created_at < ${before(limits.triesHours)}`);
  await tx.execute(sql`delete from receipt_tries where hour < ${before(limits.triesHours)}`);
  const over = await tx.execute<{ id: string }>(
    sql`select c.id from cases c where c.state = 'closed' and c.legal_hold_at is null
          and c.closed_at < ${now.toISOString()}::timestamptz - make_interval(years => ${settings.closedAdultYears})
          and (c.child_born_by is null
            or c.child_born_by + ${settings.childUntilAge} < extract(year from ${now.toISOString()}::timestamptz))
          and not exists (select 1 from rights_requests r where r.case_id = c.id and r.state = 'asked')
        order by c.closed_at limit ${limits.cases} for update of c skip locked`,
  );
  for (const { id } of over) await eraseCase(tx, deps, id, append, null);
  return over.length >= limits.cases;
}
