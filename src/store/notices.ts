import { sql } from 'drizzle-orm';
import { callMember } from './alarm-calls.ts';
import { dayBefore, lastHashOf } from './audit-chain.ts';
import { readChannelState, writeChannelState } from './channel-state.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { CallKind } from './schema/duty.ts';

/** What supervisors are told outside the browser that is no emergency: once, and without any content. */
const limits = {
  /** Of the law's 72 (standards.md L3: "alarm at 48 h"). */
  rightsAfterHours: 48,
  rightsAgainHours: 12,
} as const;

async function tellSupervisors(tx: Tx, deps: StoreDeps, kind: CallKind): Promise<void> {
  const rows = await tx.execute<{ id: string }>(
    sql`select id from members where left_at is null and 'supervisor' = any(roles) order by id`,
  );
  for (const { id } of rows) await callMember(tx, deps, { kind, memberId: id, caseId: null });
}

/**
 * Yesterday's last hash of the record of acts leaves the machine, once: whoever changes the record afterwards,
 * even with the keys in hand, no longer meets what the supervisors hold (design §6 "Audit").
 */
export async function sendDayHash(tx: Tx, deps: StoreDeps): Promise<boolean> {
  const day = dayBefore(deps.clock.now());
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('suar.dayHash', 0))`);
  if ((await readChannelState(tx, deps, 'audit', 'day')) === day) return false;
  await writeChannelState(tx, deps, 'audit', 'day', day);
  if ((await lastHashOf(tx, day)) === undefined) return false;
  await tellSupervisors(tx, deps, 'dayHash');
  return true;
}

/** Somebody asked about her own data two days ago and nobody has answered (standards.md L3). */
export async function remindOfRights(tx: Tx, deps: StoreDeps): Promise<boolean> {
  const now = deps.clock.now().getTime();
  const before = (hours: number) => sql`${new Date(now - hours * 3_600_000).toISOString()}::timestamptz`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('suar.rights', 0))`);
  const [due] = await tx.execute(
    sql`select 1 from rights_requests where state = 'asked' and asked_at <= ${before(limits.rightsAfterHours)}
          and not exists (select 1 from alarm_calls where kind = 'rights'
            and created_at > ${before(limits.rightsAgainHours)}) limit 1`,
  );
  if (!due) return false;
  await tellSupervisors(tx, deps, 'rights');
  return true;
}
