import { sql } from 'drizzle-orm';
import { bigserial, index, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';
import { conversations } from './conversations.ts';

/**
 * Everything that happens to a conversation, in the order it arrived. The external id is a blind index:
 * the platforms' own ids carry chat ids. A body is emptied when its words went into a case.
 */
export const inbox = pgTable(
  'inbox',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** Null once the chat is forgotten; the row stays, so that a late duplicate is still one. */
    conversationId: uuid('conversation_id').references(() => conversations.id, { onDelete: 'set null' }),
    externalId: bytea('external_id').notNull(),
    kind: text('kind').notNull(),
    body: bytea('body_sealed'),
    receivedAt: moment('received_at').notNull(),
    handledAt: moment('handled_at'),
    attempts: smallint('attempts').notNull().default(0),
    /** Set after three failed turns: the person got a human, the event is kept without its words. */
    failedAt: moment('failed_at'),
  },
  (table) => [
    uniqueIndex('inbox_external').on(table.externalId),
    index('inbox_waiting').on(table.conversationId, table.id).where(sql`handled_at is null`),
    /** The oldest of all that waits, whoever it is from. */
    index('inbox_pending').on(table.id).where(sql`handled_at is null`),
    index('inbox_handled').on(table.handledAt).where(sql`handled_at is not null`),
    index('inbox_of_conversation').on(table.conversationId, table.id),
  ],
);
