import { sql } from 'drizzle-orm';
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { moment } from './columns.ts';
import { conversations } from './conversations.ts';
import { members } from './members.ts';

/**
 * A chat that a human brings to the case its person lost (design §6): asked by one, confirmed by another. The
 * reason stands in both cases, sealed.
 */
export const caseJoins = pgTable(
  'case_joins',
  {
    id: uuid('id').primaryKey(),
    /** The case that the new chat opened. */
    fromCaseId: uuid('from_case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    /** The one she lost. */
    toCaseId: uuid('to_case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    state: text('state').$type<'asked' | 'joined' | 'declined' | 'parted'>().notNull().default('asked'),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => members.id),
    askedAt: moment('asked_at').notNull(),
    decidedBy: uuid('decided_by').references(() => members.id),
    decidedAt: moment('decided_at'),
    /** The chats that fell silent by it: they hear again when it is taken back. */
    muted: uuid('muted').array(),
  },
  (table) => [
    uniqueIndex('case_joins_asked').on(table.conversationId).where(sql`state = 'asked'`),
    index('case_joins_from').on(table.fromCaseId),
    index('case_joins_to').on(table.toCaseId),
  ],
);
