import { describe, expect, test } from 'vitest';
import { plainRenderer, startTalk, takeEvent } from '../../src/cli/chat.ts';
import { faultsOf, type TextPart } from './faults.ts';
import { copyOf, drawFrom, type Step, words } from './walk.ts';

/** The look that always.test.ts takes at every turn finds what it is there to find. */
const seed = 20_260_105;

describe('a planted fault is found', () => {
  const talk = startTalk('telegram', 'id');
  const spoken = (text: string, more: Partial<TextPart> = {}): TextPart => ({
    type: 'text',
    text,
    choices: [],
    rails: [],
    ...more,
  });
  const step = (...parts: TextPart[]): Step => {
    const after = copyOf(talk);
    const plan = takeEvent(after, { type: 'inbound.text', text: 'halo' });
    const planted = { ...plan, replies: parts.map((part) => ({ part, lane: 2 as const })) };
    return { before: talk, event: { type: 'inbound.text', text: 'halo' }, plan: planted, after };
  };

  test.each([
    ['four bubbles', step(...Array.from({ length: 4 }, () => spoken('Halo.')))],
    ['silence', step()],
    [
      'eight options',
      step(spoken('Halo.', { choices: Array.from({ length: 8 }, () => ({ token: '1.a', label: 'A' })) })),
    ],
    [
      'a label too long',
      step(spoken('Halo.', { choices: [{ token: '1.a', label: 'Saya mau bicara dengan orang' }] })),
    ],
    ['a bubble too long', step(spoken('Halo. '.repeat(60)))],
    ['a word for the lock screen', step(spoken('Halo, ini soal kekerasan di rumah.'))],
    ['a text without its words', step(spoken('common.opening'))],
  ])('%s', (_, planted) => {
    expect(faultsOf(planted)).toHaveLength(1);
  });

  test('but an ordinary turn has none', () => {
    expect(faultsOf(step(spoken('Halo.')))).toEqual([]);
  });

  test('the same seed takes the same walk', () => {
    const [one, other] = [drawFrom(seed), drawFrom(seed)];
    expect(words.map(() => one())).toEqual(words.map(() => other()));
    expect(plainRenderer.numbersFor(null).length).toBeGreaterThan(0);
  });
});
