import { foldText } from './normalise.ts';
import { countSlips, slipsMax } from './slips.ts';

/**
 * What a typed answer means among the options of the open question: a digit, a word for a number, the label,
 * the label with slips, yes and no in five languages. Pure. Guesses only when one option is clearly nearest;
 * anything else is `none`, and the words are kept as a story.
 */
export interface ReadOption {
  id: string;
  label: string;
}

export type Read =
  | { is: 'choice'; id: string }
  | { is: 'many'; ids: string[] }
  | { is: 'skip' }
  /** Only when the question offers it (an option with the id `unknown`). */
  | { is: 'unknown' }
  | { is: 'none' };

/** The words that stand for something in every question. A new language adds its own. */
export interface ChoiceWords {
  yes: readonly string[];
  no: readonly string[];
  unknown: readonly string[];
  skip: readonly string[];
  /** Words for 1, 2, 3 …, in order; several for each. */
  numbers: readonly (readonly string[])[];
}

const list = (text: string): string[] => text.split(',').map((item) => item.trim().replace(/\s+/g, ' '));

/** Indonesian, English, Kupang Malay, Javanese and Minang at once: people mix them. */
export const choiceWords: ChoiceWords = {
  yes: list(`ya, iya, y, yaa, iyaa, yo, yoi, iyo, io, iyah, yah, ye, yep, yup, yes, yeah, yess, betul, benar,
    bener, boleh, bole, mau, mo, ok, oke, okay, okey, sip, siap, setuju, sudah, udah, su, pernah, ada,
    nggih, inggih, njih, enggih, ho oh, hooh, heeh, he eh, heem, sure, correct, true, right, jaleh,
    iyolah, tentu, pasti`),
  no: list(`tidak, tdk, tidk, gak, ga, g, gk, nggak, ngga, nggk, enggak, engga, kagak, ndak, nda, ndk, tak,
    no, n, nope, nah, not, bukan, bkn, jangan, jgn, belum, blm, belom, ora, ra, mboten, boten, indak,
    alun, sonde, sond, son, sonda, tida, tra, trada, dereng, durung, moh, emoh, false, wrong, salah`),
  unknown:
    list(`tidak tahu, tidak tau, tdk tahu, tdk tau, gak tahu, gak tau, ga tahu, ga tau, gatau, gtau, gatahu,
    nggak tahu, nggak tau, ngga tau, enggak tahu, enggak tau, gk tau, gk tahu, ndak tahu, ndak tau,
    kurang tahu, kurang tau, belum tahu, belum tau, blm tau, entah, entahlah, ntah, embuh, mbuh, ora
    ngerti, ra ngerti, ora weruh, mboten ngertos, son tau, sonde tau, sond tau, be son tau, indak tau,
    indak tahu, ndak tahu do, antah, antahlah, saya tidak tahu, saya tidak tau, sy tdk tau, aku gak
    tau, aku ga tau, dont know, i dont know, do not know, i do not know, not sure, im not sure,
    unsure, no idea, idk, dunno, bingung, lupa, tidak ingat, gak ingat, ga inget, tidak yakin, gak
    yakin`),
  skip: list(`lewati, lewat, lewatkan, lewatin, skip, skip aja, skip saja, lewati saja, lewati aja, pass, next,
    lanjut, tidak mau jawab, gak mau jawab, tidak mau menjawab`),
  numbers: [
    list('satu, siji, ciek, pertama, one, first, kesatu, kesiji, sa'),
    list('dua, loro, duo, kedua, two, second, kaduo'),
    list('tiga, telu, tigo, ketiga, three, third, katigo'),
    list('empat, papat, ampek, ampa, keempat, four, fourth'),
    list('lima, limo, kelima, five, fifth'),
    list('enam, enem, anam, keenam, six, sixth'),
    list('tujuh, pitu, tujuah, tuju, ketujuh, seven, seventh'),
  ],
};

/** Bounds, each with its reason. */
const limits = {
  /** A longer text is a story, not an answer. */
  charsMax: 120,
  /** standards.md §7: a question has at most seven options; 8 skips, 9 is a human, 0 leaves. */
  optionsMax: 7,
  skipDigit: 8,
  /** "tidak aman", "ya sudah aman": words after the yes or no. */
  restWordsMax: 3,
} as const;

const courtesies = new Set(
  'kak min admin pak bu mas mbak bang dong ya deh lah sih kok saja aja please pls sis bro itu yang pilih pilihan jawab jawaban jawabannya saya be beta aku ambo den'.split(
    ' ',
  ),
);
const numberLeads =
  /^(?:(?:saya |aku )?(?:pilih|pilihan|jawab|jawaban|opsi|option|answer|no|nomor|nomer|nmr|number|angka|yang)\b\.? ?)+/;

/**
 * @param text     what the person typed
 * @param options  those of the open question, in the order they were shown, with the labels as shown
 */
export function readChoice(
  text: string,
  options: readonly ReadOption[],
  words: ChoiceWords = choiceWords,
): Read {
  if (text.length > limits.charsMax) return { is: 'none' };
  const said = plain(text);
  if (said === '') return { is: 'none' };
  if (said === String(limits.skipDigit)) return { is: 'skip' };
  const labels = options.map((option) => plain(option.label));
  const one = readOne(said, options, labels, words);
  if (one.is !== 'none') return one;
  const many = readMany(foldText(text), options, labels, words);
  if (many.is !== 'none') return many;
  return readNear(said, options, labels);
}

/** Lower case, no signs but letters and digits, single spaces; "12–17" becomes "12 17". */
function plain(text: string): string {
  return foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function pick(options: readonly ReadOption[], at: number): Read {
  const option = options[at];
  if (!option) return { is: 'none' };
  return option.id === 'unknown' ? { is: 'unknown' } : { is: 'choice', id: option.id };
}

/** Everything that is exact: label, number, skip, unknown, yes and no. */
function readOne(
  said: string,
  options: readonly ReadOption[],
  labels: readonly string[],
  words: ChoiceWords,
): Read {
  const label = labels.indexOf(said);
  if (label >= 0) return pick(options, label);
  const place = readNumber(said, labels, words) ?? readAge(said, labels);
  if (place !== undefined) return pick(options, place);
  if (words.skip.includes(said)) return { is: 'skip' };
  const short = said.split(' ').filter((word) => !courtesies.has(word));
  if (words.unknown.includes(said) || words.unknown.includes(short.join(' ')))
    return options.some(({ id }) => id === 'unknown') ? { is: 'unknown' } : { is: 'none' };
  return readYesNo(said, options, words);
}

/** "1", "1.", "no 1", "nomor satu", "pilih dua", "1 saya sendiri" (when both agree). The place, or nothing. */
function readNumber(said: string, labels: readonly string[], words: ChoiceWords): number | undefined {
  const rest = said.replace(numberLeads, '');
  const [first = '', ...others] = rest.split(' ');
  const place = /^[1-7]$/.test(first)
    ? Number(first) - 1
    : words.numbers.findIndex((names) => names.includes(first));
  if (place < 0 || place >= Math.min(labels.length, limits.optionsMax)) return undefined;
  const tail = others.filter((word) => !courtesies.has(word)).join(' ');
  return tail === '' || tail === labels[place] || others.join(' ') === labels[place] ? place : undefined;
}

/** "15", "umur 15", "15 th" among "12–17", "Di bawah 12", "Di atas 60". Below 10 a bare digit is an option. */
function readAge(said: string, labels: readonly string[]): number | undefined {
  const age =
    /^((?:umur|usia|age|im)(?:nya|ku)? ?(?:saya|dia)? ?)?(\d{1,3})( ?(?:th|thn|tahun|years?)(?: old)?)?$/.exec(
      said,
    );
  const years = Number(age?.[2]);
  if (!age || (years < 10 && age[1] === undefined && age[3] === undefined)) return undefined;
  const place = labels.findIndex((label) => {
    const [, from, to] = /^(\d+) (\d+)$/.exec(label) ?? [];
    const [, side, edge] = /^(?:di )?(bawah|under|below|atas|over|above) (\d+)$/.exec(label) ?? [];
    if (from !== undefined) return years >= Number(from) && years <= Number(to);
    if (side === undefined) return false;
    return /^(bawah|under|below)$/.test(side) ? years < Number(edge) : years > Number(edge);
  });
  return place < 0 ? undefined : place;
}

/** Families of yes and no, where the options are yes and no; "tidak aman" is a no, "ya tidak" is neither. */
function readYesNo(said: string, options: readonly ReadOption[], words: ChoiceWords): Read {
  const yes = options.find(({ id }) => yesIds.has(id));
  const no = options.find(({ id }) => (yes ? noIds : refusingIds).has(id));
  if (!no) return { is: 'none' };
  const isYes = (word: string) => words.yes.includes(word);
  const isNo = (word: string) => words.no.includes(word);
  const answer = (option: ReadOption | undefined): Read =>
    option ? { is: 'choice', id: option.id } : { is: 'none' };
  if (no.id === 'enough' && finished.has(said)) return answer(no);
  if (isYes(said)) return answer(yes);
  if (isNo(said)) return answer(no);
  const [first = '', ...rest] = said.split(' ').filter((word) => !courtesies.has(word) || isYes(word));
  const isVague = /\bapa apa\b|\bapapa\b|\bmasalah\b|\bproblem\b/.test(said);
  if (isVague || rest.length > limits.restWordsMax) return { is: 'none' };
  if (isYes(first)) return rest.some(isNo) ? { is: 'none' } : answer(yes);
  if (!isNo(first) || rest.some((word) => isNo(word) || firmYes.has(word))) return { is: 'none' };
  return answer(no);
}

/** Pairs that are a yes and a no under names of their own: safe to chat, consent, the summary. */
const yesIds = new Set(['yes', 'allow', 'safe', 'correct']);
const noIds = new Set(['no', 'refuse', 'notSafe', 'change']);
/** Where there is nothing to say yes to: no more help, none of these places. */
const refusingIds = new Set(['enough', 'none']);
const finished = new Set(
  list(`cukup, sudah, udah, sdh, sudah cukup, udah cukup, itu saja, itu aja, segitu, segitu aja, done,
    thats all, that is all`),
);
const firmYes = new Set(['ya', 'iya', 'yes', 'yo', 'iyo', 'betul', 'benar']);

/** "1 3", "1,3", "1 dan 3", "tempat aman, bantuan hukum": each part must be read, or none is. */
function readMany(
  folded: string,
  options: readonly ReadOption[],
  labels: readonly string[],
  words: ChoiceWords,
): Read {
  const digits = folded.trim().replace(/\b(dan|and|sama|jo|karo|deng|dengan|n)\b/g, ' ');
  const parts = /^[\d\s,.&+/;-]+$/.test(digits)
    ? (digits.match(/\d+/g) ?? [])
    : folded.split(/\s*(?:[,;&+/\n]|\bdan\b|\band\b)\s*/).map(plain);
  if (parts.length < 2) return { is: 'none' };
  const places = parts.map((part) => {
    const label = labels.indexOf(part);
    return label >= 0 ? label : readNumber(part, labels, words);
  });
  const ids = new Set<string>();
  for (const place of places) {
    const option = place === undefined ? undefined : options[place];
    if (!option) return { is: 'none' };
    if (option.id !== 'unknown') ids.add(option.id);
  }
  const [only, ...more] = ids;
  if (only === undefined) return { is: 'unknown' };
  return more.length === 0 ? { is: 'choice', id: only } : { is: 'many', ids: [...ids] };
}

/** The one label that is nearest within its bound; two equally near are no answer. */
function readNear(said: string, options: readonly ReadOption[], labels: readonly string[]): Read {
  let best = { place: -1, distance: Number.POSITIVE_INFINITY, isShared: false };
  labels.forEach((label, place) => {
    const bound = slipsMax(Math.min(label.length, said.length));
    const distance = countSlips(said, label, bound);
    if (distance > bound || distance > best.distance) return;
    best = { place, distance, isShared: distance === best.distance };
  });
  return best.place < 0 || best.isShared ? { is: 'none' } : pick(options, best.place);
}
