import { and, asc, eq, isNull, sql } from 'drizzle-orm';
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
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { groupIdsNeeded, listGroups } from './groups.ts';
import { groupHolders, memberKeys, members, type Role } from './schema/members.ts';
import { org } from './schema/org.ts';

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
  /** Holds `anak`: by her role, or because a supervisor gave it to her. */
  childCases: boolean;
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
  const cost = deps.passphraseCost ?? passphraseCost;
  const wrap = await wrappingKey(deps, passphrase, salt, cost);
  const { publicKey, privateKey } = keyPair();
  const box = seal(wrap, privateKey, wrapContext(id));
  return { wrapped: { id, publicKey, privateKey: box, salt, cost }, privateKey };
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
  const cost = wrapped?.cost ?? deps.passphraseCost ?? passphraseCost;
  const wrap = await wrappingKey(deps, passphrase, salt, cost);
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

/** Decides over the team and over people's wishes. */
export function isSupervisor({ member }: { member: { roles: readonly Role[] } }): boolean {
  return member.roles.includes('supervisor');
}

/** Sets the organisation up, invites, says that it is ready: a supervisor or an admin; counsellors counsel. */
export function maySteer({ member }: { member: { roles: readonly Role[] } }): boolean {
  return member.roles.some((role) => role !== 'counsellor');
}

/** Somebody named in a row that may name nobody. */
export function maybeMember(
  deps: StoreDeps,
  id: string | null,
  name: Buffer | null,
): { id: string; name: string } | null {
  return id && name ? { id, name: readMemberName(deps, { id, name: Buffer.from(name) }) } : null;
}

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
  await putKey(tx, id, key, createdAt);
  return id;
}

async function putKey(
  tx: Tx,
  memberId: string,
  { cost, ...rest }: WrappedKey,
  createdAt: Date,
): Promise<void> {
  await tx.insert(memberKeys).values({ ...rest, ...cost, memberId, createdAt });
}

/**
 * Somebody of the team enrols anew: passphrase forgotten, phone lost. All that her old key opened for her goes with
 * it, and so do her sessions and second keys; her name, her roles and where she is alarmed stay.
 */
export async function renewMember(tx: Tx, deps: StoreDeps, memberId: string, key: WrappedKey): Promise<void> {
  await forgetKeys(tx, memberId);
  await putKey(tx, memberId, key, toMinute(deps.clock.now()));
}

/** Takes away everything that opens something for a member: nothing of it may outlive her key. */
export async function forgetKeys(tx: Tx, memberId: string): Promise<void> {
  const id = sql`${memberId}::uuid`;
  await tx.execute(sql`delete from sessions where member_id = ${id}`);
  await tx.execute(sql`delete from member_factors where member_id = ${id}`);
  await tx.execute(sql`delete from group_holders where member_id = ${id}`);
  await tx.execute(sql`delete from case_key_holders where member_id = ${id}`);
  await tx.execute(sql`delete from member_drafts where member_id = ${id}`);
  await tx.execute(sql`delete from sign_in_tries where member_id = ${id}`);
  await tx.execute(sql`delete from member_keys where member_id = ${id}`);
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

/** The key that a member signs in with now. @returns undefined when there is no such member */
export async function currentMemberKey(tx: Tx, memberId: string): Promise<WrappedKey | undefined> {
  const [row] = await tx
    .select()
    .from(memberKeys)
    .where(and(eq(memberKeys.memberId, memberId), isNull(memberKeys.retiredAt)));
  if (!row) return undefined;
  const { id, publicKey, privateKey, salt, opsLimit, memoryBytes } = row;
  return { id, publicKey, privateKey, salt, cost: { opsLimit, memoryBytes } };
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
    const childCases = groups.some((group) => group.name === 'anak' && held.get(id)?.has(group.id));
    return { id, name: readMemberName(deps, row), roles, trusted, childCases, duty, leftAt };
  });
}
