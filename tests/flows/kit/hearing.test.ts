import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hear, hearDanger, hearWord, soundsHyperbolic, soundsUnsafe } from '../../../flows/kit/hearing.ts';
import {
  besideTraps,
  englishSigns,
  localSigns,
  ordinary,
  quietSeeds,
  signs,
  smallTalk,
  stories,
  urgentSeeds,
} from './phrases.ts';

const missed = (texts: readonly string[]) => texts.filter((text) => hearDanger(text) === null);
const alarms = (texts: readonly string[]) =>
  texts.flatMap((text) => {
    const danger = hearDanger(text);
    return danger ? [`${text} → ${danger.rule}`] : [];
  });

describe('the reviewed phrases', () => {
  it.each(Object.entries({ ...signs, ...localSigns, English: englishSigns }))(
    'hears at least 95 of 100 in %s',
    (_, texts) => {
      expect(texts.length).toBeGreaterThan(9);
      expect(missed(texts).length / texts.length, missed(texts).join(' | ')).toBeLessThanOrEqual(0.05);
    },
  );

  it('hears every seed that is marked urgent', () => {
    expect(missed(urgentSeeds)).toEqual([]);
  });

  it('hears the sign inside whole messages', () => {
    expect(missed(stories).length / stories.length, missed(stories).join(' | ')).toBeLessThanOrEqual(0.05);
  });

  it('hears every sign that stands beside a trap', () => {
    expect(missed(besideTraps)).toEqual([]);
  });

  it('stays silent on every seed marked not urgent and every trap', () => {
    expect(alarms(quietSeeds)).toEqual([]);
  });

  it('raises at most 5 false alarms in 100 ordinary messages', () => {
    const all = [...ordinary, ...smallTalk];
    expect(all.length).toBeGreaterThan(300);
    expect(alarms(all).length / all.length, alarms(all).join(' | ')).toBeLessThanOrEqual(0.05);
  });

  it.each(['id', 'en'])('stays silent when one of our own topics is typed back, in %s', (language) => {
    const texts: Record<string, string> = JSON.parse(readFileSync(`locales/${language}/report.json`, 'utf8'));
    const topics = Object.entries(texts).flatMap(([key, text]) => (key.startsWith('topic.') ? [text] : []));
    expect(topics.length).toBeGreaterThan(4);
    expect(alarms(topics)).toEqual([]);
  });
});

describe('what a sign is worth', () => {
  it.each([
    ['saya tidak dipukul, cuma dikunci', 'lockedIn', 1],
    ['dikurung di kamar', 'lockedIn', 1],
    ['dia pegang parang di luar', 'violenceNow', 1],
    ['dia mau bunuh saya', 'violenceNow', 1],
    ['aku wis ra kuat', 'suicide', 1],
    ['sudah minum obat banyak', 'suicide', 1],
    ['malam ini kami mau dipindah ke tempat lain', 'beingMoved', 1],
    ['saya tidak bisa bernapas', 'medical', 1],
    ['dia di luar pintu', 'stalked', 1],
    ['paspor ditahan', 'papersTaken', 2],
    ['gaji tidak dibayar', 'papersTaken', 2],
    ['fotoku mau disebar kalau gak kirim uang', 'onlineThreat', 2],
    ['saya dilecehkan majikan', 'sexualAssault', 2],
    ['umur saya 15', 'child', 2],
    ['adik saya hilang kontak', 'lockedIn', 2],
    ['tolong', 'bareCry', 2],
  ] as const)('"%s" is %s, U%i', (text, kind, urgency) => {
    expect(hearDanger(text)).toMatchObject({ kind, urgency });
  });

  it('tells the most urgent of several signs', () => {
    expect(hearDanger('paspor saya ditahan dan sekarang dia bawa golok')).toMatchObject({
      rule: 'weapon',
      urgency: 1,
    });
  });

  it('never takes a denial or the past for safety, only for time', () => {
    expect(hearDanger('saya dipukul suami')).toMatchObject({ urgency: 1 });
    expect(hearDanger('saya sudah tidak dipukul lagi')).toMatchObject({ urgency: 2 });
    expect(hearDanger('dulu suami sering memukul saya')).toMatchObject({ urgency: 2 });
    expect(hearDanger('suami sering memukul saya, tadi malam juga')).toMatchObject({ urgency: 1 });
  });

  it('takes "tidak ada bahaya" at its word', () => {
    expect(hearDanger('tidak ada bahaya')).toBeNull();
    expect(hearDanger('saya tidak dalam bahaya')).toBeNull();
  });

  it('hears one thing only where a sentence ends', () => {
    expect(hearDanger('saya tidak tahu. boleh keluar jam berapa?')).toBeNull();
    expect(hearDanger('saya tidak boleh keluar')).not.toBeNull();
  });
});

describe('how it is typed', () => {
  it.each([
    'TOLOOOONG SAYA DISEKAAAAP',
    's\u200ba\u200by\u200ba d\u200bi\u200bs\u200be\u200bk\u200ba\u200bp',
    'saya d1sek4p',
    'saya di sekap',
    'saya *disekap*',
    'saya d.i.s.e.k.a.p',
    'pengen mati rasanya',
    'lampu mati. pengen mati aja',
    'ｓａｙａ ｄｉｓｅｋａｐ',
    'saya dsekap',
    'pasporku di tahan',
    'b*ndir',
    't o l o n g',
    '🆘',
  ])('hears "%s"', (text) => {
    expect(hearDanger(text)).not.toBeNull();
  });

  it('hears "tolong" alone, repeated, shouted or in capitals, and not as "please"', () => {
    for (const text of [
      'tolong',
      'Tolong!!!',
      'tolong tolong',
      'TOLONG dia datang',
      'kak tolong',
      'sos',
      'help me please',
    ])
      expect(hearDanger(text), text).not.toBeNull();
    for (const text of ['tolong kirim jadwal', 'TOLONG INFO JADWAL', 'minta tolong isi formulir', '/help'])
      expect(hearDanger(text), text).toBeNull();
  });
});

describe('figures of speech', () => {
  it.each(['pengen mati haha', 'bikin gw pengen mati aja rasanya hahaha', 'bikin pengen mati rasanya 😂'])(
    'asks softly about "%s" instead of an alarm',
    (text) => {
      expect(hearDanger(text)).toBeNull();
      expect(soundsHyperbolic(text)).toBe(true);
    },
  );

  it('still hears what laughter cannot take back', () => {
    expect(hearDanger('mau bunuh diri haha')).toMatchObject({ kind: 'suicide' });
    expect(hearDanger('haha iya dia mukul saya')).toMatchObject({ kind: 'violenceNow' });
    expect(soundsHyperbolic('mau bunuh diri haha')).toBe(false);
    expect(hearDanger('wkwk lucu. aku pengen mati aja')).toMatchObject({ kind: 'suicide' });
    expect(hearDanger('pengen mati aja. wkwk')).toBeNull();
  });

  it('finds no figure of speech in ordinary words', () => {
    for (const text of ['mati lampu', 'haha iya', 'pengen pulang haha'])
      expect(soundsHyperbolic(text), text).toBe(false);
  });
});

describe('"aman untuk chat?"', () => {
  it('takes a bare "tidak aman" for the answer and not for a reason to speak up', () => {
    for (const text of ['tidak aman', 'Belum aman', 'gak aman kak', 'not safe']) {
      expect(hearDanger(text), text).toBeNull();
      expect(soundsUnsafe(text), text).toBe(true);
    }
  });

  it('hears it as a sign when more is said', () => {
    for (const text of ['saya tidak aman', 'aku merasa gak aman di rumah', 'i am not safe here']) {
      expect(hearDanger(text), text).not.toBeNull();
      expect(soundsUnsafe(text), text).toBe(false);
    }
  });
});

describe('the words that always work', () => {
  it.each([
    ['KELUAR', 'leave'],
    ['keluar.', 'leave'],
    ['0', 'leave'],
    ['0️⃣', 'leave'],
    ['stop!', 'leave'],
    ['Exit', 'leave'],
    ['HAPUS', 'delete'],
    ['delete', 'delete'],
    ['petugas', 'human'],
    ['9', 'human'],
    ['human', 'human'],
    ['DARURAT', 'emergency'],
    ['emergency', 'emergency'],
    ['bantuan', 'help'],
    ['?', 'help'],
    ['/help', 'help'],
    ['Bahasa', 'language'],
    ['english', 'language'],
    ['LIHAT', 'show'],
    ['show', 'show'],
    ['menu', 'menu'],
    ['/mulai', 'menu'],
  ] as const)('"%s" is %s', (text, word) => {
    expect(hear(text)).toEqual({ danger: null, word });
  });

  it.each([
    'keluarr',
    'kluar',
    'saya mau keluar',
    'ke luar',
    'keluar dong',
    'stop it',
    '00',
    'hapus ya',
    '10',
    'toString',
    '',
  ])('never guesses: "%s" is none', (text) => {
    expect(hearWord(text)).toBeNull();
  });

  it('hears a cry before a safe word in the same message', () => {
    expect(hear('be son bisa kaluar')).toMatchObject({ danger: { kind: 'lockedIn' }, word: null });
    expect(hear('help')).toMatchObject({ danger: { kind: 'bareCry' }, word: null });
  });
});
