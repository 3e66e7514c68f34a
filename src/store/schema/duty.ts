import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { bytea, moment } from './columns.ts';
import { members } from './members.ts';

/** Where a member is alarmed outside the browser: at least two, tested (design §7). */
export const alarmWays = pgTable(
  'alarm_ways',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'telegram' | 'push' | 'whatsapp'>().notNull(),
    /** A chat, or a push subscription; sealed with the server key. Null until the pairing code came back. */
    address: bytea('address_sealed'),
    addressIndex: bytea('address_index'),
    /** A blind index of the code that ties her chat to her, until it is used. */
    codeIndex: bytea('code_index'),
    codeExpiresAt: moment('code_expires_at'),
    createdAt: moment('created_at').notNull(),
    /** A trial alarm went out; she pressed that it arrived. */
    triedAt: moment('tried_at'),
    testedAt: moment('tested_at'),
    /** The platform said that it no longer reaches her. */
    failedAt: moment('failed_at'),
  },
  (table) => [
    uniqueIndex('alarm_ways_address').on(table.kind, table.addressIndex),
    index('alarm_ways_member').on(table.memberId),
  ],
);

/**
 * The alarm of one case: who is called by now and when again. One row a case while it waits unheld; content-free.
 * `stage`: 1 those bertugas, 2 those siaga too, 3 every supervisor too.
 */
export const alarms = pgTable(
  'alarms',
  {
    caseId: uuid('case_id')
      .primaryKey()
      .references(() => cases.id, { onDelete: 'cascade' }),
    stage: smallint('stage').notNull(),
    startedAt: moment('started_at').notNull(),
    nextAt: moment('next_at'),
    rounds: smallint('rounds').notNull().default(0),
    endedAt: moment('ended_at'),
  },
  (table) => [index('alarms_next').on(table.nextAt).where(sql`ended_at is null`)],
);

/** One alarm to one way: its opaque one-time id is what *Saya ambil* carries. */
export const alarmCalls = pgTable(
  'alarm_calls',
  {
    id: uuid('id').primaryKey(),
    /** Null: a trial alarm. */
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    wayId: uuid('way_id')
      .notNull()
      .references(() => alarmWays.id, { onDelete: 'cascade' }),
    tokenIndex: bytea('token_index').notNull(),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
    takenAt: moment('taken_at'),
    outcome: text('outcome').$type<'sent' | 'failed' | 'gone'>(),
    /** The platform's id of the message, so that a taken alarm can be struck out; sealed with the server key. */
    providerId: bytea('provider_id_sealed'),
  },
  (table) => [
    uniqueIndex('alarm_calls_token').on(table.tokenIndex),
    index('alarm_calls_case').on(table.caseId),
    index('alarm_calls_unsent').on(table.createdAt).where(sql`sent_at is null and outcome is null`),
  ],
);

/** What a counsellor is typing, sealed to her own public half: it survives a reload and a lost line. */
export const memberDrafts = pgTable(
  'member_drafts',
  {
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    /** Which box of the page: the words to the person, or an internal note. */
    box: text('box').$type<'say' | 'note'>().notNull(),
    body: bytea('body_sealed').notNull(),
    changedAt: moment('changed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.caseId, table.box] })],
);
