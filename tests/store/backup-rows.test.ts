import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeValue, RowReader } from '../../src/store/backup-rows.ts';

type Row = [string | null, Buffer | null, string];

/** A row that came, with the values that came in pieces put together. */
function readAll(text: Buffer, cuts: readonly number[]): Row[] {
  const reader = new RowReader([false, true, false]);
  const rows: Row[] = [];
  let hex = '';
  const bounds = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  for (const [at, from] of bounds.entries())
    for (const part of reader.take(text.subarray(from, bounds[at + 1] ?? text.length))) {
      if (part.is === 'piece') hex += part.hex;
      else {
        const [name = null, bytes = null, end] = part.values;
        const digits = part.spilled.length > 0 ? hex : (bytes?.slice(2) ?? null);
        rows.push([name, digits === null ? null : Buffer.from(digits, 'hex'), end ?? '']);
        hex = '';
      }
    }
  expect(reader.isBetweenRows()).toBe(true);
  return rows;
}

const write = (rows: readonly Row[]) =>
  Buffer.from(
    rows
      .map(([name, bytes, end]) =>
        [name, bytes && `\\x${bytes.toString('hex')}`, end].map((value) => escapeValue(value)).join('\t'),
      )
      .map((line) => `${line}\n`)
      .join(''),
  );

const text = fc.string({ unit: fc.constantFrom('a', '\\', '\t', '\n', '\r', 'N', 'é', '\b') });
/** Some of them longer than a record. */
const bytes = fc
  .tuple(fc.constantFrom(0, 1, 3, 40_000, 90_000), fc.nat(255))
  .map(([size, fill]) => Buffer.alloc(size, fill));
const row = fc.tuple(fc.option(text), fc.option(bytes), text);

test('rows come as they were written, wherever their text is cut', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (rows, cuts) => {
      expect(readAll(write(rows as Row[]), cuts)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});
