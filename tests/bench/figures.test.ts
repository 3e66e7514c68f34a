import { describe, expect, it } from 'vitest';
import { createCrowd, scriptOf } from './crowd.ts';
import { median, percentile, renderFigure } from './figures.ts';
import { mix } from './people.ts';

describe('a figure', () => {
  it('is the middle one of several, or the mean of the two in the middle', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([8, 1, 4, 2])).toBe(3);
  });

  it('is the smallest value that a share of all does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 0.95)).toBe(7);
  });

  it('meets a target on its own side of it, and none when it was not measured', () => {
    const isMet = (value: number, target: Parameters<typeof renderFigure>[0]['target']) =>
      renderFigure({ figure: 'f', value, unit: 'u', target }).ok;
    expect([isMet(0.5, { atLeast: 0.5 }), isMet(0.49, { atLeast: 0.5 })]).toEqual([true, false]);
    expect([isMet(50, { atMost: 50 }), isMet(50.1, { atMost: 50 })]).toEqual([true, false]);
    expect([isMet(Number.NaN, { atMost: 50 }), isMet(Number.NaN, { atLeast: 0 })]).toEqual([false, false]);
    expect(isMet(1, null)).toBe(true);
  });

  it('says so when this machine has not what it takes, and fails nothing by it', () => {
    const { line, ok } = renderFigure({ figure: 'f', value: 'not run', unit: 'u', target: { atLeast: 1.6 } });
    expect([JSON.parse(line), ok]).toEqual([
      { figure: 'f', value: 'not run', unit: 'u', target: 1.6, ok: true },
      true,
    ]);
  });

  it('is one line that a machine reads', () => {
    const { line } = renderFigure({
      figure: 'reply.p95',
      value: 41.23456,
      unit: 'ms',
      target: { atMost: 50 },
    });
    expect(JSON.parse(line)).toEqual({ figure: 'reply.p95', value: 41.23, unit: 'ms', target: 50, ok: true });
  });
});

describe('the crowd', () => {
  it('files a report at the end of every script, one of ten people in danger', () => {
    expect(mix.filter((kind) => kind === 'inDanger').length / mix.length).toBe(0.1);
    for (const at of mix.keys()) expect(scriptOf(at).at(-1)?.replyBytes.length).toBeGreaterThan(1);
  });

  it('lets nobody skip a line or say one twice, from list to list', () => {
    const crowd = createCrowd(30);
    const said = [...crowd.scatter(), ...crowd.write(8), ...crowd.write(8)];
    const next = new Map<number, number>();
    for (const { person, step, line, isLast } of said) {
      expect(step).toBe(next.get(person) ?? 0);
      expect(line).toBe(scriptOf(person)[step]);
      expect(isLast).toBe(step === scriptOf(person).length - 1);
      next.set(person, step + 1);
    }
  });

  it('is spread over the questions once it is scattered, and knows where each wrote before', () => {
    const crowd = createCrowd(200);
    crowd.scatter();
    const wave = crowd.write(2);
    const steps = new Set(wave.slice(0, 200).map(({ step }) => step));
    expect(steps.size).toBeGreaterThan(10);
    for (const [at, { person, after }] of wave.entries()) {
      const before = wave.slice(0, at).findLastIndex((message) => message.person === person);
      expect(after).toBe(before < 0 ? undefined : before);
    }
  });
});
