import { and, eq, isNull, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import { keyPair } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { holdGroups, isRecoverySeed, makeFirstGroups } from './groups.ts';
import { claimInvite, findInvite, putInvite, recordInvited } from './invites.ts';
import { lockTeam, makeMemberKey, putMember, type WeakPassphrase, weaknessOf } from './members.ts';
import { readRecoveryKey, showRecoveryKey } from './recovery-words.ts';
import { invites, type Role, recovery } from './schema/members.ts';
import { org } from './schema/org.ts';
import { type SignedIn, startSession } from './sessions.ts';

const limits = {
  /** The seed of an X25519 pair. */
  seedBytes: 32,
  /** One line of a chat's head. */
  chatNameCharsMax: 40,
};

/** She may read, trust and invite, and set up channels: until others join she is the whole team. */
const firstRoles: Role[] = ['supervisor', 'admin'];

/**
 * The secret of the one-time set-up link, good for 24 hours. Every call retires the link before it, so that
 * only what the newest start printed opens anything.
 *
 * @returns undefined once the organisation is set up
 */
export async function makeSetUpLink(tx: Tx, deps: StoreDeps): Promise<string | undefined> {
  const { setUpAt } = await lockTeam(tx);
  if (setUpAt) return undefined;
  await tx.delete(invites).where(and(eq(invites.kind, 'setup'), isNull(invites.usedAt)));
  const { secret } = await putInvite(tx, deps, {
    kind: 'setup',
    roles: firstRoles,
    keys: { groups: [], cases: [] },
  });
  return secret;
}

export type SetUp =
  | { is: 'done'; token: string; recoveryKey: string }
  | { is: 'linkUnknown' }
  | { is: 'weakPassphrase'; why: WeakPassphrase };

/**
 * The first supervisor opens the house: her key, the three key groups sealed to her and to the recovery
 * key, the name people see, and her first session. Argon2id runs between two transactions.
 *
 * @returns the recovery key as text, which exists nowhere else and counts only once typed back
 * @throws Bug `nameOutOfBounds`, `chatNameOutOfBounds`: the page's own limits come first
 */
export async function setUp(
  db: Database,
  deps: StoreDeps,
  asked: { secret: string; name: string; passphrase: string; chatName: string },
): Promise<SetUp> {
  const { secret, name, passphrase } = asked;
  const chatName = asked.chatName.replace(/[\p{C}\s]+/gu, ' ').trim();
  assert(chatName.length > 0 && [...chatName].length <= limits.chatNameCharsMax, 'chatNameOutOfBounds');
  if (!(await db.transact((tx) => findInvite(tx, deps, 'setup', secret)))) return { is: 'linkUnknown' };
  const why = weaknessOf(passphrase, name);
  if (why) return { is: 'weakPassphrase', why };
  const key = await makeMemberKey(deps, passphrase);
  return db.transact(async (tx): Promise<SetUp> => {
    const { setUpAt } = await lockTeam(tx);
    const link = setUpAt ? undefined : await claimInvite(tx, deps, 'setup', secret);
    if (!link) return { is: 'linkUnknown' };
    const memberId = await putMember(tx, deps, { name, roles: firstRoles, key: key.wrapped });
    const recoveryKey = await makeKeys(tx, deps, { memberId, publicKey: key.wrapped.publicKey });
    await recordInvited(tx, link.id, memberId);
    await tx
      .update(org)
      .set({ chatName, setUpAt: toMinute(deps.clock.now()) })
      .where(eq(org.id, 1));
    await recordAct(tx, deps, { memberId, act: 'setUp', subjectId: memberId });
    const token = await startSession(tx, deps, { memberId, privateKey: key.privateKey });
    return { is: 'done', token, recoveryKey };
  });
}

/** The recovery pair and the first generation of every group. @returns the recovery key as text */
async function makeKeys(
  tx: Tx,
  deps: StoreDeps,
  first: { memberId: string; publicKey: Buffer },
): Promise<string> {
  const seed = deps.ids.bytes(limits.seedBytes);
  const { publicKey } = keyPair(seed);
  await tx.insert(recovery).values({ publicKey, createdAt: toMinute(deps.clock.now()) });
  await holdGroups(tx, first, await makeFirstGroups(tx, deps, publicKey));
  return showRecoveryKey(seed);
}

/**
 * The recovery key typed back: only now it counts, because only now somebody surely has it.
 *
 * @returns whether it is the one that was shown
 */
export async function confirmRecoveryKey(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  typed: string,
): Promise<boolean> {
  const seed = readRecoveryKey(typed);
  if (!seed || !(await isRecoverySeed(tx, seed))) return false;
  await tx
    .update(recovery)
    .set({ confirmedAt: toMinute(deps.clock.now()) })
    .where(isNull(recovery.confirmedAt));
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'confirmRecoveryKey' });
  return true;
}

/** Whether the recovery key has ever been typed back. */
export async function recoveryConfirmed(tx: Tx): Promise<boolean> {
  const [row] = await tx.select({ confirmedAt: recovery.confirmedAt }).from(recovery);
  return Boolean(row?.confirmedAt);
}

/**
 * Which database this is: the name that the key folder must carry too.
 *
 * @returns undefined before the first start has made the tables and written the organisation's row
 */
export async function findDatabaseId(tx: Tx): Promise<string | undefined> {
  const [made] = await tx.execute<{ made: boolean }>(sql`select to_regclass('org') is not null as made`);
  if (!made?.made) return undefined;
  const [row] = await tx.select({ databaseId: org.databaseId }).from(org);
  return row?.databaseId;
}
