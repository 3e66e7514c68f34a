import { and, eq, isNull } from 'drizzle-orm';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { groupIdsNeeded, holdGroups, listGroups } from './groups.ts';
import { groupHolders, memberKeys, members } from './schema/members.ts';
import type { SignedIn } from './sessions.ts';

/**
 * *Percayakan*: seals to a member those groups her roles need that `by` holds, in every generation.
 * A link from the shell or an admin carries no key, so this is the second act that lets her read (design §6).
 *
 * @returns `trusted` when she got something, or lacked nothing; `noKey` when `by` holds nothing she lacks;
 *          `unknown` when there is no such member, or she has left
 */
export async function trust(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
): Promise<'trusted' | 'noKey' | 'unknown'> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(memberId)) return 'unknown';
  const [member] = await tx
    .select({ roles: members.roles, publicKey: memberKeys.publicKey })
    .from(members)
    .innerJoin(memberKeys, and(eq(memberKeys.memberId, members.id), isNull(memberKeys.retiredAt)))
    .where(and(eq(members.id, memberId), isNull(members.leftAt)));
  if (!member) return 'unknown';
  const held = await tx
    .select({ groupId: groupHolders.groupId })
    .from(groupHolders)
    .where(eq(groupHolders.memberId, memberId));
  const holds = new Set(held.map((row) => row.groupId));
  const lacking = groupIdsNeeded(await listGroups(tx), member.roles).filter((groupId) => !holds.has(groupId));
  const keys = lacking.flatMap((groupId) => {
    const group = by.groups.get(groupId);
    return group ? [{ groupId, privateKey: group.pair.privateKey }] : [];
  });
  if (lacking.length > 0 && keys.length === 0) return 'noKey';
  await holdGroups(tx, { memberId, publicKey: member.publicKey }, keys);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'trust', subjectId: memberId });
  return 'trusted';
}
