import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insistOnNode, lint, runSteps, type Step, style, types } from './check.ts';

/**
 * `npm test`: everything, in the order in which a fault is cheapest to find: types, style, promises, unused
 * code, then all tests on a real PostgreSQL and in a real Chromium. The last line is always
 * `<n> passed, <n> failed`: it is what a machine reads.
 */
const unused: Step = { name: 'unused code and packages', run: ['knip', '--no-progress'] };

interface Counts {
  passed: number;
  failed: number;
}

/** What vitest's json reporter writes, as far as it is read here. */
interface VitestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/**
 * A file that could not be loaded, an error outside a test, or no report at all is a failure that vitest counts
 * nowhere. So is a skipped test: what cannot run here has not been shown to work.
 */
function readCounts(report: string, stepPassed: boolean): Counts {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const read = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const skipped = read.numPendingTests + read.numTodoTests;
  if (skipped > 0) console.log(`${skipped} skipped: each counts as failed`);
  const failed = read.numFailedTests + skipped;
  return { passed: read.numPassedTests, failed: stepPassed && read.success ? failed : Math.max(failed, 1) };
}

async function testAll(): Promise<Counts> {
  if (!(await runSteps([types, style, lint, unused]))) return { passed: 0, failed: 1 };
  const folder = mkdtempSync(path.join(tmpdir(), 'suar-report-'));
  const report = path.join(folder, 'vitest.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const tests: Step = { name: 'tests', run: ['vitest', 'run', ...reporters], isShown: true };
    const passed = await runSteps([tests]);
    return readCounts(report, passed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

insistOnNode(import.meta.filename);
const began = performance.now();
const { passed, failed } = await testAll();
console.log(`${((performance.now() - began) / 1000).toFixed(1)} s in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
