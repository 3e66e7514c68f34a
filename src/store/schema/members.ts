import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

export type Role = 'counsellor' | 'supervisor' | 'admin';
export type Duty = 'bertugas' | 'siaga' | 'libur';
export type GroupName = 'tim' | 'anak' | 'brankas';

/** Somebody of the team. Roles are a set on one member; `admin` alone reads no case. */
export const members = pgTable('members', {
  id: uuid('id').primaryKey(),
  name: bytea('name_sealed').notNull(),
  roles: text('roles').array().$type<Role[]>().notNull(),
  createdAt: moment('created_at').notNull(),
  leftAt: moment('left_at'),
  duty: text('duty').$type<Duty>().notNull().default('libur'),
  /** The end of the shift she gave; *bertugas* ends with it, signed in or not (design §7). */
  dutyUntil: moment('duty_until'),
  /** Her last sign of life anywhere: a page, an alarm she took. */
  seenAt: moment('seen_at'),
  /** "Masih bertugas?" went out; unanswered, the duty ends. */
  dutyAskedAt: moment('duty_asked_at'),
  /** How many cases she wants to hold at once; null: the organisation's. */
  casesMax: smallint('cases_max'),
  /** Languages she counsels in, ISO 639-1. */
  languages: text('languages').array().notNull().default(['id']),
});

/** A member's X25519 pair; the private half is wrapped by a key from her passphrase (Argon2id). */
export const memberKeys = pgTable(
  'member_keys',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    publicKey: bytea('public_key').notNull(),
    privateKey: bytea('private_wrapped').notNull(),
    salt: bytea('salt').notNull(),
    opsLimit: integer('ops_limit').notNull(),
    memoryBytes: integer('memory_bytes').notNull(),
    createdAt: moment('created_at').notNull(),
    retiredAt: moment('retired_at'),
  },
  (table) => [uniqueIndex('member_keys_current').on(table.memberId).where(sql`retired_at is null`)],
);

/** A generation of a group's pair. The newest of each name is sealed to; older ones stay readable. */
export const keyGroups = pgTable(
  'key_groups',
  {
    id: uuid('id').primaryKey(),
    name: text('name').$type<GroupName>().notNull(),
    generation: integer('generation').notNull(),
    publicKey: bytea('public_key').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('key_groups_generation').on(table.name, table.generation)],
);

/** A group's private half, sealed to one member's public half. No row: she does not hold the group. */
export const groupHolders = pgTable(
  'group_holders',
  {
    groupId: uuid('group_id')
      .notNull()
      .references(() => keyGroups.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    privateKey: bytea('private_sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.memberId] })],
);

/** The recovery key's public half, and every group's private half sealed to it. Its seed is never stored. */
export const recovery = pgTable('recovery', {
  id: integer('id').primaryKey().default(1),
  publicKey: bytea('public_key').notNull(),
  createdAt: moment('created_at').notNull(),
  /** Counted only when typed back. */
  confirmedAt: moment('confirmed_at'),
  /** The public half of a key that was shown and not yet typed back; nothing is sealed to it before. */
  nextPublicKey: bytea('next_public_key'),
  nextCreatedAt: moment('next_created_at'),
});

export const recoveryHolds = pgTable('recovery_holds', {
  groupId: uuid('group_id')
    .primaryKey()
    .references(() => keyGroups.id, { onDelete: 'cascade' }),
  privateKey: bytea('private_sealed').notNull(),
});

/**
 * A link to join. `group_keys` holds copies of group private halves sealed with the link's one-time secret;
 * null when the link came from the shell or an admin (she then waits for *Percayakan*).
 */
export const invites = pgTable(
  'invites',
  {
    id: uuid('id').primaryKey(),
    /** `setup` is the one-time link for the first supervisor. */
    kind: text('kind').$type<'setup' | 'member'>().notNull(),
    secretIndex: bytea('secret_index').notNull(),
    name: bytea('name_sealed'),
    roles: text('roles').array().$type<Role[]>().notNull(),
    groupKeys: bytea('group_keys_sealed'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    memberId: uuid('member_id').references(() => members.id),
  },
  (table) => [uniqueIndex('invites_secret').on(table.secretIndex)],
);

/**
 * A signed-in browser. The cookie's token gives both the row's index and the key that unwraps the private
 * half: neither a dump nor a cookie alone opens anything.
 */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    tokenIndex: bytea('token_index').notNull(),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    privateKey: bytea('private_wrapped').notNull(),
    createdAt: moment('created_at').notNull(),
    seenAt: moment('seen_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** A second factor was given; until then only its page opens. */
    verifiedAt: moment('verified_at'),
    /** The console locked itself; a passkey, the short PIN or the passphrase opens it again (design §6). */
    lockedAt: moment('locked_at'),
    unlockPin: bytea('unlock_pin_hash'),
    unlockSalt: bytea('unlock_salt'),
    unlockTries: smallint('unlock_tries').notNull().default(0),
    /** What a passkey signs next; drawn with the page that asks for it, gone with the first answer. */
    challenge: bytea('challenge'),
  },
  (table) => [
    uniqueIndex('sessions_token').on(table.tokenIndex),
    index('sessions_member').on(table.memberId),
  ],
);

/** Tries at the door, per member and hour; words typed are never kept. */
export const signInTries = pgTable(
  'sign_in_tries',
  {
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    hour: moment('hour').notNull(),
    tries: smallint('tries').notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.hour] })],
);

/** What a member has beside her passphrase: an authenticator app, a passkey (MFA: L16). */
export const memberFactors = pgTable(
  'member_factors',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'totp' | 'passkey'>().notNull(),
    /** The authenticator's secret, or the passkey's id, public key and name; sealed with the server key. */
    body: bytea('body_sealed').notNull(),
    /** A blind index of the passkey's id. */
    credentialIndex: bytea('credential_index'),
    /** The last time step (TOTP) or signature count (passkey) that was used: a replay is refused. */
    counter: bigint('counter', { mode: 'number' }).notNull().default(0),
    createdAt: moment('created_at').notNull(),
    /** Null until the first code proved that it works. */
    confirmedAt: moment('confirmed_at'),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [
    uniqueIndex('member_factors_credential').on(table.credentialIndex),
    index('member_factors_member').on(table.memberId),
  ],
);
