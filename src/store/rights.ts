import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import { mayRead } from './case-readers.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import type { Right } from './schema/rights.ts';
import type { SignedIn } from './sessions.ts';

/**
 * What a person asked of her own data (standards.md L3): a row with 72 hours. What protects her holds in the
 * same transaction; what needs judgement waits for a human, who decides here and the person is told.
 */
export const limits = {
  /** UU 27/2022. */
  dueHours: 72,
  /** Shown in one list. */
  listed: 200,
} as const;

export interface AskedRight {
  right: Right;
  /** Number and PIN were shown. */
  verified: boolean;
  caseId: string | null;
  conversationId: string;
}

/** A second wish of the same kind, while the first is open, changes nothing but may prove who asks. */
export async function askRight(tx: Tx, deps: StoreDeps, asked: AskedRight): Promise<void> {
  if (asked.caseId === null) return;
  const now = toMinute(deps.clock.now());
  const at = sql`${now.toISOString()}::timestamptz`;
  const known = await tx.execute(
    sql`update rights_requests set is_verified = is_verified or ${asked.verified}
        where case_id = ${asked.caseId}::uuid and right_asked = ${asked.right} and state = 'asked' returning id`,
  );
  if (known.length === 0)
    await tx.execute(
      sql`insert into rights_requests (id, right_asked, case_id, conversation_id, is_verified, asked_at, due_at)
          values (${deps.ids.uuid()}::uuid, ${asked.right}, ${asked.caseId}::uuid, ${asked.conversationId}::uuid,
            ${asked.verified}, ${at},
            ${new Date(now.getTime() + limits.dueHours * 3_600_000).toISOString()}::timestamptz)`,
    );
  if (asked.right === 'tarik') {
    await tx.execute(
      sql`update consents set withdrawn_at = ${at} where case_id = ${asked.caseId}::uuid and withdrawn_at is null`,
    );
    await tx.execute(
      sql`update cases set withdrawn_at = coalesce(withdrawn_at, ${at}), revision = revision + 1
          where id = ${asked.caseId}::uuid`,
    );
  }
  if (asked.right === 'batasi')
    await tx.execute(
      sql`update cases set restricted_at = coalesce(restricted_at, ${at}), revision = revision + 1
          where id = ${asked.caseId}::uuid`,
    );
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
}

export interface RightsRequest {
  id: string;
  right: Right;
  caseId: string | null;
  isVerified: boolean;
  askedAt: Date;
  dueAt: Date;
  /** Of the case, when it still stands: an open U1 or U2 is not erased on an unverified word. */
  urgency: 1 | 2 | 3 | 4 | null;
  isOpen: boolean;
  hasLegalHold: boolean;
}

/** Everything that waits for a human, most pressing first. */
export async function listRightsRequests(tx: Tx): Promise<RightsRequest[]> {
  const rows = await tx.execute<{
    id: string;
    right_asked: Right;
    case_id: string | null;
    is_verified: boolean;
    asked_at: string;
    due_at: string;
    urgency: RightsRequest['urgency'];
    is_open: boolean | null;
    has_hold: boolean | null;
  }>(
    sql`select r.id, r.right_asked, r.case_id, r.is_verified, r.asked_at, r.due_at, c.urgency,
          c.state = 'open' as is_open, c.legal_hold_at is not null as has_hold
        from rights_requests r left join cases c on c.id = r.case_id
        where r.state = 'asked' order by r.due_at, r.id limit ${limits.listed}`,
  );
  return rows.map((row) => ({
    id: row.id,
    right: row.right_asked,
    caseId: row.case_id,
    isVerified: row.is_verified,
    askedAt: new Date(row.asked_at),
    dueAt: new Date(row.due_at),
    urgency: row.urgency,
    isOpen: row.is_open ?? false,
    hasLegalHold: row.has_hold ?? false,
  }));
}

/**
 * A supervisor decides, on a case that she may read: a role that nobody entrusted with keys, or somebody who is shut
 * out of this case, must not end it. Where no supervisor may read it, any of them decides, or the law's 72 hours
 * would run out for the person.
 */
export async function mayJudge(tx: Tx, { member }: SignedIn, requestId: string): Promise<boolean> {
  if (!member.roles.includes('supervisor')) return false;
  const [row] = await tx.execute<{ others: boolean; reads: boolean }>(
    sql`select ${mayRead(sql`r.case_id`, sql`${member.id}::uuid`)} as reads,
          exists (select 1 from members m where m.left_at is null and 'supervisor' = any(m.roles)
            and ${mayRead(sql`r.case_id`, sql`m.id`)}) as others
        from rights_requests r where r.id = ${requestId}::uuid and r.case_id is not null`,
  );
  return !row || row.reads || !row.others;
}

/** Why a wish is not met: said to the person in words of locales/ (L4). */
export type RefusalReason = 'refusedHold' | 'refusedDanger' | 'refusedOther';

export type Decided = 'decided' | 'gone';

/**
 * A wish that is done, or refused with its reason. `hapus` is done by confirmErasure (erasure.ts) alone.
 * @returns `gone` when somebody decided it already, or it is an erasure that is to be granted
 */
export async function decideRequest(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  requestId: string,
  outcome: 'answered' | RefusalReason,
): Promise<Decided> {
  const state = outcome === 'answered' ? 'done' : 'refused';
  const [row] = await tx.execute<{ case_id: string | null; conversation_id: string | null }>(
    sql`update rights_requests set state = ${state}, reason = ${outcome === 'answered' ? null : outcome},
          decided_by = ${signedIn.member.id}::uuid,
          decided_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz
        where id = ${requestId}::uuid and state = 'asked' and (right_asked <> 'hapus' or ${state} = 'refused')
        returning case_id, conversation_id`,
  );
  if (!row) return 'gone';
  const { case_id: caseId, conversation_id: conversationId } = row;
  const act = outcome === 'answered' ? 'grantRight' : 'refuseRight';
  await recordAct(tx, deps, { memberId: signedIn.member.id, act, ...(caseId ? { caseId } : {}) });
  if (conversationId)
    await acceptTeamEvent(
      tx,
      deps,
      conversationId,
      { type: 'right.decided', memberId: signedIn.member.id, outcome, ...(caseId ? { caseId } : {}) },
      `right:${requestId}`,
    );
  return 'decided';
}
