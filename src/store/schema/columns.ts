import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Bytes in and out as a Buffer. Every sealed column is one. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
});

/** A moment with time zone, as a Date. Rows about people hold it cut to the minute (clock.ts). */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
