import { compileTable } from './danger.ts';
import { dangerTable } from './danger-table.ts';
import type { Danger, GlobalWord } from './events.ts';
import { wordsOfFamily } from './lexicon.ts';
import { boundText, breath, foldText, readWords, sentenceEnd } from './normalise.ts';

/**
 * The one door through which every text is heard, in every state, before any menu (standards.md R14). The
 * order is fixed: danger, then the words that always work, then everything else. Pure: nothing of a text is
 * kept, and the answer depends on nothing but the text.
 */
export interface Heard {
  danger: Danger | null;
  word: GlobalWord | null;
}

const judge = compileTable(dangerTable);

/**
 * Both answers about one text. A danger is to be acted on first. "DARURAT" and nothing else is heard as the
 * word alone: its own path is as urgent as any danger, and opens the case with the reason that it was said.
 * @param text what the person wrote, as it came; of a very long one the ends are judged
 */
export function hear(text: string): Heard {
  const word = hearWord(text);
  return { danger: word === 'emergency' ? null : hearDanger(text), word };
}

/**
 * The most urgent sign in a text, or null. It is a reason to call a human, never a verdict (R20); a figure of
 * speech ("pengen mati haha") is not a sign, see soundsHyperbolic.
 */
export function hearDanger(text: string): Danger | null {
  const words = readWords(text);
  const found = judge(words).find((finding) => !finding.hyperbole);
  if (found) return { kind: found.kind, urgency: found.urgency, rule: found.rule };
  return isCry(text, words) ? { kind: 'bareCry', urgency: 2, rule: 'cry' } : null;
}

/** Talk of dying as a figure of speech: no danger page, but a soft question once. */
export function soundsHyperbolic(text: string): boolean {
  const findings = judge(readWords(text));
  if (findings.some((finding) => !finding.hyperbole)) return false;
  return (
    findings.length > 0 ||
    /\b(ketawa|tertawa|ngakak) sampai mati\b|\bsakit hati mau mati\b|\bmati gaya\b/.test(foldText(text))
  );
}

/**
 * "Tidak aman", "belum aman" and nothing else: the answer to "aman untuk chat sekarang?". Somebody may be
 * reading along, so it is no reason to put danger words on the screen (R2); said with more words it is a
 * sign ("saya tidak aman di rumah").
 */
export function soundsUnsafe(text: string): boolean {
  const words = spokenOf(readWords(text)).filter((word) => !polite.has(word));
  const [first = '', second = '', ...rest] = words;
  return rest.length === 0 && nots.has(first) && (second === 'aman' || second === 'safe');
}

const nots = new Set(wordsOfFamily('NOT'));
const polite = new Set(wordsOfFamily('POLITE'));
const cries = new Set(wordsOfFamily('CRY'));
const cryRest = new Set(wordsOfFamily('CRYREST'));
const asking = new Set(wordsOfFamily('ASKING'));
/** "Tolong" and a name or two is a cry; with a longer sentence it is "please". */
const cryWordsMax = 8;

/**
 * "tolong" is both help! and please: a cry only alone, repeated, in capitals or shouted, and never when
 * something ordinary is asked for ("TOLONG INFO JADWAL"). A typed "/help" is a command.
 */
function isCry(text: string, words: readonly string[]): boolean {
  if (/^\s*\//.test(text)) return false;
  const core = spokenOf(words).filter((word) => !polite.has(word));
  const hasCry = core.some((word) => cries.has(word));
  const isAlone = core.length <= cryWordsMax && core.every((word) => cries.has(word) || cryRest.has(word));
  if (isAlone && (hasCry || (core[0] === 'bantu' && core.length > 1))) return true;
  return (
    hasCry &&
    boundText(text)
      .split(/[.?;\n]/)
      .some(isOutcry)
  );
}

/** One sentence: repeated or shouted, and nothing ordinary asked for in it. */
function isOutcry(sentence: string): boolean {
  const spoken = spokenOf(readWords(sentence));
  if (spoken.some((word) => asking.has(word))) return false;
  const isRepeated = spoken.some((word, at) => cries.has(word) && cries.has(spoken[at + 1] ?? ''));
  return isRepeated || isShouted(sentence);
}

function spokenOf(words: readonly string[]): string[] {
  return words.filter((word) => word !== sentenceEnd && word !== breath);
}

function isShouted(text: string): boolean {
  return (
    /\b(TOLONG|TOLONGIN|TULUNG|HELP|SOS)\b/.test(text) || /\b(tolong|tulung|help)\W{0,2}!{2,}/i.test(text)
  );
}

const globalWords: Readonly<Record<string, GlobalWord>> = {
  keluar: 'leave',
  '0': 'leave',
  stop: 'leave',
  exit: 'leave',
  hapus: 'delete',
  delete: 'delete',
  petugas: 'human',
  '9': 'human',
  human: 'human',
  darurat: 'emergency',
  emergency: 'emergency',
  bantuan: 'help',
  bahasa: 'language',
  language: 'language',
  english: 'language',
  lihat: 'show',
  show: 'show',
  menu: 'menu',
  mulai: 'menu',
};

const wordCharsMax = 40;

/**
 * A word that works in every state (design §7, R7, R44). It is the whole message, exact after case and
 * punctuation, never guessed: "son bisa kaluar" is a cry, not a command.
 */
export function hearWord(text: string): GlobalWord | null {
  if (text.length > wordCharsMax) return null;
  const folded = foldText(text);
  if (/^\s*\?+\s*$/.test(folded) || /^\s*\/help\s*$/.test(folded)) return 'help';
  const bare = folded.replace(/[^\p{L}\p{N}\s]/gu, ' ').trim();
  return Object.hasOwn(globalWords, bare) ? (globalWords[bare] ?? null) : null;
}
