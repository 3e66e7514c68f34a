import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..');

/** What package.json gives to the keeper for Node, before the program. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

test('npm start loads the light build of Drizzle, with everything the store takes from it', async () => {
  const program = `
    const names = ['drizzle-orm', 'drizzle-orm/pg-core', 'drizzle-orm/postgres-js', 'drizzle-orm/postgres-js/migrator'];
    const loaded = await Promise.all(names.map((name) => import(name)));
    const { sql, eq, pgTable, drizzle, migrate } = Object.assign({}, ...loaded);
    console.log(JSON.stringify({
      light: names.every((name) => import.meta.resolve(name).endsWith('.cjs')),
      whole: [sql, eq, pgTable, drizzle, migrate].every((one) => typeof one === 'function'),
    }));`;
  const { stdout } = await run(process.execPath, [...startFlags(), '--input-type=module', '-e', program], {
    cwd: root,
  });
  expect(JSON.parse(stdout)).toEqual({ light: true, whole: true });
});
