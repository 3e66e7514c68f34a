import { and, eq, gt, isNull, lt, lte, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { type KeyPair, keyedHash, open, seal } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { type HeldGroup, openHeldGroups } from './groups.ts';
import {
  comparableName,
  findMemberByName,
  readMemberName,
  unwrapMemberKey,
  type WrappedKey,
} from './members.ts';
import { memberKeys, members, type Role, sessions, signInTries } from './schema/members.ts';

/** A member with her keys open, for the length of one request. Never kept, never logged. */
export interface SignedIn {
  sessionId: string;
  member: { id: string; name: string; roles: Role[] };
  pair: KeyPair;
  /** Every generation of every group she holds, by key_groups.id. */
  groups: Map<string, HeldGroup>;
}

const limits = {
  secretBytes: 32,
  /** Unused for this long, a session ends: a phone left on a bus. */
  idleMilliseconds: 12 * 3_600_000,
  /** A shift and its handover; after it the passphrase is typed again whatever happened. */
  wholeMilliseconds: 16 * 3_600_000,
  /** Enough for a tired person, hopeless for a guesser. */
  triesPerHour: 10,
  /** Names nobody has, remembered for the hour; the oldest goes first. */
  strangers: 10_000,
};

const hourMilliseconds = 3_600_000;

/** A secret for a link or a cookie, with the text that carries it: 32 bytes, 43 signs of base64url. */
export function makeSecret(deps: StoreDeps): { bytes: Buffer; text: string } {
  const bytes = deps.ids.bytes(limits.secretBytes);
  return { bytes, text: bytes.toString('base64url') };
}

/** @returns the bytes; undefined when it cannot be one of ours */
export function readSecret(text: string): Buffer | undefined {
  return /^[\w-]{43}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}

/** The token gives the row's index (keyed by the folder) and this key, which is stored nowhere. */
const unwrappingKey = (token: Buffer) => keyedHash(token, 'session private half');
const wrapContext = (sessionId: string) => `sessions.private_wrapped:${sessionId}`;

/**
 * Signs a member in. The token is drawn here and never taken from outside, so that nobody can plant one.
 *
 * @returns the token for the cookie; it exists nowhere else
 */
export async function startSession(
  tx: Tx,
  deps: StoreDeps,
  { memberId, privateKey }: { memberId: string; privateKey: Buffer },
): Promise<string> {
  const now = deps.clock.now();
  // Whatever has ended goes now: a wrapped private half that nobody can use has no reason to lie here.
  await tx.delete(sessions).where(lte(sessions.expiresAt, now));
  const token = makeSecret(deps);
  const id = deps.ids.uuid();
  const at = toMinute(now);
  await tx.insert(sessions).values({
    id,
    tokenIndex: deps.vault.index('session', token.bytes),
    memberId,
    privateKey: seal(unwrappingKey(token.bytes), privateKey, wrapContext(id)),
    createdAt: at,
    seenAt: at,
    expiresAt: expiry(at, at),
  });
  return token.text;
}

function expiry(createdAt: Date, seenAt: Date): Date {
  return new Date(
    Math.min(seenAt.getTime() + limits.idleMilliseconds, createdAt.getTime() + limits.wholeMilliseconds),
  );
}

/** Names that nobody has, tried in the current hour, by blind index. Each process counts its own. */
const strangers = new Map<string, { hour: number; tries: number }>();

/** Somebody unknown is made to wait like a member would be, or the wait would tell who is one. */
function countStranger(deps: StoreDeps, name: string, hour: Date): boolean {
  const key = deps.vault.index('session', 'stranger', comparableName(name)).toString('base64');
  const before = strangers.get(key);
  const tries = before?.hour === hour.getTime() ? before.tries + 1 : 1;
  strangers.delete(key);
  strangers.set(key, { hour: hour.getTime(), tries });
  const [oldest] = strangers.keys();
  if (strangers.size > limits.strangers && oldest !== undefined) strangers.delete(oldest);
  return tries <= limits.triesPerHour;
}

/** Counts a try before anything is hashed. @returns false when the hour's tries are used up */
async function countTry(tx: Tx, memberId: string, hour: Date): Promise<boolean> {
  await tx.delete(signInTries).where(lt(signInTries.hour, hour));
  const counted = await tx
    .insert(signInTries)
    .values({ memberId, hour, tries: 1 })
    .onConflictDoUpdate({
      target: [signInTries.memberId, signInTries.hour],
      set: { tries: sql`${signInTries.tries} + 1` },
      setWhere: lt(signInTries.tries, limits.triesPerHour),
    })
    .returning({ tries: signInTries.tries });
  return counted.length === 1;
}

type Knock =
  | { is: 'wait'; minutes: number }
  | { is: 'try'; member: { id: string; key: WrappedKey } | undefined };

/** Finds who it may be and counts the try, before a passphrase is looked at. */
async function knock(tx: Tx, deps: StoreDeps, name: string): Promise<Knock> {
  const now = deps.clock.now().getTime();
  const hour = new Date(Math.floor(now / hourMilliseconds) * hourMilliseconds);
  const member = await findMemberByName(tx, deps, name);
  const mayTry = member ? await countTry(tx, member.id, hour) : countStranger(deps, name, hour);
  if (mayTry) return { is: 'try', member };
  return { is: 'wait', minutes: Math.ceil((hour.getTime() + hourMilliseconds - now) / 60_000) };
}

/**
 * Signs a member in by name (spaces and case do not count) and passphrase. Ten tries per name and hour,
 * counted before hashing; a right one clears the count. Somebody unknown takes the same time and gets the
 * same answers. Older sessions stay: a counsellor may have a phone and a desk.
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
    await tx.delete(signInTries).where(eq(signInTries.memberId, member.id));
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

/**
 * Opens what a cookie's token stands for: the member, her pair and every group key she holds. Slides the
 * end to twelve hours from now, never past sixteen from sign-in.
 *
 * @returns undefined when the token is unknown, its time is over, or she has left
 */
export async function openSession(tx: Tx, deps: StoreDeps, token: string): Promise<SignedIn | undefined> {
  const secret = readSecret(token);
  if (!secret) return undefined;
  const now = deps.clock.now();
  const [row] = await tx
    .select({ session: sessions, member: members, publicKey: memberKeys.publicKey })
    .from(sessions)
    .innerJoin(members, and(eq(members.id, sessions.memberId), isNull(members.leftAt)))
    .innerJoin(memberKeys, and(eq(memberKeys.memberId, members.id), isNull(memberKeys.retiredAt)))
    .where(and(eq(sessions.tokenIndex, deps.vault.index('session', secret)), gt(sessions.expiresAt, now)));
  if (!row) return undefined;
  const { session, member, publicKey } = row;
  await touch(tx, session, toMinute(now));
  const pair = {
    publicKey,
    privateKey: open(unwrappingKey(secret), session.privateKey, wrapContext(session.id)),
  };
  return {
    sessionId: session.id,
    member: { id: member.id, name: readMemberName(deps, member), roles: member.roles },
    pair,
    groups: await openHeldGroups(tx, member.id, pair),
  };
}

/** At most one write a minute, however many requests a page makes. */
async function touch(
  tx: Tx,
  session: { id: string; createdAt: Date; seenAt: Date },
  minute: Date,
): Promise<void> {
  if (minute <= session.seenAt) return;
  await tx
    .update(sessions)
    .set({ seenAt: minute, expiresAt: expiry(session.createdAt, minute) })
    .where(and(eq(sessions.id, session.id), lt(sessions.seenAt, minute)));
}

/** Signs this browser out; with the row goes the wrapped private half. */
export async function endSession(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.id, signedIn.sessionId));
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'endSession' });
}

/** Signs a member out everywhere: a phone is lost. */
export async function endAllSessions(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.memberId, signedIn.member.id));
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'endAllSessions' });
}
