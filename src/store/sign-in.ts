import { and, eq, isNull } from 'drizzle-orm';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { findMemberByName, unwrapMemberKey, type WrappedKey } from './members.ts';
import { memberKeys, members } from './schema/members.ts';
import { startSession } from './sessions.ts';
import { countStranger, countTry, minutesToWait, takeBackTry } from './tries.ts';

type Knock =
  | { is: 'wait'; minutes: number }
  | { is: 'try'; member: { id: string; key: WrappedKey } | undefined };

/** Finds who it may be and counts the try, before a passphrase is looked at. */
async function knock(tx: Tx, deps: StoreDeps, name: string): Promise<Knock> {
  const member = await findMemberByName(tx, deps, name);
  const mayTry = member ? await countTry(tx, deps, member.id) : countStranger(deps, name);
  return mayTry ? { is: 'try', member } : { is: 'wait', minutes: minutesToWait(deps) };
}

/**
 * The first half of signing in: name (spaces and case do not count) and passphrase. The session it gives opens
 * nothing until a second factor passes (factors.ts, passkeys.ts). Ten tries per name and hour, counted before
 * hashing. Somebody unknown takes the same time and gets the same answers. Older sessions stay: a counsellor may
 * have a phone and a desk.
 *
 * @returns `wait` with the minutes until the next try, whatever was typed
 */
export async function signIn(
  db: Database,
  deps: StoreDeps,
  { name, passphrase }: { name: string; passphrase: string },
): Promise<{ is: 'in'; token: string } | { is: 'wrong' } | { is: 'wait'; minutes: number }> {
  const knocked = await db.transact((tx) => knock(tx, deps, name));
  if (knocked.is === 'wait') return knocked;
  const { member } = knocked;
  const privateKey = await unwrapMemberKey(deps, member?.key, passphrase);
  return db.transact(async (tx) => {
    if (!member || !privateKey || !(await isCurrent(tx, member.key.id))) {
      await recordAct(tx, deps, { memberId: member?.id ?? null, act: 'signInFailed' });
      return { is: 'wrong' };
    }
    await takeBackTry(tx, member.id);
    await recordAct(tx, deps, { memberId: member.id, act: 'signIn' });
    return { is: 'in', token: await startSession(tx, deps, { memberId: member.id, privateKey }) };
  });
}

/** Whether a key still counts: while the passphrase was hashed she may have left or enrolled anew. */
async function isCurrent(tx: Tx, keyId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: memberKeys.id })
    .from(memberKeys)
    .innerJoin(members, eq(members.id, memberKeys.memberId))
    .where(and(eq(memberKeys.id, keyId), isNull(memberKeys.retiredAt), isNull(members.leftAt)));
  return row !== undefined;
}
