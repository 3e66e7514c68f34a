import { and, asc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { toMinute } from '../clock.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { memberFactors } from './schema/members.ts';
import { type AtDoor, letIntoSession } from './sessions.ts';
import { clearTries, countTry, minutesToWait } from './tries.ts';

/**
 * What a member has beside her passphrase (L16): an authenticator app (here) and passkeys (passkeys.ts). The bodies
 * are sealed with the server key: they prove who is there and open no case.
 */
const limits = {
  secretBytes: 20,
  periodSeconds: 30,
  /** A phone's clock may be a step early or late. */
  steps: 1,
  /** A phone, a key on a ring, a spare. */
  factorsMax: 6,
};

export interface ListedFactor {
  id: string;
  kind: 'totp' | 'passkey';
  /** What she called it; an authenticator app has no name. */
  name: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const bodyContext = (factorId: string) => `member_factors.body_sealed:${factorId}`;

/** Seals what a factor is. */
export function sealFactor(deps: StoreDeps, factorId: string, body: unknown): Buffer {
  return deps.vault.sealForServer(toJson(body), bodyContext(factorId));
}

export function openFactor<T>(deps: StoreDeps, row: { id: string; body: Buffer }): T {
  return fromJson<T>(deps.vault.openOfServer(row.body, bodyContext(row.id)));
}

/** What she has that works, oldest first. */
export async function listFactors(tx: Tx, deps: StoreDeps, memberId: string): Promise<ListedFactor[]> {
  const rows = await tx
    .select()
    .from(memberFactors)
    .where(and(eq(memberFactors.memberId, memberId), isNotNull(memberFactors.confirmedAt)))
    .orderBy(asc(memberFactors.createdAt), asc(memberFactors.id));
  return rows.map((row) => {
    const name = row.kind === 'passkey' ? openFactor<{ name: string }>(deps, row).name : null;
    return { id: row.id, kind: row.kind, name, createdAt: row.createdAt, lastUsedAt: row.lastUsedAt };
  });
}

/**
 * Whether she may add a factor now: inside an open session, or when she has none yet. A passphrase alone must not
 * be able to put a second lock beside the first.
 */
export async function mayEnrolFactor(
  tx: Tx,
  deps: StoreDeps,
  { standing, signedIn }: AtDoor,
): Promise<boolean> {
  const count = (await listFactors(tx, deps, signedIn.member.id)).length;
  if (standing === 'open') return count < limits.factorsMax;
  return standing === 'unverified' && count === 0;
}

interface App {
  secret: string;
}

const authenticator = (secret: string, name: string) =>
  new TOTP({
    // Neutral: it stands in a list on a phone that others may see (R9).
    issuer: 'Catatan',
    label: name,
    secret: Secret.fromBase32(secret),
    period: limits.periodSeconds,
  });

/**
 * Begins an authenticator app: the secret to scan or type. Asked again before the first code, it is the same one,
 * so that a reload does not make a scanned code worthless.
 *
 * @returns undefined when she may not add one now
 */
export async function startApp(
  tx: Tx,
  deps: StoreDeps,
  at: AtDoor,
): Promise<{ secret: string; uri: string } | undefined> {
  if (!(await mayEnrolFactor(tx, deps, at))) return undefined;
  const { id: memberId, name } = at.signedIn.member;
  const [pending] = await pendingApp(tx, memberId);
  const secret = pending ? openFactor<App>(deps, pending).secret : await putApp(tx, deps, memberId);
  return { secret, uri: authenticator(secret, name).toString() };
}

function pendingApp(tx: Tx, memberId: string) {
  return tx
    .select()
    .from(memberFactors)
    .where(
      and(
        eq(memberFactors.memberId, memberId),
        eq(memberFactors.kind, 'totp'),
        isNull(memberFactors.confirmedAt),
      ),
    )
    .limit(1);
}

async function putApp(tx: Tx, deps: StoreDeps, memberId: string): Promise<string> {
  const id = deps.ids.uuid();
  const secret = new Secret({ buffer: new Uint8Array(deps.ids.bytes(limits.secretBytes)).buffer }).base32;
  const body = sealFactor(deps, id, { secret } satisfies App);
  await tx
    .insert(memberFactors)
    .values({ id, memberId, kind: 'totp', body, createdAt: toMinute(deps.clock.now()) });
  return secret;
}

/** The time step that a code is of, one early or late allowed. @returns undefined when it is none of them */
function stepOf(deps: StoreDeps, secret: string, code: string): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = deps.clock.now().getTime();
  const delta = authenticator(secret, '').validate({ token, timestamp, window: limits.steps });
  return delta === null ? undefined : Math.floor(timestamp / (limits.periodSeconds * 1000)) + delta;
}

export type Proof = { is: 'in' } | { is: 'wrong' } | { is: 'wait'; minutes: number };

/** The first code: from now on the app counts, and this session is open. */
export async function confirmApp(tx: Tx, deps: StoreDeps, at: AtDoor, code: string): Promise<Proof> {
  const { id: memberId } = at.signedIn.member;
  if (!(await mayEnrolFactor(tx, deps, at))) return { is: 'wrong' };
  if (!(await countTry(tx, deps, memberId))) return { is: 'wait', minutes: minutesToWait(deps) };
  const [pending] = await pendingApp(tx, memberId);
  const step = pending && stepOf(deps, openFactor<App>(deps, pending).secret, code);
  if (!pending || step === undefined) return { is: 'wrong' };
  const now = toMinute(deps.clock.now());
  await tx
    .update(memberFactors)
    .set({ confirmedAt: now, lastUsedAt: now, counter: step })
    .where(eq(memberFactors.id, pending.id));
  await recordAct(tx, deps, { memberId, act: 'addFactor', subjectId: pending.id });
  await passDoor(tx, deps, at);
  return { is: 'in' };
}

/** What every right proof does: the session opens, and tries count anew. */
export async function passDoor(tx: Tx, deps: StoreDeps, { signedIn }: AtDoor): Promise<void> {
  await clearTries(tx, signedIn.member.id);
  await letIntoSession(tx, deps, signedIn.sessionId, 'factor');
}

/**
 * Six digits from the app: opens a session that waits for its second factor. A code counts once: its step is
 * written down in the statement that accepts it, so of two at the same moment one is refused. Tries are counted
 * with those of the passphrase.
 */
export async function checkCode(tx: Tx, deps: StoreDeps, at: AtDoor, code: string): Promise<Proof> {
  // A locked console is not opened by what lies beside it on the table: that wants a PIN, a passkey, the passphrase.
  if (at.standing !== 'unverified') return { is: 'wrong' };
  return proveCode(tx, deps, at, code);
}

/**
 * The same for whoever is in already and wants something that a borrowed phone must not do: her code once more.
 * Counted with the other tries, and used up like them.
 */
export async function proveCode(tx: Tx, deps: StoreDeps, at: AtDoor, code: string): Promise<Proof> {
  const { id: memberId } = at.signedIn.member;
  if (!(await countTry(tx, deps, memberId))) return { is: 'wait', minutes: minutesToWait(deps) };
  const apps = await tx
    .select()
    .from(memberFactors)
    .where(
      and(
        eq(memberFactors.memberId, memberId),
        eq(memberFactors.kind, 'totp'),
        isNotNull(memberFactors.confirmedAt),
      ),
    );
  for (const app of apps) {
    const step = stepOf(deps, openFactor<App>(deps, app).secret, code);
    if (step === undefined || !(await useStep(tx, deps, app.id, step))) continue;
    await recordAct(tx, deps, { memberId, act: 'verify', subjectId: app.id });
    await passDoor(tx, deps, at);
    return { is: 'in' };
  }
  await recordAct(tx, deps, { memberId, act: 'verifyFailed' });
  return { is: 'wrong' };
}

async function useStep(tx: Tx, deps: StoreDeps, factorId: string, step: number): Promise<boolean> {
  const used = await tx
    .update(memberFactors)
    .set({ counter: step, lastUsedAt: toMinute(deps.clock.now()) })
    .where(and(eq(memberFactors.id, factorId), lt(memberFactors.counter, step)))
    .returning({ id: memberFactors.id });
  return used.length === 1;
}

/** Takes a factor away; the last one stays, or the passphrase would stand alone. */
export async function removeFactor(
  tx: Tx,
  deps: StoreDeps,
  { signedIn }: AtDoor,
  factorId: string,
): Promise<'removed' | 'last' | 'unknown'> {
  const { id: memberId } = signedIn.member;
  // Two pressed at once must not take the last two: her rows are held until this is done.
  const mine = await tx
    .select({ id: memberFactors.id })
    .from(memberFactors)
    .where(and(eq(memberFactors.memberId, memberId), isNotNull(memberFactors.confirmedAt)))
    .for('update');
  if (!mine.some(({ id }) => id === factorId)) return 'unknown';
  if (mine.length === 1) return 'last';
  await tx.delete(memberFactors).where(eq(memberFactors.id, factorId));
  await recordAct(tx, deps, { memberId, act: 'removeFactor', subjectId: factorId });
  return 'removed';
}
