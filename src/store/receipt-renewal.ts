import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { hasCase } from './case-ways.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { FreshReceipt } from './receipts.ts';

/**
 * A new number for a case whose old one is lost or seen by somebody else: the old one finds nothing from this
 * commit on, its PINs are gone, and what waited sealed to it goes with it (it stands in the case, and was said in
 * the chat that asks). The new one is known to her alone: nothing of it is kept but its hash.
 */
export async function renewReceipt(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  fresh: FreshReceipt,
): Promise<void> {
  // The case before its receipt, as a turn does that puts words into the mailbox.
  if (!(await hasCase(tx, caseId))) return;
  const lookup = await fresh.lookup;
  const { salt, publicKey } = await fresh.mailbox;
  await tx.execute(sql`delete from receipts where case_id = ${caseId}::uuid`);
  await tx.execute(
    sql`insert into receipts (id, case_id, lookup, mailbox_public_key, mailbox_salt, created_at)
        values (${deps.ids.uuid()}::uuid, ${caseId}::uuid, ${lookup}, ${publicKey}, ${salt},
          ${toMinute(deps.clock.now()).toISOString()}::timestamptz)`,
  );
}
