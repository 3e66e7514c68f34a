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

describe('somebody who wished for nothing', () => {
  const words = 'Kami sudah bicara dengan KBRI.';
  const neutral = 'Ada pesan dari Ruang Tulis. Balas 1 bila nyaman.';
  const silent = (minutes: number, contact?: SafeContact) => {
    const talk = talking(contact ?? evening);
    talk.lasts = contact ? { contact } : {};
    wait(talk, minutes);
    return talk;
  };

  test('is answered at once for an hour after she wrote', () => {
    expect(texts(takeEvent(silent(59), said))).toEqual([words]);
  });

  test('gets the neutral line alone after that, once, and the words when she writes and it is safe', () => {
    const talk = silent(60);
    const held = takeEvent(talk, said);
    expect(texts(held)).toEqual([neutral]);
    expect(held.case?.items).toMatchObject([
      { kind: 'counsellor', waits: true, text: words },
      { kind: 'happened', what: 'waitsForHer' },
    ]);
    expect([held.case?.isAnswered, texts(takeEvent(talk, said))]).toEqual([false, []]);
    expect(texts(write(talk, '1')).join()).toContain('Aman untuk chat');
    const released = write(talk, 'ya');
    expect(texts(released).filter((text) => text === words)).toEqual([words, words]);
    expect([released.case?.isAnswered, talk.state?.held]).toEqual([true, undefined]);
  });

  test('"tidak tahu" is no wish', () => {
    const contact = { mode: 'unknown' as const, hours: [], line: null, word: null };
    expect(texts(takeEvent(silent(60, contact), said))).toEqual([neutral]);
  });

  test('no clock sends the words: a day later they are back in the queue', () => {
    const talk = silent(60);
    takeEvent(talk, said);
    const given = ring(talk);
    expect([texts(given), given.case?.waits]).toEqual([[], true]);
    expect(given.case?.items).toMatchObject([{ what: 'heldUnsent' }]);
  });

  test('who left the screen is not even sent the line', () => {
    const talk = silent(0);
    write(talk, 'KELUAR');
    wait(talk, 61);
    expect(texts(takeEvent(talk, said))).toEqual([]);
    write(talk, 'halo');
    expect(texts(write(talk, 'ya'))).toContain(words);
  });

  test('on a page that shows nothing by itself the words come at once', () => {
    const talk = silent(600);
    expect(texts(takeEvent({ ...talk, channel: 'web' }, said))).toEqual([words]);
  });

  test('a decision about her data waits for her too', () => {
    const talk = silent(60);
    const decided: InboxEvent = { type: 'right.decided', memberId: 'm', outcome: 'refusedHold' };
    expect(texts(takeEvent(talk, decided))).toEqual([neutral]);
    write(talk, '1');
    expect(texts(write(talk, 'ya')).join()).toContain('proses hukum');
  });

  test('words survive that the day of the talk is over, and so does who waits for her', () => {
    const talk = silent(72 * 60);
    talk.state = null;
    expect(texts(takeEvent(talk, said))).toEqual([neutral]);
    write(talk, '1');
    expect(texts(write(talk, 'ya'))).toEqual([expect.stringContaining('Seorang petugas sudah masuk'), words]);
  });
});

describe('a counsellor who joins hours later', () => {
  const joined: InboxEvent = { type: 'counsellor.joined', memberId: 'm' };
  const filed = (contact?: SafeContact): Talk => {
    const talk = startTalk('telegram', 'id');
    takeEvent(talk, { type: 'inbound.text', text: 'PETUGAS' });
    talk.lasts = contact ? { contact } : {};
    wait(talk, 61);
    return talk;
  };

  test.each([
    ['who wished for nothing', undefined],
    ['who writes herself', { mode: 'iReturn' as const, hours: [], line: null, word: null }],
    ['whose hours it is not', { ...evening, line: null, word: null }],
  ])('is not announced to somebody %s, and is named first when she writes', (_who, contact) => {
    const talk = filed(contact);
    expect(texts(takeEvent(talk, joined))).toEqual([]);
    write(talk, 'halo');
    expect(texts(write(talk, 'ya')).join()).toContain('Seorang petugas sudah masuk');
  });

  test('is announced to somebody who may be written to at any time', () => {
    const talk = filed({ mode: 'anytime', hours: [], line: null, word: null });
    expect(texts(takeEvent(talk, joined)).join()).toContain('Seorang petugas sudah masuk');
  });

  test('is named at once to somebody who cries', () => {
    const talk = filed();
    takeEvent(talk, joined);
    const cry = write(talk, 'tolong, dia mau bunuh saya');
    expect([cry.case?.urgency, texts(cry).join()]).toEqual([1, expect.stringContaining('Seorang petugas')]);
  });

  test('is not announced as gone either, nor is the end of it', () => {
    for (const event of [
      { type: 'counsellor.left' as const, memberId: 'm' },
      { type: 'case.closed' as const, memberId: 'm', reason: 'selesai' },
    ]) {
      const talk = filed();
      takeEvent(talk, joined);
      expect(texts(takeEvent(talk, event))).toEqual([]);
      expect(texts(write(talk, 'halo')).join()).toContain('Aman untuk chat');
    }
  });
});
