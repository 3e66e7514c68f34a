import { sql } from 'drizzle-orm';
import { index, integer, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * One person on one channel. `state` holds flow id, version, snapshot, the question that stands open and
 * the timers, sealed with the day's key; `lasting` holds language and safety wishes, sealed with the
 * server key. `due_at` is the earliest timer, swept by the worker (design §4).
 */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    channel: text('channel').$type<'telegram' | 'whatsapp' | 'web'>().notNull(),
    addressIndex: bytea('address_index').notNull(),
    address: bytea('address_sealed').notNull(),
    lasting: bytea('lasting_sealed'),
    state: bytea('state_sealed'),
    revision: integer('revision').notNull().default(0),
    /** The last sequence number given to a reply, so that replies keep their order. */
    sequence: integer('sequence').notNull().default(0),
    dueAt: moment('due_at'),
    /** Timer turns that failed in a row: a timer has no event of its own to count them on. */
    failures: smallint('failures').notNull().default(0),
    /** Its turn takes longer than a turn may: it is tried alone, not before then; null for all others. */
    asideUntil: moment('aside_until'),
    /** How often it was set aside in a row. */
    asideTries: smallint('aside_tries').notNull().default(0),
    createdAt: moment('created_at').notNull(),
    lastInboundAt: moment('last_inbound_at').notNull(),
  },
  (table) => [
    uniqueIndex('conversations_address').on(table.channel, table.addressIndex),
    index('conversations_due').on(table.dueAt),
    index('conversations_aside').on(table.asideUntil).where(sql`aside_until is not null`),
  ],
);
