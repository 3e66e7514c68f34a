import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';
import { conversations } from './conversations.ts';

/**
 * Every word that leaves. One row is one message on the platform, with the id chosen before it is sent.
 * `state`: waiting, leased (a dispatcher holds it until lease_until), sent, blocked, refused, uncertain
 * (sent once more after a crash between send and record), expired.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** The conversation's, so that what waits for a channel that is off is not looked through by the others. */
    channel: text('channel').$type<'telegram' | 'whatsapp' | 'web'>().notNull(),
    sequence: integer('sequence').notNull(),
    /** Chosen by us; WhatsApp takes it as its own message id, so that a resend stays one message. */
    messageId: text('message_id').notNull(),
    /** The platform's own id once sent, sealed with the server key: it is needed to delete the message. */
    providerId: bytea('provider_id_sealed'),
    body: bytea('body_sealed'),
    /** 0 urgent and human words, 1 hand-off notices, 2 the bot's answers, 3 follow-ups. */
    lane: smallint('lane').notNull().default(2),
    state: text('state')
      .$type<'waiting' | 'leased' | 'sent' | 'blocked' | 'refused' | 'uncertain' | 'expired'>()
      .notNull()
      .default('waiting'),
    attempts: smallint('attempts').notNull().default(0),
    /** Set before the second send of a row whose first send may or may not have arrived. */
    repeatedAt: moment('repeated_at'),
    why: text('why'),
    dueAt: moment('due_at').notNull(),
    leaseUntil: moment('lease_until'),
    /** Which dispatcher holds it: only that one may record what became of it. */
    leasedBy: uuid('leased_by'),
    createdAt: moment('created_at').notNull(),
    settledAt: moment('settled_at'),
  },
  (table) => [
    uniqueIndex('outbox_sequence').on(table.conversationId, table.sequence),
    index('outbox_open').on(table.conversationId, table.sequence).where(sql`settled_at is null`),
    index('outbox_due').on(table.channel, table.dueAt).where(sql`settled_at is null`),
    index('outbox_message').on(table.messageId),
    index('outbox_settled').on(table.settledAt),
  ],
);
