import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The three rules of .oxlintrc.json must see through `.ts` imports, in src/ and in tests/ alike. */
const planted = `
import { send } from './send.ts';
type Reading = { is: 'received' } | { is: 'ignored' };
export function read(reading: Reading, list: number[]): number {
  send();
  send().then(() => {});
  list.forEach(async () => { await send(); });
  if (send()) return 1;
  switch (reading.is) {
    case 'received':
      return 2;
  }
  return 3;
}
`;
const sound = `
import { send } from './send.ts';
type Reading = { is: 'received' } | { is: 'ignored' };
export async function read(reading: Reading): Promise<number> {
  void send();
  await send();
  switch (reading.is) {
    case 'received':
      return 2;
    case 'ignored':
      return 3;
  }
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'suar-lint-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(file, path.join(folder, file));
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  for (const room of ['src', 'tests']) {
    mkdirSync(path.join(folder, room));
    writeFileSync(path.join(folder, room, 'send.ts'), 'export async function send(): Promise<void> {}\n');
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lint(room: string, text: string): string[] {
  writeFileSync(path.join(folder, room, 'read.ts'), text);
  const program = path.resolve('node_modules/.bin/oxlint');
  const run = spawnSync(process.execPath, [program, '--type-aware', '--format=unix', room], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...run.stdout.matchAll(/read\.ts:(\d+):.*\(([\w-]+)\)/g)].map(
    ([, line, rule]) => `${line} ${rule}`,
  );
}

it.each(['src', 'tests'])('a promise that nobody waits for and a forgotten case are found in %s', (room) => {
  expect(lint(room, planted).toSorted()).toEqual([
    '5 no-floating-promises',
    '6 no-floating-promises',
    '7 no-misused-promises',
    '8 no-misused-promises',
    '9 switch-exhaustiveness-check',
  ]);
});

it('what is waited for, or left alone on purpose, is fine', () => {
  expect(lint('src', sound)).toEqual([]);
});
