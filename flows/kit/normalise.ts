/**
 * Turns what a frightened thumb typed into plain words: lower case, no invisible signs, no stretched
 * letters, digits read as the letters they stand for. Pure; nothing is kept between two texts.
 */

/**
 * Only the ends of a very long text are judged. People put the cry first or last; a pasted contract of
 * 60 kB must not hold up everybody else's turn.
 */
export const judgedCharsMax = 4000;

/** A sentence ends here; patterns never reach across it. */
export const sentenceEnd = '.';
/** A breath inside a sentence; it counts as one skipped word. */
export const breath = ',';

const laughing = /[\u{1F602}\u{1F923}\u{1F639}\u{1F606}\u{1F605}\u{1F604}]/gu;
const tokens = /[a-z][a-z0-9*]*|\d[a-z0-9*]*|[.?!;\n]|,/g;

const marks = new Set(['.', '?', '!', ';', '\n']);
/** What openToken has work with; most words pass by. */
const odd = /[\d*]|([a-z])\1\1/;

const lettersOfDigits: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's' };

/** Words that people mask with a star ("b*ndir"): only these are guessed. */
const masked = [
  'bundir',
  'bunuh',
  'dibunuh',
  'mati',
  'perkosa',
  'diperkosa',
  'perkosaan',
  'dipukul',
  'pukul',
  'cabul',
  'dicabuli',
  'bugil',
  'telanjang',
  'seks',
  'kill',
  'rape',
  'raped',
  'die',
  'suicide',
];

/** The first and the last `judgedCharsMax` characters, with a sentence's end between them. */
export function boundText(text: string): string {
  if (text.length <= 2 * judgedCharsMax) return text;
  return `${text.slice(0, judgedCharsMax)}\n${text.slice(-judgedCharsMax)}`;
}

/**
 * Lower case, one kind of letter, no accents, no invisible signs; laughing faces and SOS signs become words.
 * @returns a text of the same sense that only plain comparisons are made with
 */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII needs none of the slow steps.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase().replace(/'/g, '');
  return text
    .replace(laughing, ' haha ')
    .replace(/\u{1F198}/gu, ' sos ')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/['\u2018\u2019\u02bc`]/g, '');
}

/**
 * The words of a text in order, with `sentenceEnd` and `breath` between them.
 * "Tolooong, d!kunc1 / 15thn" gives: tolong , dikunci / 15 thn.
 */
export function readWords(text: string): string[] {
  const folded = foldText(boundText(text))
    .replace(/([a-z])!(?=[a-z])/g, '$1i')
    .replace(/([a-z])[@](?=[a-z])/g, '$1a');
  const words: string[] = [];
  for (const token of folded.match(tokens) ?? []) {
    if (token === breath) words.push(breath);
    else if (marks.has(token)) words.push(sentenceEnd);
    else if (odd.test(token)) words.push(...openToken(token));
    else words.push(token);
  }
  return joinSpelled(words);
}

/** Stretched letters, masks, digits in words, "raba2", "15thn". */
function openToken(token: string): string[] {
  const word = unmask(token.replace(/\*+$/, '')).replace(/([a-z])\1{2,}/g, '$1');
  if (!/\d/.test(word)) return word === '' ? [] : [word];
  if (/[a-z][013458]+[a-z]/.test(word))
    return [word.replace(/[01345]/g, (digit) => lettersOfDigits[digit] ?? digit)];
  const doubled = /^([a-z]{2,})2([a-z]*)$/.exec(word);
  if (doubled?.[1]) return [doubled[1], `${doubled[1]}${doubled[2] ?? ''}`];
  const ending = /^([a-z]{4,})([1])$/.exec(word);
  if (ending?.[1]) return [`${ending[1]}i`];
  return word.match(/\d+|[a-z]+/g) ?? [];
}

function unmask(token: string): string {
  if (!token.includes('*')) return token;
  const guess = masked.find(
    (word) =>
      word.length === token.length &&
      [...word].every((letter, at) => token[at] === '*' || token[at] === letter),
  );
  return guess ?? token.replaceAll('*', '');
}

/** "t o l o n g" and "s.o.s": three or more single letters in a row are one word. */
function joinSpelled(words: string[]): string[] {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = () => {
    const letters = run.filter((word) => word !== sentenceEnd);
    if (letters.length >= 3) joined.push(letters.join(''));
    else joined.push(...run);
    run = [];
  };
  for (const word of words) {
    const isLetter = /^[a-z]$/.test(word);
    if (isLetter || (word === sentenceEnd && run.length > 0 && run.at(-1) !== sentenceEnd)) run.push(word);
    else {
      flush();
      joined.push(word);
    }
  }
  flush();
  return joined;
}
