import { describe, expect, it } from 'vitest';
import { behindOpening, type Line, openingLines, readShown } from '../../../src/channels/web/thread.ts';
import { opening, text } from './room.ts';

const ours = (sequence: number, words: string, choices: string[] = [], rails: string[] = []): Line => ({
  sequence,
  part: text(words, choices, rails),
});
const mine = (sequence: number, words: string): Line => ({ sequence, part: text(words), mine: true });
const clear = (sequence: number): Line => ({ sequence, part: { type: 'clear', messages: [] } });
const labels = (lines: Line[]) => {
  const { choices, rails } = readShown(lines);
  return { choices: choices.map((one) => one.label), rails: rails.map((one) => one.label) };
};
const words = (lines: readonly Line[]) =>
  lines.map(({ part }) => (part.type === 'text' ? part.text : 'clear'));

describe('the buttons', () => {
  it('are those of the newest question only', () => {
    expect(labels([ours(1, 'a?', ['x']), mine(1, 'x'), ours(2, 'b?', ['y', 'z'], ['r'])])).toEqual({
      choices: ['y', 'z'],
      rails: ['r'],
    });
  });

  it('stay when a sentence follows the question', () => {
    expect(labels([ours(1, 'a?', ['x']), ours(2, 'Terima kasih.')]).choices).toEqual(['x']);
  });

  it('go when the person answered and the reply asks nothing', () => {
    expect(labels([ours(1, 'a?', ['x'], ['r']), mine(1, 'x'), ours(2, 'Petugas dipanggil.')])).toEqual({
      choices: [],
      rails: [],
    });
  });

  it('stay while the reply is on its way', () => {
    const lines = [ours(1, 'a?', ['x']), mine(1, 'halo')];
    expect(labels(lines).choices).toEqual(['x']);
    expect(readShown(lines).awaitsReply).toBe(true);
  });
});

describe('clearing', () => {
  it('takes everything before it off the page, buttons too', () => {
    const lines = [ours(1, 'a?', ['x']), mine(1, 'KELUAR'), clear(2), ours(3, 'Baik, sampai nanti.')];
    expect(readShown(lines).lines).toEqual([{ sequence: 3, text: 'Baik, sampai nanti.', mine: false }]);
    expect(labels(lines)).toEqual({ choices: [], rails: [] });
  });

  it('leaves an empty page when nothing was said after it', () => {
    expect(readShown([ours(1, 'a'), clear(2)])).toMatchObject({ lines: [], last: 2, clearedAt: 2 });
  });
});

describe('the opening', () => {
  it('stands under the numbers that the conversation will give it', () => {
    expect(openingLines([...opening.id, text('b')]).map((line) => line.sequence)).toEqual([1, 2]);
  });

  it('comes before the words that answered it', () => {
    const lines = [mine(0, 'halo'), ours(1, 'buka'), ours(2, 'aman?'), ours(3, 'jawab')];
    expect(words(behindOpening(lines, 2))).toEqual(['buka', 'aman?', 'halo', 'jawab']);
  });

  it('stays where it is while it is all there is, and when it is no longer held', () => {
    expect(words(behindOpening([mine(0, 'halo')], 1))).toEqual(['halo']);
    expect(words(behindOpening([mine(0, 'halo'), ours(1, 'buka')], 1))).toEqual(['buka', 'halo']);
    expect(words(behindOpening([mine(6, 'halo'), ours(7, 'jawab')], 1))).toEqual(['halo', 'jawab']);
  });
});
