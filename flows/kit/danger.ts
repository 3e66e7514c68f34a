import type { Danger, DangerKind } from './events.ts';
import { breath, sentenceEnd } from './normalise.ts';
import { families } from './words.ts';

/**
 * Reads a table of danger signs over the words of one text. Pure: the table is compiled once at load, and
 * a text costs what its own words cost, not what the table costs.
 *
 * A pattern is words in order. `a|b` either; `a_b` side by side; `a*` any word that begins so; CAPITALS a
 * family (words.ts); up to two other words may stand between two parts, none before `+a`, six before `~a`.
 * `^…$` is a whole message, courtesies apart. Patterns are separated by `;`.
 */
export interface Row {
  rule: string;
  kind: DangerKind;
  urgency: 1 | 2;
  needs: string;
  /** Takes away a finding that it overlaps or stands beside: "pukul rata", "akun dikunci". */
  unless?: string;
  /** Urgency when told as long ago or as a habit, with no word of now. It still counts (past is no safety). */
  whenPast?: 2;
  /** "tidak dipukul": never silence, only slower (2); `null` for bare words such as "tidak ada bahaya". */
  whenDenied?: 2 | null;
  /** Laughter beside it makes it a figure of speech: no danger, but a soft question. */
  canBeHyperbole?: true;
}

export interface Finding extends Danger {
  hyperbole: boolean;
}

/** Gaps between two parts of a pattern, in words. */
const gapsMax = { next: 0, near: 2, far: 6 } as const;
/** How near a taking-away pattern must stand to what it takes away, in words. */
const unlessWordsMax = 3;
/** Laughter this near belongs to the phrase. */
const laughWordsMax = 10;
const coreWordsMax = 6;

interface Pattern {
  parts: number[];
  gaps: number[];
  whole: boolean;
}

interface CompiledRow extends Row {
  index: number;
}

interface Part {
  id: number;
  words: number;
}

interface Span {
  from: number;
  to: number;
  denied: boolean;
}

/** Everything the compiled table knows: which words mean which parts, and which patterns start with a part. */
interface Lexicon {
  exact: Map<string, number[]>;
  prefixes: Map<string, number[]>;
  pairs: Map<string, { rest: string[]; id: number }[]>;
  partIds: Map<string, number>;
}

export interface Judge {
  /** What fires in these words (normalise.ts), the most urgent first; within one urgency, table order. */
  (words: readonly string[]): Finding[];
}

const prefixCharsMin = 3;

/** Compiles a table; faults in it (an unknown family) throw at load, never while somebody writes. */
export function compileTable(table: readonly Row[]): Judge {
  const lexicon: Lexicon = { exact: new Map(), prefixes: new Map(), pairs: new Map(), partIds: new Map() };
  const starts = new Map<number, { pattern: Pattern; row: CompiledRow; takesAway: boolean }[]>();
  const wholes: { pattern: Pattern; row: CompiledRow }[] = [];
  for (const name of ['NOT', 'SOFT', 'NOW', 'PAST', 'LAUGH', 'POLITE', 'NUM', 'AGE', 'GRADE', 'LONGHOURS'])
    partOf(lexicon, name);
  table.forEach((row, index) => {
    const compiled = { ...row, index };
    const add = (text: string, takesAway: boolean) => {
      const pattern = readPattern(lexicon, text);
      if (pattern.whole) wholes.push({ pattern, row: compiled });
      else {
        const first = pattern.parts[0] ?? -1;
        starts.set(first, [...(starts.get(first) ?? []), { pattern, row: compiled, takesAway }]);
      }
    };
    for (const text of splitPatterns(row.needs)) add(text, false);
    for (const text of splitPatterns(row.unless ?? '')) add(text, true);
  });
  return (words) => judgeWords(new Reading(lexicon, words), starts, wholes);
}

function splitPatterns(text: string): string[] {
  return text
    .split(';')
    .map((pattern) => pattern.trim().replace(/\s+/g, ' '))
    .filter((pattern) => pattern !== '');
}

function readPattern(lexicon: Lexicon, text: string): Pattern {
  const whole = text.startsWith('^');
  const elements = text.replace(/^\^/, '').replace(/\$$/, '').trim().split(' ');
  const gapOf = (element: string) =>
    whole || element.startsWith('+') ? gapsMax.next : element.startsWith('~') ? gapsMax.far : gapsMax.near;
  return {
    parts: elements.map((element) => partOf(lexicon, element.replace(/^[+~]/, ''))),
    gaps: elements.map(gapOf),
    whole,
  };
}

/** The number of a part; its words enter the lexicon the first time. */
function partOf(lexicon: Lexicon, element: string): number {
  const known = lexicon.partIds.get(element);
  if (known !== undefined) return known;
  const id = lexicon.partIds.size;
  lexicon.partIds.set(element, id);
  for (const word of expandElement(element, new Set())) addWord(lexicon, word, id);
  return id;
}

const numberParts = new Set(['NUM', 'AGE', 'GRADE', 'LONGHOURS']);
/** Words that may stand between a denial and what it denies: "tidak pernah lagi dipukul". */
const softFamilies: Readonly<Record<string, string>> = {
  SOFT: 'pernah ada lagi sampai mau akan pung bisa dapa jadi di sedang ever been being be merasa ikut sempat',
};

function expandElement(element: string, seen: Set<string>): string[] {
  return element.split('|').flatMap((name) => {
    if (!/^[A-Z]+$/.test(name)) return [name];
    if (numberParts.has(name) || seen.has(name)) return [];
    const family = families[name] ?? softFamilies[name];
    if (family === undefined) throw new TypeError(`unknown word family ${name}`);
    const inside = new Set([...seen, name]);
    return family.split(/\s+/).flatMap((word) => expandElement(word, inside));
  });
}

function addWord(lexicon: Lexicon, word: string, id: number): void {
  const push = (map: Map<string, number[]>, key: string) => {
    const ids = map.get(key) ?? [];
    if (!ids.includes(id)) map.set(key, [...ids, id]);
  };
  if (word.includes('_')) {
    const [first = '', ...rest] = word.split('_');
    lexicon.pairs.set(first, [...(lexicon.pairs.get(first) ?? []), { rest, id }]);
  } else if (word.endsWith('*')) push(lexicon.prefixes, word.slice(0, -1));
  else push(lexicon.exact, word);
}

const none: readonly number[] = [];

function idsOfForm(lexicon: Lexicon, form: string): readonly number[] {
  let ids: readonly number[] = lexicon.exact.get(form) ?? none;
  for (let end = prefixCharsMin; end <= form.length; end += 1) {
    const more = lexicon.prefixes.get(form.slice(0, end));
    if (more) ids = ids === none ? more : [...ids, ...more];
  }
  return ids;
}

/** What a word may mean: as it is, with doubled letters singled, without a glued -ku, -nya, -lah. */
function idsOfWord(lexicon: Lexicon, word: string): readonly number[] {
  const direct = idsOfForm(lexicon, word);
  if (direct.length > 0) return direct;
  const single = word.replace(/([a-z])\1+/g, '$1');
  const singled = single === word ? none : idsOfForm(lexicon, single);
  if (singled.length > 0) return singled;
  const stem = /^(.{3,}?)(ku|mu|nya|nyo|ny|lah|kah|pun|e|ne)$/.exec(single)?.[1];
  return stem === undefined ? none : idsOfForm(lexicon, stem);
}

/** One text, read: at each word the parts it may be, and how many words they take. */
class Reading {
  readonly words: readonly string[];
  readonly parts: Part[][];
  /** Positions that carry sense: neither pauses nor courtesies. */
  readonly core: number[];
  readonly #lexicon: Lexicon;

  constructor(lexicon: Lexicon, words: readonly string[]) {
    this.#lexicon = lexicon;
    this.words = joinPrefixes(lexicon, words);
    this.parts = this.words.map((word, at) => this.#partsAt(word, at));
    const polite = this.id('POLITE');
    this.core = this.words.flatMap((word, at) =>
      word === sentenceEnd || word === breath || this.has(at, polite) ? [] : [at],
    );
  }

  id(name: string): number {
    return this.#lexicon.partIds.get(name) ?? -1;
  }

  /** How many words the part takes here; 0 when it is not here. */
  length(at: number, id: number): number {
    for (const part of this.parts[at] ?? []) if (part.id === id) return part.words;
    return 0;
  }

  has(at: number, id: number): boolean {
    return this.length(at, id) > 0;
  }

  isEnd(at: number): boolean {
    return this.words[at] === sentenceEnd;
  }

  #partsAt(word: string, at: number): Part[] {
    if (word === sentenceEnd || word === breath) return [];
    if (/^\d+$/.test(word)) return numberPartsOf(Number(word)).map((name) => ({ id: this.id(name), words: 1 }));
    const parts = idsOfWord(this.#lexicon, word).map((id) => ({ id, words: 1 }));
    for (const pair of this.#lexicon.pairs.get(word) ?? [])
      if (pair.rest.every((next, offset) => this.words[at + 1 + offset] === next))
        parts.push({ id: pair.id, words: 1 + pair.rest.length });
    return parts;
  }
}

/** Ages of a child who writes or is written about; grades; hours nobody works of free will. */
function numberPartsOf(number: number): string[] {
  const names = ['NUM'];
  if (number >= 5 && number <= 17) names.push('AGE');
  if (number >= 1 && number <= 12) names.push('GRADE');
  if (number >= 13 && number <= 24) names.push('LONGHOURS');
  return names;
}

/** "di pukul", "d kunci", "ke luar" are one word when that word is known and no hour follows ("di pukul 7"). */
function joinPrefixes(lexicon: Lexicon, words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    const prefix = word === 'd' ? 'di' : word;
    const isPrefix = (prefix === 'di' || prefix === 'ke' || prefix === 'ter') && /^[a-z]{3,}$/.test(next);
    if (isPrefix && !/^\d/.test(words[at + 2] ?? '') && idsOfWord(lexicon, prefix + next).length > 0) {
      joined.push(prefix + next);
      at += 1;
    } else joined.push(word);
  }
  return joined;
}

function judgeWords(
  reading: Reading,
  starts: ReadonlyMap<number, { pattern: Pattern; row: CompiledRow; takesAway: boolean }[]>,
  wholes: readonly { pattern: Pattern; row: CompiledRow }[],
): Finding[] {
  const found = new Map<CompiledRow, { needs: Span[]; unless: Span[] }>();
  const spansOf = (row: CompiledRow) => {
    const spans = found.get(row) ?? { needs: [], unless: [] };
    found.set(row, spans);
    return spans;
  };
  reading.parts.forEach((parts, from) => {
    for (const part of parts)
      for (const { pattern, row, takesAway } of starts.get(part.id) ?? []) {
        const span = extend(reading, pattern, 1, from, from + part.words);
        if (span) spansOf(row)[takesAway ? 'unless' : 'needs'].push(span);
      }
  });
  if (reading.core.length <= coreWordsMax)
    for (const { pattern, row } of wholes) {
      const span = matchWhole(reading, pattern);
      if (span) spansOf(row).needs.push(span);
    }
  return [...found].flatMap(([row, spans]) => weigh(reading, row, spans)).sort((a, b) => a.order - b.order);
}

/** The rest of a pattern from its `next` part on, depth first: an early wrong word must not hide a later right one. */
function extend(reading: Reading, pattern: Pattern, next: number, from: number, at: number): Span | undefined {
  if (next === pattern.parts.length) return { from, to: at - 1, denied: isDenied(reading, pattern, from, at) };
  const part = pattern.parts[next] ?? -1;
  const last = at + (pattern.gaps[next] ?? 0);
  for (let position = at; position <= last && position < reading.words.length; position += 1) {
    if (reading.isEnd(position)) return undefined;
    const words = reading.length(position, part);
    const span = words > 0 ? extend(reading, pattern, next + 1, from, position + words) : undefined;
    if (span) return span;
  }
  return undefined;
}

/** Courtesies apart, the message is this and nothing else. */
function matchWhole(reading: Reading, pattern: Pattern): Span | undefined {
  let at = 0;
  for (const part of pattern.parts) {
    const position = reading.core[at];
    const words = position === undefined ? 0 : reading.length(position, part);
    if (words === 0) return undefined;
    at += words;
  }
  const from = reading.core[0];
  return from === undefined || at !== reading.core.length
    ? undefined
    : { from, to: reading.core.at(-1) ?? from, denied: false };
}

/** A denial right before, or among the words in between; a pattern that itself needs a denial is none. */
function isDenied(reading: Reading, pattern: Pattern, from: number, end: number): boolean {
  const not = reading.id('NOT');
  if (pattern.parts.includes(not)) return false;
  const soft = reading.id('SOFT');
  for (let at = from - 1, steps = 0; at >= 0 && steps < 3; at -= 1, steps += 1) {
    if (reading.has(at, not)) return true;
    if (!reading.has(at, soft)) break;
  }
  for (let at = from; at < end; at += 1)
    if (reading.has(at, not) && !pattern.parts.some((part) => reading.has(at, part))) return true;
  return false;
}

type Weighed = Finding & { order: number };

function weigh(reading: Reading, row: CompiledRow, spans: { needs: Span[]; unless: Span[] }): Weighed[] {
  const kept = spans.needs.filter(
    (span) =>
      !spans.unless.some((away) => away.from <= span.to + unlessWordsMax && away.to >= span.from - unlessWordsMax),
  );
  const first = kept.find((span) => !span.denied) ?? kept[0];
  if (first === undefined) return [];
  const urgency = urgencyOf(reading, row, first);
  if (urgency === null) return [];
  const hyperbole = row.canBeHyperbole === true && laughsBeside(reading, first);
  return [{ kind: row.kind, urgency, rule: row.rule, hyperbole, order: urgency * 1000 + row.index }];
}

function urgencyOf(reading: Reading, row: CompiledRow, span: Span): 1 | 2 | null {
  if (span.denied && row.whenDenied !== undefined) return row.whenDenied;
  if (row.whenPast !== undefined && contains(reading, 'PAST') && !contains(reading, 'NOW')) return row.whenPast;
  return row.urgency;
}

function contains(reading: Reading, name: string): boolean {
  const id = reading.id(name);
  return reading.parts.some((parts) => parts.some((part) => part.id === id));
}

function laughsBeside(reading: Reading, span: Span): boolean {
  const laugh = reading.id('LAUGH');
  for (let at = span.from - laughWordsMax; at <= span.to + laughWordsMax; at += 1)
    if (reading.has(at, laugh)) return true;
  return false;
}
