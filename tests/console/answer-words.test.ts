import { describe, expect, test } from 'vitest';
import * as codes from '../../flows/report/answers.ts';
import { answerList, safetyWords } from '../../src/console/answer-words.ts';
import { headline } from '../../src/console/case-words.ts';
import { wordsOf } from '../../src/console/words.ts';

const id = wordsOf('id');

const kinds: Record<string, readonly string[]> = {
  ...{ who: codes.whoCodes, work: codes.workCodes, leftWith: codes.leftWithCodes, forms: codes.formCodes },
  ...{
    weapon: codes.weaponCodes,
    choked: codes.chokedCodes,
    needs: codes.needCodes,
    other: codes.otherCodes,
  },
  ...{ online: [...codes.pictureCodes, ...codes.accountCodes, ...codes.attackCodes] },
  ...{ deadline: codes.deadlineCodes, leaves: codes.leavesCodes, orgType: codes.orgTypeCodes },
  ...{
    orgAgreed: codes.agreedCodes,
    orgDone: codes.doneCodes,
    hours: codes.hourCodes,
    said: codes.yesNoCodes,
  },
  ...{ contact: codes.contactCodes, writer: codes.whoCodes },
};

/** One answer to everything that can be asked. */
const everything: codes.Answers = {
  ...{
    who: 'organisation',
    age: '12to17',
    topic: 'trafficking',
    dangerNow: 'no',
    knows: 'no',
    when: 'overMonth',
  },
  ...{ where: { country: 'ID', province: '53', regency: '53.07', label: 'Kabupaten Sikka' }, help: ['talk'] },
  ...{
    contact: 'hours',
    hours: ['morning', 'evening'],
    firstLine: 'parcel',
    replyWord: 'agreed',
    guardian: 'no',
  },
  ...{ canLeave: 'no', papersHeld: 'yes', threatened: 'no', forced: 'no', wagesHeld: 'yes', owes: 'no' },
  ...{ deceived: 'yes', cutOff: 'no', work: 'ship', leftWith: 'agent', familyPapers: 'yes', ransom: 'no' },
  ...{
    forms: ['fisik'],
    weapon: 'before',
    choked: 'no',
    threatKill: 'no',
    fearsKill: 'no',
    near: 'no',
    needs: 'none',
  },
  ...{ onlinePictures: ['grooming'], onlineAccount: 'skipped', onlineAttack: ['other'], deadline: 'later' },
  ...{
    other: 'story',
    told: 'told',
    selfHarm: 'no',
    leaves: 'later',
    fee: 'no',
    orgType: 'NGO',
    orgAgreed: 'knows',
  },
  ...{
    orgDone: ['kesehatan'],
    notice: 'goOn',
    safeAgain: 'safe',
    consentService: true,
    consentStatistics: false,
  },
  indicators: [{ field: 'vic_MethodsOfControl', code: 'RestrictsMovement', source: 'organisation' }],
};

describe('the answers, as a counsellor reads them', () => {
  test.each(['id', 'en'] as const)('%s has words for every code', (language) => {
    for (const [kind, known] of Object.entries(kinds))
      for (const code of [...known, 'unknown', 'skipped'])
        expect(wordsOf(language).find(`${kind}.${code}`), `${kind}.${code}`).toBeTruthy();
  });

  test('are all there, each once, and never a bare code', () => {
    const list = answerList(id, everything);
    const whats = list.map(({ what }) => what);
    expect(whats).toEqual([...new Set(whats)]);
    // Not shown by themselves: what was only asked on the way, and what is one line with another.
    const silent = ['firstLine', 'replyWord', 'told', 'safeAgain', 'onlineAccount', 'onlineAttack'];
    expect(list).toHaveLength(Object.keys(everything).length - silent.length);
    for (const { answer } of list) expect(answer).not.toMatch(/undefined|\[object|\{\{/);
  });

  test('say whose words they are, when they are not her own', () => {
    const about = (who: codes.Answers['who']) =>
      answerList(id, who ? { who, papersHeld: 'yes' } : { papersHeld: 'yes' }).at(-1)?.answer;
    expect([about('me'), about('family'), about('other'), about('organisation')]).toEqual([
      'ya',
      'ya (menurut keluarga)',
      'ya (menurut orang lain)',
      'ya (menurut lembaga)',
    ]);
  });

  test('give the signs as HTCDS codes with their source', () => {
    const list = answerList(id, everything);
    expect(list.find(({ what }) => what === id('fact.indicators'))?.answer).toBe(
      'RestrictsMovement (menurut lembaga)',
    );
  });
});

describe('how she may be written to', () => {
  const agreed = { mode: 'hours' as const, hours: [], line: 'Paketnya sudah tiba', word: 'kunyit' };

  test('names the hours, the first line and the word that answers it (R11)', () => {
    expect(safetyWords(id, everything, agreed)).toMatch(/pagi, malam.*Paketnya sudah tiba.*kunyit/);
    expect(safetyWords(id, { contact: 'anytime' }, null)).toContain(id('agreed.none'));
  });

  test('is not at all, where she writes herself or nobody asked', () => {
    expect(safetyWords(id, { contact: 'iReturn' }, agreed)).toBe(id('contact.iReturn'));
    expect(safetyWords(id, null)).toBe(id('contact.none'));
  });
});

test('the card of a case that another body handed in says that an answer is owed', () => {
  const head = {
    channel: 'web',
    language: 'id',
    who: 'organisation',
    age: null,
    topic: 'home',
    rules: [],
  } as const;
  const card = { ...head, rules: [...head.rules], lastWords: null };
  expect(headline(id, { ...card, handedIn: true })).toContain('jawaban ditunggu');
  expect(headline(id, { ...card, who: 'me' })).not.toContain('jawaban ditunggu');
});
