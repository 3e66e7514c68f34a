import { describe, expect, test } from 'vitest';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import type { SafeContact } from '../../src/conversation/snapshot.ts';

/** Three questions after a closing (R49). */
const write = (talk: Talk, text: string) => takeEvent(talk, { type: 'inbound.text', text });
const asked = ({ state }: Talk) => state?.asked?.question.text.key;
const press = (talk: Talk, choice: string) =>
  takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number ?? ''}.${choice}` });

interface Wanted {
  words?: string;
  minutes?: number;
  contact?: SafeContact;
}

/** Somebody whose case is closed in front of her, with her number known. */
function closed({ words = 'PETUGAS', minutes = 1, contact }: Wanted): { talk: Talk; plan: TurnPlan } {
  const talk = startTalk('telegram', 'id');
  write(talk, words);
  takeEvent(talk, { type: 'counsellor.joined', memberId: 'm' });
  talk.lasts = contact ? { contact } : {};
  const snapshot = talk.state?.snapshot as { context: { filed: boolean } } | undefined;
  if (snapshot) snapshot.context.filed = true;
  talk.now += minutes * 60_000;
  return { talk, plan: takeEvent(talk, { type: 'case.closed', memberId: 'm', reason: 'selesai' }) };
}

describe('how it was', () => {
  test('is asked after a closing, and kept without a case', () => {
    const { talk } = closed({});
    expect(asked(talk)).toBe('handoff.feedback.clear');
    const first = press(talk, 'yes');
    press(talk, 'skip');
    const last = press(talk, 'partly');
    expect([first.wishes.feedback, first.hides, first.case]).toEqual([null, true, null]);
    expect([last.wishes.feedback, last.hides, last.case]).toEqual([
      { clear: 'yes', again: 'partly' },
      true,
      null,
    ]);
    expect(JSON.stringify(talk.state)).not.toContain('partly');
  });

  test('is dropped by whatever else she writes', () => {
    const { talk } = closed({});
    expect(write(talk, 'ada lagi yang mau saya ceritakan').wishes.feedback).toBeUndefined();
    expect(asked(talk)).toBe('common.opening');
  });

  test.each<[string, Wanted]>([
    ['after an emergency', { words: 'saya disekap di rumah majikan' }],
    ['an hour later, of who wished for nothing', { minutes: 61 }],
    ['of who writes herself', { contact: { mode: 'iReturn', hours: [], line: null, word: null } }],
  ])('is never asked %s', (_when, wanted) => {
    expect(asked(closed(wanted).talk) ?? 'nothing').not.toContain('feedback');
  });
});
