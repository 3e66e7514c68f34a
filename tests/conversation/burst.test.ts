import { describe, expect, test } from 'vitest';
import { planCalmly } from '../../src/conversation/burst.ts';
import type { InboxEvent } from '../../src/conversation/messages.ts';
import type { TurnInput, TurnPlan } from '../../src/conversation/plan.ts';
import type { ConversationState } from '../../src/conversation/snapshot.ts';
import { testRenderer } from '../kit/engine.ts';

/** One chat, told message by message, with its clock. */
function openChat(step = 20) {
  let state: ConversationState | null = null;
  let lasting: TurnInput['lasting'] = { language: 'id' };
  let focus: TurnInput['focus'] = null;
  let now = Date.parse('2026-01-05T02:00:00Z');
  const take = (event: InboxEvent | null): TurnPlan => {
    now += event ? step : 0;
    const plan = planCalmly(testRenderer, {
      channel: 'telegram',
      ...{ state, lasting, event, focus },
      lastInboundAt: new Date(now),
      now: new Date(now),
      receipt: () => '1234567890123456',
      pin: () => '4821',
    });
    state = JSON.parse(JSON.stringify(plan.state)) as ConversationState;
    lasting = plan.lasting;
    if (plan.case)
      focus = { urgency: plan.case.urgency ?? focus?.urgency ?? 3, claimed: focus?.claimed ?? false };
    return plan;
  };
  return {
    take,
    say: (text: string) => take({ type: 'inbound.text', text }),
    /** Presses the first button of the question that stands open. */
    press: () =>
      take({
        type: 'inbound.tap',
        token: `${state?.asked?.number}.${state?.asked?.question.options[0]?.id}`,
      }),
    asked: () => state?.asked?.question.text.key,
    timers: () => state?.timers.map(({ event }) => event) ?? [],
    /** Lets time pass until the next timer, and takes its turn. */
    wait: (): TurnPlan => {
      now = Math.min(...(state?.timers ?? []).map(({ dueAt }) => dueAt));
      return take(null);
    },
  };
}

const said = (plans: readonly TurnPlan[]) =>
  plans.flatMap(({ replies }) => replies.flatMap(({ part }) => (part.type === 'text' ? [part.text] : [])));
const patience = 'Mohon tunggu sebentar';
const times = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('five hundred messages in ten seconds', () => {
  test('are answered with patience once, and the last answer comes when it is quiet', () => {
    const chat = openChat();
    chat.say('halo');
    const replies = said(times(500).map((at) => chat.say(`zzz ${at}`)));
    expect(replies.filter((text) => text.includes(patience))).toHaveLength(1);
    expect(replies.length).toBeLessThan(30);
    const question = chat.asked();
    const after = said([chat.wait()]);
    expect(after.length).toBeGreaterThan(0);
    expect(chat.asked()).toBe(question);
    expect(chat.timers()).not.toContain('host.burst');
    expect(said([chat.say('zzz')]).join()).not.toContain(patience);
  });

  test('with a cry among them: it raises at once, and numbers come', () => {
    const chat = openChat();
    chat.say('halo');
    for (const at of times(250)) chat.say(`zzz ${at}`);
    const cry = chat.say('tolong, dia mau bunuh saya');
    expect(cry.case).toMatchObject({ opens: true, urgency: 1 });
    expect(said([cry]).join('\n')).toContain('110');
    const rest = times(250).map((at) => chat.say(`dia pegang parang ${at}`));
    expect(rest.every((plan) => plan.case !== null)).toBe(true);
    expect(said(rest).length).toBeLessThan(20);
  });

  test('with the safe word among them: the screen is cleared, and nothing comes later', () => {
    const chat = openChat();
    chat.say('halo');
    for (const at of times(50)) chat.say(`zzz ${at}`);
    expect(chat.say('KELUAR').clearsScreen).toBe(true);
    expect(chat.timers()).not.toContain('host.burst');
  });

  test('while a counsellor speaks: her words go out at once', () => {
    const chat = openChat();
    chat.say('halo');
    chat.say('PETUGAS');
    for (const at of times(50)) chat.say(`zzz ${at}`);
    chat.take({ type: 'counsellor.joined', memberId: 'm' });
    expect(said([chat.take({ type: 'counsellor.said', memberId: 'm', text: 'Saya di sini.' })])).toContain(
      'Saya di sini.',
    );
  });
});

test('whoever answers what she is asked is never told to wait, however fast she is', () => {
  const chat = openChat(1);
  chat.say('halo');
  const replies = said(times(20).map(() => chat.press()));
  expect(replies.length).toBeGreaterThan(10);
  expect(replies.join()).not.toContain(patience);
});
