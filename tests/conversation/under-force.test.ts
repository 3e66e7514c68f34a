import { describe, expect, test } from 'vitest';
import type { CheckEvent, Language } from '../../flows/kit/events.ts';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { ChannelName, Inbound } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { maskIn } from '../../src/conversation/under-force.ts';

/**
 * The second PIN beside the first, on the same chat: whoever knows how the right one looks sees no difference,
 * whatever is pressed and typed after it, on every channel, in both languages.
 */
const number = '6543210987654321';
const standings = [
  { name: 'waiting, no other chat', urgency: 2, claimed: false, open: true, others: 0 },
  { name: 'waiting, another chat', urgency: 3, claimed: false, open: true, others: 1 },
  { name: 'with a counsellor', urgency: 1, claimed: true, open: true, others: 0 },
  { name: 'closed', urgency: 3, claimed: false, open: false, others: 0 },
] as const;

type Standing = (typeof standings)[number];

/** A choice is pressed where it is offered; everything else is typed. */
const goes: readonly (readonly string[])[] = [
  ['stop', 'done'],
  ['goOn', 'write', 'saya di sini', 'numbers'],
  ['stop', 'write', 'ada apa', 'PETUGAS'],
  ['stop', 'contact', 'hours', 'morning', 'enough', 'hello', 'ready'],
  ['stop', 'contact', 'iReturn', 'halo'],
  ['stop', 'data', 'show', 'withdraw', 'sure', 'MENU'],
  ['stop', 'data', 'restrict', 'sure', 'LIHAT'],
  ['stop', 'data', 'delete', 'erase', 'halo', 'safe', 'halo'],
  ['stop', 'MENU', 'number', 'pin', '9999', '8888', 'done'],
  ['stop', 'UBAH', 'BAHASA', 'BANTUAN', 'asal ketik', 'asal lagi', 'masih asal'],
  ['stop', 'KELUAR', 'halo', 'safe', 'halo lagi'],
  ['stop', 'tidak aman', 'notSafe', 'halo', 'safe'],
  ['stop', 'PETUGAS', 'halo', 'DARURAT', 'goOn'],
  ['stop', 'tolong, dia mau bunuh saya', 'halo', 'halo'],
  ['stop', number, 'status', 'add', 'cerita baru', 'enough', 'open', '1234'],
];

const openings: Record<string, (talk: Talk) => void> = {
  'a chat of nobody': () => {},
  'a chat with a case of its own': (talk) => {
    say(talk, 'PETUGAS');
  },
};

function say(talk: Talk, said: string): TurnPlan {
  const asked = talk.state?.asked;
  const isOffered = asked?.question.options.some(({ id }) => id === said);
  const event: Inbound = isOffered
    ? { type: 'inbound.tap', token: `${asked?.number}.${said}` }
    : { type: 'inbound.text', text: said };
  return takeEvent(talk, event);
}

/** What the turn put on the screen, and what a PIN that was typed came to. */
function shownBy(talk: Talk, plan: TurnPlan): unknown[] {
  const shown: unknown[] = plan.replies.map(({ part }) =>
    part.type === 'text' ? [part.text, part.choices.map(labelOf), part.rails.map(labelOf)] : part.type,
  );
  if (plan.clearsScreen) shown.push('cleared');
  const [check] = plan.wishes.checks;
  if (check?.kind === 'number') shown.push(...checked(talk, found));
  if (check?.kind === 'pin') shown.push(...checked(talk, { type: 'pin.wrong' }));
  if (check?.kind === 'choose') shown.push(...checked(talk, { type: 'pin.kept' }));
  return shown;
}

const labelOf = ({ token, label }: { token: string; label: string }) => [token.split('.')[1], label];
const found: CheckEvent = {
  type: 'number.found',
  found: { receiptId: 'r', caseId: 'c', number, status: 'read', hasPin: true },
};

function checked(talk: Talk, result: CheckEvent): unknown[] {
  return shownBy(talk, takeEvent(talk, { type: 'receipt.checked', result }));
}

function come(channel: ChannelName, language: Language, opening: string): Talk {
  const talk = startTalk(channel, language);
  openings[opening]?.(talk);
  say(talk, number);
  checked(talk, found);
  say(talk, 'open');
  say(talk, '4821');
  return talk;
}

const withPin = ({ name: _name, ...standing }: Standing, pin: 'first' | 'second'): CheckEvent =>
  pin === 'first' ? { type: 'pin.right', replies: [], ...standing } : { type: 'pin.forced', ...standing };

describe.each(['telegram', 'whatsapp', 'web'] as const)('on %s', (channel) => {
  test.each(['id', 'en'] as const)(
    'the second PIN looks as the first one does, to the last button (%s)',
    (language) => {
      for (const [which, standing] of standings.entries())
        for (const [at, go] of goes.entries()) {
          // Two standings for each way, and on every other ground one.
          const apart = channel === 'web' && language === 'id' ? 2 : standings.length;
          if (at % apart !== which % apart) continue;
          const seen = (['first', 'second'] as const).map((pin) => {
            const talk = come(channel, language, 'a chat of nobody');
            const page = [checked(talk, withPin(standing, pin))];
            for (const said of go) page.push(shownBy(talk, say(talk, said)));
            return page;
          });
          expect(seen[0]?.[0]).toHaveLength(2);
          expect(seen[1], `${standing.name}: ${go.join(', ')}`).toEqual(seen[0]);
        }
    },
  );
});

describe.each(Object.keys(openings))('behind the second PIN, in %s', (opening) => {
  const force = (channel: ChannelName = 'telegram', standing: Standing = standings[1]) => {
    const talk = come(channel, 'id', opening);
    const plan = takeEvent(talk, { type: 'receipt.checked', result: withPin(standing, 'second') });
    return { talk, plan };
  };

  test('nothing is joined, taken back, limited, deleted, agreed on or let go', () => {
    for (const standing of standings)
      for (const go of goes) {
        const { talk, plan } = force('telegram', standing);
        const plans = [plan];
        for (const said of go) {
          if (maskIn(talk.state)) plans.push(say(talk, said));
        }
        for (const { wishes, case: kept, lasting } of plans.filter(({ state }) => maskIn(state))) {
          expect(wishes).toMatchObject({ joins: null, unmutes: null, rights: [] });
          expect(wishes.checks.filter(({ kind }) => kind === 'refuse')).toEqual([]);
          expect(lasting.contact).toBeUndefined();
          expect(kept?.items.filter(({ kind }) => kind === 'answers') ?? []).toEqual([]);
          expect(kept?.consents ?? []).toEqual([]);
        }
      }
  });

  test('nothing of the team comes up on the screen, and no time that passes brings a word', () => {
    const { talk } = force();
    const events = [
      { type: 'counsellor.joined', memberId: 'm' },
      { type: 'counsellor.said', memberId: 'm', text: 'Kami sudah membaca.' },
      { type: 'counsellor.away', memberId: 'm' },
      { type: 'counsellor.left', memberId: 'm' },
      { type: 'duty.empty' },
      { type: 'right.decided', memberId: 'm', outcome: 'answered' },
    ] as const;
    for (const event of events) expect(takeEvent(talk, event).replies, event.type).toEqual([]);
    talk.now += 61 * 60_000;
    expect(takeEvent(talk, null).replies).toEqual([]);
  });

  test('PETUGAS and a cry bring a human to this chat, and the case names the one it belongs to', () => {
    for (const cry of ['PETUGAS', 'DARURAT', 'tolong, dia mau bunuh saya']) {
      const { talk } = force('web');
      const plan = say(talk, cry);
      expect(plan.case?.waits).toBe(true);
      expect(plan.case?.urgency).toBe(cry === 'PETUGAS' ? plan.case?.urgency : 1);
      expect(maskIn(plan.state)).toBeUndefined();
      if (opening !== 'a chat of nobody') continue;
      expect(plan.case?.opens).toBe(true);
      expect(plan.case?.items).toContainEqual({ kind: 'happened', what: 'relatedTo', words: ['c'] });
      expect(JSON.stringify(plan.replies)).not.toContain('1234 5678');
      const joined = takeEvent(talk, { type: 'counsellor.joined', memberId: 'm' });
      expect(JSON.stringify(joined.replies)).toContain('Seorang petugas sudah masuk');
    }
  });
});

test('what is written behind the second PIN goes into her case with the mark, as urgent as it sounds', () => {
  const talk = come('telegram', 'id', 'a chat of nobody');
  takeEvent(talk, { type: 'receipt.checked', result: withPin(standings[2], 'second') });
  expect(say(talk, 'apa kabar').wishes).toMatchObject({ adds: 'c', forced: { urgency: null } });
  expect(say(talk, 'tolong, dia mau bunuh saya').wishes).toMatchObject({ adds: 'c', forced: { urgency: 1 } });
});

test('her own chat is itself again once it was asked whether the screen is safe', () => {
  const talk = come('telegram', 'id', 'a chat with a case of its own');
  takeEvent(talk, { type: 'counsellor.joined', memberId: 'm' });
  takeEvent(talk, { type: 'receipt.checked', result: withPin(standings[2], 'second') });
  say(talk, 'KELUAR');
  say(talk, 'halo');
  const back = say(talk, 'safe');
  expect(maskIn(back.state)).toBeUndefined();
  const said = takeEvent(talk, { type: 'counsellor.said', memberId: 'm', text: 'Kami di sini.' });
  expect(JSON.stringify(said.replies)).toContain('Kami di sini.');
});

test('the first PIN after the second takes the mask off', () => {
  const talk = come('telegram', 'id', 'a chat of nobody');
  takeEvent(talk, { type: 'receipt.checked', result: withPin(standings[0], 'second') });
  say(talk, number);
  checked(talk, found);
  say(talk, 'open');
  say(talk, '4821');
  const plan = takeEvent(talk, { type: 'receipt.checked', result: withPin(standings[0], 'first') });
  expect(plan.wishes.joins).toBe('c');
  expect(maskIn(plan.state)).toBeUndefined();
});
