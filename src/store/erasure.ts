import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { toJson } from '../sealing/vault.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import { limits as purgeLimits } from './purge.ts';
import type { SignedIn } from './sessions.ts';
import { lastingContext, openLasting } from './turn-claims.ts';

/**
 * Erasing a case (standards.md L4; design §6): its keys go, and with them every word, wherever a copy of a row
 * may still lie; the rows go too. What stays without content: its id on the erasure list, and who did it.
 */
export type Erased =
  | { is: 'erased'; caseId: string }
  /** A court process needs it: refused, and said so. */
  | { is: 'legalHold' }
  /** An open U1 or U2, on the word of a chat that showed no number and PIN. */
  | { is: 'unverified' }
  | { is: 'gone' };

/** Puts the id on the list beside the backups, on the disk before the transaction commits (backup-erasures.ts). */
export type AppendErasure = (caseId: string, at: Date) => void;

/** A human confirms what a person asked for. One transaction. @throws when the list could not be written */
export async function confirmErasure(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  requestId: string,
  append: AppendErasure,
): Promise<Erased> {
  await lockTalk(tx, requestId);
  const [asked] = await tx.execute<{
    case_id: string | null;
    is_verified: boolean;
    has_hold: boolean | null;
    is_urgent: boolean | null;
  }>(
    sql`select r.case_id, r.is_verified, c.legal_hold_at is not null as has_hold,
          c.state = 'open' and c.urgency <= 2 as is_urgent
        from rights_requests r left join cases c on c.id = r.case_id
        where r.id = ${requestId}::uuid and r.state = 'asked' and r.right_asked = 'hapus' for update of r`,
  );
  if (!asked?.case_id) return { is: 'gone' };
  if (asked.has_hold) return { is: 'legalHold' };
  if (asked.is_urgent && !asked.is_verified) return { is: 'unverified' };
  const caseId = asked.case_id;
  await tx.execute(
    sql`update rights_requests set state = 'done', decided_by = ${signedIn.member.id}::uuid,
          decided_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz where id = ${requestId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'erase', caseId });
  await eraseCase(tx, deps, caseId, append, signedIn.member.id);
  return { is: 'erased', caseId };
}

/**
 * Her chats and then the case, in the order of a turn: a cry that is being taken at this moment ends first, and what
 * is asked afterwards knows of it.
 */
async function lockTalk(tx: Tx, requestId: string): Promise<void> {
  const ofCase = sql`(select case_id from rights_requests where id = ${requestId}::uuid)`;
  await tx.execute(
    sql`select 1 from conversations v where v.id in (select conversation_id from case_conversations
          where case_id = ${ofCase}) order by v.id for no key update of v`,
  );
  await tx.execute(sql`select 1 from cases where id = ${ofCase} for update`);
}

/**
 * @param by the member whose act it is; null when its time has come (retention.ts), and nobody is told
 * @throws when the erasure list could not be written: then nothing is erased
 */
export async function eraseCase(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  append: AppendErasure,
  by: string | null,
): Promise<void> {
  const now = deps.clock.now();
  const chats = await tx.execute<{ conversation_id: string; muted: boolean }>(
    sql`select conversation_id, muted_at is not null as muted from case_conversations
        where case_id = ${caseId}::uuid`,
  );
  // What no other case speaks of goes with this one; a new story that was begun after its closing does not.
  const alone = await tx.execute<{ id: string; until: string | null }>(
    sql`select v.id, case when not f.in_focus and v.last_inbound_at > c.closed_at then c.closed_at end as until
        from conversations v join case_conversations f on f.conversation_id = v.id join cases c on c.id = f.case_id
        where f.case_id = ${caseId}::uuid and not exists (select 1 from case_conversations o
          where o.conversation_id = v.id and o.case_id <> ${caseId}::uuid) for no key update of v`,
  );
  for (const { id, until } of alone)
    if (until === null) await forgetChat(tx, deps, id);
    else await forgetWordsUntil(tx, id, until);
  await tx.execute(
    sql`insert into erasures (case_id, erased_at)
        values (${caseId}::uuid, ${toMinute(now).toISOString()}::timestamptz) on conflict do nothing`,
  );
  await tx.execute(sql`delete from cases where id = ${caseId}::uuid`);
  if (by !== null)
    for (const { conversation_id, muted } of chats)
      if (!muted) await tell(tx, deps, conversation_id, caseId, by);
  append(caseId, now);
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
  await tx.execute(sql`select pg_notify('suar_case', ${caseId})`);
}

/**
 * Nothing of the talk stays: its state and timers, what was heard, what was said and what was still to be said.
 * The address goes with the next purge, once the last line has left (purge.ts looks at the age of the chat).
 */
async function forgetChat(tx: Tx, deps: StoreDeps, conversationId: string): Promise<void> {
  const old = toMinute(
    new Date(deps.clock.now().getTime() - (purgeLimits.settledHours + 1) * 3_600_000),
  ).toISOString();
  const chat = sql`conversation_id = ${conversationId}::uuid`;
  await tx.execute(
    sql`update conversations set state_sealed = null, due_at = null, last_inbound_at = ${old}::timestamptz,
          lasting_sealed = ${await wordless(tx, deps, conversationId)}::bytea
        where id = ${conversationId}::uuid`,
  );
  await tx.execute(sql`delete from receipt_checks where ${chat}`);
  await tx.execute(sql`update inbox set body_sealed = null where ${chat} and handled_at is not null`);
  // Clearing her screen stays: it was asked for. A row being sent is its dispatcher's to settle.
  await tx.execute(sql`update outbox set body_sealed = null where ${chat} and settled_at is not null`);
  await tx.execute(sql`delete from outbox where ${chat} and settled_at is null and lease_until is null`);
  await tx.execute(sql`delete from attachments where ${chat}`);
}

/**
 * What lasts with the chat, without a word of hers: the neutral line, the reply word and the disguise word were told
 * like everything else. Language, an unsafe screen and the hours stay until the address goes, for the one last line.
 */
async function wordless(tx: Tx, deps: StoreDeps, conversationId: string): Promise<Buffer | null> {
  const [row] = await tx.execute<{ id: string; lasting_sealed: Buffer | null }>(
    sql`select id, lasting_sealed from conversations where id = ${conversationId}::uuid`,
  );
  const plain = row && openLasting(deps, row).plain;
  if (!plain) return null;
  const { disguise: _word, contact, ...rest } = plain;
  const lasting = contact ? { ...rest, contact: { ...contact, line: null, word: null } } : rest;
  return deps.vault.sealForServer(toJson(lasting), lastingContext(conversationId));
}

/** Of a chat in which a new story is being told: what was said while the case was open, and no more. */
async function forgetWordsUntil(tx: Tx, conversationId: string, until: string): Promise<void> {
  const chat = sql`conversation_id = ${conversationId}::uuid`;
  const before = sql`<= ${until}::timestamptz + interval '1 minute'`;
  await tx.execute(
    sql`update inbox set body_sealed = null where ${chat} and handled_at is not null and received_at ${before}`,
  );
  await tx.execute(
    sql`update outbox set body_sealed = null where ${chat} and settled_at is not null and created_at ${before}`,
  );
}

/** One last line, through the same door as everything: the turn says it as far as R11 allows. */
async function tell(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  caseId: string,
  memberId: string,
): Promise<void> {
  const event = { type: 'right.decided' as const, memberId, outcome: 'erased' as const };
  await acceptTeamEvent(tx, deps, conversationId, event, `erased:${caseId}:${conversationId}`);
}

/** A court process: nothing of the case is erased while it stands (L4). Setting and lifting are audited. */
export async function setLegalHold(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  holds: boolean,
): Promise<void> {
  const at = holds ? toMinute(deps.clock.now()).toISOString() : null;
  await tx.execute(
    sql`update cases set legal_hold_at = ${at}::timestamptz, revision = revision + 1 where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: holds ? 'holdCase' : 'liftHold', caseId });
}
