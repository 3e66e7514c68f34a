import { type Param, sql } from 'drizzle-orm';

/**
 * A column of many rows as one parameter, so that a statement stays the same however many rows it writes and
 * PostgreSQL keeps its plan. To be cast where it stands: `unnest(${list(ids)}::uuid[])`.
 */
export function list(values: readonly (string | number | null)[]): Param {
  return sql.param([...values]);
}

/** The driver takes an array of buffers for one buffer: bytes travel as hex, `decode(column, 'hex')`. */
export function hexList(values: readonly (Buffer | null)[]): Param {
  return list(values.map((value) => value?.toString('hex') ?? null));
}
