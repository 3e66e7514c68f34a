import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * `npm run check`: what a developer runs before a commit, half a minute: types, lint, and the pure tests, which
 * hold the architecture's rules. `npm test` (test.ts) adds what is slow. Says one line per step; a step's own
 * output is shown only when it fails.
 */
export interface Step {
  name: string;
  /** A program of node_modules/.bin and its arguments. */
  run: readonly [program: string, ...args: string[]];
  /** Its output is worth watching. */
  isShown?: boolean;
}

export const types: Step = { name: 'types', run: ['tsc', '-p', '.'] };
export const style: Step = { name: 'style', run: ['biome', 'ci', '--colors=off'] };
/** Promises that nobody waits for, and switches that forget a case: three rules, see .oxlintrc.json. */
export const lint: Step = { name: 'promises and switches', run: ['oxlint', '--type-aware'] };

const oldestNode: readonly [number, number] = [24, 12];

/**
 * Goes on under the Node that is pinned in package.json when this one is too old to run TypeScript as it is.
 * npm puts that one first by itself; somebody who types `node src/cli/test.ts` may not have it.
 */
export function insistOnNode(script: string): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const own = path.resolve('node_modules/.bin/node');
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]) || !existsSync(own))
    return;
  const again = spawnSync(own, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(again.status ?? 1);
}

/** Runs the steps in order and stops at the first that fails. @returns whether all passed */
export async function runSteps(steps: readonly Step[]): Promise<boolean> {
  for (const step of steps) {
    const began = performance.now();
    const { passed, output } = await runStep(step);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (!passed) console.log(output);
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${step.name}  ${seconds} s`);
    if (!passed) return false;
  }
  return true;
}

async function runStep({ run, isShown }: Step): Promise<{ passed: boolean; output: string }> {
  const [program, ...args] = run;
  const child = spawn(process.execPath, [path.resolve('node_modules/.bin', program), ...args], {
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  return { passed: code === 0, output: Buffer.concat(said).toString('utf8') };
}

if (import.meta.main) {
  insistOnNode(import.meta.filename);
  const pure: Step = { name: 'rules and pure tests', run: ['vitest', 'run', '--project', 'pure'] };
  const began = performance.now();
  const passed = await runSteps([types, style, lint, pure]);
  console.log(
    `${passed ? 'all well' : 'stopped'} after ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  process.exitCode = passed ? 0 : 1;
}
