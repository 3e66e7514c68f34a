import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { shiftLimits } from '../duty/shift.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { readMemberName } from './members.ts';
import type { Duty, Role } from './schema/members.ts';
import type { SignedIn } from './sessions.ts';

/** Who is there: *bertugas*, *siaga*, *libur*. It belongs to the member, not to a session (design §7). */
export interface RosterEntry {
  memberId: string;
  name: string;
  duty: Duty;
  until: Date | null;
  seenAt: Date | null;
  roles: Role[];
  /** She holds the newest key of `tim`, of `anak`: for which cases she can be called. */
  holdsTeam: boolean;
  holdsAnak: boolean;
  /** Alarm ways that were tried, arrived, and have not failed since. Two are enough. */
  waysTested: number;
  /** Open cases in her hands. */
  open: number;
}

/** Whether a member holds the newest generation of a group. */
const holds = (group: 'tim' | 'anak') => sql`exists (
  select 1 from group_holders h where h.member_id = m.id and h.group_id = (
    select id from key_groups where name = ${group} order by generation desc limit 1))`;

/** Ways that are known to arrive. */
export const testedWays = sql`(select count(*)::int from alarm_ways w where w.member_id = m.id
  and w.address_sealed is not null and w.tested_at is not null and w.failed_at is null)`;

/**
 * She says whether she is there.
 * @param until the end of her shift; beyond sixteen hours it is cut. Ignored for *libur*
 */
export async function setDuty(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  { duty, until }: { duty: Duty; until: Date | null },
): Promise<void> {
  const now = deps.clock.now();
  const latest = new Date(now.getTime() + shiftLimits.longestHours * 3_600_000);
  const ends = duty === 'libur' || !until || until <= now ? null : until < latest ? until : latest;
  await tx.execute(
    sql`update members set duty = ${duty}, duty_asked_at = null,
          duty_until = ${ends && toMinute(ends).toISOString()}::timestamptz,
          seen_at = ${toMinute(now).toISOString()}::timestamptz
        where id = ${signedIn.member.id}::uuid`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'duty', subjectId: signedIn.member.id });
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
}

/** A sign of life: a page, an alarm she took, an answer to "Masih bertugas?". Written at most once a minute. */
export async function seeMember(tx: Tx, deps: StoreDeps, memberId: string): Promise<void> {
  const minute = toMinute(deps.clock.now()).toISOString();
  await tx.execute(
    sql`update members set seen_at = ${minute}::timestamptz, duty_asked_at = null
        where id = ${memberId}::uuid
          and (seen_at is null or seen_at < ${minute}::timestamptz or duty_asked_at is not null)`,
  );
}

interface RosterRow extends Record<string, unknown> {
  id: string;
  name_sealed: Buffer;
  duty: Duty;
  duty_until: string | null;
  seen_at: string | null;
  roles: Role[];
  holds_team: boolean;
  holds_anak: boolean;
  ways_tested: number;
  open: string;
}

/** Everybody who reads cases: who is on duty first, then who is on call. */
export async function dutyRoster(tx: Tx, deps: StoreDeps): Promise<RosterEntry[]> {
  const rows = await tx.execute<RosterRow>(
    sql`select m.id, m.name_sealed, m.duty, m.duty_until, m.seen_at, m.roles, ${holds('tim')} as holds_team,
          ${holds('anak')} as holds_anak, ${testedWays} as ways_tested,
          (select count(*) from cases c where c.claimed_by = m.id and c.state = 'open') as open
        from members m where m.left_at is null and m.roles && array['counsellor', 'supervisor']
        order by array_position(array['bertugas', 'siaga', 'libur'], m.duty), m.created_at, m.id`,
  );
  return rows.map((row) => ({
    memberId: row.id,
    name: readMemberName(deps, { id: row.id, name: Buffer.from(row.name_sealed) }),
    duty: row.duty,
    until: row.duty_until === null ? null : new Date(row.duty_until),
    seenAt: row.seen_at === null ? null : new Date(row.seen_at),
    roles: row.roles,
    holdsTeam: row.holds_team,
    holdsAnak: row.holds_anak,
    waysTested: row.ways_tested,
    open: Number(row.open),
  }));
}

/** Whether nobody who holds the team's key says that she is there now. */
export async function nobodyOnDuty(tx: Tx, deps: StoreDeps): Promise<boolean> {
  const now = deps.clock.now().toISOString();
  const [row] = await tx.execute<{ nobody: boolean }>(
    sql`select not exists (select 1 from members m where m.left_at is null and m.duty = 'bertugas'
          and (m.duty_until is null or m.duty_until > ${now}::timestamptz) and ${holds('tim')}) as nobody`,
  );
  return row?.nobody ?? true;
}

/** How many are bertugas or siaga with fewer than two ways that are known to arrive: a red banner (design §7). */
export async function countUntested(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ count: string }>(
    sql`select count(*) from members m where m.left_at is null and m.duty <> 'libur'
          and m.roles && array['counsellor', 'supervisor'] and ${testedWays} < 2`,
  );
  return Number(row?.count ?? 0);
}
