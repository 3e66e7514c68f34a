import { bigint, bigserial, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
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
 * A hash over each act and the one before it. Acts join in the order in which they became visible, not of their
 * ids: a transaction that commits late must not find its place taken. INSERT-only like the acts themselves (a
 * trigger holds both). The day's last hash goes out to the supervisors' alarm channel: whoever changes a row
 * afterwards, or cuts the end off, no longer meets it.
 */
export const auditChain = pgTable(
  'audit_chain',
  {
    position: bigserial('position', { mode: 'number' }).primaryKey(),
    auditId: bigint('audit_id', { mode: 'number' }).notNull(),
    /** The day (UTC) on which it joined, as YYYY-MM-DD. */
    day: text('day').notNull(),
    hash: bytea('hash').notNull(),
  },
  (table) => [uniqueIndex('audit_chain_audit').on(table.auditId), index('audit_chain_day').on(table.day)],
);
