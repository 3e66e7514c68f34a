import { describe, expect, test } from 'vitest';
import { startTalk, type Talk } from '../../src/cli/chat.ts';
import type { ChannelName, InboxEvent } from '../../src/conversation/messages.ts';
import { planTurn, type TurnPlan } from '../../src/conversation/plan.ts';
import { testRenderer } from '../kit/engine.ts';

/** Nobody is on duty when somebody cries: one voice, honest words first, numbers once (design §7). */
const cries = ['tolong, dia mau bunuh saya', 'saya mau bunuh diri', 'saya dikunci di kamar', 'DARURAT'];
const grounds = (['telegram', 'whatsapp', 'web'] as const).flatMap((channel) =>
  (['id', 'en'] as const).map((language) => ({ channel, language })),
);

function house(channel: ChannelName, language: 'id' | 'en', isNobodyThere: boolean) {
  const talk: Talk = startTalk(channel, language);
  const hear = (event: InboxEvent | string, seconds = 1): TurnPlan => {
    talk.now += seconds * 1000;
    const plan = planTurn(testRenderer, {
      channel,
      state: talk.state,
      lasting: { language, ...talk.lasts, away: talk.away },
      event: typeof event === 'string' ? { type: 'inbound.text', text: event } : event,
      focus: talk.focus,
      lastInboundAt: new Date(talk.lastInboundAt),
      now: new Date(talk.now),
      receipt: () => '1234567890123456',
      pin: () => '4821',
      org: { operatorKind: 'lainnya', isNobodyThere },
    });
    talk.state = JSON.parse(JSON.stringify(plan.state));
    talk.away = plan.lasting.away ?? false;
    talk.lastInboundAt = talk.now;
    if (plan.case) talk.focus = { urgency: plan.case.urgency ?? talk.focus?.urgency ?? 3, claimed: false };
    return plan;
  };
  return hear;
}

const textsOf = ({ replies }: TurnPlan) =>
  replies.map(({ part }) => (part.type === 'text' ? part.text : part.type));
const called = /sudah dipanggil ke chat|has been called to this chat/;
const nobody =
  /Belum ada petugas yang berjaga|belum ada petugas yang berjaga|No (team member|counsellor) is on duty/;
const numbersIn = (texts: string[]) => texts.filter((text) => text.includes('110')).length;

describe.each(grounds)('on $channel in $language', ({ channel, language }) => {
  test.each(cries)('where nobody is there, "%s" hears so in the same reply, before the numbers', (cry) => {
    const hear = house(channel, language, true);
    const texts = textsOf(hear(cry));
    const said = texts.findIndex((text) => nobody.test(text));
    expect(said).toBeGreaterThanOrEqual(0);
    expect(texts.findIndex((text) => text.includes('110'))).toBeGreaterThan(said);
    expect(texts.join('\n')).not.toMatch(called);
    expect(textsOf(hear({ type: 'duty.empty' }))).toEqual([]);
  });

  test('where only the alarm finds nobody, it is said once and the numbers above are not said again', () => {
    const hear = house(channel, language, false);
    const first = textsOf(hear('tolong, dia mau bunuh saya'));
    expect(first.join('\n')).toMatch(called);
    const then = textsOf(hear({ type: 'duty.empty' }));
    expect(then.filter((text) => nobody.test(text))).toHaveLength(1);
    expect(numbersIn([...first, ...then])).toBe(1);
  });

  test('three minutes later, or on a cleared screen, the numbers come with the truth', () => {
    const late = house(channel, language, false);
    late('tolong, dia mau bunuh saya');
    expect(numbersIn(textsOf(late({ type: 'duty.empty' }, 180)))).toBe(1);
    const cleared = house(channel, language, false);
    cleared('tolong, dia mau bunuh saya');
    cleared('KELUAR');
    expect(textsOf(cleared({ type: 'duty.empty' }))).toEqual([]);
    cleared('halo');
    expect(numbersIn(textsOf(cleared(language === 'id' ? 'ya aman' : 'yes, safe')))).toBe(1);
  });
});

test('who is not in danger is not told that nobody is there', () => {
  const hear = house('telegram', 'id', true);
  expect(textsOf(hear('PETUGAS')).join('\n')).toContain('Petugas dipanggil ke chat ini');
});
