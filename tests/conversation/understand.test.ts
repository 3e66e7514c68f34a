import { describe, expect, test } from 'vitest';
import type { Question } from '../../flows/kit/effects.ts';
import type { InboxEvent } from '../../src/conversation/messages.ts';
import { type Setting, understand } from '../../src/conversation/understand.ts';

const who: Question = {
  text: { key: 'report.who' },
  options: [
    { id: 'me', label: 'Saya sendiri' },
    { id: 'family', label: 'Keluarga saya' },
    { id: 'unknown', label: 'Tidak tahu' },
  ],
  rails: ['skip', 'human'],
};
const opening: Question = {
  text: { key: 'common.opening', values: { name: 'Ruang Tulis', trial: '' } },
  options: [
    { id: 'safe', label: 'Ya, aman' },
    { id: 'inDanger', label: 'Saya dalam bahaya' },
    { id: 'notSafe', label: 'Belum aman' },
  ],
  rails: ['leave'],
};
const dangerNow: Question = {
  text: { key: 'report.dangerNow' },
  options: [
    { id: 'yes', label: 'Ya' },
    { id: 'no', label: 'Tidak' },
  ],
  rails: ['skip', 'human'],
};
const help: Question = {
  text: { key: 'report.help' },
  options: [
    { id: 'talk', label: 'Bicara dengan orang' },
    { id: 'safePlace', label: 'Tempat aman' },
    { id: 'health', label: 'Pengobatan' },
  ],
  rails: ['skip', 'human'],
  many: true,
};

function settingOf(question: Question | null, more: Partial<Setting> = {}): Setting {
  return {
    asked: question && { number: '3', question },
    askedBefore: '2',
    isNewSession: false,
    labelOf: ({ label }) => (typeof label === 'string' ? label : label.key),
    ...more,
  };
}

const text = (words: string): InboxEvent => ({ type: 'inbound.text', text: words });
const tap = (token: string): InboxEvent => ({ type: 'inbound.tap', token });
const heard = (event: InboxEvent, question: Question | null, more: Partial<Setting> = {}) =>
  understand(event, settingOf(question, more)).events.map((each) =>
    each.type === 'person.chose'
      ? `chose ${each.choice}`
      : each.type === 'person.spoke'
        ? `said ${each.word}`
        : each.type,
  );
const later = { isNewSession: true };

describe('a text is heard in a fixed order', () => {
  test.each([
    ['tolong, dia mau bunuh saya', ['danger.heard']],
    ['KELUAR', ['said leave']],
    ['keluar.', ['said leave']],
    ['9', ['said human']],
    ['1', ['chose me']],
    ['nomor dua', ['chose family']],
    ['keluarga saya', ['chose family']],
    ['kelurga saya', ['chose family']],
    ['gak tau', ['chose unknown']],
    ['8', ['chose skipped']],
    ['merah', ['person.wrote']],
    ['1 dan 2', ['person.wrote']],
  ])('"%s" at a question', (words, events) => {
    expect(heard(text(words), who)).toEqual(events);
  });

  test('danger goes before a word that always works, and before an answer', () => {
    expect(heard(text('saya mau keluar tapi dikunci di kamar'), who)).toEqual(['danger.heard']);
    expect(heard(text('iya, dia mau bunuh saya'), dangerNow)).toEqual(['danger.heard']);
  });

  test('"DARURAT" is the word, which is U1 and shows the numbers', () => {
    expect(heard(text('DARURAT'), who)).toEqual(['said emergency']);
    expect(heard(text('darurat'), null)).toEqual(['said emergency']);
  });

  test('several answers at once count only where several may be chosen', () => {
    expect(heard(text('1 dan 3'), help)).toEqual(['chose talk', 'chose health']);
    expect(heard(text('1, 2'), dangerNow)).toEqual(['person.wrote']);
  });

  test('a label as we wrote it is its button, even when its words are a sign', () => {
    expect(heard(text('Saya dalam bahaya'), opening)).toEqual(['chose inDanger']);
    expect(heard(text('Saya dalam bahaya'), who)).toEqual(['danger.heard']);
  });

  test('an age in words answers the question for it, and is a sign anywhere else', () => {
    const age: Question = {
      ...who,
      text: { key: 'report.ageMe' },
      options: [{ id: '12to17', label: '12–17' }],
    };
    expect(heard(text('umur saya 15'), age)).toEqual(['chose 12to17']);
    expect(heard(text('umur saya 15'), who)).toEqual(['danger.heard']);
  });

  test.each(['tidak aman', 'belum aman', 'gak aman'])('"%s" never denies danger', (words) => {
    expect(heard(text(words), dangerNow)).toEqual(['person.wrote']);
    expect(heard(text(words), opening)).toEqual(['chose notSafe']);
  });
});

describe('after half an hour of silence', () => {
  test('whatever is written first meets the safe question (R2)', () => {
    for (const words of ['halo', '1', 'Saya sendiri', 'gak tau', '8'])
      expect(heard(text(words), who, later)).toEqual(['person.arrived']);
    expect(heard(tap('3.me'), who, later)).toEqual(['person.arrived']);
  });

  test('an answer to the safe question is one, however late', () => {
    expect(heard(text('1'), opening, later)).toEqual(['chose safe']);
    expect(heard(tap('3.notSafe'), opening, later)).toEqual(['chose notSafe']);
  });

  test('danger, a yes to danger and the words that act are heard at once', () => {
    expect(heard(text('dia mau bunuh saya'), who, later)).toEqual(['danger.heard']);
    expect(heard(tap('3.yes'), dangerNow, later)).toEqual(['chose yes']);
    expect(heard(tap('3.no'), dangerNow, later)).toEqual(['person.arrived']);
    expect(heard(text('PETUGAS'), who, later)).toEqual(['said human']);
    expect(heard(text('HAPUS'), who, later)).toEqual(['said delete']);
    expect(heard(tap('3.human'), who, later)).toEqual(['said human']);
  });

  test('words that show something come after the safe question', () => {
    for (const words of ['LIHAT', 'BANTUAN', 'BAHASA', 'MENU'])
      expect(heard(text(words), who, later)[0]).toBe('person.arrived');
    expect(heard(text('LIHAT'), who)).toEqual(['said show']);
  });
});

describe('a button', () => {
  test('counts for the open question and for a choice that was offered', () => {
    expect(heard(tap('3.family'), who)).toEqual(['chose family']);
    expect(heard(tap('3.skip'), who)).toEqual(['chose skipped']);
    expect(heard(tap('3.human'), who)).toEqual(['said human']);
    expect(heard(tap('3.leave'), opening)).toEqual(['said leave']);
  });

  test.each(['1.me', '3.nonsense', '3.leave', 'nonsense', '3', '', '.me', '3.me.me', '4.me'])(
    'stale or forged ("%s") changes nothing and brings the question back',
    (token) => {
      expect(understand(tap(token), settingOf(who))).toEqual({ events: [], also: 'askAgain' });
    },
  );

  test('pressed twice is silent the second time', () => {
    expect(understand(tap('2.me'), settingOf(who))).toEqual({ events: [], also: 'nothing' });
    expect(understand(tap('2.notSafe'), settingOf(null))).toEqual({ events: [], also: 'nothing' });
  });

  test('an old one where no question is open is the way in', () => {
    expect(heard(tap('1.me'), null)).toEqual(['person.arrived']);
  });
});

describe('other things that come', () => {
  const photo = (caption: string | null): InboxEvent => ({
    type: 'inbound.media',
    media: 'photo',
    reference: 'r',
    caption,
  });

  test('a photo is one, and its words are heard for danger', () => {
    expect(heard(photo(null), who)).toEqual(['person.sentMedia']);
    expect(heard(photo('dia mau bunuh saya'), who)).toEqual(['danger.heard']);
    expect(heard(photo('ini suratnya'), who, later)).toEqual(['person.arrived']);
  });

  test('what no parser understands is told so, and first contact still meets the opening', () => {
    expect(understand({ type: 'inbound.unreadable' }, settingOf(who))).toEqual({
      events: [],
      also: 'unreadable',
    });
    expect(understand({ type: 'inbound.unreadable' }, settingOf(null, later)).events).toEqual([
      { type: 'person.arrived' },
    ]);
  });

  test('the team is never taken for the person', () => {
    expect(heard({ type: 'counsellor.said', memberId: 'm', text: 'KELUAR' }, who)).toEqual([
      'counsellor.said',
    ]);
    expect(heard({ type: 'case.closed', memberId: 'm', reason: 'selesai' }, who)).toEqual(['case.closed']);
  });
});
