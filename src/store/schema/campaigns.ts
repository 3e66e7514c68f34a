import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * How many came by which poster: `?start=` of a Telegram link carries a campaign's name (design §7, issue 3).
 * A plain counter, linked to nobody. The name is sealed: anybody may make a link with any words in it.
 */
export const campaigns = pgTable('campaigns', {
  nameIndex: bytea('name_index').primaryKey(),
  name: bytea('name_sealed').notNull(),
  starts: integer('starts').notNull().default(0),
  /** When the team made it; null for a link whose name somebody else made up. */
  madeAt: moment('made_at'),
});

/** The same, month by month: how many began, and how many of them a human came to. Nothing finer, linked to nobody. */
export const campaignMonths = pgTable(
  'campaign_months',
  {
    nameIndex: bytea('name_index')
      .notNull()
      .references(() => campaigns.nameIndex, { onDelete: 'cascade' }),
    month: text('month').notNull(),
    began: integer('began').notNull().default(0),
    reached: integer('reached').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.nameIndex, table.month] })],
);
