import { describe, expect, test } from 'vitest';
import { getStateNodes } from 'xstate/graph';
import type { Question } from '../../flows/kit/effects.ts';
import { triage } from '../../flows/kit/triage.ts';
import * as codes from '../../flows/report/answers.ts';
import { freshContext, type ReportContext } from '../../flows/report/context.ts';
import { isU1, keptMany, keptOne, urgentFields, withoutField } from '../../flows/report/keeping.ts';
import { reportMachine } from '../../flows/report/machine.ts';
import { keyFor } from '../../flows/report/manner.ts';
import { startTalk, type Talk, takeEvent, takeLine } from '../../src/cli/chat.ts';
import { readTexts } from '../../src/cli/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { type ConversationState, restore } from '../../src/conversation/snapshot.ts';

const texts = readTexts('id');

/** The codes of each field, by the field's name. */
const codesOf = {
  ...{ who: codes.whoCodes, age: codes.ageCodes, topic: codes.topicCodes, when: codes.whenCodes },
  ...{ dangerNow: codes.yesNoCodes, knows: codes.yesNoCodes, canLeave: codes.yesNoCodes },
  ...{ papersHeld: codes.yesNoCodes, threatened: codes.yesNoCodes, forced: codes.yesNoCodes },
  ...{ wagesHeld: codes.yesNoCodes, owes: codes.yesNoCodes, deceived: codes.yesNoCodes },
  ...{ cutOff: codes.yesNoCodes, ransom: codes.yesNoCodes, familyPapers: codes.yesNoCodes },
  ...{ threatKill: codes.yesNoCodes, fearsKill: codes.yesNoCodes, near: codes.yesNoCodes },
  ...{ selfHarm: codes.yesNoCodes, fee: codes.yesNoCodes, guardian: codes.yesNoCodes },
  ...{ weapon: codes.weaponCodes, choked: codes.chokedCodes, needs: codes.needCodes },
  ...{ deadline: codes.deadlineCodes, work: codes.workCodes, leftWith: codes.leftWithCodes },
  ...{ other: codes.otherCodes, leaves: codes.leavesCodes, orgType: codes.orgTypeCodes },
  ...{ orgAgreed: codes.agreedCodes, notice: codes.noticeCodes, contact: codes.contactCodes },
} as const;
type Field = keyof typeof codesOf;
const fields = Object.keys(codesOf) as Field[];
/** Every single answer, as what is chosen at which question. */
const everyAnswer = fields.flatMap((field) =>
  [...codesOf[field], 'unknown', 'skipped'].map((choice) => ({ field, choice })),
);

describe('an answer', () => {
  test('that makes it U1, alone or with another, belongs to a question that leads to care at once', () => {
    const becoming = new Set<string>();
    const known = [{}, ...everyAnswer.map(({ field, choice }) => keptOne({}, field, choice))];
    for (const answers of known.filter((one) => !isU1(one)))
      for (const { field, choice } of everyAnswer)
        if (isU1(keptOne(answers, field, choice))) becoming.add(field);
    expect([...becoming].toSorted()).toEqual([...urgentFields, 'dangerNow', 'selfHarm'].toSorted());
  });

  test('is gone without a trace when it is changed, with what depended on it', () => {
    const told = ['canLeave', 'owes', 'papersHeld'] as const;
    const answers = told.reduce<codes.Answers>(
      (known, field) => keptOne(known, field, field === 'canLeave' ? 'no' : 'yes'),
      { who: 'family', topic: 'trafficking', when: 'overMonth', dangerNow: 'no' },
    );
    expect(answers.indicators?.map(({ code }) => code)).toEqual([
      'RestrictsMovement',
      'WithholdsDocuments',
      'DebtBondage',
    ]);
    const changed = withoutField(answers, 'topic');
    expect(changed).toEqual({ who: 'family', when: 'overMonth', dangerNow: 'no', indicators: [] });
    expect(triage({ answers: changed, dangers: [], askedForHuman: false }).urgency).toBe(3);
  });

  test('of several keeps each once, and "lewati" takes none of them back', () => {
    const some = ['fisik', 'fisik', 'ekonomi'].reduce<codes.Answers>(
      (known, code) => keptMany(known, 'forms', code),
      {},
    );
    expect(some.forms).toEqual(['fisik', 'ekonomi']);
    expect(keptMany(some, 'forms', 'skipped').forms).toEqual(['fisik', 'ekonomi']);
    expect(keptMany({}, 'forms', 'unknown').forms).toBe('unknown');
  });
});

/** What a state asks of this person; several of its texts depend on who she is. */
function askedIn(node: ReturnType<typeof getStateNodes>[number], context: ReportContext): Question[] {
  const actions = node.entry as unknown as { type?: string; params?: unknown }[];
  return actions
    .filter(({ type }) => type === 'ask')
    .map(
      ({ params }) => (typeof params === 'function' ? params({ context, event: {} }) : params) as Question,
    );
}

const child: ReportContext = { ...freshContext, answers: { who: 'me', age: '12to17' } };
const asking = getStateNodes(reportMachine).filter(({ id }) => id.startsWith('report.talk.asking.'));
const questions = asking.filter(({ tags }) => tags.includes('question'));

describe('the questions of a report', () => {
  test('have words on every button, in labels of twenty characters', () => {
    for (const context of [freshContext, child])
      for (const node of questions)
        for (const { options } of askedIn(node, context))
          for (const { label } of options)
            if (typeof label !== 'string')
              expect(texts[label.key]?.length ?? 99, label.key).toBeLessThanOrEqual(20);
  });
});

describe('a child who writes', () => {
  const notForHer = new Set(['threatKill', 'fearsKill', 'needs', 'mandated']);
  const keys = questions
    .filter(({ key, id }) => !notForHer.has(key) && !id.includes('.organisation.') && key !== 'knows')
    .flatMap((node) => askedIn(node, child).map(({ text }) => text.key));
  /** Asked before her age is known, spoken to her already, or neutral. */
  const plain = new Set(['report.who', 'report.ageMe', 'report.ask.guardian', 'report.ask.onlineMore']);

  test('has a text of her own for every question she can meet (R34)', () => {
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !plain.has(key) && texts[`${key}Child`] === undefined)).toEqual([]);
  });

  test('is never asked for details of sexual acts (R35), and never called Anda', () => {
    const own = Object.entries(texts).filter(([key]) => /^(report|care|common|handoff)\..*Child$/.test(key));
    expect(own.length).toBeGreaterThan(50);
    for (const [key, text] of own)
      expect(text, key).not.toMatch(/\bAnda\b|seks|hubungan badan|telanjang|perkosa|kelamin|organ/i);
  });

  test('hears the plain text where there is no other, and the simple one only when she asked for it', () => {
    const has = (key: string) => ['report.whoChild', 'report.whoSimple', 'report.topicSimple'].includes(key);
    const say = (key: 'report.who' | 'report.topic' | 'report.when', isChild: boolean, simple: boolean) =>
      keyFor(key, { child: isChild, simple }, has);
    expect([say('report.who', true, true), say('report.who', false, true)]).toEqual([
      'report.whoChild',
      'report.whoSimple',
    ]);
    expect([say('report.topic', true, true), say('report.topic', true, false)]).toEqual([
      'report.topicSimple',
      'report.topic',
    ]);
    expect(say('report.when', true, true)).toBe('report.when');
  });

  test('may type her own labels back', () => {
    const talk = talkAfter('> halo', '>> safe', '>> me', '>> 12to17', '> soal disentuh');
    expect(answersNow(talk).topic).toBe('sexual');
  });
});

function talkAfter(...lines: string[]): Talk {
  const talk = startTalk('telegram', 'id');
  for (const line of lines) takeLine(talk, line);
  return talk;
}

const contextNow = ({ state }: Talk) => restore(state as ConversationState).context;
const answersNow = (talk: Talk) => contextNow(talk).answers;
const textsOf = ({ replies }: TurnPlan) => replies.map(({ part }) => (part.type === 'text' ? part.text : ''));

describe('how somebody may be written to', () => {
  const start = [
    '> halo',
    '>> safe',
    '>> me',
    '>> 26to40',
    '>> skip',
    '>> skip',
    '>> skip',
    '>> skip',
    '>> skip',
  ];
  const agreed = { mode: 'hours', hours: ['noon'], line: 'Paketnya sudah tiba', word: 'kunyit' };

  test('lasts with the chat and stands in the case; the word is in no snapshot (R11)', () => {
    const talk = talkAfter(
      ...start,
      '>> hours',
      '>> noon',
      '>> enough',
      '>> parcel',
      '> kunyit',
      '>> correct',
      '>> allow',
    );
    expect(talk.lasts.contact).toEqual(agreed);
    const plan = takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number}.refuse` });
    const { lastWords: _lastWords, ...state } = plan.state;
    expect(plan.case?.items.find(({ kind }) => kind === 'answers')).toMatchObject({ contact: agreed });
    expect(JSON.stringify(state)).not.toContain('kunyit');
    expect(plan.case?.head.lastWords).not.toBe('kunyit');
  });

  test('is never first, when she writes herself', () => {
    expect(talkAfter(...start, '>> iReturn').lasts.contact).toEqual({
      mode: 'iReturn',
      hours: [],
      line: null,
      word: null,
    });
  });
});

describe('the head of a case', () => {
  test.each([
    ['a child', ['>> child'], { child: true, who: 'child' }],
    ['a child who writes', ['>> me', '>> under12'], { child: true, who: 'me' }],
  ])('marks %s', (_, lines, head) => {
    const talk = talkAfter('> halo', '>> safe', ...lines.slice(0, -1));
    const press = lines.at(-1)?.slice(3) ?? '';
    const plan = takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number}.${press}` });
    expect(plan.case).toMatchObject({ urgency: 2, head });
  });

  test('marks what another body handed in, and nobody else', () => {
    const heads = ['organisation', 'other'].map((who) => {
      const talk = talkAfter('> halo', '>> safe', `>> ${who}`);
      return takeEvent(talk, { type: 'inbound.text', text: 'PETUGAS' }).case?.head;
    });
    expect(heads.map((head) => [head?.handedIn, head?.child])).toEqual([
      [true, undefined],
      [undefined, undefined],
    ]);
  });
});

describe('short words', () => {
  test('are said from the turn on in which they are asked for, and last with the chat (R38)', () => {
    const talk = talkAfter('> halo', '>> simpleWords');
    expect(talk.lasts.simple).toBe(true);
    const plan = takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number}.safe` });
    expect(textsOf(plan)[0]).toBe(texts['report.readersSimple']);
    expect(talk.lasts.simple).toBe(true);
  });
});

describe('BAHASA SEDERHANA', () => {
  test.each([
    ['a question', ['> halo', '>> safe'], 'report.who'],
    ['the first message', [], 'common.opening'],
    ['waiting for a human', ['> PETUGAS'], 'handoff.what'],
    ['leaving the screen', ['> halo', '> KELUAR'], 'common.opening'],
  ])('is heard at %s, and said twice it stays', (_, lines, asked) => {
    const talk = talkAfter(...lines);
    const plans = [1, 2].map(() => takeEvent(talk, { type: 'inbound.text', text: 'Bahasa sederhana' }));
    expect(talk.lasts.simple).toBe(true);
    expect(talk.state?.asked?.question.text.key).toBe(asked);
    for (const plan of plans) expect(textsOf(plan).at(-1)).toBeTruthy();
  });
});

describe('the duty of the organisation', () => {
  const until = ['> halo', '>> safe', '>> me', '>> 26to40', '>> sexual'];
  const keyAt = (kind: Talk['operatorKind']) => {
    const talk = startTalk('telegram', 'id');
    talk.operatorKind = kind;
    for (const line of until) takeLine(talk, line);
    return talk.state?.asked?.question.text.key;
  };

  test.each(['uptd_ppa', 'lembaga_layanan_masyarakat'] as const)(
    '%s says it before any detail (R4, L8)',
    (kind) => {
      expect(keyAt(kind)).toBe('report.duty');
    },
  );

  test('an organisation without it does not speak of it', () => {
    expect(keyAt('lainnya')).toBe('report.dangerNow');
  });

  test('is known again after the story is over', () => {
    const talk = talkAfter('> halo');
    talk.operatorKind = 'uptd_ppa';
    for (const line of ['>> safe', '> HAPUS', '> halo']) takeLine(talk, line);
    expect(contextNow(talk).operatorKind).toBe('uptd_ppa');
  });
});
