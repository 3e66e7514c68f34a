import { Bug } from '../errors.ts';

/**
 * What is inside a backup, as a row of records. Pure. Each record: kind (1 byte), length (4 bytes), bytes.
 * Rows travel in PostgreSQL's own COPY text format, which every version of it has read and written alike
 * for twenty years: that is what carries a backup from one major version to the next.
 */
export type BackupRecord =
  | { kind: 'keys'; bytes: Buffer }
  | { kind: 'table'; table: string; columns: string[] }
  | { kind: 'rows'; bytes: Buffer }
  | { kind: 'sequences'; values: Record<string, string> }
  | { kind: 'end' };

const kinds = ['keys', 'table', 'rows', 'sequences', 'end'] as const satisfies BackupRecord['kind'][];

const headBytes = 5;
/** Above the writer's own bound (it was 256 kB of rows once; keys and names are small). */
const recordBytesMax = 1024 * 1024;
/** How much of a table's rows one record carries: what is larger is not swept away with the other young garbage. */
export const rowsBytesMax = 64 * 1024;

/** One record as it stands in the file. */
export function writeRecord(record: BackupRecord): Buffer {
  const body = bodyOf(record);
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kinds.indexOf(record.kind), 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

function bodyOf(record: BackupRecord): Buffer {
  if (record.kind === 'keys' || record.kind === 'rows') return record.bytes;
  if (record.kind === 'end') return Buffer.alloc(0);
  const { kind, ...rest } = record;
  return Buffer.from(JSON.stringify(rest));
}

/** Records out of bytes that come in any pieces. @throws Bug when they are not records, or end too early */
export async function* readRecords(content: AsyncIterable<Buffer>): AsyncGenerator<BackupRecord> {
  let rest: Buffer = Buffer.alloc(0);
  let isWhole = false;
  for await (const bytes of content) {
    rest = Buffer.concat([rest, bytes]);
    for (let size = sizeOf(rest); size !== undefined && rest.length >= size; size = sizeOf(rest)) {
      const record = parseRecord(rest.readUInt8(0), Buffer.from(rest.subarray(headBytes, size)));
      isWhole = record.kind === 'end';
      yield record;
      rest = rest.subarray(size);
    }
  }
  if (!isWhole || rest.length > 0) throw new Bug('backupRecordsCut');
}

function sizeOf(bytes: Buffer): number | undefined {
  if (bytes.length < headBytes) return undefined;
  const length = bytes.readUInt32BE(1);
  if (length > recordBytesMax) throw new Bug('backupRecordTooLong');
  return headBytes + length;
}

function parseRecord(number: number, bytes: Buffer): BackupRecord {
  const kind = kinds[number];
  if (kind === undefined) throw new Bug('backupRecordUnknown', { number });
  if (kind === 'end') return { kind };
  if (kind === 'keys' || kind === 'rows') return { kind, bytes };
  return { kind, ...JSON.parse(bytes.toString('utf8')) } as BackupRecord;
}

const newline = 0x0a;

/** How many rows end in these bytes of COPY text: a line break inside a value is written as two signs. */
export function countRows(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
