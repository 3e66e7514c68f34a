import { and, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { keyedHash, receiptCost, saltBytes, sameBytes, stretch } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentMemberKey, unwrapMemberKey } from './members.ts';
import { sessions } from './schema/members.ts';
import { type AtDoor, letIntoSession, readSession, type SessionRules, type SignedIn } from './sessions.ts';
import { clearTries, countTry, minutesToWait } from './tries.ts';

/**
 * Quick unlock (design §6): a six-digit PIN for this session, so that nobody types a passphrase in the dark. It
 * opens nothing by itself: what is sealed stays sealed to the cookie; the PIN only says that it is still she.
 */
const limits = {
  /** Then the PIN is gone and the passphrase is asked. */
  pinTries: 5,
};

/** The pepper lies in the key folder: a stolen row cannot be tried against a million PINs. */
async function pinHash(deps: StoreDeps, pin: string, salt: Buffer): Promise<Buffer> {
  const stretched = await stretch(Buffer.from(pin), salt, receiptCost);
  return keyedHash(deps.vault.keys.receiptPepper, 'unlock pin', stretched);
}

/** 111111 and 123456 are what a thief tries first. */
function isGuessable(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1;
}

/** @returns `weak` for what is not six digits, or six that everybody tries first */
export async function setPin(
  tx: Tx,
  deps: StoreDeps,
  { sessionId, member }: SignedIn,
  pin: string,
): Promise<'set' | 'weak'> {
  if (!/^\d{6}$/.test(pin) || isGuessable(pin)) return 'weak';
  const unlockSalt = deps.ids.bytes(saltBytes);
  const unlockPin = await pinHash(deps, pin, unlockSalt);
  await tx.update(sessions).set({ unlockPin, unlockSalt, unlockTries: 0 }).where(eq(sessions.id, sessionId));
  await recordAct(tx, deps, { memberId: member.id, act: 'setPin' });
  return 'set';
}

/** How many tries this session's PIN has left; 0 when there is none. */
export async function pinTriesLeft(tx: Tx, sessionId: string): Promise<number> {
  const [row] = await tx
    .select({ pin: sessions.unlockPin, tries: sessions.unlockTries })
    .from(sessions)
    .where(eq(sessions.id, sessionId));
  return row?.pin ? Math.max(0, limits.pinTries - row.tries) : 0;
}

/** Opens a locked session with its PIN. Tries are counted before anything is hashed; after the fifth it is gone. */
export async function unlockWithPin(
  tx: Tx,
  deps: StoreDeps,
  { standing, signedIn }: AtDoor,
  pin: string,
): Promise<'in' | 'wrong' | 'spent'> {
  if (standing !== 'locked') return standing === 'open' ? 'in' : 'spent';
  const { sessionId, member } = signedIn;
  const [row] = await tx
    .update(sessions)
    .set({ unlockTries: sql`${sessions.unlockTries} + 1` })
    .where(
      and(
        eq(sessions.id, sessionId),
        isNotNull(sessions.unlockPin),
        lt(sessions.unlockTries, limits.pinTries),
      ),
    )
    .returning();
  if (!row?.unlockPin || !row.unlockSalt) return 'spent';
  if (sameBytes(await pinHash(deps, pin.replace(/\s/g, ''), row.unlockSalt), row.unlockPin)) {
    await letIntoSession(tx, deps, sessionId, 'pin');
    return 'in';
  }
  await recordAct(tx, deps, { memberId: member.id, act: 'unlockFailed' });
  if (row.unlockTries < limits.pinTries) return 'wrong';
  await tx.update(sessions).set({ unlockPin: null, unlockSalt: null }).where(eq(sessions.id, sessionId));
  return 'spent';
}

/**
 * Opens a locked session with the passphrase; Argon2id runs between two transactions, tries are counted before it.
 *
 * @returns undefined when nobody stands at the door
 */
export async function unlockWithPassphrase(
  db: Database,
  deps: StoreDeps,
  token: string,
  passphrase: string,
  rules: SessionRules,
): Promise<{ is: 'in' } | { is: 'wrong' } | { is: 'wait'; minutes: number } | undefined> {
  const asked = await db.transact(async (tx) => {
    const at = await readSession(tx, deps, token, rules);
    if (!at || at.standing === 'unverified') return undefined;
    const { id } = at.signedIn.member;
    const mayTry = await countTry(tx, deps, id);
    return { at, mayTry, key: await currentMemberKey(tx, id) };
  });
  if (!asked) return undefined;
  if (!asked.mayTry) return { is: 'wait', minutes: minutesToWait(deps) };
  const isHers = (await unwrapMemberKey(deps, asked.key, passphrase)) !== undefined;
  const { sessionId, member } = asked.at.signedIn;
  return db.transact(async (tx) => {
    if (!isHers) {
      await recordAct(tx, deps, { memberId: member.id, act: 'unlockFailed' });
      return { is: 'wrong' };
    }
    await clearTries(tx, member.id);
    await letIntoSession(tx, deps, sessionId, 'passphrase');
    return { is: 'in' };
  });
}
