import { pgTable, text, uuid } from 'drizzle-orm/pg-core';

type Answer = 'yes' | 'partly' | 'no';

/**
 * How it was, said after a case was closed (standards.md R49): linked to nothing, no day, no member. Rewritten in the
 * order of its random ids every night, so that even where a row lies tells nothing.
 */
export const feedback = pgTable('feedback', {
  id: uuid('id').primaryKey(),
  month: text('month').notNull(),
  clear: text('clear_said').$type<Answer>(),
  respected: text('respected_said').$type<Answer>(),
  again: text('again_said').$type<Answer>(),
});
