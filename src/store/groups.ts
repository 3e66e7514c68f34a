import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { type KeyPair, keyPair, openWith, sameBytes, sealTo } from '../sealing/box.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import {
  type GroupName,
  groupHolders,
  keyGroups,
  type Role,
  recovery,
  recoveryHolds,
} from './schema/members.ts';

/** A generation of a group, opened. */
export interface HeldGroup {
  name: GroupName;
  generation: number;
  pair: KeyPair;
}

/** A group's private half on its way from one holder to the next. */
export interface GroupKey {
  groupId: string;
  privateKey: Buffer;
}

const everyGroup: readonly GroupName[] = ['tim', 'anak', 'brankas'];

/**
 * Which groups a set of roles needs (design §6). `anak` comes to a counsellor only when a supervisor gives
 * it; `admin` alone needs none and reads no case.
 */
export function groupsNeeded(roles: readonly Role[]): readonly GroupName[] {
  if (roles.includes('supervisor')) return everyGroup;
  return roles.includes('counsellor') ? ['tim'] : [];
}

/**
 * The newest generation of a group: what a new case is sealed to. One probe of the unique index
 * (name, generation).
 *
 * @returns undefined before set-up, when there is no key and nothing may be kept
 */
export async function currentGroup(
  tx: Tx,
  name: GroupName,
): Promise<{ id: string; publicKey: Buffer } | undefined> {
  const [newest] = await tx
    .select({ id: keyGroups.id, publicKey: keyGroups.publicKey })
    .from(keyGroups)
    .where(eq(keyGroups.name, name))
    .orderBy(desc(keyGroups.generation))
    .limit(1);
  return newest;
}

/**
 * How many of the team hold the newest generation of the group that the fewest hold: so many can still open
 * everything when one phone is lost.
 */
export async function countKeyHolders(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select coalesce(min(held.count), 0)::int as count from (
          select (select count(*) from group_holders h join members m on m.id = h.member_id and m.left_at is null
            where h.group_id = g.id) as count
          from key_groups g
          where g.generation = (select max(generation) from key_groups newest where newest.name = g.name)) held`,
  );
  return row?.count ?? 0;
}

/** Every generation of every group. */
export async function listGroups(tx: Tx): Promise<{ id: string; name: GroupName }[]> {
  return tx.select({ id: keyGroups.id, name: keyGroups.name }).from(keyGroups);
}

/** The ids, out of those listed, that these roles need: every generation, because old cases keep theirs. */
export function groupIdsNeeded(
  groups: readonly { id: string; name: GroupName }[],
  roles: readonly Role[],
): string[] {
  const names = groupsNeeded(roles);
  return groups.filter(({ name }) => names.includes(name)).map(({ id }) => id);
}

/**
 * Makes generation 1 of all three groups, each private half sealed to the recovery key and to nobody else
 * yet. The unique index refuses a second first generation.
 *
 * @returns the private halves, for the first holder
 */
export async function makeFirstGroups(
  tx: Tx,
  deps: StoreDeps,
  recoveryPublicKey: Buffer,
): Promise<GroupKey[]> {
  const createdAt = toMinute(deps.clock.now());
  const made = everyGroup.map((name) => ({ id: deps.ids.uuid(), name, pair: keyPair() }));
  await tx
    .insert(keyGroups)
    .values(
      made.map(({ id, name, pair }) => ({ id, name, generation: 1, publicKey: pair.publicKey, createdAt })),
    );
  await tx
    .insert(recoveryHolds)
    .values(
      made.map(({ id, pair }) => ({ groupId: id, privateKey: sealTo(recoveryPublicKey, pair.privateKey) })),
    );
  return made.map(({ id, pair }) => ({ groupId: id, privateKey: pair.privateKey }));
}

/** Seals private halves to one member. What she already holds stays as it is. */
export async function holdGroups(
  tx: Tx,
  holder: { memberId: string; publicKey: Buffer },
  keys: readonly GroupKey[],
): Promise<void> {
  if (keys.length === 0) return;
  const rows = keys.map(({ groupId, privateKey }) => ({
    groupId,
    memberId: holder.memberId,
    privateKey: sealTo(holder.publicKey, privateKey),
  }));
  await tx.insert(groupHolders).values(rows).onConflictDoNothing();
}

/**
 * Opens every generation of every group a member holds.
 *
 * @param pair the member's own
 * @throws Bug `sealedBoxWouldNotOpen` when a row was sealed to somebody else
 */
export async function openHeldGroups(
  tx: Tx,
  memberId: string,
  pair: KeyPair,
): Promise<Map<string, HeldGroup>> {
  const rows = await tx
    .select({
      id: keyGroups.id,
      name: keyGroups.name,
      generation: keyGroups.generation,
      publicKey: keyGroups.publicKey,
      sealed: groupHolders.privateKey,
    })
    .from(groupHolders)
    .innerJoin(keyGroups, eq(keyGroups.id, groupHolders.groupId))
    .where(eq(groupHolders.memberId, memberId));
  return new Map(
    rows.map(({ id, name, generation, publicKey, sealed }) => [
      id,
      { name, generation, pair: { publicKey, privateKey: openWith(pair, sealed) } },
    ]),
  );
}

/** Whether this seed is the one the recovery key was shown for. */
export async function isRecoverySeed(tx: Tx, seed: Buffer): Promise<boolean> {
  const [row] = await tx.select({ publicKey: recovery.publicKey }).from(recovery);
  return row !== undefined && sameBytes(row.publicKey, keyPair(seed).publicKey);
}

/**
 * Opens, with the recovery key, every generation of the groups that these roles need.
 *
 * @throws Bug `sealedBoxWouldNotOpen` when it is not the recovery key: ask isRecoverySeed first
 */
export async function openRecoveryHolds(tx: Tx, seed: Buffer, roles: readonly Role[]): Promise<GroupKey[]> {
  const names = groupsNeeded(roles);
  if (names.length === 0) return [];
  const pair = keyPair(seed);
  const rows = await tx
    .select({ groupId: recoveryHolds.groupId, sealed: recoveryHolds.privateKey })
    .from(recoveryHolds)
    .innerJoin(keyGroups, and(eq(keyGroups.id, recoveryHolds.groupId), inArray(keyGroups.name, [...names])));
  return rows.map(({ groupId, sealed }) => ({ groupId, privateKey: openWith(pair, sealed) }));
}
