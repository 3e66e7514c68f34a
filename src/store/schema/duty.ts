import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
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
    /** What it was started for: a case that becomes more urgent is alarmed anew. */
    urgency: smallint('urgency').notNull(),
    startedAt: moment('started_at').notNull(),
    nextAt: moment('next_at'),
    rounds: smallint('rounds').notNull().default(0),
    endedAt: moment('ended_at'),
  },
  (table) => [index('alarms_next').on(table.nextAt).where(sql`ended_at is null`)],
);

/** What is said to a member outside the browser: fixed words, never content (the texts of `alarm.*`). */
export type CallKind =
  | 'case'
  | 'digest'
  | 'trial'
  | 'nudge'
  | 'transfer'
  | 'askDuty'
  | 'dutyEnded'
  | 'paired'
  | 'taken'
  | 'tooLate'
  | 'full'
  | 'thanks'
  | 'onlyAlarms'
  | 'dayHash'
  | 'rights';

/**
 * One message to one way: the alarms' own outbox. What its button carries is an opaque one-time id, made from
 * the row's id and the key folder, of which only a blind index is stored. `begun_at` is the lease: set in a
 * transaction of its own just before the platform is asked, so that whoever dies in between is not repeated
 * within the same round, and whoever dies before it is.
 */
export const alarmCalls = pgTable(
  'alarm_calls',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<CallKind>().notNull(),
    /** Null: about no case (a trial, a question about the shift). */
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    wayId: uuid('way_id')
      .notNull()
      .references(() => alarmWays.id, { onDelete: 'cascade' }),
    tokenIndex: bytea('token_index').notNull(),
    createdAt: moment('created_at').notNull(),
    /** Not before then: the platform asked for patience, or did not answer. */
    dueAt: moment('due_at').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    begunAt: moment('begun_at'),
    sentAt: moment('sent_at'),
    takenAt: moment('taken_at'),
    /** `unknown`: it was begun and nobody lived to say how it ended; `gone`: no longer needed, never sent. */
    outcome: text('outcome').$type<'sent' | 'failed' | 'gone' | 'unknown'>(),
    /** The platform's id of the message, so that a taken alarm can be struck out; sealed with the server key. */
    providerId: bytea('provider_id_sealed'),
    struckAt: moment('struck_at'),
  },
  (table) => [
    uniqueIndex('alarm_calls_token').on(table.tokenIndex),
    index('alarm_calls_case').on(table.caseId),
    index('alarm_calls_way').on(table.wayId, table.createdAt),
    index('alarm_calls_unsent').on(table.dueAt).where(sql`outcome is null`),
    index('alarm_calls_standing')
      .on(table.caseId)
      .where(sql`outcome = 'sent' and kind = 'case' and struck_at is null`),
  ],
);

/**
 * How long people waited for the first human words, counted by hour: the queue is measured, never a member
 * (design §7).
 */
export const queueCounts = pgTable(
  'queue_counts',
  {
    hour: moment('hour').notNull(),
    urgency: smallint('urgency').notNull(),
    outcome: text('outcome').$type<'s20' | 's60' | 'm5' | 'later' | 'abandoned'>().notNull(),
    count: integer('count').notNull(),
    longestSeconds: integer('longest_seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.urgency, table.outcome] })],
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
