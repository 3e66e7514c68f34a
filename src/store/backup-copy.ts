import type postgres from 'postgres';
import { rowsBytesMax } from './backup-records.ts';
import { escapeValue } from './backup-rows.ts';
import { quoted, type Table } from './backup-tables.ts';

/**
 * The rows of one table in PostgreSQL's COPY text, in pieces. The server sends a row whole, and the driver holds all of
 * it, more than once: a photograph of 15 MB would cost a small machine a hundred. So a row that is large is read by
 * itself, value by value, and of a large value only a slice at a time.
 */
const limits = {
  /** Bytes of a slice; written in hexadecimal it is twice as long, which is what one record carries. */
  sliceBytes: rowsBytesMax / 2,
} as const;

type Copied = Table & { where: string };

export async function* copyTable(tx: postgres.TransactionSql, table: Copied): AsyncGenerator<Buffer> {
  const { name, columns, where } = table;
  const list = columns.map((column) => quoted(column.name)).join(', ');
  const size = sizeOf(table);
  const among = (condition: string) => `${where === '' ? ' where' : `${where} and`} ${condition}`;
  const small = size === '' ? where : among(`${size} <= ${limits.sliceBytes}`);
  const copy = `copy (select ${list} from ${quoted(name)}${small}) to stdout`;
  yield* gathered(await tx.unsafe(copy).readable());
  if (size === '') return;
  // Where a row lies holds for as long as this snapshot is read: nothing that it shows is taken away meanwhile.
  const large = await tx.unsafe<{ at: string }[]>(
    `select ctid::text as at from ${quoted(name)}${among(`${size} > ${limits.sliceBytes}`)}`,
  );
  for (const { at } of large) yield* gathered(copyRow(tx, table, at));
}

/** What the sealed columns of a row take together; empty for a table that has none. */
function sizeOf({ columns }: Table): string {
  const sizes = columns.flatMap(({ name, type }) =>
    type === 'bytea' ? [`coalesce(octet_length(${quoted(name)}), 0)`] : [],
  );
  return sizes.length === 0 ? '' : `(${sizes.join(' + ')})`;
}

async function* copyRow(tx: postgres.TransactionSql, table: Copied, at: string): AsyncGenerator<Buffer> {
  const from = `from ${quoted(table.name)} where ctid = $1::tid`;
  for (const [place, { name, type }] of table.columns.entries()) {
    if (place > 0) yield Buffer.from('\t');
    if (type === 'bytea') yield* copyBytes(tx, quoted(name), from, at);
    else {
      const [row] = await tx.unsafe<{ value: string | null }[]>(
        `select ${quoted(name)}::text as value ${from}`,
        [at],
      );
      yield Buffer.from(escapeValue(row?.value ?? null));
    }
  }
  yield Buffer.from('\n');
}

async function* copyBytes(
  tx: postgres.TransactionSql,
  column: string,
  from: string,
  at: string,
): AsyncGenerator<Buffer> {
  const [row] = await tx.unsafe<{ bytes: number | null }[]>(
    `select octet_length(${column}) as bytes ${from}`,
    [at],
  );
  const bytes = row?.bytes ?? null;
  yield Buffer.from(bytes === null ? escapeValue(null) : escapeValue('\\x'));
  for (let start = 0; start < (bytes ?? 0); start += limits.sliceBytes) {
    const [slice] = await tx.unsafe<{ hex: string }[]>(
      `select encode(substring(${column} from $2::int for ${limits.sliceBytes}), 'hex') as hex ${from}`,
      [at, start + 1],
    );
    yield Buffer.from(slice?.hex ?? '', 'latin1');
  }
}

/** PostgreSQL gives row by row: small ones are gathered into records, and none is larger than a record may be. */
async function* gathered(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const row of rows) {
    if (size > 0 && size + row.length > rowsBytesMax) {
      yield joined(parts);
      parts = [];
      size = 0;
    }
    // A long text: cut where it lies, not copied once more.
    for (let from = 0; row.length > rowsBytesMax && from < row.length; from += rowsBytesMax)
      yield row.subarray(from, from + rowsBytesMax);
    if (row.length > rowsBytesMax) continue;
    parts.push(row);
    size += row.length;
  }
  if (size > 0) yield joined(parts);
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only, ...more] = parts;
  return only && more.length === 0 ? only : Buffer.concat(parts);
}
