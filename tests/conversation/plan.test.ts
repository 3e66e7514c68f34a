import { describe, expect, test } from 'vitest';
import { startTalk, type Talk, takeEvent, takeLine } from '../../src/cli/chat.ts';
import type { CaseItem } from '../../src/conversation/case-item.ts';
import type { ChannelName } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';

function planned(channel: ChannelName, ...lines: string[]): { plan: TurnPlan; talk: Talk } {
  const talk = startTalk(channel, 'id');
  const plans = lines.flatMap((line) => takeLine(talk, line).turns);
  return { plan: plans.at(-1) as TurnPlan, talk };
}

const said = (plan: TurnPlan) =>
  plan.replies.flatMap(({ part }) => (part.type === 'text' ? [part.text] : []));
const happened = (plan: TurnPlan) =>
  (plan.case?.items ?? []).flatMap((item: CaseItem) => (item.kind === 'happened' ? [item.what] : []));
const cry = '> tolong, dia mau bunuh saya';

describe('what leaves', () => {
  test('goes before everything else as a whole when it brings a human out, and when a counsellor speaks', () => {
    const { plan, talk } = planned('telegram', cry);
    expect(new Set(plan.replies.map(({ lane }) => lane))).toEqual(new Set([0]));
    expect(planned('telegram', '> halo').plan.replies.map(({ lane }) => lane)).toEqual([2]);
    takeLine(talk, '* joined');
    const spoken = takeEvent(talk, { type: 'counsellor.said', memberId: 'm', text: 'Saya di sini.' });
    expect(spoken.replies).toMatchObject([{ lane: 0, heldBy: 0, part: { text: 'Saya di sini.' } }]);
    expect(spoken.case?.items).toEqual([{ kind: 'counsellor', memberId: 'm', text: 'Saya di sini.' }]);
  });

  test('ends with the question on every channel, and with one only', () => {
    for (const channel of ['telegram', 'whatsapp', 'web'] as const) {
      const { plan } = planned(channel, '> halo', '>> safe', '@ 31 minutes', '> BAHASA');
      expect(said(plan)).toHaveLength(1);
      expect(said(plan)[0]).toContain('Is it safe to chat now?');
    }
  });

  test('shows the receipt at once on the web, which has no way back, and at the end elsewhere', () => {
    const web = said(planned('web', '> halo', '>> inDanger').plan);
    expect(web).toHaveLength(3);
    expect(web[1]).toContain('1234 5678 9012 3456');
    expect(web[2]).toContain('110');
    expect(said(planned('telegram', '> halo', '>> inDanger').plan).join()).not.toContain('1234');
  });

  test('does not say on the web who we are when the page has just said it', () => {
    expect(said(planned('web', cry).plan).join()).not.toContain('asisten otomatis');
    expect(said(planned('whatsapp', cry).plan)[0]).toContain('asisten otomatis');
  });

  test('clears the screen only where the platform can', () => {
    expect(planned('telegram', '> halo', '> KELUAR').plan.clearsScreen).toBe(true);
    expect(planned('whatsapp', '> halo', '> KELUAR').plan.clearsScreen).toBe(false);
  });

  test('a counsellor’s words to somebody who left stay in the case and go nowhere', () => {
    const { plan } = planned('telegram', cry, '* joined', '> KELUAR', '* said: Halo?');
    expect(plan.replies).toEqual([]);
    expect(plan.case?.items).toEqual([{ kind: 'counsellor', memberId: 'm', text: 'Halo?', held: true }]);
  });
});

describe('what goes into the case', () => {
  test('nothing, while there is none', () => {
    expect(planned('telegram', '> halo', '>> safe', '>> me').plan.case).toBeNull();
  });

  test('that it opened, once; later that she asked for a human, or that it was raised', () => {
    const first = planned('telegram', '> PETUGAS');
    expect([first.plan.case?.opens, happened(first.plan)]).toEqual([true, ['opened']]);
    const again = planned('telegram', '> PETUGAS', '> PETUGAS');
    expect([again.plan.case?.opens, happened(again.plan)]).toEqual([false, ['askedForHuman']]);
    expect(happened(planned('telegram', '> PETUGAS', cry).plan)).toEqual(['raised']);
    expect(happened(planned('telegram', cry, cry).plan)).toEqual([]);
    expect(happened(planned('telegram', cry, '> KELUAR').plan)).toEqual(['left']);
  });

  test('the sign that was heard, on the message that held it', () => {
    expect(planned('telegram', cry).plan.case?.danger).toMatchObject({ urgency: 1 });
    expect(planned('telegram', cry, '> halo').plan.case?.danger).toBeNull();
  });

  test('the label of the button, in the language it was shown in', () => {
    expect(planned('telegram', '> PETUGAS', '>> continue', '>> me').plan.case?.pressed).toBe('Saya sendiri');
    expect(planned('telegram', '> PETUGAS', '>> continue', '> BAHASA', '>> me').plan.case?.pressed).toBe(
      'Myself',
    );
  });

  test('consents with the very words that were shown', () => {
    const skips = Array.from({ length: 8 }, () => '>> skip');
    const { plan } = planned(
      'telegram',
      '> halo',
      '>> safe',
      ...skips,
      '>> correct',
      '>> allow',
      '>> refuse',
    );
    expect(plan.case?.consents.map(({ purpose, given }) => [purpose, given])).toEqual([
      ['service', true],
      ['statistics', false],
    ]);
    expect(plan.case?.consents[0]?.shown).toContain('Boleh catatan ini kami simpan');
    expect(plan.case?.filed).toBe(true);
  });

  test('the province for the queue, and nothing below it; a country abroad has none', () => {
    const until = ['> halo', '>> safe', '>> child', '>> under12', '>> other', '>> no'];
    until.push('>> skip', '>> story', '>> enough', '>> overMonth');
    expect(planned('telegram', ...until, '> maumere').plan.case?.province).toBe('53');
    expect(planned('telegram', ...until, '> malaysia').plan.case?.province).toBeUndefined();
  });

  test('a card that stays small: codes, eight rules, eighty characters of the last words', () => {
    const { plan } = planned('telegram', `${cry} ${'dan lagi '.repeat(40)}`);
    expect(plan.case?.head).toMatchObject({
      channel: 'telegram',
      language: 'id',
      who: null,
      rules: ['violence'],
    });
    expect(plan.case?.head.lastWords?.length).toBeLessThanOrEqual(81);
    expect(plan.case?.head.lastWords).toMatch(/\w…$/);
  });
});

test('somebody who was shown the page in English is answered in English', () => {
  const talk = startTalk('web', 'id');
  const plan = takeEvent(talk, { type: 'inbound.start', language: 'en' });
  expect([plan.lasting.language, said(plan)[0]]).toEqual(['en', expect.stringContaining('Is it safe')]);
});
