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
  /** The first letters of all prefixes: most words are known by them to have none. */
  prefixHeads: Set<string>;
}

/** The parts at each word; `longer` where a part takes several words, by its number. */
export interface LookedUp {
  words: readonly string[];
  parts: readonly (readonly number[])[];
  longer: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

const prefixCharsMin = 3;
/** Longer prefixes are not written in the table; addWord refuses them. */
const prefixCharsMax = 16;
const none: readonly number[] = [];

/** Numbers written as digits: any, an age below 18, a school year, hours that nobody works of free will. */
const numberFamilies: Readonly<Record<string, (number: number) => boolean>> = {
  NUM: () => true,
  AGE: (number) => number >= 5 && number <= 17,
  GRADE: (number) => number >= 1 && number <= 12,
  LONGHOURS: (number) => number >= 13 && number <= 24,
};

export function emptyLexicon(): Lexicon {
  return {
    partIds: new Map(),
    exact: new Map(),
    prefixes: new Map(),
    pairs: new Map(),
    prefixHeads: new Set(),
  };
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
    // "di depan" is also written "didepan".
    if (first === 'di' || first === 'ke') addWord(lexicon, first + rest.join(''), id);
    return;
  }
  const map = word.endsWith('*') ? lexicon.prefixes : lexicon.exact;
  const key = word.replace('*', '');
  if (key.length > prefixCharsMax && word.endsWith('*')) throw new TypeError(`prefix too long: ${word}`);
  if (word.endsWith('*')) lexicon.prefixHeads.add(key.slice(0, prefixCharsMin));
  const ids = map.get(key) ?? [];
  if (!ids.includes(id)) map.set(key, [...ids, id]);
}

/** The words as the table knows them, and the parts at each of them. */
export function lookUp(lexicon: Lexicon, heard: readonly string[]): LookedUp {
  const words = joinPrefixes(lexicon, heard);
  const longer = new Map<number, Map<number, number>>();
  const parts = words.map((word, at) => {
    if (word === sentenceEnd || word === breath) return none;
    const single = idsOfWord(lexicon, word);
    const several = pairsAt(lexicon, words, word, at);
    if (several.size === 0) return single;
    longer.set(at, several);
    return [...single, ...several.keys()];
  });
  return { words, parts, longer };
}

const noPairs = new Map<number, number>();

/** Parts of several words that begin here, with how many words they take. */
function pairsAt(lexicon: Lexicon, words: readonly string[], word: string, at: number): Map<number, number> {
  const pairs = lexicon.pairs.get(word);
  if (!pairs) return noPairs;
  let found = noPairs;
  for (const { rest, id } of pairs) {
    if (!rest.every((next, offset) => words[at + 1 + offset] === next)) continue;
    if (found === noPairs) found = new Map();
    found.set(id, 1 + rest.length);
  }
  return found;
}

/** What a word may mean: as it is, with doubled letters singled, without a glued -ku, -nya, -lah. */
function idsOfWord(lexicon: Lexicon, word: string): readonly number[] {
  const first = word.charCodeAt(0);
  if (first >= 48 && first <= 57) return idsOfNumber(lexicon, Number(word));
  const direct = idsOfForm(lexicon, word);
  const single = word.replace(/([a-z])\1+/g, '$1');
  const own = direct.length > 0 || single === word ? direct : idsOfForm(lexicon, single);
  for (const form of single === word ? [word] : [word, single]) {
    const stem = glued.exec(form)?.[1];
    const ids = stem === undefined ? none : idsOfForm(lexicon, stem);
    if (ids.length > 0) return own.length > 0 ? [...own, ...ids] : ids;
  }
  // "dpukul" is "dipukul": nobody types the i.
  return own.length === 0 && droppedLetter.test(word) ? idsOfForm(lexicon, `di${word.slice(1)}`) : own;
}

const droppedLetter = /^d[^aeiou]..../;
const glued = /^(.{3,}?)(?:ku|mu|nya|nyo|ny|lah|kah|pun|ne|e)$/;

function idsOfNumber(lexicon: Lexicon, number: number): readonly number[] {
  return Object.entries(numberFamilies).flatMap(([name, fits]) =>
    fits(number) ? (lexicon.exact.get(name) ?? none) : none,
  );
}

function idsOfForm(lexicon: Lexicon, form: string): readonly number[] {
  let ids: readonly number[] = lexicon.exact.get(form) ?? none;
  if (!lexicon.prefixHeads.has(form.slice(0, prefixCharsMin))) return ids;
  for (let end = Math.min(form.length, prefixCharsMax); end >= prefixCharsMin; end -= 1) {
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
