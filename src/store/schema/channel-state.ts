import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * What a channel keeps of itself: Telegram's offset, WhatsApp's credentials and key store, health.
 * Names are blind indexes where they would carry an address (WhatsApp's key store does). Sealed with the
 * server key; not part of ordinary backups.
 */
export const channelState = pgTable(
  'channel_state',
  {
    channel: text('channel').notNull(),
    name: bytea('name').notNull(),
    value: bytea('value_sealed').notNull(),
    changedAt: moment('changed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.name] })],
);
