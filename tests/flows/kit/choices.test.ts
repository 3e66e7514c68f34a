import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceWords, type Read, type ReadOption, readChoice } from '../../../flows/kit/choices.ts';
import { countSlips } from '../../../flows/kit/slips.ts';

const choice = (id: string): Read => ({ is: 'choice', id });

const topics: ReadOption[] = [
  { id: 'trafficking', label: 'Ditipu atau dipaksa' },
  { id: 'home', label: 'Disakiti di rumah' },
  { id: 'sexual', label: 'Kekerasan seksual' },
  { id: 'other', label: 'Lainnya' },
  { id: 'unknown', label: 'Tidak tahu' },
];
const yesNo: ReadOption[] = [
  { id: 'yes', label: 'Ya' },
  { id: 'no', label: 'Tidak' },
  { id: 'unknown', label: 'Tidak tahu' },
];
const help: ReadOption[] = [
  { id: 'talk', label: 'Bicara dengan orang' },
  { id: 'safePlace', label: 'Tempat aman' },
  { id: 'health', label: 'Pengobatan' },
  { id: 'enough', label: 'Cukup' },
];
const ages: ReadOption[] = [
  { id: 'under12', label: 'Di bawah 12' },
  { id: '12to17', label: '12–17' },
  { id: '18to25', label: '18–25' },
  { id: 'over60', label: 'Di atas 60' },
];

describe('a number', () => {
  it.each([
    '2',
    ' 2 ',
    '2.',
    '2)',
    'no 2',
    'nomor 2',
    'nomor dua',
    'No. 2',
    'dua',
    'two',
    'loro',
    'duo',
    'kedua',
    '2️⃣',
    '２',
    'pilih 2',
    'saya pilih nomor 2',
    'yang kedua',
    '2 ya kak',
    '2 Disakiti di rumah',
    'jawaban 2',
  ])('reads "%s" as the second', (text) => {
    expect(readChoice(text, topics)).toEqual(choice('home'));
  });

  it.each(['6', '9', '0', '22', '1234', '2 bulan lalu', '2 orang anak saya dipukul', 'dua minggu lalu'])(
    'does not take "%s" for an option',
    (text) => {
      expect(readChoice(text, topics)).toEqual({ is: 'none' });
    },
  );

  it('keeps 8 for skipping and 9 for a human in every question', () => {
    expect(readChoice('8', topics)).toEqual({ is: 'skip' });
    const nine = Array.from({ length: 9 }, (_, at) => ({
      id: `o${at}`,
      label: `pilihan ${'abcdefghi'[at]}`,
    }));
    expect(readChoice('8', nine)).toEqual({ is: 'skip' });
    expect(readChoice('9', nine)).toEqual({ is: 'none' });
  });
});

describe('a label', () => {
  it.each([
    ['kekerasan seksual', 'sexual'],
    ['KEKERASAN SEKSUAL!', 'sexual'],
    ['kekersan seksual', 'sexual'],
    ['kekerasan seksuall', 'sexual'],
    ['lainya', 'other'],
    ['lianya', 'none'],
    ['disakti di rumah', 'home'],
  ])('reads "%s" as %s', (text, id) => {
    expect(readChoice(text, topics)).toEqual(id === 'none' ? { is: 'none' } : choice(id));
  });

  it('guesses nothing when two labels are equally near', () => {
    const near = [
      { id: 'a', label: 'Maluku' },
      { id: 'b', label: 'Malaku' },
    ];
    expect(readChoice('Mallku', near)).toEqual({ is: 'none' });
    expect(readChoice('Malukuu', near)).toEqual(choice('a'));
  });

  it('leaves a story alone', () => {
    expect(readChoice(`kekerasan seksual ${'oleh tetangga '.repeat(10)}`, topics)).toEqual({ is: 'none' });
  });
});

describe('yes and no', () => {
  it.each([
    'ya',
    'Iya',
    'iya kak',
    'y',
    'yoi',
    'yo',
    'iyo',
    'nggih',
    'ho oh',
    'yes',
    'betul',
    'mau',
    'iya dong',
    'ya, bahaya',
  ])('reads "%s" as yes', (text) => {
    expect(readChoice(text, yesNo)).toEqual(choice('yes'));
  });

  it.each([
    'tidak',
    'gak',
    'Enggak',
    'ngga',
    'sonde',
    'son',
    'ora',
    'mboten',
    'indak',
    'ndak',
    'no',
    'bukan',
    'belum',
    'tidak kak',
    'tidak bahaya',
    'gak ada',
  ])('reads "%s" as no', (text) => {
    expect(readChoice(text, yesNo)).toEqual(choice('no'));
  });

  it.each(['ya tidak', 'tidak ya', 'tidak apa-apa', 'ga masalah', 'gapapa'])(
    'reads "%s" as neither',
    (text) => {
      expect(readChoice(text, yesNo)).toEqual({ is: 'none' });
    },
  );

  it('knows pairs by other names: safe to chat, consent', () => {
    const safe = [
      { id: 'safe', label: 'Ya, aman' },
      { id: 'inDanger', label: 'Saya dalam bahaya' },
      { id: 'notSafe', label: 'Belum aman' },
    ];
    expect(readChoice('tidak aman', safe)).toEqual(choice('notSafe'));
    expect(readChoice('aman', [...safe])).toEqual({ is: 'none' });
    expect(readChoice('iya', safe)).toEqual(choice('safe'));
    const consent = [
      { id: 'allow', label: 'Boleh' },
      { id: 'refuse', label: 'Tidak' },
    ];
    expect(readChoice('jangan', consent)).toEqual(choice('refuse'));
    expect(readChoice('ok', consent)).toEqual(choice('allow'));
  });

  it('reads no yes into questions that have none', () => {
    expect(readChoice('iya', topics)).toEqual({ is: 'none' });
    expect(readChoice('ya', help)).toEqual({ is: 'none' });
    expect(readChoice('itu saja', help)).toEqual(choice('enough'));
    expect(readChoice('tidak', help)).toEqual(choice('enough'));
  });
});

describe('not knowing and skipping', () => {
  it.each([
    'tidak tahu',
    'gak tau',
    'entah',
    'entahlah',
    'ora ngerti',
    'son tau',
    'I don’t know',
    'Tidak tahu',
    'gatau kak',
  ])('reads "%s" as unknown where it is offered', (text) => {
    expect(readChoice(text, yesNo)).toEqual({ is: 'unknown' });
    expect(readChoice(text, yesNo.slice(0, 2))).toEqual({ is: 'none' });
  });

  it('gives the same answer for its digit', () => {
    expect(readChoice('3', yesNo)).toEqual({ is: 'unknown' });
  });

  it.each(['lewati', 'skip', 'LEWATI', '8', 'tidak mau jawab'])('reads "%s" as skip', (text) => {
    expect(readChoice(text, topics)).toEqual({ is: 'skip' });
  });
});

describe('several', () => {
  it.each([
    '1 3',
    '1,3',
    '1, 3',
    '1 dan 3',
    '1 & 3',
    '1+3',
    '1\n3',
    'satu dan tiga',
    'bicara dengan orang, pengobatan',
  ])('reads "%s" as two', (text) => {
    expect(readChoice(text, help)).toEqual({ is: 'many', ids: ['talk', 'health'] });
  });

  it('reads all or nothing', () => {
    expect(readChoice('1 9', help)).toEqual({ is: 'none' });
    expect(readChoice('1, dipukul', help)).toEqual({ is: 'none' });
    expect(readChoice('1 1', help)).toEqual(choice('talk'));
  });
});

describe('an age', () => {
  it.each([
    ['15', '12to17'],
    ['umur 15', '12to17'],
    ['15 tahun', '12to17'],
    ['umur saya 9', 'under12'],
    ['25 thn', '18to25'],
    ['70', 'over60'],
    ['12-17', '12to17'],
    ['4', 'over60'],
  ])('reads "%s" as %s', (text, id) => {
    expect(readChoice(text, ages)).toEqual(choice(id));
  });

  it('is read only where ages are offered', () => {
    expect(readChoice('15', topics)).toEqual({ is: 'none' });
    expect(readChoice('40', ages)).toEqual({ is: 'none' });
  });
});

/** Whatever a keyboard, a paste or a hostile client can send, half characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));

describe('whatever is typed', () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  const options = fc
    .uniqueArray(word, { minLength: 2, maxLength: 7, selector: (label) => label })
    .map((labels) => labels.map((label, at): ReadOption => ({ id: `o${at}`, label })));
  const reserved = new Set([...choiceWords.skip, ...choiceWords.unknown, ...choiceWords.numbers.flat()]);

  it('gives only offered ids', () => {
    fc.assert(
      fc.property(anyText, options, (text, offered) => {
        const read = readChoice(text, offered);
        const ids = read.is === 'choice' ? [read.id] : read.is === 'many' ? read.ids : [];
        const known = offered.map(({ id }) => id);
        expect(ids.every((id) => known.includes(id))).toBe(true);
      }),
    );
  });

  it('reads every label and every digit as its option', () => {
    fc.assert(
      fc.property(options, fc.nat(), (offered, pick) => {
        const at = pick % offered.length;
        const option = offered[at] ?? { id: '', label: '' };
        expect(readChoice(` ${option.label.toUpperCase()}! `, offered)).toEqual(choice(option.id));
        expect(readChoice(String(at + 1), offered)).toEqual(choice(option.id));
      }),
    );
  });

  it('forgives two swapped letters of a long label when no other label is as near', () => {
    fc.assert(
      fc.property(options, fc.nat(), fc.nat(), (offered, pick, place) => {
        const { id, label } = offered[pick % offered.length] ?? { id: '', label: '' };
        const at = place % (label.length - 1);
        const typed = label.slice(0, at) + label.charAt(at + 1) + label.charAt(at) + label.slice(at + 2);
        const rivals = offered.filter((other) => other.id !== id && countSlips(typed, other.label, 3) <= 1);
        fc.pre(rivals.length === 0 && !reserved.has(typed));
        expect(readChoice(typed, offered)).toEqual(choice(id));
      }),
    );
  });
});
