import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import { keyedHash, open, seal } from '../sealing/box.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import {
  currentGroup,
  type GroupKey,
  groupsNeeded,
  holdGroups,
  isRecoverySeed,
  openRecoveryHolds,
} from './groups.ts';
import {
  cleanName,
  findMemberByName,
  lockTeam,
  makeMemberKey,
  putMember,
  type WeakPassphrase,
  weaknessOf,
} from './members.ts';
import { invites, type Role } from './schema/members.ts';
import { makeSecret, readSecret, type SignedIn, startSession } from './sessions.ts';

/** A link is read out, sent, opened: a day is enough, and a forgotten one dies (design §6). */
const inviteMilliseconds = 24 * 3_600_000;

type InviteKind = 'setup' | 'member';
type Invite = typeof invites.$inferSelect;

const roleOrder: readonly Role[] = ['counsellor', 'supervisor', 'admin'];

/** The secret gives the row's index (keyed by the folder) and this key, which is stored nowhere. */
const copiesKey = (secret: Buffer) => keyedHash(secret, 'invite group keys');
const copiesContext = (inviteId: string) => `invites.group_keys_sealed:${inviteId}`;
const nameContext = (inviteId: string) => `invites.name_sealed:${inviteId}`;

/** Who may make a link: a supervisor, an admin, or whoever has the shell (null). */
export function mayInvite(by: SignedIn | null): boolean {
  return by === null || by.member.roles.some((role) => role !== 'counsellor');
}

/** The group keys that a link may carry: what the roles need and the inviter, or the recovery key, opens. */
async function keysToCarry(
  tx: Tx,
  roles: readonly Role[],
  { by, recoverySeed }: { by: SignedIn | null; recoverySeed?: Buffer },
): Promise<GroupKey[]> {
  if (recoverySeed) {
    assert(await isRecoverySeed(tx, recoverySeed), 'notTheRecoveryKey');
    return openRecoveryHolds(tx, recoverySeed, roles);
  }
  const names = groupsNeeded(roles);
  return [...(by?.groups ?? [])]
    .filter(([, group]) => names.includes(group.name))
    .map(([groupId, group]) => ({ groupId, privateKey: group.pair.privateKey }));
}

/**
 * Makes a link to join: one use, 24 hours. From a key-holder, or with the recovery key's seed, it carries
 * copies of the group keys its roles need, sealed with the link's own secret; from the shell or an admin
 * without keys it carries none, and she waits for *Percayakan* (design §6, "Inviting and trusting").
 *
 * @param by  null from the shell
 * @returns the secret for the link; it is stored nowhere
 * @throws Bug `mayNotInvite`, `notSetUp`, `notTheRecoveryKey`, `rolesOutOfBounds`, `nameOutOfBounds`: the
 *         door (console, command line) checks these first, with mayInvite, currentGroup, isRecoverySeed
 */
export async function createInvite(
  tx: Tx,
  deps: StoreDeps,
  {
    roles,
    name,
    by,
    recoverySeed,
  }: { roles: readonly Role[]; name: string; by: SignedIn | null; recoverySeed?: Buffer },
): Promise<{ inviteId: string; secret: string }> {
  assert(mayInvite(by), 'mayNotInvite');
  assert(await currentGroup(tx, 'tim'), 'notSetUp');
  const asked = roleOrder.filter((role) => roles.includes(role));
  assert(asked.length > 0, 'rolesOutOfBounds');
  const keys = await keysToCarry(tx, asked, recoverySeed ? { by, recoverySeed } : { by });
  const invite = await putInvite(tx, deps, { kind: 'member', roles: asked, name: cleanName(name), keys });
  const memberId = by?.member.id ?? null;
  await recordAct(tx, deps, { memberId, act: 'invite', subjectId: invite.inviteId });
  if (recoverySeed)
    await recordAct(tx, deps, { memberId, act: 'useRecoveryKey', subjectId: invite.inviteId });
  return invite;
}

/** Writes the row of a link, and clears away those whose day is over, with the copies they carried. */
export async function putInvite(
  tx: Tx,
  deps: StoreDeps,
  link: { kind: InviteKind; roles: Role[]; name?: string; keys: GroupKey[] },
): Promise<{ inviteId: string; secret: string }> {
  const now = deps.clock.now();
  await tx.delete(invites).where(and(isNull(invites.usedAt), lte(invites.expiresAt, now)));
  const id = deps.ids.uuid();
  const secret = makeSecret(deps);
  const copies = link.keys.map((key) => ({ groupId: key.groupId, key: key.privateKey.toString('base64') }));
  const { name } = link;
  await tx.insert(invites).values({
    id,
    kind: link.kind,
    secretIndex: deps.vault.index('invite', secret.bytes),
    roles: link.roles,
    name: name === undefined ? null : deps.vault.sealForServer(Buffer.from(name), nameContext(id)),
    groupKeys: copies.length > 0 ? seal(copiesKey(secret.bytes), toJson(copies), copiesContext(id)) : null,
    createdAt: toMinute(now),
    expiresAt: new Date(toMinute(now).getTime() + inviteMilliseconds),
  });
  return { inviteId: id, secret: secret.text };
}

/** A link that may still be used. Unknown, used and expired look the same to whoever holds it. */
export async function findInvite(
  tx: Tx,
  deps: StoreDeps,
  kind: InviteKind,
  secret: string,
): Promise<Invite | undefined> {
  const bytes = readSecret(secret);
  if (!bytes) return undefined;
  const [invite] = await tx
    .select()
    .from(invites)
    .where(usable(deps, kind, bytes));
  return invite;
}

function usable(deps: StoreDeps, kind: InviteKind, secret: Buffer) {
  return and(
    eq(invites.secretIndex, deps.vault.index('invite', secret)),
    eq(invites.kind, kind),
    isNull(invites.usedAt),
    gt(invites.expiresAt, deps.clock.now()),
  );
}

/**
 * Uses a link up: of two at once, the second waits here for the first and then finds nothing. The copies
 * and the name go with it.
 *
 * @returns the link as it was, with its copies; undefined when it can no longer be used
 */
export async function claimInvite(
  tx: Tx,
  deps: StoreDeps,
  kind: InviteKind,
  secret: string,
): Promise<{ id: string; roles: Role[]; keys: GroupKey[] } | undefined> {
  const bytes = readSecret(secret);
  if (!bytes) return undefined;
  const [invite] = await tx
    .select()
    .from(invites)
    .where(usable(deps, kind, bytes))
    .for('update');
  if (!invite) return undefined;
  await tx
    .update(invites)
    .set({ usedAt: toMinute(deps.clock.now()), groupKeys: null, name: null })
    .where(eq(invites.id, invite.id));
  return { id: invite.id, roles: invite.roles, keys: openCopies(invite, bytes) };
}

function openCopies(invite: Invite, secret: Buffer): GroupKey[] {
  if (!invite.groupKeys) return [];
  const plain = open(copiesKey(secret), invite.groupKeys, copiesContext(invite.id));
  return fromJson<{ groupId: string; key: string }[]>(plain).map(({ groupId, key }) => ({
    groupId,
    privateKey: Buffer.from(key, 'base64'),
  }));
}

/** Notes who came in by a link. */
export async function recordInvited(tx: Tx, inviteId: string, memberId: string): Promise<void> {
  await tx.update(invites).set({ memberId }).where(eq(invites.id, inviteId));
}

/** What the join page greets with. Using the link is enrol's. @returns undefined when it cannot be used */
export async function readInvite(
  tx: Tx,
  deps: StoreDeps,
  secret: string,
): Promise<{ name: string; roles: Role[] } | undefined> {
  const invite = await findInvite(tx, deps, 'member', secret);
  if (!invite?.name) return undefined;
  const name = deps.vault.openOfServer(invite.name, nameContext(invite.id)).toString('utf8');
  return { name, roles: invite.roles };
}

export type Enrolled =
  | { is: 'done'; token: string }
  | { is: 'linkUnknown' }
  | { is: 'nameTaken' }
  | { is: 'weakPassphrase'; why: WeakPassphrase };

/**
 * Joins the team by a link: makes her key pair, seals to it what the link carries, uses the link up and
 * signs her in. A refusal leaves the link as it was. Argon2id runs between two transactions.
 *
 * @param name as she wants to be called; it need not be the name on the link
 */
export async function enrol(
  db: Database,
  deps: StoreDeps,
  { secret, name, passphrase }: { secret: string; name: string; passphrase: string },
): Promise<Enrolled> {
  const refused = await db.transact(async (tx): Promise<Enrolled | undefined> => {
    if (!(await findInvite(tx, deps, 'member', secret))) return { is: 'linkUnknown' };
    return (await findMemberByName(tx, deps, name)) ? { is: 'nameTaken' } : undefined;
  });
  if (refused) return refused;
  const why = weaknessOf(passphrase, name);
  if (why) return { is: 'weakPassphrase', why };
  const key = await makeMemberKey(deps, passphrase);
  return db.transact(async (tx): Promise<Enrolled> => {
    await lockTeam(tx);
    if (await findMemberByName(tx, deps, name)) return { is: 'nameTaken' };
    const invite = await claimInvite(tx, deps, 'member', secret);
    if (!invite) return { is: 'linkUnknown' };
    const memberId = await putMember(tx, deps, { name, roles: invite.roles, key: key.wrapped });
    await holdGroups(tx, { memberId, publicKey: key.wrapped.publicKey }, invite.keys);
    await recordInvited(tx, invite.id, memberId);
    await recordAct(tx, deps, { memberId, act: 'enrol', subjectId: invite.id });
    return { is: 'done', token: await startSession(tx, deps, { memberId, privateKey: key.privateKey }) };
  });
}
