import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { cases, writingKeys } from './cases.ts';
import { bytea, moment } from './columns.ts';
import { conversations } from './conversations.ts';

/**
 * A picture, voice note or file that somebody sent. When it arrives only the platform's reference is kept
 * (day key); the bytes come later, on purpose, or never (design §7). `never`: a body without clothes, or a
 * child, may be in it: it is not fetched, and a human has a task.
 */
export const attachments = pgTable(
  'attachments',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id').references(() => conversations.id, { onDelete: 'set null' }),
    kind: text('kind').$type<'photo' | 'voice' | 'video' | 'document'>().notNull(),
    state: text('state')
      .$type<'asked' | 'wanted' | 'kept' | 'never' | 'refused' | 'gone' | 'removed'>()
      .notNull(),
    /**
     * The platform's reference, sealed with the day key; emptied once fetched or given up. Of a file that came
     * with a request (the web page): what is known of it, with the bytes in `body` under the same day key.
     */
    reference: bytea('reference_sealed'),
    writingKeyId: uuid('writing_key_id').references(() => writingKeys.id, { onDelete: 'cascade' }),
    /** Type by content, name, size and the original's hash, sealed to the case. */
    about: bytea('about_sealed'),
    body: bytea('body_sealed'),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    attempts: bigint('attempts', { mode: 'number' }).notNull().default(0),
    dueAt: moment('due_at'),
    createdAt: moment('created_at').notNull(),
    settledAt: moment('settled_at'),
  },
  (table) => [
    index('attachments_case').on(table.caseId),
    index('attachments_conversation').on(table.conversationId),
    /** What no case has taken yet, for forgetting. */
    index('attachments_loose').on(table.createdAt).where(sql`case_id is null`),
    index('attachments_wanted').on(table.dueAt).where(sql`state = 'wanted'`),
    index('attachments_asked').on(table.conversationId).where(sql`state = 'asked'`),
  ],
);
