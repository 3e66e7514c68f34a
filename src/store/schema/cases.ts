import { sql } from 'drizzle-orm';
import {
  boolean,
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
import { conversations } from './conversations.ts';
import { keyGroups, members } from './members.ts';

/** What a counsellor picks up. In clear: only what a queue needs (clear.ts gives the reason of each). */
export const cases = pgTable(
  'cases',
  {
    id: uuid('id').primaryKey(),
    /** 1 U1 (darurat) … 4 U4 (info): standards.md §4.7. A bot may raise, only a human lowers. */
    urgency: smallint('urgency').notNull(),
    state: text('state').$type<'open' | 'closed'>().notNull().default('open'),
    /** Kemendagri code of the province, two digits; nothing finer stands in clear. */
    province: text('province'),
    openedAt: moment('opened_at').notNull(),
    filedAt: moment('filed_at'),
    /** Since when somebody waits for a human; null while nobody does. Orders the queue. */
    waitingSince: moment('waiting_since'),
    claimedBy: uuid('claimed_by').references(() => members.id),
    claimedAt: moment('claimed_at'),
    firstOpenedAt: moment('first_opened_at'),
    /** The claim's clock: first words or "sedang menelepon" by then, else back to the queue; null after them. */
    leaseUntil: moment('lease_until'),
    /** Her first words after this claim; from then the conversation's clock runs instead. */
    firstWordsAt: moment('first_words_at'),
    /** She is on the phone with the person until then: not leaving. */
    callingUntil: moment('calling_until'),
    /** The person wrote and has no answer yet since then; with the holder's last sign it makes the second clock. */
    unansweredSince: moment('unanswered_since'),
    holderSeenAt: moment('holder_seen_at'),
    /** Since when colleagues see "terputus"; emptied when she is seen again. */
    lostAt: moment('lost_at'),
    /** She was told outside the browser that the person waits. */
    nudgedAt: moment('nudged_at'),
    /** The first human words of all: how long that took is counted once. */
    answeredAt: moment('answered_at'),
    /** Held, but offered to others too, because nobody was seen for too long. */
    offeredAt: moment('offered_at'),
    transferTo: uuid('transfer_to').references(() => members.id),
    transferAskedAt: moment('transfer_asked_at'),
    /** A court process: nothing of it is erased (L4). */
    legalHoldAt: moment('legal_hold_at'),
    /** She took her consent back: it is not used from that moment (standards.md L3). */
    withdrawnAt: moment('withdrawn_at'),
    /** She limited it: neither counted nor passed on. */
    restrictedAt: moment('restricted_at'),
    /** A child's: the latest year the child can be born in, by its age band. It is kept until long after. */
    childBornBy: smallint('child_born_by'),
    /** The 72-hour report of L8, where the organisation owes it. */
    reportDueAt: moment('report_due_at'),
    reportState: text('report_state').$type<'belum' | 'disiapkan' | 'dilaporkan' | 'tidak_berlaku'>(),
    /** It was counted once, at its first closing, with the person's yes. */
    countedAt: moment('counted_at'),
    closedAt: moment('closed_at'),
    closeReason: text('close_reason'),
    /** The queue card: who is in danger, topic, channel; at most 2 kB, sealed to the case. */
    head: bytea('head_sealed'),
    headWritingKey: uuid('head_writing_key_id'),
    /** Bumped by whatever changes the case, for pages that watch it. */
    revision: integer('revision').notNull().default(0),
    /** The last sequence number given to an item. */
    sequence: integer('sequence').notNull().default(0),
  },
  (table) => [
    index('cases_queue').on(table.urgency, table.waitingSince).where(sql`state = 'open'`),
    index('cases_held').on(table.claimedBy).where(sql`state = 'open' and claimed_by is not null`),
  ],
);

/**
 * A case's own key pair; the private half is sealed to a key group's public half. A case may have several
 * (one that turns out to be a child's gets a pair sealed to `anak`); the newest is written to.
 */
export const caseKeys = pgTable(
  'case_keys',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    generation: integer('generation').notNull(),
    /** Whose case it is. Its holders open it, unless it is sealed to members one by one. */
    groupId: uuid('group_id')
      .notNull()
      .references(() => keyGroups.id),
    publicKey: bytea('public_key').notNull(),
    /** Sealed to the group's public half; null when somebody is shut out, and `case_key_holders` has it instead. */
    privateKey: bytea('private_sealed'),
    /** Then also sealed to the recovery key, which would otherwise open every case but these. */
    recoveryCopy: bytea('recovery_sealed'),
  },
  (table) => [uniqueIndex('case_keys_generation').on(table.caseId, table.generation)],
);

/** A case's private half sealed to one member, for a case that somebody is shut out of (design §6). */
export const caseKeyHolders = pgTable(
  'case_key_holders',
  {
    caseKeyId: uuid('case_key_id')
      .notNull()
      .references(() => caseKeys.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    privateKey: bytea('private_sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseKeyId, table.memberId] })],
);

/** Who is shut out of a case: she knows the person, or is spoken of in it. */
export const caseExclusions = pgTable(
  'case_exclusions',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    byMemberId: uuid('by_member_id').references(() => members.id),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.memberId] })],
);

/** A symmetric key for writing, sealed once to the case's public half (design §6: 0.13 ms against 3 µs). */
export const writingKeys = pgTable(
  'writing_keys',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    caseKeyId: uuid('case_key_id')
      .notNull()
      .references(() => caseKeys.id, { onDelete: 'cascade' }),
    key: bytea('key_sealed').notNull(),
  },
  (table) => [index('writing_keys_case').on(table.caseId)],
);

/** A case has many conversations, a conversation may have several cases with one in focus. */
export const caseConversations = pgTable(
  'case_conversations',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    role: text('role').$type<'reporter' | 'person' | 'codeHolder'>().notNull(),
    inFocus: boolean('in_focus').notNull(),
    verifiedAt: moment('verified_at'),
    mutedAt: moment('muted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.conversationId] }),
    uniqueIndex('case_conversations_focus').on(table.conversationId).where(sql`in_focus`),
  ],
);

/** What was said, answered, decided: in order, every body sealed with a writing key of the case. */
export const caseItems = pgTable(
  'case_items',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    sequence: integer('sequence').notNull(),
    writingKeyId: uuid('writing_key_id')
      .notNull()
      .references(() => writingKeys.id, { onDelete: 'cascade' }),
    body: bytea('body_sealed').notNull(),
    at: moment('at').notNull(),
    /** A blind index of the platform's id of this message, so that a later edit finds it. */
    source: bytea('source'),
    /** She changed it or took it back: hidden, and gone after 30 days. */
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    index('case_items_source').on(table.source).where(sql`source is not null`),
    index('case_items_revoked').on(table.revokedAt).where(sql`revoked_at is not null`),
    uniqueIndex('case_items_sequence').on(table.caseId, table.sequence),
  ],
);

/** The nomor resi: finds a case, prints nothing. Looked up by Argon2id with one salt and a pepper. */
export const receipts = pgTable(
  'receipts',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    lookup: bytea('lookup').notNull(),
    pin: bytea('pin_hash'),
    pinSalt: bytea('pin_salt'),
    duressPin: bytea('duress_pin_hash'),
    duressPinSalt: bytea('duress_pin_salt'),
    duressUsedAt: moment('duress_used_at'),
    pinTries: smallint('pin_tries').notNull().default(0),
    /** The day (UTC) that the tries are counted on. */
    pinTriesDay: text('pin_tries_day'),
    /** Replies for somebody with no address wait sealed to this half; the other comes from number and PIN. */
    mailboxKey: bytea('mailbox_public_key'),
    mailboxSalt: bytea('mailbox_salt'),
    mailboxNeedsPin: boolean('mailbox_needs_pin').notNull().default(false),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('receipts_lookup').on(table.lookup)],
);

/** One row a purpose: proof of what was asked and answered (L1). */
export const consents = pgTable(
  'consents',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    purpose: text('purpose').$type<'service' | 'contact' | 'statistics' | 'share'>().notNull(),
    /** BLAKE2b of the exact text that was shown. */
    textHash: bytea('text_hash').notNull(),
    given: boolean('given').notNull(),
    at: moment('at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [index('consents_case').on(table.caseId)],
);
