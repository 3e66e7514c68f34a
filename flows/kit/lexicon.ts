import { breath, sentenceEnd } from './normalise.ts';
import { families } from './words.ts';

/**
 * Which words stand for which part of a pattern. Built once at load; a text is then looked up word by word,
 * so its cost follows its own length and not the size of the table.
 */
export interface Lexicon {
  partIds: Map<string, number>;
  exact: Map<string, number[]>;
  prefixes: Map<string, number[]>;
  pairs: Map<string, { rest: string[]; id: number }[]>;
}

/** A part found at a place, and how many words it takes there. */
export interface Found {
  id: number;
  words: number;
}

const prefixCharsMin = 3;
const none: readonly number[] = [];

/** Numbers written as digits: any, an age below 18, a school year, hours that nobody works of free will. */
const numberFamilies: Readonly<Record<string, (number: number) => boolean>> = {
  NUM: () => true,
  AGE: (number) => number >= 5 && number <= 17,
  GRADE: (number) => number >= 1 && number <= 12,
  LONGHOURS: (number) => number >= 13 && number <= 24,
};

export function emptyLexicon(): Lexicon {
  return { partIds: new Map(), exact: new Map(), prefixes: new Map(), pairs: new Map() };
}

/** All words of a family, those of the families in it included. */
export function wordsOfFamily(name: string): string[] {
  return expand(name, new Set());
}

/**
 * The number of a part ("mau|mo", "NOT", "bunuh_diri"); its words enter the lexicon the first time.
 * @throws TypeError at load when a family is not in words.ts
 */
export function partOf(lexicon: Lexicon, element: string): number {
  const known = lexicon.partIds.get(element);
  if (known !== undefined) return known;
  const id = lexicon.partIds.size;
  lexicon.partIds.set(element, id);
  for (const word of expand(element, new Set())) addWord(lexicon, word, id);
  return id;
}

function expand(element: string, seen: ReadonlySet<string>): string[] {
  return element.split('|').flatMap((name) => {
    if (!/^[A-Z]+$/.test(name) || numberFamilies[name]) return name === '' ? [] : [name];
    if (seen.has(name)) return [];
    const family = families[name];
    if (family === undefined) throw new TypeError(`unknown word family ${name}`);
    return family.split(/\s+/).flatMap((word) => expand(word, new Set([...seen, name])));
  });
}

function addWord(lexicon: Lexicon, word: string, id: number): void {
  if (word.includes('_')) {
    const [first = '', ...rest] = word.split('_');
    lexicon.pairs.set(first, [...(lexicon.pairs.get(first) ?? []), { rest, id }]);
    return;
  }
  const map = word.endsWith('*') ? lexicon.prefixes : lexicon.exact;
  const key = word.replace('*', '');
  const ids = map.get(key) ?? [];
  if (!ids.includes(id)) map.set(key, [...ids, id]);
}

/** The words as the table knows them, and the parts at each of them. */
export function lookUp(lexicon: Lexicon, heard: readonly string[]): { words: string[]; parts: Found[][] } {
  const words = joinPrefixes(lexicon, heard);
  return { words, parts: words.map((word, at) => partsAt(lexicon, words, word, at)) };
}

function partsAt(lexicon: Lexicon, words: readonly string[], word: string, at: number): Found[] {
  if (word === sentenceEnd || word === breath) return [];
  const parts = idsOfWord(lexicon, word).map((id) => ({ id, words: 1 }));
  for (const pair of lexicon.pairs.get(word) ?? [])
    if (pair.rest.every((next, offset) => words[at + 1 + offset] === next))
      parts.push({ id: pair.id, words: 1 + pair.rest.length });
  return parts;
}

/** What a word may mean: as it is, with doubled letters singled, without a glued -ku, -nya, -lah. */
function idsOfWord(lexicon: Lexicon, word: string): readonly number[] {
  const first = word.charCodeAt(0);
  if (first >= 48 && first <= 57) return idsOfNumber(lexicon, Number(word));
  const direct = idsOfForm(lexicon, word);
  if (direct.length > 0) return direct;
  const single = word.replace(/([a-z])\1+/g, '$1');
  const singled = single === word ? none : idsOfForm(lexicon, single);
  if (singled.length > 0) return singled;
  const stem = /^(.{3,}?)(ku|mu|nya|nyo|ny|lah|kah|pun|e|ne)$/.exec(single)?.[1];
  return stem === undefined ? none : idsOfForm(lexicon, stem);
}

function idsOfNumber(lexicon: Lexicon, number: number): readonly number[] {
  return Object.entries(numberFamilies).flatMap(([name, fits]) =>
    fits(number) ? (lexicon.exact.get(name) ?? none) : none,
  );
}

function idsOfForm(lexicon: Lexicon, form: string): readonly number[] {
  let ids: readonly number[] = lexicon.exact.get(form) ?? none;
  for (let end = prefixCharsMin; end <= form.length; end += 1) {
    const more = lexicon.prefixes.get(form.slice(0, end));
    if (more) ids = ids === none ? more : [...ids, ...more];
  }
  return ids;
}

/** "di pukul", "d kunci", "ke luar" are one word when that word is known and no hour follows ("di pukul 7"). */
function joinPrefixes(lexicon: Lexicon, words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    const prefix = word === 'd' ? 'di' : word;
    const isPrefix = (prefix === 'di' || prefix === 'ke' || prefix === 'ter') && next.length > 2;
    if (isPrefix && !/^\d/.test(words[at + 2] ?? '') && idsOfForm(lexicon, prefix + next).length > 0) {
      joined.push(prefix + next);
      at += 1;
    } else joined.push(word);
  }
  return joined;
}
