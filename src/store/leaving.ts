import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import { letGo } from './case-claim.ts';
import { tellConversations, wake } from './case-news.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentGroup, type GroupKey, groupsNeeded, holdGroups } from './groups.ts';
import { forgetKeys, lockTeam } from './members.ts';
import { newGeneration } from './rotation.ts';
import { type GroupName, invites, memberKeys, members } from './schema/members.ts';
import type { SignedIn } from './sessions.ts';

/** Who comes to hold a group and who holds it no more. */

const everyGroup: readonly GroupName[] = ['tim', 'anak', 'brankas'];

/**
 * Only a supervisor decides who reads a child's case and who is of the team, and only one who was entrusted: a link
 * from an admin gives the role, and must not give the power.
 */
export function mayDecide(by: SignedIn): boolean {
  const held = new Set([...by.groups.values()].map(({ name }) => name));
  return by.member.roles.includes('supervisor') && everyGroup.every((name) => held.has(name));
}

const uuidPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

async function findColleague(tx: Tx, memberId: string) {
  if (!uuidPattern.test(memberId)) return undefined;
  const [row] = await tx
    .select({ id: members.id, roles: members.roles, publicKey: memberKeys.publicKey })
    .from(members)
    .innerJoin(memberKeys, and(eq(memberKeys.memberId, members.id), isNull(memberKeys.retiredAt)))
    .where(and(eq(members.id, memberId), isNull(members.leftAt)));
  return row;
}

/**
 * Gives a counsellor the children's cases: every generation of `anak` that the supervisor holds.
 *
 * @returns `refused` when `by` may not, or does not hold it herself; `unknown` for no such counsellor
 */
export async function giveChildCases(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
): Promise<'given' | 'refused' | 'unknown'> {
  await lockTeam(tx);
  const member = await findColleague(tx, memberId);
  if (!member?.roles.includes('counsellor')) return 'unknown';
  const keys = [...by.groups].flatMap(([groupId, group]): GroupKey[] =>
    group.name === 'anak' ? [{ groupId, privateKey: group.pair.privateKey }] : [],
  );
  if (!mayDecide(by) || keys.length === 0) return 'refused';
  await holdGroups(tx, { memberId, publicKey: member.publicKey }, keys);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'giveChildCases', subjectId: memberId });
  return 'given';
}

/**
 * Takes them away again: from the next click she opens none, and what comes is sealed to a new generation. A case
 * she has in her hands goes back to the queue.
 *
 * @returns `refused` when `by` may not, or her role gives them to her anyway
 */
export async function takeChildCases(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
): Promise<'taken' | 'refused' | 'unknown'> {
  await lockTeam(tx);
  const member = await findColleague(tx, memberId);
  if (!member) return 'unknown';
  if (!mayDecide(by) || groupsNeeded(member.roles).includes('anak')) return 'refused';
  await putBackCases(
    tx,
    deps,
    by,
    memberId,
    sql`and exists (
    select 1 from case_keys k join key_groups g on g.id = k.group_id where k.case_id = c.id and g.name = 'anak')`,
  );
  const taken = await tx.execute(
    sql`delete from group_holders h using key_groups g
        where g.id = h.group_id and g.name = 'anak' and h.member_id = ${memberId}::uuid returning h.group_id`,
  );
  if (taken.length === 0) return 'unknown';
  await newGeneration(tx, deps, 'anak');
  await dropCarriedKeys(tx);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'takeChildCases', subjectId: memberId });
  return 'taken';
}

/** Links that carry copies of keys are copies too: whoever sent one could have kept it. They are made anew. */
async function dropCarriedKeys(tx: Tx): Promise<void> {
  await tx.delete(invites).where(and(isNull(invites.usedAt), isNotNull(invites.groupKeys)));
}

/**
 * Somebody leaves the team. In one transaction: her sessions, second keys, alarm ways and sealed copies go, her
 * cases go back to the queue, unused links that carry keys die, and every group she held gets a new generation
 * sealed to those who stay and to the recovery key. Her name stays in the record of what was done.
 *
 * @returns `refused` for whoever may not, and for the last supervisor: nobody could decide anything after that
 */
export async function leaveTeam(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
): Promise<'left' | 'refused' | 'unknown'> {
  await lockTeam(tx);
  const member = await findColleague(tx, memberId);
  if (!member) return 'unknown';
  if (!mayDecide(by) || !(await supervisorStays(tx, memberId))) return 'refused';
  await putBackCases(tx, deps, by, memberId);
  const held = await tx.execute<{ name: GroupName }>(
    sql`select distinct g.name from group_holders h join key_groups g on g.id = h.group_id
        where h.member_id = ${memberId}::uuid order by g.name`,
  );
  await forgetKeys(tx, memberId);
  await tx.execute(sql`delete from alarm_ways where member_id = ${memberId}::uuid`);
  await tx.execute(
    sql`update cases set transfer_to = null, transfer_asked_at = null where transfer_to = ${memberId}::uuid`,
  );
  await tx
    .update(members)
    .set({ leftAt: toMinute(deps.clock.now()), duty: 'libur', dutyUntil: null, dutyAskedAt: null })
    .where(eq(members.id, memberId));
  for (const { name } of held) await newGeneration(tx, deps, name);
  await dropCarriedKeys(tx);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'leaveTeam', subjectId: memberId });
  return 'left';
}

/** Somebody else must remain who holds every group and may decide. */
async function supervisorStays(tx: Tx, leaving: string): Promise<boolean> {
  const current = await Promise.all(everyGroup.map((name) => currentGroup(tx, name)));
  const rows = await tx.execute<{ id: string }>(
    sql`select m.id from members m
        where m.left_at is null and m.id <> ${leaving}::uuid and 'supervisor' = any(m.roles)
          and ${sql.join(
            current.map(
              (group) =>
                sql`exists (select 1 from group_holders h where h.group_id = ${group?.id ?? null}::uuid and h.member_id = m.id)`,
            ),
            sql` and `,
          )}`,
  );
  return rows.length > 0;
}

/**
 * What she had in her hands goes back to the queue, and the person is told as when a counsellor lets go.
 * @param which a further condition on `c` (cases)
 */
export async function putBackCases(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
  which = sql``,
): Promise<void> {
  const now = deps.clock.now().toISOString();
  const back = await tx.execute<{ id: string }>(
    sql`update cases c set ${letGo}, waiting_since = coalesce(c.waiting_since, ${now}::timestamptz),
          revision = c.revision + 1
        where c.state = 'open' and c.claimed_by = ${memberId}::uuid ${which} returning c.id`,
  );
  for (const { id: caseId } of back) {
    await recordAct(tx, deps, { memberId: by.member.id, act: 'putBack', caseId, subjectId: memberId });
    await tellConversations(tx, deps, caseId, { type: 'counsellor.left', memberId });
    await wake(tx, caseId);
  }
}
