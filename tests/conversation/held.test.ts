import { describe, expect, test } from 'vitest';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { InboxEvent } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { dueAt, type SafeContact } from '../../src/conversation/snapshot.ts';

/** Words of the team to somebody who is not writing (R11), on a turned clock. */
const evening: SafeContact = { mode: 'hours', hours: ['evening'], line: 'Halo, apa kabar', word: 'Siap' };
const said: InboxEvent = { type: 'counsellor.said', memberId: 'm', text: 'Kami sudah bicara dengan KBRI.' };

/** A counsellor is in the chat; the clock stands at 09:00 in Jakarta. */
function talking(contact: SafeContact): Talk {
  const talk = startTalk('telegram', 'id');
  takeEvent(talk, { type: 'inbound.text', text: 'PETUGAS' });
  takeEvent(talk, { type: 'counsellor.joined', memberId: 'm' });
  talk.lasts = { contact };
  return talk;
}
const wait = (talk: Talk, minutes: number) => {
  talk.now += minutes * 60_000;
};
/** Lets the timer of the talk come due. */
const ring = (talk: Talk): TurnPlan => {
  talk.now = talk.state ? (dueAt(talk.state)?.getTime() ?? talk.now) : talk.now;
  return takeEvent(talk, null);
};
const texts = (plan: TurnPlan) =>
  plan.replies.flatMap(({ part }) => (part.type === 'text' ? [part.text] : []));
const write = (talk: Talk, text: string) => takeEvent(talk, { type: 'inbound.text', text });

describe('somebody who chose the evening', () => {
  test('is answered at once while she is writing', () => {
    const talk = talking(evening);
    wait(talk, 10);
    expect(texts(takeEvent(talk, said))).toEqual(['Kami sudah bicara dengan KBRI.']);
  });

  test('hears nothing in the morning, her line in the evening, and the words after her reply word', () => {
    const talk = talking(evening);
    wait(talk, 60);
    const held = takeEvent(talk, said);
    expect(texts(held)).toEqual([]);
    expect(held.case?.items).toMatchObject([
      { kind: 'counsellor', waits: true },
      { kind: 'happened', what: 'waitsForHours' },
    ]);
    expect(texts(ring(talk))).toEqual(['Halo, apa kabar']);
    expect(new Date(talk.now).toISOString()).toBe('2026-01-05T11:00:00.000Z');
    const answered = write(talk, 'siap.');
    expect(texts(answered)).toEqual(['Kami sudah bicara dengan KBRI.']);
    expect(answered.case?.isAnswered).toBe(true);
    expect(talk.state?.held).toBeUndefined();
  });

  test('a stranger who answers the line gets the safe question, and no word of it', () => {
    const talk = talking(evening);
    wait(talk, 60);
    takeEvent(talk, said);
    ring(talk);
    expect(texts(write(talk, 'ini siapa ya')).join()).toContain('Aman untuk chat');
    expect(texts(write(talk, 'ya')).join()).not.toContain('KBRI');
    expect(texts(write(talk, 'Siap')).join()).toContain('KBRI');
  });

  test('who writes by herself first gets it once the screen is known to be safe', () => {
    const talk = talking(evening);
    wait(talk, 60);
    takeEvent(talk, said);
    wait(talk, 60);
    expect(texts(write(talk, 'halo')).join()).not.toContain('KBRI');
    expect(texts(write(talk, 'ya')).join()).toContain('KBRI');
  });

  test('a day later it is back in the queue', () => {
    const talk = talking(evening);
    wait(talk, 60);
    takeEvent(talk, said);
    ring(talk);
    const given = ring(talk);
    expect([texts(given), given.case?.waits]).toEqual([[], true]);
    expect(given.case?.items).toMatchObject([{ what: 'heldUnsent' }]);
    expect(talk.state?.held).toBeUndefined();
  });

  test('a cry in between is heard as ever', () => {
    const talk = talking(evening);
    wait(talk, 60);
    takeEvent(talk, said);
    expect(write(talk, 'tolong, dia mau bunuh saya').case?.urgency).toBe(1);
  });
});

test('without a line the words themselves go when the hours begin', () => {
  const talk = talking({ ...evening, line: null, word: null });
  wait(talk, 60);
  expect(texts(takeEvent(talk, said))).toEqual([]);
  expect(texts(ring(talk))).toEqual(['Kami sudah bicara dengan KBRI.']);
});

test('"only when I write" is never written to first', () => {
  const talk = talking({ mode: 'iReturn', hours: [], line: null, word: null });
  wait(talk, 60);
  expect(texts(takeEvent(talk, said))).toEqual([]);
  expect(texts(ring(talk))).toEqual([]);
});
