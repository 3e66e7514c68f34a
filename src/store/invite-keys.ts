import { and, eq, isNull, sql } from 'drizzle-orm';
import { assert } from '../errors.ts';
import { keyPair, openWith } from '../sealing/box.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { type GroupKey, groupsNeeded, isRecoverySeed, openRecoveryHolds } from './groups.ts';
import { readMemberName } from './members.ts';
import { type GroupName, members, type Role } from './schema/members.ts';
import type { SignedIn } from './sessions.ts';

export interface Inviter {
  /** null from the shell. */
  by: SignedIn | null;
  recoverySeed?: Buffer | undefined;
}

/** What a link may carry: keys of groups, and of cases that are sealed to members one by one. */
export interface Carried {
  groups: GroupKey[];
  cases: CaseCopy[];
}

export interface CaseCopy {
  caseKeyId: string;
  privateKey: Buffer;
}

/** Whom a link is for: somebody new, or somebody of the team who begins anew. */
export interface Guest {
  memberId: string | null;
  roles: Role[];
  name: string;
  /** A counsellor who was given the children's cases keeps them. */
  extra: GroupName[];
}

/** What the guest needs and the inviter, or the recovery key, opens. */
export async function keysToCarry(
  tx: Tx,
  { roles, extra, memberId }: Guest,
  { by, recoverySeed }: Inviter,
): Promise<Carried> {
  if (recoverySeed) {
    assert(await isRecoverySeed(tx, recoverySeed), 'notTheRecoveryKey');
    const readsAll = roles.includes('supervisor');
    return {
      groups: await openRecoveryHolds(tx, recoverySeed, roles),
      cases: readsAll ? await openRecoveryCopies(tx, recoverySeed, memberId) : [],
    };
  }
  const names = [...groupsNeeded(roles), ...extra];
  const groups = [...(by?.groups ?? [])]
    .filter(([, group]) => names.includes(group.name))
    .map(([groupId, group]) => ({ groupId, privateKey: group.pair.privateKey }));
  return { groups, cases: [] };
}

/** The pairs of cases from which somebody else is shut out: no group opens them, the recovery key does. */
async function openRecoveryCopies(tx: Tx, seed: Buffer, memberId: string | null): Promise<CaseCopy[]> {
  const pair = keyPair(seed);
  const rows = await tx.execute<{ id: string; recovery_sealed: Buffer }>(
    sql`select k.id, k.recovery_sealed from case_keys k
        where k.private_sealed is null and k.recovery_sealed is not null and not exists (
          select 1 from case_exclusions e where e.case_id = k.case_id and e.member_id = ${memberId}::uuid)`,
  );
  return rows.map((row) => ({
    caseKeyId: row.id,
    privateKey: openWith(pair, Buffer.from(row.recovery_sealed)),
  }));
}

/** A member who begins anew keeps her name and roles. @returns undefined when there is none such, or she has left */
export async function findGuest(tx: Tx, deps: StoreDeps, memberId: string): Promise<Guest | undefined> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(memberId)) return undefined;
  const [row] = await tx
    .select()
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.leftAt)));
  if (!row) return undefined;
  const [given] = await tx.execute(
    sql`select 1 from group_holders h join key_groups g on g.id = h.group_id
        where g.name = 'anak' and h.member_id = ${memberId}::uuid limit 1`,
  );
  return { memberId, roles: row.roles, name: readMemberName(deps, row), extra: given ? ['anak'] : [] };
}
