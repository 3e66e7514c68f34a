/** One measured number. Without a target it is there to be read, and always ok. */
export interface Figure {
  figure: string;
  /** `not run`: this machine has not what it takes. Only such a figure meets its target unmeasured. */
  value: number | 'not run';
  unit: string;
  target: { atLeast: number } | { atMost: number } | null;
}

/** The line as a machine reads it, and whether the target is met. A value that was never measured meets none. */
export function renderFigure({ figure, value, unit, target }: Figure): { line: string; ok: boolean } {
  // Judged as it is shown: nobody should have to explain why 0.5 is below 0.5.
  const shown = value === 'not run' ? value : Number(value.toPrecision(4));
  const ok = shown === 'not run' || meets(shown, target);
  const bound = target === null ? null : Object.values(target)[0];
  return { line: JSON.stringify({ figure, value: shown, unit, target: bound, ok }), ok };
}

/** One line on standard output. @returns whether the target is met */
export function printFigure(figure: Figure): boolean {
  const { line, ok } = renderFigure(figure);
  process.stdout.write(`${line}\n`);
  return ok;
}

/** For whoever watches; standard output holds figures and nothing else. */
export function note(words: string): void {
  process.stderr.write(`${words}\n`);
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const middle =
    sorted.length % 2 === 0 ? sorted.slice(upper - 1, upper + 1) : sorted.slice(upper, upper + 1);
  return sum(middle) / middle.length;
}

/** The smallest value that at least this share of all does not exceed. @param share 0.95 for p95 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function meets(value: number, target: Figure['target']): boolean {
  if (target === null) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
