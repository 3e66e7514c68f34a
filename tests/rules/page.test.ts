import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawRules, homeFile, later, pageFile, wantedIds } from './page.ts';
import { rules } from './rules.ts';

/** docs/rules.md names every rule once, and only tests that are really there. */
function missingIds(page: string): string[] {
  const [table = ''] = page.split('## By hand');
  const ids = [...table.matchAll(/^\| ([RL]\d+) \|/gm)].map(([, id]) => id);
  return wantedIds.filter((id) => ids.filter((each) => each === id).length !== 1);
}

function isTest(file: string, name: string): boolean {
  if (file === homeFile) return rules.some(({ id }) => id === name);
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`));
}

/** Tests that the page names as "file name", and that are not in that file. */
function missingTests(page: string): string[] {
  const named = [...page.matchAll(/`(tests\/[\w./-]+)` (.+?)(?=<br>| \|)/g)];
  return named
    .filter(([, file = '', name = '']) => !isTest(file, name))
    .map(([, file, name]) => `${file} has no test "${name}"`);
}

describe('docs/rules.md', () => {
  const page = drawRules();

  test('is what the rules say', async () => {
    await expect(page).toMatchFileSnapshot(`../../${pageFile}`);
  });

  test('has one line for every rule', () => {
    expect(missingIds(page)).toEqual([]);
    expect(rules.filter(({ id }) => later[id] !== undefined)).toEqual([]);
  });

  test('names tests that exist', () => {
    const [table = ''] = page.split('## By hand');
    expect(missingTests(table.slice(table.indexOf('|---')))).toEqual([]);
  });

  test('a rule that is missing, and a test that is not there, are found', () => {
    expect(missingIds(page.replace(/^\| R7 \|.*\n/m, ''))).toEqual(['R7']);
    const row =
      '| R7 | x | `tests/flows/always.test.ts` KELUAR leaves in two messages<br>`tests/gone.test.ts` it | y |';
    expect(missingTests(row)).toEqual([
      'tests/flows/always.test.ts has no test "KELUAR leaves in two messages"',
      'tests/gone.test.ts has no test "it"',
    ]);
  });
});
