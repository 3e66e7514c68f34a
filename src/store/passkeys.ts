import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  WebAuthnCredential,
} from '@simplewebauthn/server';
import { and, eq, isNotNull } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { mayEnrolFactor, openFactor, passDoor, sealFactor } from './factors.ts';
import { memberFactors, sessions } from './schema/members.ts';
import type { AtDoor } from './sessions.ts';

/** Where passkeys belong: a host by name, and the origin that pages come from. */
export interface Relying {
  /** The host, such as `suar.example.org` or `localhost`. */
  rpId: string;
  origin: string;
}

interface Passkey {
  /** As the browser names it, base64url. */
  credentialId: string;
  publicKey: string;
  transports: string[];
  rpId: string;
  name: string;
}

const challengeBytes = 32;

/** Ed25519, P-256 and RSA: what phones, keys and computers of the last ten years make. */
const supportedAlgorithmIDs = [-8, -7, -257];

/** Loaded with the first passkey: a team without any does not carry it in memory. */
const library = () => import('@simplewebauthn/server');

/** Draws what the next answer must sign; the one before is worthless from now on. */
async function drawChallenge(
  tx: Tx,
  deps: StoreDeps,
  { signedIn }: AtDoor,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = deps.ids.bytes(challengeBytes);
  await tx.update(sessions).set({ challenge }).where(eq(sessions.id, signedIn.sessionId));
  return new Uint8Array(challenge);
}

/** Uses the challenge up, whether the answer is right or not. @returns base64url; undefined when none was drawn */
async function takeChallenge(tx: Tx, { signedIn }: AtDoor): Promise<string | undefined> {
  const [row] = await tx
    .select({ challenge: sessions.challenge })
    .from(sessions)
    .where(eq(sessions.id, signedIn.sessionId))
    .for('update');
  await tx.update(sessions).set({ challenge: null }).where(eq(sessions.id, signedIn.sessionId));
  return row?.challenge?.toString('base64url');
}

async function passkeysOf(
  tx: Tx,
  deps: StoreDeps,
  memberId: string,
): Promise<(Passkey & { factorId: string })[]> {
  const rows = await tx
    .select()
    .from(memberFactors)
    .where(
      and(
        eq(memberFactors.memberId, memberId),
        eq(memberFactors.kind, 'passkey'),
        isNotNull(memberFactors.confirmedAt),
      ),
    );
  return rows.map((row) => ({ ...openFactor<Passkey>(deps, row), factorId: row.id }));
}

const credential = ({ credentialId: id }: Passkey) => ({ id });

/** What the browser is asked in order to make a passkey. @returns undefined when she may not add one now */
export async function askForPasskey(
  tx: Tx,
  deps: StoreDeps,
  { rpId }: Relying,
  at: AtDoor,
): Promise<PublicKeyCredentialCreationOptionsJSON | undefined> {
  if (!(await mayEnrolFactor(tx, deps, at))) return undefined;
  const { id: memberId, name } = at.signedIn.member;
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    // Shown by the phone: neutral, like every title of ours (R9).
    rpName: 'Catatan',
    rpID: rpId,
    userName: name,
    userID: new Uint8Array(deps.vault.index('session', 'passkey user', memberId)),
    challenge: await drawChallenge(tx, deps, at),
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: (await passkeysOf(tx, deps, memberId)).map(credential),
    // It stands in for her whole hand on the lock: a finger, a face or the phone's own PIN is asked every time.
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
  });
}

/** @returns what the browser made, if it is the answer to what was asked */
async function readMade({ rpId, origin }: Relying, expectedChallenge: string, answer: unknown) {
  const { verifyRegistrationResponse } = await library();
  const checked = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    supportedAlgorithmIDs,
    requireUserVerification: true,
  }).catch(() => undefined);
  return checked?.verified ? checked.registrationInfo?.credential : undefined;
}

function passkeyOf(made: WebAuthnCredential, rpId: string, name: string): Passkey {
  const publicKey = Buffer.from(made.publicKey).toString('base64url');
  return { credentialId: made.id, publicKey, transports: made.transports ?? [], rpId, name };
}

/**
 * Keeps the passkey that the browser made, and opens this session with it.
 *
 * @param answer what the browser gave, untrusted
 * @returns false when it is not the answer to what was asked
 */
export async function keepPasskey(
  tx: Tx,
  deps: StoreDeps,
  relying: Relying,
  at: AtDoor,
  { answer, name }: { answer: unknown; name: string },
): Promise<boolean> {
  const expectedChallenge = await takeChallenge(tx, at);
  if (expectedChallenge === undefined || !(await mayEnrolFactor(tx, deps, at))) return false;
  const made = await readMade(relying, expectedChallenge, answer);
  if (!made) return false;
  const { id: memberId } = at.signedIn.member;
  const id = deps.ids.uuid();
  const kept = passkeyOf(made, relying.rpId, name);
  const now = toMinute(deps.clock.now());
  const inserted = await tx
    .insert(memberFactors)
    .values({
      id,
      memberId,
      kind: 'passkey',
      body: sealFactor(deps, id, kept),
      credentialIndex: deps.vault.index('session', 'passkey', made.id),
      counter: made.counter,
      createdAt: now,
      confirmedAt: now,
      lastUsedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: memberFactors.id });
  if (inserted.length === 0) return false;
  await recordAct(tx, deps, { memberId, act: 'addFactor', subjectId: id });
  await passDoor(tx, deps, at);
  return true;
}

/** What the browser is asked in order to use one. @returns undefined when she has none for this address */
export async function askPasskey(
  tx: Tx,
  deps: StoreDeps,
  { rpId }: Relying,
  at: AtDoor,
): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
  const passkeys = (await passkeysOf(tx, deps, at.signedIn.member.id)).filter((one) => one.rpId === rpId);
  if (passkeys.length === 0) return undefined;
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: rpId,
    challenge: await drawChallenge(tx, deps, at),
    allowCredentials: passkeys.map(credential),
    userVerification: 'required',
  });
}

/**
 * A passkey's answer: opens a session that waits for its second factor, or unlocks one.
 *
 * @param answer what the browser gave, untrusted
 * @returns false when it is not hers, not for what was asked, or its counter went backwards (a copy)
 */
export async function checkPasskey(
  tx: Tx,
  deps: StoreDeps,
  { rpId, origin }: Relying,
  at: AtDoor,
  answer: unknown,
): Promise<boolean> {
  const expectedChallenge = await takeChallenge(tx, at);
  const { id: memberId } = at.signedIn.member;
  const given = answer as AuthenticationResponseJSON;
  const passkey = (await passkeysOf(tx, deps, memberId)).find((one) => one.credentialId === given?.id);
  if (!passkey || expectedChallenge === undefined) return false;
  const [row] = await tx
    .select()
    .from(memberFactors)
    .where(eq(memberFactors.id, passkey.factorId))
    .for('update');
  if (!row) return false;
  const { verifyAuthenticationResponse } = await library();
  const publicKey = new Uint8Array(Buffer.from(passkey.publicKey, 'base64url'));
  const checked = await verifyAuthenticationResponse({
    response: given,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: { id: passkey.credentialId, publicKey, counter: row.counter },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) {
    await recordAct(tx, deps, { memberId, act: 'verifyFailed' });
    return false;
  }
  const counter = checked.authenticationInfo.newCounter;
  const lastUsedAt = toMinute(deps.clock.now());
  await tx.update(memberFactors).set({ counter, lastUsedAt }).where(eq(memberFactors.id, row.id));
  await recordAct(tx, deps, { memberId, act: 'verify', subjectId: row.id });
  await passDoor(tx, deps, at);
  return true;
}
