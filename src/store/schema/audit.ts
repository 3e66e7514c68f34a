import { bigserial, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

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
