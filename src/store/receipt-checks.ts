import { sql } from 'drizzle-orm';
import type { CheckRequest } from '../conversation/messages.ts';
import { toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { openDay } from './turn-claims.ts';

/**
 * Numbers and PINs that are to be looked at after their turn: hashing takes milliseconds, and a turn that
 * brings a human out must never wait for it (design §6). Written with the turn, done by turns/check-receipts.ts,
 * gone with the answer; what a dead process left over is leased anew.
 */
export const limits = {
  /** Longer than three hashes and a slow commit. */
  leaseSeconds: 30,
  /** design §6: numbers 5 per chat and hour, PINs 5 per receipt and day. */
  numbersPerHour: 5,
  pinsPerDay: 5,
  /** One that fails so often is dropped, and she is asked to type it again (turns/check-receipts.ts). */
  attemptsMax: 5,
  /** What was typed so long ago is answered no more. */
  minutesMax: 60,
} as const;

export interface LeasedCheck {
  id: string;
  conversationId: string;
  /** Null when its day key is gone or it was tried too often: nothing is left to do but to drop it and say so. */
  request: CheckRequest | null;
  attempts: number;
}

const context = (id: string) => `receipt_checks.body:${id}`;

export async function putChecks(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  requests: readonly CheckRequest[],
): Promise<void> {
  const now = deps.clock.now();
  for (const request of requests) {
    const id = deps.ids.uuid();
    await tx.execute(
      sql`insert into receipt_checks (id, conversation_id, body_sealed, created_at)
          values (${id}::uuid, ${conversationId}::uuid,
            ${deps.vault.sealForDay(toJson(request), context(id), now)}, ${now.toISOString()}::timestamptz)`,
    );
  }
}

/** The oldest that nobody is at. */
export async function leaseCheck(tx: Tx, deps: StoreDeps): Promise<LeasedCheck | undefined> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + limits.leaseSeconds * 1000).toISOString();
  const at = now.toISOString();
  const [row] = await tx.execute<{
    id: string;
    conversation_id: string;
    body_sealed: Buffer;
    created_at: string;
    attempts: number;
  }>(
    sql`update receipt_checks r set lease_until = ${until}::timestamptz, attempts = r.attempts + 1
        from (select id from receipt_checks where lease_until is null or lease_until < ${at}::timestamptz
          order by created_at limit 1 for update skip locked) next
        where r.id = next.id returning r.id, r.conversation_id, r.body_sealed, r.created_at, r.attempts`,
  );
  if (!row) return undefined;
  const isOld = now.getTime() - new Date(row.created_at).getTime() > limits.minutesMax * 60_000;
  const isSpent = isOld || row.attempts > limits.attemptsMax;
  const { plain } = openDay<CheckRequest>(deps, row.body_sealed, context(row.id));
  return {
    id: row.id,
    conversationId: row.conversation_id,
    request: isSpent ? null : plain,
    attempts: row.attempts,
  };
}

/** @returns whether it was still there: of two processes only one answers */
export async function dropCheck(tx: Tx, id: string): Promise<boolean> {
  const gone = await tx.execute(sql`delete from receipt_checks where id = ${id}::uuid returning id`);
  return gone.length === 1;
}

/** Counted before anything is hashed. @returns whether this try may be made */
export async function countNumberTry(tx: Tx, deps: StoreDeps, conversationId: string): Promise<boolean> {
  const hour = new Date(Math.floor(deps.clock.now().getTime() / 3_600_000) * 3_600_000).toISOString();
  const [row] = await tx.execute<{ tries: number }>(
    sql`insert into receipt_tries (conversation_id, hour, tries)
        values (${conversationId}::uuid, ${hour}::timestamptz, 1)
        on conflict (conversation_id, hour) do update
          set tries = least(receipt_tries.tries + 1, ${limits.numbersPerHour + 1})
        returning tries`,
  );
  return (row?.tries ?? 1) <= limits.numbersPerHour;
}

/** The same for a PIN, by receipt and day: another chat does not begin anew. */
export async function countPinTry(tx: Tx, deps: StoreDeps, receiptId: string): Promise<boolean> {
  const day = deps.clock.now().toISOString().slice(0, 10);
  const [row] = await tx.execute<{ pin_tries: number }>(
    sql`update receipts set pin_tries_day = ${day},
          pin_tries = case when pin_tries_day = ${day} then least(pin_tries + 1, ${limits.pinsPerDay + 1}) else 1 end
        where id = ${receiptId}::uuid returning pin_tries`,
  );
  return (row?.pin_tries ?? limits.pinsPerDay + 1) <= limits.pinsPerDay;
}

/** The right one was given: the day's tries are forgiven. Never for the second PIN, which would give more. */
export async function forgivePinTries(tx: Tx, receiptId: string): Promise<void> {
  await tx.execute(sql`update receipts set pin_tries = 0 where id = ${receiptId}::uuid`);
}

/** This one try was no guess. What was guessed before it stays counted. */
export async function uncountPinTry(tx: Tx, receiptId: string): Promise<void> {
  await tx.execute(
    sql`update receipts set pin_tries = greatest(pin_tries - 1, 0) where id = ${receiptId}::uuid`,
  );
}

export interface ReceiptRow {
  id: string;
  caseId: string;
  pin: Buffer | null;
  pinSalt: Buffer | null;
  forcedPin: Buffer | null;
  forcedSalt: Buffer | null;
  mailboxSalt: Buffer | null;
  mailboxNeedsPin: boolean;
}

interface StoredReceipt extends Record<string, unknown> {
  id: string;
  case_id: string;
  pin_hash: Buffer | null;
  pin_salt: Buffer | null;
  duress_pin_hash: Buffer | null;
  duress_pin_salt: Buffer | null;
  mailbox_salt: Buffer | null;
  mailbox_needs_pin: boolean;
}

export async function findReceipt(
  tx: Tx,
  by: { lookup: Buffer } | { id: string },
): Promise<ReceiptRow | undefined> {
  const which = 'id' in by ? sql`id = ${by.id}::uuid` : sql`lookup = ${by.lookup}`;
  const [row] = await tx.execute<StoredReceipt>(sql`select * from receipts where ${which}`);
  if (!row) return undefined;
  const bytes = (value: Buffer | null) => value && Buffer.from(value);
  return {
    id: row.id,
    caseId: row.case_id,
    pin: bytes(row.pin_hash),
    pinSalt: bytes(row.pin_salt),
    forcedPin: bytes(row.duress_pin_hash),
    forcedSalt: bytes(row.duress_pin_salt),
    mailboxSalt: bytes(row.mailbox_salt),
    mailboxNeedsPin: row.mailbox_needs_pin,
  };
}

/** A PIN is chosen once; another one needs a human. @returns whether this was the first */
export async function savePin(
  tx: Tx,
  receiptId: string,
  pin: { hash: Buffer; salt: Buffer; mailboxKey: Buffer; mailboxSalt: Buffer },
): Promise<boolean> {
  const saved = await tx.execute(
    sql`update receipts set pin_hash = ${pin.hash}, pin_salt = ${pin.salt}, mailbox_public_key = ${pin.mailboxKey},
          mailbox_salt = ${pin.mailboxSalt}, mailbox_needs_pin = true
        where id = ${receiptId}::uuid and pin_hash is null returning id`,
  );
  return saved.length === 1;
}

export async function saveForcedPin(tx: Tx, receiptId: string, hash: Buffer, salt: Buffer): Promise<void> {
  await tx.execute(
    sql`update receipts set duress_pin_hash = ${hash}, duress_pin_salt = ${salt} where id = ${receiptId}::uuid`,
  );
}

export async function noteForced(tx: Tx, deps: StoreDeps, receiptId: string): Promise<void> {
  await tx.execute(
    sql`update receipts set duress_used_at = date_trunc('minute', ${deps.clock.now().toISOString()}::timestamptz)
        where id = ${receiptId}::uuid`,
  );
}

/** No PIN is wanted: nothing waits for whoever has only the number, and what waited goes. */
export async function dropMailbox(tx: Tx, receiptId: string): Promise<void> {
  await tx.execute(
    sql`update receipts set mailbox_public_key = null, mailbox_salt = null
        where id = ${receiptId}::uuid and pin_hash is null`,
  );
  await tx.execute(
    sql`delete from waiting_replies where receipt_id in
          (select id from receipts where id = ${receiptId}::uuid and pin_hash is null)`,
  );
}
