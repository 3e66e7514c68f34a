import { rowsBytesMax } from './backup-records.ts';

/**
 * PostgreSQL's COPY text, read as rows and written value by value. Pure. A value that is too long to be held (a
 * photograph) comes out in pieces, before its row.
 */
export type RowPart =
  /** `spilled`: the columns whose values came in pieces; here they are null. */
  | { is: 'row'; values: (string | null)[]; spilled: readonly number[] }
  /** Bytes of the column's value, in their order. */
  | { is: 'piece'; column: number; hex: string };

/** From here on a value is handed on in pieces: two records of it are in memory at most. */
const spillBytes = rowsBytesMax;

const newline = 0x0a;
/** How COPY text writes the beginning of bytes; two digits a byte follow. */
const bytesMark = '\\\\x';

export class RowReader {
  #begun: Buffer[] = [];
  #length = 0;
  #values: (string | null)[] = [];
  #spilled: number[] = [];
  readonly #isBytes: readonly boolean[];

  /** @param isBytes which columns are bytea: only of those a long value comes in pieces */
  constructor(isBytes: readonly boolean[]) {
    this.#isBytes = isBytes;
  }

  /** @param bytes of COPY text, cut anywhere */
  *take(bytes: Buffer): Generator<RowPart> {
    let from = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
      this.#add(bytes.subarray(from, at));
      from = at + 1;
      yield* this.#whole(this.#taken());
      const row = { is: 'row' as const, values: this.#values, spilled: this.#spilled };
      this.#values = [];
      this.#spilled = [];
      yield row;
    }
    // A copy: the record it lies in is larger, and must not be held for it.
    this.#add(Buffer.from(bytes.subarray(from)));
    if (this.#length > spillBytes) yield* this.#spill();
  }

  isBetweenRows(): boolean {
    return this.#length === 0 && this.#values.length === 0;
  }

  /** What is whole becomes values; of what is open, a piece. */
  *#spill(): Generator<RowPart> {
    const parts = this.#taken();
    const open = parts.pop() ?? '';
    yield* this.#whole(parts);
    const mark = this.#isSpilling() ? 0 : bytesMark.length;
    if (!this.#isBytes[this.#values.length] || open.length < mark) return this.#add(Buffer.from(open));
    // Two digits are a byte: an odd one waits for the next piece.
    const end = open.length - ((open.length - mark) % 2);
    this.#add(Buffer.from(open.slice(end)));
    yield this.#piece(open.slice(0, end));
  }

  /** The first may be the end of a value that came in pieces. */
  *#whole(parts: string[]): Generator<RowPart> {
    if (this.#isSpilling() && parts.length > 0) {
      yield this.#piece(parts.shift() ?? '');
      this.#values.push(null);
    }
    for (const text of parts) this.#values.push(parseValue(text));
  }

  #piece(text: string): RowPart {
    const column = this.#values.length;
    if (this.#isSpilling()) return { is: 'piece', column, hex: text };
    this.#spilled.push(column);
    return { is: 'piece', column, hex: text.slice(bytesMark.length) };
  }

  #isSpilling(): boolean {
    return this.#spilled.at(-1) === this.#values.length;
  }

  #add(bytes: Buffer): void {
    if (bytes.length > 0) this.#begun.push(bytes);
    this.#length += bytes.length;
  }

  #taken(): string[] {
    const parts = Buffer.concat(this.#begun).toString('utf8').split('\t');
    this.#begun = [];
    this.#length = 0;
    return parts;
  }
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** One value of COPY text: `\\N` for null, a backslash before what would be misread. */
export function parseValue(text: string): string | null {
  if (text === '\\N') return null;
  return text.includes('\\') ? text.replaceAll(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign) : text;
}

/** The other way round. */
export function escapeValue(value: string | null): string {
  if (value === null) return '\\N';
  return value.replaceAll(/[\\\b\f\n\r\t\v]/g, (sign) => {
    const letter = Object.keys(escapes).find((each) => escapes[each] === sign);
    return `\\${letter ?? sign}`;
  });
}
