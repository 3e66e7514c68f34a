import { describe, expect, test } from 'vitest';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { Inbound, InboxEvent } from '../../src/conversation/messages.ts';

/** A talk that stands at its first question, on a screen that is safe. */
function begun(channel: 'telegram' | 'whatsapp' = 'telegram'): Talk {
  const talk = startTalk(channel, 'id');
  takeEvent(talk, { type: 'inbound.text', text: 'halo' });
  takeEvent(talk, { type: 'inbound.text', text: 'ya aman' });
  return talk;
}

const photo = (more: Partial<Extract<Inbound, { type: 'inbound.media' }>> = {}): InboxEvent => ({
  ...{ type: 'inbound.media', media: 'photo', reference: 'r', caption: null },
  ...more,
});
const says = (text: string): InboxEvent => ({ type: 'inbound.text', text });
const press = (talk: Talk, choice: string, number = talk.state?.pictures?.asked?.number): InboxEvent => ({
  type: 'inbound.tap',
  token: `${number}.${choice}`,
});
/** What she reads, as the keys of what was said, and what became of the pictures. */
const heardOf = (talk: Talk, event: InboxEvent) => {
  const plan = takeEvent(talk, event);
  const texts = plan.replies.map(({ part }) => (part.type === 'text' ? part.text : 'clear'));
  return { texts, pictures: plan.pictures, asks: texts.some((text) => text.includes('tubuh tanpa pakaian')) };
};

describe('the question about a picture', () => {
  test('comes in the last place, once, and only a clear no lets the picture be fetched', () => {
    for (const [said, verdict] of [
      ['tidak', 'wanted'],
      ['ya', 'never'],
      ['tidak tahu', 'never'],
    ] as const) {
      const talk = begun();
      const came = heardOf(talk, photo());
      expect([came.texts.length, came.asks, came.pictures]).toEqual([1, true, null]);
      const answered = heardOf(talk, says(said));
      expect(answered.pictures, said).toBe(verdict);
      expect(answered.texts.at(-1), said).toContain('Siapa');
      expect(heardOf(talk, says('halo')).pictures).toBeNull();
    }
  });

  test('is asked once for an album, and what the line brings later is answered by the same word', () => {
    const talk = begun();
    expect(heardOf(talk, photo({ album: 'a' })).asks).toBe(true);
    expect(heardOf(talk, photo({ album: 'a' }))).toEqual({ texts: [], pictures: null, asks: false });
    expect(heardOf(talk, press(talk, 'no')).pictures).toBe('wanted');
    expect(heardOf(talk, photo({ album: 'a' }))).toEqual({ texts: [], pictures: 'wanted', asks: false });
    expect(heardOf(talk, photo({ album: 'b' })).asks).toBe(true);
    expect(heardOf(talk, press(talk, 'yes')).pictures).toBe('never');
    expect(heardOf(talk, photo({ album: 'b' })).pictures).toBe('never');
  });

  test('asked anew for another picture makes the older buttons mean nothing', () => {
    const talk = begun();
    heardOf(talk, photo());
    const old = talk.state?.pictures?.asked?.number;
    heardOf(talk, photo());
    expect(heardOf(talk, press(talk, 'no', old)).pictures).toBeNull();
    expect(heardOf(talk, press(talk, 'no')).pictures).toBe('wanted');
  });

  test('a second press of its button changes nothing, quietly', () => {
    const talk = begun();
    heardOf(talk, photo());
    const number = talk.state?.pictures?.asked?.number;
    heardOf(talk, press(talk, 'yes'));
    expect(heardOf(talk, press(talk, 'no', number))).toEqual({ texts: [], pictures: null, asks: false });
  });

  test('is not answered by a "tidak" that answers somebody else', () => {
    const talk = begun();
    heardOf(talk, says('PETUGAS'));
    talk.focus = { urgency: 3, claimed: true };
    heardOf(talk, { type: 'counsellor.joined', memberId: 'm' });
    expect(heardOf(talk, photo()).asks).toBe(true);
    heardOf(talk, { type: 'counsellor.said', memberId: 'm', text: 'Apakah Anda sendirian?' });
    expect(heardOf(talk, says('tidak')).pictures).toBeNull();
    // The button is still hers to press.
    expect(heardOf(talk, press(talk, 'no')).pictures).toBe('wanted');
  });

  test('never comes between danger and its answer, nor into care, nor onto a screen that may be read along', () => {
    const cry = begun();
    const cried = heardOf(cry, photo({ caption: 'tolong, dia mau bunuh saya' }));
    expect([cried.asks, cried.texts.join(' ')]).toEqual([false, expect.stringContaining('Petugas')]);
    expect(heardOf(cry, photo()).asks).toBe(false);

    const away = begun();
    heardOf(away, says('KELUAR'));
    expect(heardOf(away, photo()).asks).toBe(false);
    // She is back, and says that it is safe: now it may be asked.
    expect(heardOf(away, says('ya aman')).asks).toBe(true);
  });

  test('a cry while it stands open is heard as one, and every word of help works', () => {
    const talk = begun();
    heardOf(talk, photo());
    expect(heardOf(talk, says('tolong, dia mau bunuh saya')).texts.join(' ')).toContain('Petugas');
    const other = begun();
    heardOf(other, photo());
    expect(takeEvent(other, press(other, 'human')).case?.opens).toBe(true);
  });

  test('a picture that was asked about on the page is not asked about again', () => {
    const talk = begun();
    const came = heardOf(talk, photo({ judged: 'no' }));
    expect([came.asks, came.pictures]).toEqual([false, null]);
  });

  test('is not asked where nothing can be fetched: there she is told so', () => {
    const came = heardOf(begun('whatsapp'), photo());
    expect([came.asks, came.texts[0]]).toEqual([false, expect.stringContaining('belum bisa kami buka')]);
  });

  test('a picture that stays here is work for a human: the case says so and waits', () => {
    const talk = begun();
    heardOf(talk, says('PETUGAS'));
    heardOf(talk, photo());
    const plan = takeEvent(talk, press(talk, 'yes'));
    expect(plan.case).toMatchObject({ waits: true });
    expect(plan.case?.items).toContainEqual({ kind: 'happened', what: 'pictureNever' });
  });
});
