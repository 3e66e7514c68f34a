import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { claimMilliseconds } from '../duty/clocks.ts';
import { callMember } from './alarm-calls.ts';
import { recordAct } from './audit.ts';
import { freshClaim } from './case-claim.ts';
import { noteInCase, tellConversations, wake } from './case-news.ts';
import { isReader, mayRead } from './case-readers.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { seeMember } from './duty.ts';
import { readDutyTimes } from './org.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Handing a case over is a state on the server: asked, then accepted, declined, or timed out after three
 * minutes (sweep-clocks). Until a colleague accepts, it stays with whoever asked: nobody is let fall between two.
 */

/** Whether a member can open the case: the one rule for reading, claiming and being asked (case-readers.ts). */
export const mayOpen = (memberId: string, caseId: string) =>
  mayRead(sql`${caseId}::uuid`, sql`${memberId}::uuid`);

/**
 * Asks a colleague to take over; she is called outside the browser too.
 * @returns `cannot` when she has left, cannot open the case, or is the one who asks
 */
export async function offerTransfer(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  toMemberId: string,
): Promise<'asked' | 'notYours' | 'cannot'> {
  const memberId = signedIn.member.id;
  await seeMember(tx, deps, memberId);
  const [other] = await tx.execute(
    sql`select 1 from members where id = ${toMemberId}::uuid and left_at is null
          and id <> ${memberId}::uuid and ${mayOpen(toMemberId, caseId)}`,
  );
  if (!other) return 'cannot';
  const now = deps.clock.now().toISOString();
  const asked = await tx.execute(
    sql`update cases set transfer_to = ${toMemberId}::uuid, transfer_asked_at = ${now}::timestamptz,
          revision = revision + 1
        where id = ${caseId}::uuid and state = 'open' and claimed_by = ${memberId}::uuid returning id`,
  );
  if (asked.length === 0) return 'notYours';
  await recordAct(tx, deps, { memberId, act: 'transferAsk', caseId, subjectId: toMemberId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'transferAsked', memberId, toMemberId });
  await callMember(tx, deps, { kind: 'transfer', memberId: toMemberId, caseId });
  await wake(tx, caseId);
  return 'asked';
}

/** She takes it: the claim's clock begins for her, however many she holds; she was asked and said yes. */
export async function acceptTransfer(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<'accepted' | 'over'> {
  const memberId = signedIn.member.id;
  await seeMember(tx, deps, memberId);
  const [asked] = await tx.execute<{ urgency: Urgency }>(
    sql`select urgency from cases where id = ${caseId}::uuid and state = 'open'
          and transfer_to = ${memberId}::uuid for update`,
  );
  if (!asked) return 'over';
  // Between asking and yes it may have become a child's, or she was shut out: nobody holds what she cannot read.
  if (!(await isReader(tx, caseId, memberId))) {
    await declineTransfer(tx, deps, signedIn, caseId);
    return 'over';
  }
  const now = deps.clock.now();
  const lease = new Date(now.getTime() + claimMilliseconds(await readDutyTimes(tx), asked.urgency));
  await tx.execute(
    sql`update cases c set ${freshClaim({ memberId, now, lease })} where id = ${caseId}::uuid`,
  );
  await recordAct(tx, deps, { memberId, act: 'transferAccept', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'transferAccepted', memberId });
  await tellConversations(tx, deps, caseId, { type: 'counsellor.joined', memberId });
  await wake(tx, caseId);
  return 'accepted';
}

/** She cannot: it stays with whoever asked, who sees it. */
export async function declineTransfer(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<'declined' | 'over'> {
  const memberId = signedIn.member.id;
  await seeMember(tx, deps, memberId);
  const declined = await tx.execute(
    sql`update cases set transfer_to = null, transfer_asked_at = null, revision = revision + 1
        where id = ${caseId}::uuid and state = 'open' and transfer_to = ${memberId}::uuid returning id`,
  );
  if (declined.length === 0) return 'over';
  await recordAct(tx, deps, { memberId, act: 'transferDecline', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'transferDeclined', memberId });
  await wake(tx, caseId);
  return 'declined';
}
