import { hearWord } from '../../flows/kit/hearing.ts';

/**
 * What the words to a person must keep to (standards.md §5, §7.1; design §6: "every word a person can get"),
 * as a table. Each lint carries a breach that it must find and a neighbour that it must leave alone.
 */
export interface Lint {
  rule: string;
  why: string;
  languages: ('id' | 'en')[];
  /** Which keys it is about; every text to a person unless told. */
  on?: (key: string) => boolean;
  /** @returns what is wrong, or nothing */
  find: (text: string) => string | undefined;
  breach: string;
  fine: string;
}

/** Nothing that betrays on a lock screen (standards.md R8). */
export const sensitive =
  /kekerasan|perkosa|korban|tppo|polisi|polri|lapor|seksual|bunuh diri|bahaya|disakiti|diancam|pelecehan|perdagangan|kdrt|violence|\brape|victim|police|sexual|suicide|\breport|abuse|danger|threat|\bhurt|assault|traffick/i;

/** Files whose texts a person can get. */
export const isForPeople = (key: string) =>
  /^(common|report|care|handoff|chat|receipt|rights|media|quick|stories)\./.test(key);

/** Words on buttons and parts of a line, as against whole messages; said in another manner they are no less. */
export const isLabel = (key: string) => isPlainLabel(key) || isPlainLabel(key.replace(/(Child|Simple)$/, ''));
const isPlainLabel = (key: string) =>
  /^stories\.(another|others|draft)$/.test(key) ||
  /^receipt\.(fresh|renew|ready|none|done|pin|other|add|news|open|stop|goOn|write|contact|data)$/.test(key) ||
  /^rights\.(begin|goOn|number|privacy|disguise|language|show|change|delete|withdraw|restrict|erase|keep|noDisguise|page\.\w+)$/.test(
    key,
  ) ||
  /^report\.(who|age|topic|when|help|contact|change|hours|firstLine|replyWord|weapon|choked|deadline|work|leftWith)\./.test(
    key,
  ) ||
  /^report\.(forms|needs|leaves|notice|other|orgType|orgAgreed|orgDone|online(Pictures|Account|Attack))\./.test(
    key,
  ) ||
  /^report\.(allow|refuse|correct|change|eraseAll|skipped|leavingGoOn)$/.test(key) ||
  /^common\.(safe|inDanger|inDangerChild|notSafe|otherLanguage|simpleWords|simpleWordsSimple|skip|human|leave|unknown|yes|no|enough|noneOfThese|voice|whatsapp)$/.test(
    key,
  ) ||
  /^(care\.(abroad|goOn|notThat)|handoff\.(continue|numbers))$/.test(key) ||
  /^chat\.(?!(offline|kept|unreadable|expired|page\.(tooMany|tooLong|refused|failed)))/.test(key);

/** What stands in a sentence where nobody has filled in the organisation's own words. */
const isPiece = (key: string) => /^rights\.(noName|noContact)$|^report\.line\./.test(key);
const isMessage = (key: string) => !isLabel(key) && !isPiece(key);
const isQuestion = (key: string) =>
  /^report\.(who|ageMe|ageOther|topic|dangerNow|when|where|where(Which|Silent)|whenSilent|help|helpMore|contact|changeWhich|ask\.\w+)(Child|Simple)?$|^care\.whichCountry$/.test(
    key,
  );
const isFallback = (key: string) =>
  /^(common\.(notUnderstood|offerHuman|unreadable)|report\.whereNotFound|care\.countryNotFound)$/.test(key);
const isAcknowledgement = (key: string) => /^(care\.ack|common\.storyKept)/.test(key);

const has = (pattern: RegExp) => (text: string) => pattern.exec(text)?.[0];
const more = (count: number, most: number, of: string) =>
  count > most ? `${count} ${of}, at most ${most}` : undefined;
const sentencesOf = (text: string) =>
  text
    .replaceAll(/\{\{\w+\}\}/g, '')
    .split(/[.?!:](?:\s|$)|\n/)
    .filter((sentence) => /\p{L}/u.test(sentence));
const wordsOf = (text: string) => text.match(/[\p{L}\d][\p{L}\d'’/-]*/gu) ?? [];
const both: Lint['languages'] = ['id', 'en'];

/** The reason in a question: what follows "supaya", or the line beside the one that asks. */
function reasonOf(text: string): string | undefined {
  const beside = text.split('\n').find((line) => !line.includes('?'));
  return beside?.replace(/^.*?\b(?=supaya |so that )/i, '');
}

export const lints: readonly Lint[] = [
  {
    rule: 'R8',
    why: 'The first 60 characters of a message stand on the lock screen.',
    languages: both,
    on: isMessage,
    find: (text) => has(sensitive)(text.replace('{{name}}', 'Ruang Tulis').slice(0, 60)),
    breach: 'Apakah sekarang ada bahaya?',
    fine: 'Satu hal dulu, supaya kami tahu harus secepat apa menjawab:\nApakah sekarang ada bahaya?',
  },
  {
    rule: 'R17',
    why: 'Whoever was not understood has done nothing wrong.',
    languages: both,
    on: isFallback,
    find: has(/\b(salah|keliru|tidak valid|tidak sah|wrong|invalid|error|incorrect)\b/i),
    breach: 'Jawaban Anda tidak valid.',
    fine: 'Maaf, saya belum menangkap maksudnya.',
  },
  {
    rule: 'R20',
    why: 'The bot gives no verdict and no diagnosis, and names nobody a victim.',
    languages: both,
    find: has(
      /\bAnda (adalah |memang )?(korban|penyintas)|\bterbukti\b|diagnos|tersangka|you are a (victim|survivor)|\bproven\b/i,
    ),
    breach: 'Anda adalah korban perdagangan orang.',
    fine: 'Mungkin ada yang sedang tidak aman.',
  },
  {
    rule: 'R21',
    why: 'No rescue, arrest, safety or time is promised that nobody can keep.',
    languages: both,
    find: has(
      /menyelamatkan|\bpasti\b|\bdijamin\b|\bjamin|polisi akan|\bjanji|tak perlu khawatir|\brescue|\bguarantee|\bpromise|police will|definitely|\bdon't worry/i,
    ),
    breach: 'Tenang, Anda pasti aman.',
    fine: 'Petugas sudah dipanggil ke chat ini.',
  },
  {
    rule: 'R22',
    why: 'Nobody is told to confront, to leave right now, to meet, to pay or to destroy what proves it.',
    languages: both,
    find: has(
      /\b(hadapi|lawan|temui|balas) (dia|pelaku)|pergi sekarang|tinggalkan (rumah|tempat)|hapus bukti|bayar saja|\bconfront|leave (the house|now)|meet (him|her)|pay (him|her|it)/i,
    ),
    breach: 'Segera tinggalkan rumah itu.',
    fine: 'Petugas keluar dari chat ini.',
  },
  {
    rule: 'R23',
    why: '"Why did you" is heard as blame.',
    languages: both,
    find: has(/\b(kenapa|mengapa|seharusnya|semestinya|why (did|didn't|do) you|you should have)\b/i),
    breach: 'Mengapa tidak pulang saja?',
    fine: 'Kapan terakhir terjadi?',
  },
  {
    rule: 'R26',
    why: 'The bot asks for nothing that names a person.',
    languages: both,
    find: has(
      /\b(NIK|KTP|paspor|nama lengkap|nama pelaku|alamat lengkap|alamat rumah|nomor HP Anda|passport|full name|home address)\b/i,
    ),
    breach: 'Tulis nama lengkap dan NIK Anda.',
    fine: 'Ketik namanya saja, tanpa alamat.',
  },
  {
    rule: 'R39 (one question)',
    why: 'One question per message.',
    languages: both,
    find: (text) => more(text.split('?').length - 1, 1, 'questions'),
    breach: 'Berapa umur Anda? Di mana sekarang?',
    fine: 'Berapa umur Anda?',
  },
  {
    rule: 'R39 (the reason)',
    why: 'Every question says in at most eight words what it is asked for.',
    languages: both,
    on: isQuestion,
    find: (text) => {
      const reason = reasonOf(text);
      return reason === undefined ? 'no reason' : more(wordsOf(reason).length, 8, 'words of reason');
    },
    breach: 'Berapa umur Anda?',
    fine: 'Berapa umur Anda?\nSupaya bantuannya sesuai.',
  },
  {
    rule: 'R42 (first line)',
    why: 'After something heavy the first words are thanks or presence, not a procedure.',
    languages: both,
    on: isAcknowledgement,
    find: (text) =>
      /^(Terima kasih|Kami di sini|Thank you|We are here)/.test(text) ? undefined : text.slice(0, 20),
    breach: 'Petugas sudah dipanggil.',
    fine: 'Terima kasih sudah cerita. Itu bukan salah Anda.',
  },
  {
    rule: 'R42 (plain signs)',
    why: 'No emoji, no shouting.',
    languages: both,
    find: has(/\p{Extended_Pictographic}|!/u),
    breach: 'Terima kasih! 🙏',
    fine: 'Terima kasih.',
  },
  {
    rule: 'R45',
    why: '"Korban" is a word of the law, not for somebody who writes to us.',
    languages: both,
    find: has(/\b(korban|victims?)\b/i),
    breach: 'Apakah korbannya Anda, atau korban lain?',
    fine: 'Siapa yang mengalami ini?',
  },
  {
    rule: '§7.1 plain words',
    why: 'Words of offices are not words of a village, and letters are not words.',
    languages: ['id'],
    find: has(
      /\b(asesmen|terminasi|intervensi|rujukan|identifikasi|verifikasi|konfirmasi|TPPO|KDRT|KBGO|UPTD|PPA|P2TP2A|LPSK|BP3MI|PMI)\b/i,
    ),
    breach: 'Kami beri rujukan ke UPTD PPA.',
    fine: 'Kami hubungkan ke petugas.',
  },
  {
    rule: '§7.1 characters',
    why: 'A bubble is read at a glance.',
    languages: both,
    find: (text) => more(text.length, 300, 'characters'),
    breach: 'Halo. '.repeat(60),
    fine: 'Halo.',
  },
  {
    rule: '§7.1 sentences',
    why: 'Three sentences a bubble; a list of words may be longer.',
    languages: both,
    on: (key) => isMessage(key) && key !== 'common.help' && !key.startsWith('report.summary'),
    find: (text) => more(sentencesOf(text.replaceAll(/:\n?/g, ', ')).length, 3, 'sentences'),
    breach: 'Halo. Ini kami. Kami di sini. Tulis saja.',
    fine: 'Halo. Ini kami. Tulis saja.',
  },
  {
    rule: '§7.1 words per sentence',
    why: 'Somebody frightened holds sixteen words at once, not more.',
    languages: ['id'],
    on: isMessage,
    find: (text) =>
      more(Math.max(0, ...sentencesOf(text).map((each) => wordsOf(each).length)), 16, 'words in a sentence'),
    breach: 'Kami akan membaca semua yang Anda tulis di sini dan lalu mencari orang yang bisa membantu Anda.',
    fine: 'Kami membaca semua yang Anda tulis di sini.',
  },
  {
    rule: 'R38 (short words)',
    why: 'Who asked for simple words, and a child, holds twelve words at once.',
    languages: ['id'],
    on: (key) => isMessage(key) && /(Simple|Child)$/.test(key),
    find: (text) =>
      more(Math.max(0, ...sentencesOf(text).map((each) => wordsOf(each).length)), 12, 'words in a sentence'),
    breach: 'Kami membaca semua yang kamu tulis di sini dan mencari orang yang bisa membantu.',
    fine: 'Kami membaca semua yang kamu tulis di sini.',
  },
  {
    rule: '§7.1 long words',
    why: 'Fourteen letters at most: what is longer is read twice.',
    languages: ['id'],
    find: (text) => wordsOf(text).find((word) => word.length > 14),
    breach: 'Ini pertanggungjawaban kami.',
    fine: 'Ini tanggung jawab kami.',
  },
  {
    rule: '§7.5 labels',
    why: 'Twenty characters fit the buttons of every platform.',
    languages: both,
    on: (key) => isLabel(key) && !key.startsWith('chat.'),
    find: (text) => more(text.length, 20, 'characters'),
    breach: 'Saya mau bicara dengan orang',
    fine: 'Bicara dengan orang',
  },
  {
    rule: 'the words that always work',
    why: 'A word that we tell people to type is heard.',
    languages: both,
    find: (text) => text.match(/\b\p{Lu}{4,}\b/gu)?.find((word) => hearWord(word) === null),
    breach: 'Ketik BERHENTI kapan saja.',
    fine: 'Ketik KELUAR kapan saja.',
  },
];

/** What a lint finds in the texts of one language, by key, with the rule and its reason. */
export function breachesOf(lint: Lint, texts: Record<string, string>): string[] {
  return Object.entries(texts).flatMap(([key, text]) => {
    if (!isForPeople(key) || lint.on?.(key) === false) return [];
    const found = lint.find(text);
    return found === undefined ? [] : [`${key}: ${found}  (${lint.rule}: ${lint.why})`];
  });
}
