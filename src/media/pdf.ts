import { inflateSync } from 'node:zlib';
import { limits } from './limits.ts';

/**
 * A PDF that only shows pages. One that can act (scripts, programs, forms that send, files inside) or that
 * cannot be looked into (encrypted) is refused. Names may hide in packed object streams and behind #xx, so
 * both are undone before they are looked for (ISO 32000-2, 7.3.5 and 7.5.7).
 */
const acting =
  /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|Rendition|Encrypt)(?![A-Za-z0-9])/;
/** Too short to be looked for in pictures and fonts: there they come up by chance. */
const actingShort = /\/(JS|XFA)(?![A-Za-z0-9])/;

export function isSafePdf(bytes: Buffer): boolean {
  // Anything before the header makes it another file as well.
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return false;
  if (bytes.subarray(-65_557).includes('PK\u0005\u0006', 0, 'latin1')) return false;
  const text = withoutEscapes(bytes.toString('latin1'));
  // All of it: where a stream begins and ends can be lied about.
  if (acting.test(text)) return false;
  const { outside, packed } = partsOf(bytes);
  if (actingShort.test(withoutEscapes(outside))) return false;
  let left: number = limits.unpackedBytesMax;
  for (const stream of packed) {
    const plain = unpacked(stream, left);
    if (plain === undefined) return false;
    left -= plain.length;
    const objects = withoutEscapes(plain.toString('latin1'));
    if (acting.test(objects) || actingShort.test(objects)) return false;
  }
  return true;
}

/** "/J#61vaScript" is the same name to a reader. */
function withoutEscapes(text: string): string {
  return text.replace(/#([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What stands outside of streams, and the streams that hold objects. What pages look like is left alone. */
function partsOf(bytes: Buffer): { outside: string; packed: Buffer[] } {
  const text = bytes.toString('latin1');
  const packed: Buffer[] = [];
  const outside: string[] = [];
  let at = 0;
  for (;;) {
    const begin = /stream\r?\n/g;
    begin.lastIndex = at;
    const found = begin.exec(text);
    if (!found) break;
    const from = found.index + found[0].length;
    const end = text.indexOf('endstream', from);
    if (end < 0) break;
    const before = text.slice(at, found.index);
    outside.push(before);
    const dictionary = before.slice(before.lastIndexOf(' obj'));
    if (/\/Type\s*\/ObjStm|#4f|#6f/i.test(dictionary)) packed.push(bytes.subarray(from, end));
    at = end + 'endstream'.length;
  }
  outside.push(text.slice(at));
  return { outside: outside.join('\n'), packed };
}

/** Undefined when it cannot be unpacked within the bound: then nobody knows what is in it. */
function unpacked(stream: Buffer, bytesMax: number): Buffer | undefined {
  try {
    return inflateSync(stream, { maxOutputLength: Math.max(1, bytesMax) });
  } catch {
    return undefined;
  }
}
