import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import { keyedHash, open, seal } from '../sealing/box.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentGroup } from './groups.ts';
import { type Carried, findGuest, type Guest, type Inviter, keysToCarry } from './invite-keys.ts';
import { cleanName, maySteer } from './members.ts';
import { invites, type Role } from './schema/members.ts';
import { makeSecret, readSecret, type SignedIn } from './sessions.ts';

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
  return by === null || maySteer(by);
}

/**
 * Makes a link to join: one use, 24 hours. From a key-holder, or with the recovery key's seed, it carries
 * copies of the group keys its roles need, sealed with the link's own secret; from the shell or an admin
 * without keys it carries none, and she waits for *Percayakan* (design §6, "Inviting and trusting").
 *
 * @returns the secret for the link; it is stored nowhere
 * @throws Bug `mayNotInvite`, `notSetUp`, `notTheRecoveryKey`, `rolesOutOfBounds`, `nameOutOfBounds`: the
 *         door (console, command line) checks these first, with mayInvite, currentGroup, isRecoverySeed
 */
export async function createInvite(
  tx: Tx,
  deps: StoreDeps,
  { roles, name, ...inviter }: { roles: readonly Role[]; name: string } & Inviter,
): Promise<{ inviteId: string; secret: string }> {
  const asked = roleOrder.filter((role) => roles.includes(role));
  assert(asked.length > 0, 'rolesOutOfBounds');
  return invite(tx, deps, { memberId: null, roles: asked, name: cleanName(name), extra: [] }, inviter);
}

/**
 * Makes a link for somebody of the team who forgot her passphrase or lost her second key. Nothing of hers changes
 * until she uses it; then her old key, sessions and second keys go (enrol.ts).
 *
 * @returns undefined when there is no such member, or she has left
 * @throws as createInvite
 */
export async function createRenewal(
  tx: Tx,
  deps: StoreDeps,
  { memberId, ...inviter }: { memberId: string } & Inviter,
): Promise<{ inviteId: string; secret: string; name: string; roles: Role[] } | undefined> {
  const guest = await findGuest(tx, deps, memberId);
  if (!guest) return undefined;
  // Two links for one person: whoever found the older one must not be she.
  await tx.delete(invites).where(and(eq(invites.memberId, memberId), isNull(invites.usedAt)));
  return { ...(await invite(tx, deps, guest, inviter)), name: guest.name, roles: guest.roles };
}

async function invite(
  tx: Tx,
  deps: StoreDeps,
  guest: Guest,
  { by, recoverySeed }: Inviter,
): Promise<{ inviteId: string; secret: string }> {
  assert(mayInvite(by), 'mayNotInvite');
  assert(await currentGroup(tx, 'tim'), 'notSetUp');
  const keys = await keysToCarry(tx, guest, { by, recoverySeed });
  const { roles, name, memberId } = guest;
  const made = await putInvite(tx, deps, { kind: 'member', roles, name, keys, memberId });
  const who = by?.member.id ?? null;
  await recordAct(tx, deps, {
    memberId: who,
    act: memberId ? 'renew' : 'invite',
    subjectId: memberId ?? made.inviteId,
  });
  if (recoverySeed)
    await recordAct(tx, deps, { memberId: who, act: 'useRecoveryKey', subjectId: made.inviteId });
  return made;
}

export interface OpenInvite {
  id: string;
  name: string;
  roles: Role[];
  /** Whether using it opens cases at once. */
  opensCases: boolean;
  /** For somebody of the team who begins anew. */
  isRenewal: boolean;
  expiresAt: Date;
}

/** Links that can still be used; the secret itself is not among what we know. */
export async function listInvites(tx: Tx, deps: StoreDeps): Promise<OpenInvite[]> {
  const rows = await tx
    .select()
    .from(invites)
    .where(and(eq(invites.kind, 'member'), isNull(invites.usedAt), gt(invites.expiresAt, deps.clock.now())))
    .orderBy(asc(invites.createdAt), asc(invites.id));
  return rows.map((row) => ({
    id: row.id,
    name: row.name ? nameOf(deps, row.id, row.name) : '',
    roles: row.roles,
    opensCases: row.groupKeys !== null,
    isRenewal: row.memberId !== null,
    expiresAt: row.expiresAt,
  }));
}

function nameOf(deps: StoreDeps, inviteId: string, name: Buffer): string {
  return deps.vault.openOfServer(name, nameContext(inviteId)).toString('utf8');
}

/** Takes a link back; with the row go the copies it carried. @returns false when it is used or gone already */
export async function revokeInvite(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  inviteId: string,
): Promise<boolean> {
  assert(mayInvite(by), 'mayNotInvite');
  const gone = await tx
    .delete(invites)
    .where(and(eq(invites.id, inviteId), eq(invites.kind, 'member'), isNull(invites.usedAt)))
    .returning({ id: invites.id });
  if (gone.length === 0) return false;
  await recordAct(tx, deps, { memberId: by.member.id, act: 'revokeInvite', subjectId: inviteId });
  return true;
}

/** Writes the row of a link, and clears away those whose day is over, with the copies they carried. */
export async function putInvite(
  tx: Tx,
  deps: StoreDeps,
  link: { kind: InviteKind; roles: Role[]; name?: string; keys: Carried; memberId?: string | null },
): Promise<{ inviteId: string; secret: string }> {
  const now = deps.clock.now();
  await tx.delete(invites).where(and(isNull(invites.usedAt), lte(invites.expiresAt, now)));
  const id = deps.ids.uuid();
  const secret = makeSecret(deps);
  const copies: Copy[] = [
    ...link.keys.groups.map(({ groupId, privateKey }) => ({ groupId, key: privateKey.toString('base64') })),
    ...link.keys.cases.map(({ caseKeyId, privateKey }) => ({
      caseKeyId,
      key: privateKey.toString('base64'),
    })),
  ];
  const { name } = link;
  await tx.insert(invites).values({
    id,
    kind: link.kind,
    secretIndex: deps.vault.index('invite', secret.bytes),
    roles: link.roles,
    memberId: link.memberId ?? null,
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
): Promise<{ id: string; roles: Role[]; keys: Carried; memberId: string | null } | undefined> {
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
  const { id, roles, memberId } = invite;
  return { id, roles, memberId, keys: openCopies(invite, bytes) };
}

type Copy = { groupId: string; key: string } | { caseKeyId: string; key: string };

function openCopies(invite: Invite, secret: Buffer): Carried {
  if (!invite.groupKeys) return { groups: [], cases: [] };
  const plain = open(copiesKey(secret), invite.groupKeys, copiesContext(invite.id));
  const carried: Carried = { groups: [], cases: [] };
  for (const copy of fromJson<Copy[]>(plain)) {
    const privateKey = Buffer.from(copy.key, 'base64');
    if ('groupId' in copy) carried.groups.push({ groupId: copy.groupId, privateKey });
    else carried.cases.push({ caseKeyId: copy.caseKeyId, privateKey });
  }
  return carried;
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
): Promise<{ name: string; roles: Role[]; isRenewal: boolean } | undefined> {
  const invite = await findInvite(tx, deps, 'member', secret);
  if (!invite?.name) return undefined;
  return {
    name: nameOf(deps, invite.id, invite.name),
    roles: invite.roles,
    isRenewal: invite.memberId !== null,
  };
}
