import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dangerTable } from '../../../flows/kit/danger-table.ts';
import { hear, hearDanger } from '../../../flows/kit/hearing.ts';
import { families } from '../../../flows/kit/words.ts';
import { englishSigns, localSigns, ordinary, signs, stories, urgentSeeds } from './phrases.ts';

/** Whatever a keyboard, a paste or a hostile client can send, half characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));

describe('its bounds', () => {
  it('judges the first and the last 4000 characters of a very long text', () => {
    const filler = 'hari ini hujan dan saya menunggu. '.repeat(2000);
    expect(filler.length).toBeGreaterThan(60_000);
    expect(hearDanger(`saya disekap. ${filler}`)).not.toBeNull();
    expect(hearDanger(`${filler} saya disekap`)).not.toBeNull();
    expect(hearDanger(filler)).toBeNull();
  });

  it('takes a fifth of a millisecond for a message of 300 characters', () => {
    const text = stories.join('. ').slice(0, 300);
    expect(leastOf(20, () => hear(text), 50)).toBeLessThan(0.2);
  });

  it.each(['saya ', 'dia mau ', 'tidak bisa ga ', '😂', '0', 'a', 'di ', 't.'])(
    'is not held up by 60 kB of "%s"',
    (piece) => {
      const text = piece.repeat(Math.ceil(60_000 / piece.length));
      expect(leastOf(3, () => hear(text))).toBeLessThan(100);
    },
  );

  it('answers every text, in the same way twice', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ maxLength: 200 })), (text) => {
        expect(hear(text)).toEqual(hear(text));
      }),
    );
  });

  it('keeps hearing a sign whatever ordinary sentence stands before it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ordinary), fc.constantFrom(...urgentSeeds), (before, sign) => {
        expect(hearDanger(`${before}. ${sign}`)).not.toBeNull();
      }),
    );
  });
});

describe('the table', () => {
  it('names every rule once and uses every word family', () => {
    const rules = dangerTable.map((row) => row.rule);
    expect(new Set(rules).size).toBe(rules.length);
    const used = [
      ...dangerTable.flatMap((row) => [row.needs, row.unless ?? '']),
      ...Object.values(families),
    ].join(' ');
    const inCode = ['NOT', 'SOFT', 'NOW', 'PAST', 'LAUGH', 'POLITE', 'CRY', 'CRYREST', 'ASKING'];
    const unused = Object.keys(families).filter(
      (name) => !inCode.includes(name) && !new RegExp(`\\b${name}\\b`).test(used),
    );
    expect(unused).toEqual([]);
  });

  it('fires every row for at least one reviewed phrase', () => {
    const all = [
      ...Object.values(signs).flat(),
      ...Object.values(localSigns).flat(),
      ...englishSigns,
      ...stories,
      ...urgentSeeds,
    ];
    const fired = new Set(all.map((text) => hearDanger(text)?.rule));
    expect(dangerTable.map((row) => row.rule).filter((rule) => !fired.has(rule))).toEqual([]);
  });
});

/** The least of several runs, once warm, in this thread's own time: a busy machine must not fail it. */
function leastOf(runs: number, work: () => void, times = 1): number {
  for (let at = 0; at < runs * times; at += 1) work();
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const before = process.threadCpuUsage();
    for (let at = 0; at < times; at += 1) work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000 / times);
  }
  return least;
}
