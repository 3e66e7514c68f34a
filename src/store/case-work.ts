import { sql } from 'drizzle-orm';
import type { TeamEvent } from '../conversation/messages.ts';
import { recordAct } from './audit.ts';
import { stilled } from './case-claim.ts';
import type { CloseReason } from './case-contents.ts';
import { tellConversations, wake } from './case-news.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { seeMember } from './duty.ts';
import { acceptTeamEvent } from './inbox.ts';
import { countAbandoned, countAnswer } from './queue-figures.ts';
import type { SignedIn } from './sessions.ts';
import { countClosing } from './statistics.ts';
import { chatOf } from './way-out.ts';

/** What a counsellor says and how a case ends; the person hears of it by the inbox. */
export { claimByAlarm } from './alarm-answers.ts';
export { claimCase, noteHolderSeen, releaseCase, startCalling } from './case-claim.ts';
export { lowerUrgency, raiseUrgency } from './case-judging.ts';
export { addConstraint, addNote, removeConstraint } from './case-notes.ts';
export { acceptTransfer, declineTransfer, offerTransfer } from './case-transfer.ts';

const textCharsMax = 4_000;

/**
 * Ends a case with one of the field's reasons; the person is told and may come back (R48). A cry that she has
 * not seen is never closed away: neither one that stands in the case, nor one that no turn has taken yet.
 * @param seenSequence the newest item on the page she closed it from
 */
export async function closeCase(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  reason: CloseReason,
  seenSequence: number,
): Promise<'closed' | 'notYours' | 'newWords'> {
  const [mine] = await tx.execute<{ sequence: number }>(
    sql`select sequence from cases where id = ${caseId}::uuid and state = 'open'
          and claimed_by = ${signedIn.member.id}::uuid for update`,
  );
  if (!mine) return 'notYours';
  if (mine.sequence > seenSequence || (await hasUnread(tx, caseId))) return 'newWords';
  await countAbandoned(tx, deps, caseId, reason);
  await countClosing(tx, deps, signedIn, caseId, reason);
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update cases set state = 'closed', close_reason = ${reason}, waiting_since = null,
          closed_at = date_trunc('minute', ${now}::timestamptz), lease_until = null, unanswered_since = null,
          ${stilled}, revision = revision + 1
        where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'close', caseId });
  await tellConversations(tx, deps, caseId, { type: 'case.closed', memberId: signedIn.member.id, reason });
  await wake(tx, caseId);
  return 'closed';
}

/**
 * Whether the person wrote something that stands in no case yet. Keeping a message and taking a turn both hold
 * the conversation's row: one that cannot be locked at once is being written to at this moment. Locking skips
 * instead of waiting, because a turn that holds the conversation may itself be waiting for the case.
 */
async function hasUnread(tx: Tx, caseId: string): Promise<boolean> {
  const all = sql`select conversation_id from case_conversations where case_id = ${caseId}::uuid and in_focus`;
  const [ways] = await tx.execute<{ count: string }>(sql`select count(*) from (${all}) w`);
  const locked = await tx.execute(
    sql`select id from conversations where id in (${all}) for update skip locked`,
  );
  if (locked.length < Number(ways?.count)) return true;
  const unread = await tx.execute(
    sql`select 1 from inbox where conversation_id in (${all}) and handled_at is null
          and kind like 'inbound.%' limit 1`,
  );
  return unread.length > 0;
}

/**
 * Her words, to the conversation of the case that was verified last, else wrote last, and is not muted. With the
 * first of them the claim's clock ends and the case stays hers; offered to others meanwhile, it is hers again.
 * @param onceKey from the form: the same words are sent once however often they are pressed. Other words under
 *   the same key (she corrected them on a bad line) are another message
 */
export async function sayToPerson(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  text: string,
  onceKey: string,
): Promise<'kept' | 'notYours' | 'noWay'> {
  const memberId = signedIn.member.id;
  await seeMember(tx, deps, memberId);
  const [mine] = await tx.execute<{ is_offered: boolean }>(
    sql`select offered_at is not null as is_offered from cases where id = ${caseId}::uuid and state = 'open'
          and claimed_by = ${memberId}::uuid for update`,
  );
  if (!mine) return 'notYours';
  const conversationId = await chatOf(tx, caseId);
  if (!conversationId) return 'noWay';
  if (mine.is_offered) await tellConversations(tx, deps, caseId, { type: 'counsellor.joined', memberId });
  await countAnswer(tx, deps, caseId);
  await stopClocks(tx, deps, caseId);
  const said = text.slice(0, textCharsMax);
  const event: TeamEvent = { type: 'counsellor.said', memberId, text: said, caseId };
  const words = deps.vault.index('externalId', 'say', said).toString('base64url');
  await acceptTeamEvent(tx, deps, conversationId, event, `say:${caseId}:${onceKey}:${words}`);
  return 'kept';
}

/** Nobody waits for words that were just written; an alarm for the case ends with them. */
async function stopClocks(tx: Tx, deps: StoreDeps, caseId: string): Promise<void> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  await tx.execute(
    sql`update cases set first_words_at = coalesce(first_words_at, date_trunc('minute', ${now})),
          lease_until = null, unanswered_since = null, holder_seen_at = ${now}, lost_at = null,
          nudged_at = null, offered_at = null
        where id = ${caseId}::uuid`,
  );
  await tx.execute(
    sql`update alarms set ended_at = ${now} where case_id = ${caseId}::uuid and ended_at is null`,
  );
}
