import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** The organisation: one row. Its id names the database; the key folder carries the same one. */
export const org = pgTable('org', {
  id: integer('id').primaryKey().default(1),
  databaseId: uuid('database_id').notNull(),
  /** The neutral name people see in the chat (R9). */
  chatName: text('chat_name').notNull(),
  createdAt: moment('created_at').notNull(),
  setUpAt: moment('set_up_at'),
});
