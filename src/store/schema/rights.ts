import { sql } from 'drizzle-orm';
import { boolean, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { cases, receipts } from './cases.ts';
import { bytea, moment } from './columns.ts';
import { conversations } from './conversations.ts';
import { members } from './members.ts';

export type Right = 'lihat' | 'perbaiki' | 'tarik' | 'hapus' | 'batasi';

/** What a person asked of her own data, with the law's 72 hours (L3). A human decides; the person is told. */
export const rightsRequests = pgTable(
  'rights_requests',
  {
    id: uuid('id').primaryKey(),
    right: text('right_asked').$type<Right>().notNull(),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'set null' }),
    conversationId: uuid('conversation_id').references(() => conversations.id, { onDelete: 'set null' }),
    /** Whether she had shown number and PIN: an open U1 or U2 is never erased on an unverified word. */
    isVerified: boolean('is_verified').notNull(),
    askedAt: moment('asked_at').notNull(),
    dueAt: moment('due_at').notNull(),
    state: text('state').$type<'asked' | 'done' | 'refused'>().notNull().default('asked'),
    /** A fixed word: why it was refused. */
    reason: text('reason'),
    decidedBy: uuid('decided_by').references(() => members.id),
    decidedAt: moment('decided_at'),
  },
  (table) => [
    index('rights_requests_open').on(table.dueAt).where(sql`state = 'asked'`),
    index('rights_requests_case').on(table.caseId),
  ],
);

/** The erasure list: ids of cases that are gone. A restore replays it before it opens a door (design §6). */
export const erasures = pgTable('erasures', {
  caseId: uuid('case_id').primaryKey(),
  erasedAt: moment('erased_at').notNull(),
});

/** A reply that waits for somebody with no address, sealed to number and PIN (design §6); 180 days. */
export const waitingReplies = pgTable(
  'waiting_replies',
  {
    id: uuid('id').primaryKey(),
    receiptId: uuid('receipt_id')
      .notNull()
      .references(() => receipts.id, { onDelete: 'cascade' }),
    body: bytea('body_sealed').notNull(),
    createdAt: moment('created_at').notNull(),
    readAt: moment('read_at'),
  },
  (table) => [index('waiting_replies_receipt').on(table.receiptId, table.createdAt)],
);

/** Tries at a number, per chat and hour; counted before anything is hashed. */
export const receiptTries = pgTable(
  'receipt_tries',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    hour: moment('hour').notNull(),
    tries: smallint('tries').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.hour] })],
);

/**
 * A number or a PIN that is looked at after its turn, because hashing it takes too long inside one. The row
 * goes with its answer; one that is left over (a process died) is done by the next sweep.
 */
export const receiptChecks = pgTable(
  'receipt_checks',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** What was typed, sealed with the day key. */
    body: bytea('body_sealed').notNull(),
    createdAt: moment('created_at').notNull(),
    /** Somebody is at it until then. */
    leaseUntil: moment('lease_until'),
    attempts: smallint('attempts').notNull().default(0),
  },
  (table) => [index('receipt_checks_waiting').on(table.createdAt)],
);
