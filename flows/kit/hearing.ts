import { choiceWords } from './choices.ts';
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
 * @param leaving words that leave this chat beside KELUAR, 0 and STOP: the person's own, the organisation's
 */
export function hear(text: string, leaving: readonly string[] = []): Heard {
  const word = hearWord(text, leaving);
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
  'hapus data': 'delete',
  'delete data': 'delete',
  petugas: 'human',
  '9': 'human',
  human: 'human',
  darurat: 'emergency',
  emergency: 'emergency',
  bantuan: 'help',
  bahasa: 'language',
  language: 'language',
  english: 'language',
  'bahasa sederhana': 'simple',
  'simple words': 'simple',
  lihat: 'show',
  show: 'show',
  'lihat data': 'showAll',
  'show data': 'showAll',
  ubah: 'change',
  perbaiki: 'change',
  change: 'change',
  correct: 'change',
  kembali: 'back',
  back: 'back',
  privasi: 'privacy',
  privacy: 'privacy',
  tarik: 'withdraw',
  withdraw: 'withdraw',
  batasi: 'restrict',
  restrict: 'restrict',
  status: 'status',
  'lapor lain': 'another',
  'lapor hal lain': 'another',
  'lapor orang lain': 'another',
  'laporan baru': 'another',
  'report another': 'another',
  'another report': 'another',
  'new report': 'another',
  'nomor baru': 'newNumber',
  'nomor resi baru': 'newNumber',
  'new number': 'newNumber',
  menu: 'menu',
  mulai: 'menu',
};

const wordCharsMax = 40;

/**
 * A word that works in every state (design §7, R7, R44). It is the whole message, exact after case and
 * punctuation, never guessed: "son bisa kaluar" is a cry, not a command.
 */
export function hearWord(text: string, leaving: readonly string[] = []): GlobalWord | null {
  if (text.length > wordCharsMax) return null;
  const folded = foldText(text);
  if (/^\s*\?+\s*$/.test(folded) || /^\s*\/help\s*$/.test(folded)) return 'help';
  const bare = bareOf(text);
  if (Object.hasOwn(globalWords, bare)) return globalWords[bare] ?? null;
  return bare !== '' && leaving.some((word) => bareOf(word) === bare) ? 'leave' : null;
}

/** Lower case, no signs, single spaces. */
export function bareOf(text: string): string {
  return foldText(text)
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const disguiseChars = { min: 3, max: 30 } as const;

/** A word of one's own that leaves the chat: letters, short, none that means something already or is a cry. */
export function canDisguise(text: string): boolean {
  const bare = bareOf(text);
  if (bare.length < disguiseChars.min || bare.length > disguiseChars.max || /\d/.test(bare)) return false;
  return hearWord(bare) === null && hearDanger(bare) === null && !soundsUnsafe(bare);
}

const receiptDigits = 16;

/** A nomor resi: sixteen digits in any spacing, alone or after "nomor saya". */
export function readNumber(text: string): string | null {
  const said =
    /^\s*(?:(?:nomor|no|nomer|resi|number|my number)(?:\s+(?:resi|saya|anda))*)?[\s:.]*([\d\s.-]+)$/i.exec(
      text,
    );
  const digits = said?.[1]?.replace(/\D/g, '') ?? '';
  return digits.length === receiptDigits ? digits : null;
}

const pinChars = { digits: [4, 6], word: [4, 20] } as const;

/**
 * A PIN (4 to 6 digits) or one word, as it is compared; null when it cannot be one. `undefined`: this is no
 * attempt at one, but something told.
 */
export function readSecret(text: string): string | null | undefined {
  const bare = bareOf(text);
  const digits = bare.replace(/ /g, '');
  if (/^\d+$/.test(digits)) {
    const [least, most] = pinChars.digits;
    return digits.length >= least && digits.length <= most ? digits : null;
  }
  if (bare === '' || bare.includes(' ') || bare.length > pinChars.word[1]) return undefined;
  // "Iya", "makasih": said to us, not chosen to be remembered.
  if (courtesies.has(bare)) return undefined;
  return bare.length >= pinChars.word[0] ? bare : null;
}

const courtesies: ReadonlySet<string> = new Set([
  ...choiceWords.yes,
  ...choiceWords.no,
  ...choiceWords.unknown,
  ...choiceWords.skip,
  ...wordsOfFamily('POLITE'),
  ...['makasih', 'terimakasih', 'trims', 'thanks', 'thankyou', 'selesai', 'sudah', 'cukup', 'nanti', 'baik'],
]);
