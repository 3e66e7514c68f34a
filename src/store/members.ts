import { and, asc, eq, isNull } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { assert, Bug } from '../errors.ts';
import {
  type HashCost,
  keyedHash,
  keyPair,
  open,
  passphraseCost,
  saltBytes,
  seal,
  stretch,
} from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { groupIdsNeeded, holdGroups, listGroups } from './groups.ts';
import { groupHolders, memberKeys, members, type Role } from './schema/members.ts';
import { org } from './schema/org.ts';
import type { SignedIn } from './sessions.ts';

/** Bounds on what the team types, and why. */
export const memberLimits = {
  /** Fits a card on a small screen. */
  nameCharsMax: 60,
  /** With Argon2id and the pepper, out of reach for whoever holds less than database and key folder. */
  passphraseCharsMin: 12,
  passphraseWordsMin: 4,
  /** Longer is a paste gone wrong, and work for nothing. */
  passphraseCharsMax: 200,
  /** 64 MiB and one thread of the pool each: half the pool stays free for everything else. */
  stretchesAtOnce: 2,
};

export type Duty = 'bertugas' | 'siaga' | 'libur';
export type WeakPassphrase = 'tooShort' | 'tooLong' | 'isName';

/** A pair as it lies in member_keys: opened only by the passphrase and the key folder together. */
export interface WrappedKey {
  id: string;
  publicKey: Buffer;
  privateKey: Buffer;
  salt: Buffer;
  cost: HashCost;
}

export interface ListedMember {
  id: string;
  name: string;
  roles: Role[];
  /** False while her roles need a group that she does not hold: she waits for *Percayakan*. */
  trusted: boolean;
  duty: Duty;
  leftAt: Date | null;
}

/** A name as it is kept: one line, no signs that cannot be seen. @throws Bug when empty or too long */
export function cleanName(name: string): string {
  const clean = name.normalize('NFC').replace(/\p{C}/gu, ' ').replace(/\s+/gu, ' ').trim();
  assert(clean.length > 0 && [...clean].length <= memberLimits.nameCharsMax, 'nameOutOfBounds');
  return clean;
}

/** Two names that meet here are the same name: case, spaces and the form of letters do not count. */
export function comparableName(name: string): string {
  return name.normalize('NFKC').replace(/\p{C}/gu, ' ').replace(/\s+/gu, ' ').trim().toLowerCase();
}

/** A phone adds spaces at will after a word; they are not part of the secret. */
function cleanPassphrase(passphrase: string): string {
  return passphrase.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** @returns why this will not do as a passphrase, as a fixed word; undefined when it will */
export function weaknessOf(passphrase: string, name: string): WeakPassphrase | undefined {
  const text = cleanPassphrase(passphrase);
  const length = [...text].length;
  if (length > memberLimits.passphraseCharsMax) return 'tooLong';
  const words = text.split(' ').filter((word) => [...word].length > 1);
  if (length < memberLimits.passphraseCharsMin && words.length < memberLimits.passphraseWordsMin)
    return 'tooShort';
  const letters = (of: string) => comparableName(of).replace(/\P{L}/gu, '');
  return letters(text) !== '' && letters(text) === letters(name) ? 'isName' : undefined;
}

let stretching = 0;
const waiting: (() => void)[] = [];

/** Argon2id, a few at a time: a crowd at the door must not take all memory and every thread. */
async function stretchInTurn(secret: Buffer, salt: Buffer, cost: HashCost): Promise<Buffer> {
  if (stretching >= memberLimits.stretchesAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else stretching += 1;
  try {
    return await stretch(secret, salt, cost);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else stretching -= 1;
  }
}

/**
 * The key that wraps a member's private half. The pepper lies in the key folder and never in a database
 * or its dump, so that a stolen dump cannot even be guessed at: a passphrase of twelve letters alone
 * would fall to a rented machine. The pepper is the receipts' own because neither can ever be changed.
 */
async function wrappingKey(
  deps: StoreDeps,
  passphrase: string,
  salt: Buffer,
  cost: HashCost,
): Promise<Buffer> {
  const stretched = await stretchInTurn(Buffer.from(cleanPassphrase(passphrase)), salt, cost);
  return keyedHash(deps.vault.keys.receiptPepper, 'member passphrase', stretched);
}

const wrapContext = (keyId: string) => `member_keys.private_wrapped:${keyId}`;

/** A fresh pair wrapped by a passphrase. Takes Argon2id's time: call it outside any transaction. */
export async function makeMemberKey(
  deps: StoreDeps,
  passphrase: string,
): Promise<{ wrapped: WrappedKey; privateKey: Buffer }> {
  const id = deps.ids.uuid();
  const salt = deps.ids.bytes(saltBytes);
  const wrap = await wrappingKey(deps, passphrase, salt, passphraseCost);
  const { publicKey, privateKey } = keyPair();
  const box = seal(wrap, privateKey, wrapContext(id));
  return { wrapped: { id, publicKey, privateKey: box, salt, cost: passphraseCost }, privateKey };
}

/**
 * Outside any transaction. For somebody unknown (no key) it spends the same time and finds nothing.
 *
 * @returns the private half; undefined when the passphrase is not hers
 */
export async function unwrapMemberKey(
  deps: StoreDeps,
  wrapped: WrappedKey | undefined,
  passphrase: string,
): Promise<Buffer | undefined> {
  const salt = wrapped?.salt ?? Buffer.alloc(saltBytes);
  const wrap = await wrappingKey(deps, passphrase, salt, wrapped?.cost ?? passphraseCost);
  if (!wrapped) return undefined;
  try {
    return open(wrap, wrapped.privateKey, wrapContext(wrapped.id));
  } catch (fault) {
    // A wrong passphrase is something people do, not a fault of ours.
    if (fault instanceof Bug && fault.code === 'boxWouldNotOpen') return undefined;
    throw fault;
  }
}

const nameContext = (memberId: string) => `members.name_sealed:${memberId}`;

/** A member's name out of her row. */
export function readMemberName(deps: StoreDeps, member: { id: string; name: Buffer }): string {
  return deps.vault.openOfServer(member.name, nameContext(member.id)).toString('utf8');
}

/**
 * Holds the team still until the transaction ends, so that two people cannot take one name at once: names
 * are sealed, so no index can refuse the second. It locks the organisation's one row, which nothing on
 * the way of a message writes.
 *
 * @throws Bug `orgMissing` before the first start has written that row
 */
export async function lockTeam(tx: Tx): Promise<{ setUpAt: Date | null }> {
  const [row] = await tx.select({ setUpAt: org.setUpAt }).from(org).where(eq(org.id, 1)).for('update');
  assert(row, 'orgMissing');
  return row;
}

/** Writes a member and her first key. Call lockTeam first and see that the name is free. @returns her id */
export async function putMember(
  tx: Tx,
  deps: StoreDeps,
  { name, roles, key }: { name: string; roles: Role[]; key: WrappedKey },
): Promise<string> {
  const id = deps.ids.uuid();
  const createdAt = toMinute(deps.clock.now());
  const sealedName = deps.vault.sealForServer(Buffer.from(cleanName(name)), nameContext(id));
  await tx.insert(members).values({ id, name: sealedName, roles, createdAt });
  const { cost, ...rest } = key;
  await tx.insert(memberKeys).values({ ...rest, ...cost, memberId: id, createdAt });
  return id;
}

/**
 * Looks through every name, and through all of them even once one fits, so that the time tells nothing.
 * A team is tens of people and a name takes microseconds.
 */
export async function findMemberByName(
  tx: Tx,
  deps: StoreDeps,
  name: string,
): Promise<{ id: string; key: WrappedKey } | undefined> {
  const wanted = comparableName(name);
  const rows = await tx
    .select({ id: members.id, name: members.name, key: memberKeys })
    .from(members)
    .innerJoin(memberKeys, and(eq(memberKeys.memberId, members.id), isNull(memberKeys.retiredAt)))
    .where(isNull(members.leftAt));
  const found = rows.filter((row) => comparableName(readMemberName(deps, row)) === wanted)[0];
  if (!found) return undefined;
  const { id, publicKey, privateKey, salt, opsLimit, memoryBytes } = found.key;
  return { id: found.id, key: { id, publicKey, privateKey, salt, cost: { opsLimit, memoryBytes } } };
}

/** Everybody who is or was in the team, in the order they came. */
export async function listMembers(tx: Tx, deps: StoreDeps): Promise<ListedMember[]> {
  const rows = await tx.select().from(members).orderBy(asc(members.createdAt), asc(members.id));
  const held = new Map<string, Set<string>>();
  for (const { memberId, groupId } of await tx
    .select({ memberId: groupHolders.memberId, groupId: groupHolders.groupId })
    .from(groupHolders))
    held.set(memberId, (held.get(memberId) ?? new Set()).add(groupId));
  const groups = await listGroups(tx);
  return rows.map((row) => {
    const { id, roles, duty, leftAt } = row;
    const trusted = groupIdsNeeded(groups, roles).every((groupId) => held.get(id)?.has(groupId));
    return { id, name: readMemberName(deps, row), roles, trusted, duty, leftAt };
  });
}

/**
 * *Percayakan*: seals to a member those groups her roles need that `by` holds, in every generation.
 * A link from the shell or an admin carries no key, so this is the second act that lets her read (design §6).
 *
 * @returns `trusted` when she got something, or lacked nothing; `noKey` when `by` holds nothing she lacks;
 *          `unknown` when there is no such member, or she has left
 */
export async function trust(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  memberId: string,
): Promise<'trusted' | 'noKey' | 'unknown'> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(memberId)) return 'unknown';
  const [member] = await tx
    .select({ roles: members.roles, publicKey: memberKeys.publicKey })
    .from(members)
    .innerJoin(memberKeys, and(eq(memberKeys.memberId, members.id), isNull(memberKeys.retiredAt)))
    .where(and(eq(members.id, memberId), isNull(members.leftAt)));
  if (!member) return 'unknown';
  const held = await tx
    .select({ groupId: groupHolders.groupId })
    .from(groupHolders)
    .where(eq(groupHolders.memberId, memberId));
  const holds = new Set(held.map((row) => row.groupId));
  const lacking = groupIdsNeeded(await listGroups(tx), member.roles).filter((groupId) => !holds.has(groupId));
  const keys = lacking.flatMap((groupId) => {
    const group = by.groups.get(groupId);
    return group ? [{ groupId, privateKey: group.pair.privateKey }] : [];
  });
  if (lacking.length > 0 && keys.length === 0) return 'noKey';
  await holdGroups(tx, { memberId, publicKey: member.publicKey }, keys);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'trust', subjectId: memberId });
  return 'trusted';
}

/** Duty belongs to the member, not to a session: signing out changes nothing (design §7). */
export async function setDuty(tx: Tx, deps: StoreDeps, signedIn: SignedIn, duty: Duty): Promise<void> {
  await tx.update(members).set({ duty }).where(eq(members.id, signedIn.member.id));
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'setDuty' });
}
