import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';
import { members } from './members.ts';

/** The organisation: one row. Its id names the database; the key folder carries the same one. */
export const org = pgTable('org', {
  id: integer('id').primaryKey().default(1),
  databaseId: uuid('database_id').notNull(),
  /** The neutral name people see in the chat (R9). */
  chatName: text('chat_name').notNull(),
  /** The *Organisasi* page: legal name, operator kind, hours, retention, safe words (design §7b). Public facts. */
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default(sql`'{}'::jsonb`),
  createdAt: moment('created_at').notNull(),
  setUpAt: moment('set_up_at'),
  /** The latest moment that a process of this house has seen on its clock: a clock that is set back shows by it. */
  clockSeenAt: moment('clock_seen_at'),
});

/** The *Kesiapan* page: what was proven, when, by whom. */
export const readiness = pgTable('readiness', {
  step: text('step').primaryKey(),
  doneAt: moment('done_at').notNull(),
  memberId: uuid('member_id').references(() => members.id),
});

/**
 * Somebody of this organisation called a number: the only way, beside `candidate`, that it may be shown
 * (design §7). The newest stamp of a number counts; older ones stay as a record.
 */
export const numberStamps = pgTable(
  'number_stamps',
  {
    id: uuid('id').primaryKey(),
    /** Id of the entry in directory/services.json, and the number in its own spelling. */
    serviceId: text('service_id').notNull(),
    number: text('number').notNull(),
    /** For 112, 119 and the like: the Kemendagri code of the regency or province it was called in. */
    region: text('region'),
    memberId: uuid('member_id')
      .notNull()
      .references(() => members.id),
    calledAt: moment('called_at').notNull(),
    outcome: text('outcome').$type<'answered' | 'notAnswered' | 'wrong'>().notNull(),
    /** What was said, sealed with the server key. */
    said: bytea('said_sealed'),
  },
  (table) => [index('number_stamps_number').on(table.serviceId, table.number)],
);

/**
 * Closed cases in numbers, on consent, unlinked: no id of anything, no moment; rewritten in id order every
 * night, so that even the order of rows tells nothing (design §6).
 */
export const statistics = pgTable('statistics', {
  id: uuid('id').primaryKey(),
  month: text('month').notNull(),
  province: text('province'),
  type: text('type').notNull(),
  age: text('age'),
  urgency: integer('urgency').notNull(),
  outcome: text('outcome').notNull(),
  wait: text('wait').notNull(),
});
