import { and, eq, gt, isNull, lt, lte } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { orgDefaults } from '../org-settings.ts';
import { type KeyPair, keyedHash, open, seal } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { type HeldGroup, openHeldGroups } from './groups.ts';
import { readMemberName } from './members.ts';
import { memberKeys, members, type Role, sessions } from './schema/members.ts';

/** A member with her keys open, for the length of one request. Never kept, never logged. */
export interface SignedIn {
  sessionId: string;
  member: { id: string; name: string; roles: Role[] };
  pair: KeyPair;
  /** Every generation of every group she holds, by key_groups.id. */
  groups: Map<string, HeldGroup>;
}

/**
 * `unverified`: passphrase given, second factor not yet (L16). `locked`: nobody touched the console for a few
 * minutes, or she pressed "Kunci" (design §6). In both, only what leads out of it may be shown.
 */
export type Standing = 'open' | 'unverified' | 'locked';

/** Whoever a cookie stands for, and how far she has come. */
export interface AtDoor {
  standing: Standing;
  signedIn: SignedIn;
}

export interface SessionRules {
  /** The console locks after so many minutes without a touch; the organisation's first setting unless said. */
  lockMinutes?: number | undefined;
  /** False for what a page fetches by itself: a screen that nobody touches must not keep itself open. */
  isTouch?: boolean;
}

const limits = {
  secretBytes: 32,
  /** Unused for this long, a session ends: a phone left on a bus. */
  idleMilliseconds: 12 * 3_600_000,
  /** A shift and its handover; after it the passphrase is typed again whatever happened. */
  wholeMilliseconds: 16 * 3_600_000,
};

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
 * Gives a member a session that a second factor has still to open. The token is drawn here and never taken from
 * outside, so that nobody can plant one.
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

/**
 * Opens what a cookie's token stands for when everything is in order: passphrase, second factor, not locked.
 *
 * @returns undefined otherwise, and when the token is unknown, its time is over, or she has left
 */
export async function openSession(
  tx: Tx,
  deps: StoreDeps,
  token: string,
  rules: SessionRules = {},
): Promise<SignedIn | undefined> {
  const at = await readSession(tx, deps, token, rules);
  return at?.standing === 'open' ? at.signedIn : undefined;
}

/**
 * Whoever stands at the door: also somebody whose second factor is missing, or whose console is locked. Only pages
 * that lead on from there may use it. A touch slides the end to twelve hours from now, never past sixteen from
 * sign-in.
 *
 * @returns undefined when the token is unknown, its time is over, or she has left
 */
export async function readSession(
  tx: Tx,
  deps: StoreDeps,
  token: string,
  { lockMinutes = orgDefaults.lockMinutes, isTouch = true }: SessionRules = {},
): Promise<AtDoor | undefined> {
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
  const standing = standingOf(session, now, lockMinutes);
  // Written down, so that a clock set back or another setting does not open it again.
  if (standing === 'locked' && !session.lockedAt) await lockSession(tx, deps, session.id);
  if (standing === 'open' && isTouch) await touch(tx, session, toMinute(now));
  const pair = {
    publicKey,
    privateKey: open(unwrappingKey(secret), session.privateKey, wrapContext(session.id)),
  };
  const groups = standing === 'open' ? await openHeldGroups(tx, member.id, pair) : new Map();
  return {
    standing,
    signedIn: {
      sessionId: session.id,
      member: { id: member.id, name: readMemberName(deps, member), roles: member.roles },
      pair,
      groups,
    },
  };
}

/** Touches are kept to the minute: it locks after the minutes said, and before one more is over. */
function standingOf(session: typeof sessions.$inferSelect, now: Date, lockMinutes: number): Standing {
  if (!session.verifiedAt) return 'unverified';
  const idle = now.getTime() - session.seenAt.getTime();
  return session.lockedAt || idle >= (lockMinutes + 1) * 60_000 ? 'locked' : 'open';
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

/**
 * Opens a session that a factor, a PIN or the passphrase has just proved: from now on it counts as touched, and
 * tries at the PIN begin anew.
 *
 * @param by what proved it: a second factor verifies, the others only unlock what was verified before
 */
export async function letIntoSession(
  tx: Tx,
  deps: StoreDeps,
  sessionId: string,
  by: 'factor' | 'pin' | 'passphrase',
): Promise<void> {
  const at = toMinute(deps.clock.now());
  const verified = by === 'factor' ? { verifiedAt: at } : {};
  await tx
    .update(sessions)
    .set({ ...verified, lockedAt: null, seenAt: at, unlockTries: 0, challenge: null })
    .where(eq(sessions.id, sessionId));
}

/** From now on the console shows nothing until it is opened again (unlock.ts). */
export async function lockSession(tx: Tx, deps: StoreDeps, sessionId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ lockedAt: toMinute(deps.clock.now()) })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.lockedAt)));
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
