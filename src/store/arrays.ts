import { makePgArray, parsePgArray } from 'drizzle-orm/pg-core';

/**
 * PostgreSQL's own array types (catalog/pg_type.dat: their numbers are the same on every server). The driver
 * would ask each new connection for them, by a query whose failure nobody hears (ADR 0012).
 */
const arrayTypes = {
  boolean: 1000,
  bytea: 1001,
  smallint: 1005,
  integer: 1007,
  text: 1009,
  varchar: 1015,
  bigint: 1016,
  timestamptz: 1185,
  uuid: 2951,
} as const;

type Elements = keyof typeof arrayTypes;

/** As single values of the type are read: what JavaScript cannot hold exactly stays text. */
const readers: Partial<Record<Elements, (text: string) => unknown>> = {
  boolean: (text) => text === 't',
  smallint: Number,
  integer: Number,
  bytea: (text) => Buffer.from(text.slice(2), 'hex'),
};

/** What a client needs to read and write lists, by the number of the type. */
export function arrayOptions(): {
  parsers: Record<number, (text: string) => unknown>;
  serializers: Record<number, (values: unknown) => unknown>;
} {
  const all = Object.entries(arrayTypes) as [Elements, number][];
  return {
    parsers: Object.fromEntries(
      all.map(([of, type]) => {
        const read = readers[of] ?? ((text: string) => text);
        return [type, (text: string) => parsePgArray(text).map(read)];
      }),
    ),
    serializers: Object.fromEntries(
      all.map(([, type]) => [
        type,
        (values: unknown) => (Array.isArray(values) ? makePgArray(values) : values),
      ]),
    ),
  };
}
