import { integer, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './columns.ts';

/**
 * How many came by which poster: `?start=` of a Telegram link carries a campaign's name (design §7, issue 3).
 * A plain counter, linked to nobody. The name is sealed: anybody may make a link with any words in it.
 */
export const campaigns = pgTable('campaigns', {
  nameIndex: bytea('name_index').primaryKey(),
  name: bytea('name_sealed').notNull(),
  starts: integer('starts').notNull().default(0),
});
