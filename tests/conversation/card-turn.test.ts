import { describe, expect, test } from 'vitest';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';

/** A contact card names somebody who did not write to us (R37): kept with that person's yes, or at U1. */
const number = 'tel:+6281234567890;name=Rina';
const texts = (plan: TurnPlan) =>
  plan.replies.flatMap(({ part }) => (part.type === 'text' ? [part.text] : [])).join('\n');
const card = (talk: Talk, reference = number) =>
  takeEvent(talk, { type: 'inbound.media', media: 'contact', reference, caption: null });
const write = (talk: Talk, text: string) => takeEvent(talk, { type: 'inbound.text', text });
const contactsIn = (plan: TurnPlan) => plan.case?.items.filter(({ kind }) => kind === 'contact') ?? [];
const tap = (talk: Talk, choice: string) =>
  takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.card?.asked?.number ?? ''}.${choice}` });

/** Somebody who waits for a human, with a case. */
function waiting(): Talk {
  const talk = startTalk('telegram', 'id');
  write(talk, 'halo');
  write(talk, 'ya, aman');
  write(talk, 'PETUGAS');
  return talk;
}

describe('a contact card', () => {
  test('is asked about, and lies in no case until then', () => {
    const talk = waiting();
    const came = card(talk);
    expect(texts(came)).toContain('Apakah dia setuju');
    expect([came.hides, contactsIn(came)]).toEqual([true, []]);
    expect(JSON.stringify(came.case)).not.toContain('81234567890');
  });

  test('is kept with a yes, apart from the talk', () => {
    const talk = waiting();
    card(talk);
    const kept = tap(talk, 'yes');
    expect(contactsIn(kept)).toEqual([{ kind: 'contact', basis: 'agreed', words: number }]);
    expect([talk.state?.card, texts(kept)]).toEqual([
      undefined,
      expect.stringContaining('disimpan terkunci'),
    ]);
  });

  test.each(['no', 'unknown'])('is gone with "%s", and nobody is blamed', (choice) => {
    const talk = waiting();
    card(talk);
    const gone = tap(talk, choice);
    expect([contactsIn(gone), talk.state?.card]).toEqual([[], undefined]);
    expect(texts(gone)).toContain('tidak kami simpan');
    expect(JSON.stringify(talk.state)).not.toContain('81234567890');
  });

  test('is kept without asking where a life is in danger', () => {
    const talk = startTalk('telegram', 'id');
    write(talk, 'tolong adik saya disekap dan dipukul majikan');
    expect(contactsIn(card(talk))).toEqual([{ kind: 'contact', basis: 'u1', words: number }]);
  });

  test('whose number cannot be read is not kept, and that is said', () => {
    expect(texts(card(waiting(), ''))).toContain('tidak bisa kami baca');
  });

  test('is not asked about on a screen that may be read, and asked about when it is safe', () => {
    const talk = waiting();
    write(talk, 'KELUAR');
    expect(texts(card(talk))).not.toContain('setuju');
    expect(texts(write(talk, 'halo'))).not.toContain('setuju');
    expect(texts(write(talk, 'ya, aman'))).toContain('Apakah dia setuju');
  });
});

describe('somebody who writes for another', () => {
  const asked = ({ state }: Talk) => state?.asked?.question.text.key;
  const press = (talk: Talk, choice: string) =>
    takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number ?? ''}.${choice}` });

  /** Up to the question after what help is wanted. @param knows whether that person knows of it */
  function relative(knows: string): Talk {
    const talk = startTalk('telegram', 'id');
    write(talk, 'halo');
    for (const choice of ['safe', 'family', '26to40', 'other', 'no', knows]) press(talk, choice);
    for (let step = 0; step < 12 && !/herNumber|report\.contact/.test(asked(talk) ?? ''); step += 1)
      press(talk, asked(talk) === 'report.ask.telling' ? 'enough' : 'skip');
    return talk;
  }

  test('is asked whether her number may be kept, and what is typed then stands in the case alone', () => {
    const talk = relative('yes');
    expect(asked(talk)).toBe('report.ask.herNumber');
    press(talk, 'yes');
    const typed = write(talk, '0812 3456 7890');
    expect([typed.hides, talk.state?.contacts]).toEqual([
      true,
      [{ basis: 'agreed', words: '0812 3456 7890' }],
    ]);
    expect(talk.state?.lastWords ?? '').not.toContain('0812');
    const opened = write(talk, 'PETUGAS');
    expect(contactsIn(opened)).toEqual([{ kind: 'contact', basis: 'agreed', words: '0812 3456 7890' }]);
    expect(talk.state?.contacts).toBeUndefined();
  });

  test('is told kindly that it is not kept after a no', () => {
    const talk = relative('yes');
    expect(texts(press(talk, 'no'))).toContain('tidak kami simpan');
    expect([asked(talk), talk.state?.contacts]).toEqual(['report.contact', undefined]);
  });

  test('is not asked for it where she does not know of it', () => {
    expect(asked(relative('no'))).toBe('report.contact');
  });
});
