import type { Danger, DangerKind } from './events.ts';
import { emptyLexicon, type Lexicon, type LookedUp, lookUp, partOf } from './lexicon.ts';
import { breath, sentenceEnd } from './normalise.ts';

/**
 * Reads a table of signs over the words of one text. Pure: compiled once at load, nothing kept of a text.
 *
 * A pattern is words in order, patterns are separated by `;`. `a|b` is either, `a_b` side by side, `a*` any
 * word that begins so, CAPITALS a family (words.ts). Up to two other words may stand before a part, none
 * before `+a`, six before `~a`; never a sentence's end. `^…$` is a whole message, courtesies apart.
 */
export interface Row {
  rule: string;
  kind: DangerKind;
  urgency: 1 | 2;
  needs: string;
  /** Takes away a finding that it overlaps or stands beside: "pukul rata", "akun dikunci". */
  unless?: string;
  /** Urgency when told as long ago or as a habit, with no word of now. Past is no safety, it still counts. */
  whenPast?: 2;
  /** "tidak dipukul" is slower, never silent; `null`, silent, for what is only a word: "tidak ada bahaya". */
  whenDenied?: 2 | null;
  /** Laughter beside it makes it a figure of speech: no danger, but a soft question. */
  canBeHyperbole?: true;
}

export interface Finding extends Danger {
  hyperbole: boolean;
}

/** What fires in these words (normalise.ts): the most urgent first, within one urgency in table order. */
export type Judge = (words: readonly string[]) => Finding[];

/** Distances in words. */
const limits = {
  next: 0,
  near: 2,
  far: 6,
  /** How near a taking-away pattern must stand to what it takes away. */
  unless: 3,
  /** Laughter this near belongs to the phrase. */
  laugh: 10,
  /** Longer messages are no bare phrase. */
  whole: 6,
} as const;

interface Pattern {
  row: Row;
  order: number;
  takesAway: boolean;
  whole: boolean;
  parts: number[];
  gaps: number[];
}

interface Span {
  from: number;
  to: number;
  denied: boolean;
}

interface Table {
  lexicon: Lexicon;
  starts: Map<number, Pattern[]>;
  wholes: Pattern[];
  own: Record<'not' | 'soft' | 'now' | 'past' | 'laugh' | 'polite', number>;
}

/** Compiles a table; a fault in it throws at load, never while somebody writes. */
export function compileTable(rows: readonly Row[]): Judge {
  const lexicon = emptyLexicon();
  const own = {
    not: partOf(lexicon, 'NOT'),
    soft: partOf(lexicon, 'SOFT'),
    now: partOf(lexicon, 'NOW'),
    past: partOf(lexicon, 'PAST'),
    laugh: partOf(lexicon, 'LAUGH'),
    polite: partOf(lexicon, 'POLITE'),
  };
  const table: Table = { lexicon, starts: new Map(), wholes: [], own };
  rows.forEach((row, order) => {
    for (const text of split(row.needs)) addPattern(table, row, order, text, false);
    for (const text of split(row.unless ?? '')) addPattern(table, row, order, text, true);
  });
  return (words) => judge(table, new Reading(table, words));
}

function split(text: string): string[] {
  return text
    .split(';')
    .map((pattern) => pattern.trim().replace(/\s+/g, ' '))
    .filter((pattern) => pattern !== '');
}

function addPattern(table: Table, row: Row, order: number, text: string, takesAway: boolean): void {
  const whole = text.startsWith('^');
  const elements = text.replace(/^\^|\$$/g, '').split(' ');
  const gapOf = (element: string) =>
    whole || element.startsWith('+') ? limits.next : element.startsWith('~') ? limits.far : limits.near;
  const parts = elements.map((element) => partOf(table.lexicon, element.replace(/^[+~]/, '')));
  const pattern = { row, order, takesAway, whole, parts, gaps: elements.map(gapOf) };
  const first = parts[0] ?? -1;
  if (whole) table.wholes.push(pattern);
  else table.starts.set(first, [...(table.starts.get(first) ?? []), pattern]);
}

/** One text against the lexicon. */
class Reading {
  readonly words: readonly string[];
  readonly parts: readonly (readonly number[])[];
  /** Places that carry sense: neither pauses nor courtesies. */
  readonly core: readonly number[];
  readonly #longer: LookedUp['longer'];
  /** Which parts the text has at all: most patterns end here. */
  readonly #present: Uint8Array;

  constructor(table: Table, heard: readonly string[]) {
    const { words, parts, longer } = lookUp(table.lexicon, heard);
    this.words = words;
    this.parts = parts;
    this.#longer = longer;
    this.#present = new Uint8Array(table.lexicon.partIds.size);
    for (const ids of parts) for (const id of ids) this.#present[id] = 1;
    this.core = words.flatMap((word, at) =>
      word === sentenceEnd || word === breath || this.has(at, table.own.polite) ? [] : [at],
    );
  }

  /** How many words the part takes here; 0 when it is not here. */
  length(at: number, id: number): number {
    return this.has(at, id) ? (this.#longer.get(at)?.get(id) ?? 1) : 0;
  }

  has(at: number, id: number): boolean {
    return this.parts[at]?.includes(id) ?? false;
  }

  contains(id: number): boolean {
    return this.#present[id] === 1;
  }

  containsAll(ids: readonly number[]): boolean {
    for (const id of ids) if (this.#present[id] !== 1) return false;
    return true;
  }
}

function judge(table: Table, reading: Reading): Finding[] {
  const spans = new Map<Row, { order: number; needs: Span[]; unless: Span[] }>();
  const keep = (pattern: Pattern, span: Span) => {
    const of = spans.get(pattern.row) ?? { order: pattern.order, needs: [], unless: [] };
    spans.set(pattern.row, of);
    of[pattern.takesAway ? 'unless' : 'needs'].push(span);
  };
  reading.parts.forEach((parts, from) => {
    for (const part of parts)
      for (const pattern of table.starts.get(part) ?? []) {
        if (!reading.containsAll(pattern.parts)) continue;
        const end = matchRest(reading, pattern, 1, from + reading.length(from, part));
        if (end !== undefined)
          keep(pattern, { from, to: end - 1, denied: isDenied(table, reading, pattern, from, end) });
      }
  });
  const [from] = reading.core;
  const to = reading.core.at(-1);
  if (from !== undefined && to !== undefined && reading.core.length <= limits.whole)
    for (const pattern of table.wholes)
      if (isWhole(reading, pattern)) keep(pattern, { from, to, denied: false });
  return [...spans]
    .flatMap(([row, of]) => weigh(table, reading, row, of))
    .sort((one, other) => one.order - other.order)
    .map(({ order: _, ...finding }) => finding);
}

/**
 * Where the rest of a pattern ends, from its part `next` on. Depth first: an early wrong word must not hide
 * a later right one.
 */
function matchRest(reading: Reading, pattern: Pattern, next: number, at: number): number | undefined {
  const part = pattern.parts[next];
  if (part === undefined) return at;
  const last = at + (pattern.gaps[next] ?? 0);
  for (let place = at; place <= last && place < reading.words.length; place += 1) {
    if (reading.words[place] === sentenceEnd) return undefined;
    const words = reading.length(place, part);
    const end = words > 0 ? matchRest(reading, pattern, next + 1, place + words) : undefined;
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Courtesies apart, the message is this and nothing else. */
function isWhole(reading: Reading, pattern: Pattern): boolean {
  let at = 0;
  for (const part of pattern.parts) {
    const place = reading.core[at];
    const words = place === undefined ? 0 : reading.length(place, part);
    if (words === 0) return false;
    at += words;
  }
  return at === reading.core.length;
}

/** A denial right before, or among the words between; a pattern that itself asks for a denial is none. */
function isDenied({ own }: Table, reading: Reading, pattern: Pattern, from: number, end: number): boolean {
  if (pattern.parts.includes(own.not)) return false;
  for (let at = from - 1; at >= from - 3; at -= 1) {
    if (reading.has(at, own.not)) return true;
    if (!reading.has(at, own.soft)) break;
  }
  for (let at = from; at < end; at += 1)
    if (reading.has(at, own.not) && !pattern.parts.some((part) => reading.has(at, part))) return true;
  return false;
}

function weigh(
  { own }: Table,
  reading: Reading,
  row: Row,
  { order, needs, unless }: { order: number; needs: Span[]; unless: Span[] },
): (Finding & { order: number })[] {
  const isTaken = (span: Span) => unless.some((away) => standsBeside(reading, span, away));
  const kept = needs.filter((span) => !isTaken(span));
  const span = kept.find(({ denied }) => !denied) ?? kept[0];
  if (span === undefined) return [];
  const isPast = row.whenPast !== undefined && reading.contains(own.past) && !reading.contains(own.now);
  const spoken = isPast ? (row.whenPast ?? row.urgency) : row.urgency;
  const urgency = span.denied && row.whenDenied !== undefined ? row.whenDenied : spoken;
  if (urgency === null) return [];
  const hyperbole = row.canBeHyperbole === true && laughsBeside(reading, own.laugh, span);
  return [{ kind: row.kind, urgency, rule: row.rule, hyperbole, order: urgency * 1000 + order }];
}

/** Overlapping, or a few words apart in the same sentence. */
function standsBeside(reading: Reading, span: Span, away: Span): boolean {
  if (away.from > span.to + limits.unless || away.to < span.from - limits.unless) return false;
  const [before, after] = away.to < span.from ? [away, span] : [span, away];
  for (let at = before.to + 1; at < after.from; at += 1) if (reading.words[at] === sentenceEnd) return false;
  return true;
}

/** In the same sentence, or as the first word after it ("pengen mati. wkwk"); an older joke takes nothing back. */
function laughsBeside(reading: Reading, laugh: number, { from, to }: Span): boolean {
  for (let at = from - 1; at >= from - limits.laugh && reading.words[at] !== sentenceEnd; at -= 1)
    if (reading.has(at, laugh)) return true;
  for (let at = from; at <= to + limits.laugh; at += 1) {
    if (reading.has(at, laugh)) return true;
    if (at > to && reading.words[at] === sentenceEnd) return reading.has(at + 1, laugh);
  }
  return false;
}
