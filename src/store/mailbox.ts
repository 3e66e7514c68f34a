import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { type KeyPair, openWith, sealTo } from '../sealing/box.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/**
 * Replies for somebody with no address: sealed to a half that only number and PIN bring back (design §6).
 * Nothing here can read without them; a process that writes forgets what it wrote.
 */
export const limits = {
  /** design §6. */
  days: 180,
  /** Shown at once; what is more comes with the next PIN. */
  shown: 20,
} as const;

interface WaitingReply {
  text: string;
  /** The minute it was written, ISO 8601. */
  at: string;
}

/**
 * Puts a counsellor's words into every mailbox of the case. None: the person wanted no PIN, or has no number. A PIN
 * that is being chosen waits for it, or is waited for: words sealed to the half before could never be read.
 */
export async function putWaiting(tx: Tx, deps: StoreDeps, caseId: string, text: string): Promise<void> {
  const boxes = await tx.execute<{ id: string; mailbox_public_key: Buffer }>(
    sql`select id, mailbox_public_key from receipts
        where case_id = ${caseId}::uuid and mailbox_public_key is not null for share`,
  );
  const at = toMinute(deps.clock.now()).toISOString();
  const reply: WaitingReply = { text, at };
  for (const { id, mailbox_public_key: publicKey } of boxes)
    await tx.execute(
      sql`insert into waiting_replies (id, receipt_id, body_sealed, created_at)
          values (${deps.ids.uuid()}::uuid, ${id}::uuid, ${sealTo(Buffer.from(publicKey), toJson(reply))},
            ${at}::timestamptz)`,
    );
}

/** What was never shown, and what was shown in the last day (a line may have broken); oldest first. */
export async function readWaiting(
  tx: Tx,
  deps: StoreDeps,
  receiptId: string,
  pair: KeyPair,
): Promise<WaitingReply[]> {
  const now = deps.clock.now();
  const since = new Date(now.getTime() - 86_400_000).toISOString();
  const rows = await tx.execute<{ body_sealed: Buffer }>(
    sql`update waiting_replies w set read_at = coalesce(w.read_at, ${toMinute(now).toISOString()}::timestamptz)
        from (select id from waiting_replies where receipt_id = ${receiptId}::uuid
            and (read_at is null or read_at > ${since}::timestamptz)
          order by created_at, id limit ${limits.shown}) next
        where w.id = next.id returning w.body_sealed`,
  );
  return rows
    .map((row) => fromJson<WaitingReply>(openWith(pair, Buffer.from(row.body_sealed))))
    .sort((one, other) => one.at.localeCompare(other.at));
}

/** What waits is sealed anew to another pair, while both number and PIN are in the request. */
export async function resealWaiting(tx: Tx, receiptId: string, from: KeyPair, to: Buffer): Promise<void> {
  const rows = await tx.execute<{ id: string; body_sealed: Buffer }>(
    sql`select id, body_sealed from waiting_replies where receipt_id = ${receiptId}::uuid for update`,
  );
  for (const { id, body_sealed } of rows)
    await tx.execute(
      sql`update waiting_replies set body_sealed = ${sealTo(to, openWith(from, Buffer.from(body_sealed)))}
          where id = ${id}::uuid`,
    );
}
