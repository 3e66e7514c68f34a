import { bigint, bigserial, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/** Who looked at what, and when. INSERT-only; the row is written in the transaction of the read. */
export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull(),
    memberId: uuid('member_id'),
    act: text('act').notNull(),
    caseId: uuid('case_id'),
    subjectId: uuid('subject_id'),
  },
  (table) => [index('audit_case').on(table.caseId)],
);

/**
 * A hash over each row and the one before it, chained per day; added in the order of ids by one process at a
 * time. INSERT-only like the rows themselves (a trigger holds both). The day's last hash goes out to the
 * supervisors' alarm channel: a row changed afterwards no longer fits it.
 */
export const auditChain = pgTable('audit_chain', {
  auditId: bigint('audit_id', { mode: 'number' }).primaryKey(),
  /** The day (UTC) as YYYY-MM-DD. */
  day: text('day').notNull(),
  hash: bytea('hash').notNull(),
});
