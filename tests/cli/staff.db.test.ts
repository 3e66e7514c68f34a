import { afterAll, beforeAll, expect, test } from 'vitest';
import { runStaff } from '../../src/cli/staff.ts';
import { showRecoveryKey } from '../../src/store/recovery-words.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { type House, openHouse, openSetUpHouse } from '../store/team.ts';

const baseUrl = 'https://suar.example.org';

let house: House & { token: string; recoveryKey: string };
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());

let asksStdin = 0;
const run = (args: string[], typed = '', at: House = house) =>
  runStaff(at.db, at.deps, {
    args,
    baseUrl,
    stdin: async () => {
      asksStdin += 1;
      return typed;
    },
  });

const invite = ['invite', '--role', 'counsellor', '--name', 'Marta'];
const linkLine = /^https:\/\/suar\.example\.org\/console\/join\/([\w-]{43})\n$/;
const secretOf = (stdout: string) => linkLine.exec(stdout)?.[1] ?? 'none';
const held = (signedIn: SignedIn) => [...signedIn.groups.values()].map(({ name }) => name).sort();

test('an invite prints the link and nothing else, and says on the side that she must be trusted', async () => {
  const { stdout, stderr, code } = await run(invite);
  expect(stdout).toMatch(linkLine);
  expect(stderr).toContain('Percayakan');
  expect(code).toBe(0);
  expect(asksStdin).toBe(0);
  expect(held(await house.enter(await house.join(secretOf(stdout), 'Marta')))).toEqual([]);
});

test('with the recovery key on standard input she reads at once', async () => {
  const { stdout, stderr, code } = await run(
    [...invite, '--recovery-key', '-'],
    `${house.recoveryKey.toLowerCase()}\n`,
  );
  expect(code).toBe(0);
  expect(stderr).not.toContain('Percayakan');
  expect(held(await house.enter(await house.join(secretOf(stdout), 'Lusia')))).toEqual(['tim']);
});

test('an admin waits for nobody', async () => {
  const { stderr, code } = await run(['invite', '--role', 'admin', '--name', 'Beni']);
  expect(code).toBe(0);
  expect(stderr).not.toContain('Percayakan');
});

test('several roles may be given, as one word or as several', async () => {
  for (const [role, name] of [
    [['--role', 'supervisor,admin'], 'Ani'],
    [['--role', 'admin', '--role', 'supervisor'], 'Ina'],
  ] as const) {
    const { stdout } = await run(['invite', ...role, '--name', name]);
    const signedIn = await house.enter(await house.join(secretOf(stdout), name));
    expect(signedIn.member.roles).toEqual(['supervisor', 'admin']);
  }
});

test('a command that will not do prints nothing on standard output, says why, and exits with 2', async () => {
  const wrong: Record<string, string[]> = {
    'Pakai / use': [],
    'Pakai / use: ': ['dance'],
    'Pakai / use:  ': [...invite, '--colour', 'red'],
    'Pakai / use:  staff': ['invite', 'extra', '--role', 'counsellor', '--name', 'Marta'],
    'Pakai / use:  staff invite': ['list', '--name', 'Marta'],
    'Pakai / use:  staff invite ': ['invite', '--role', 'counsellor', '--name'],
    '--role harus': ['invite', '--role', 'boss', '--name', 'Marta'],
    '--role harus ': ['invite', '--name', 'Marta'],
    '--role harus salah': ['invite', '--role', 'counsellor,boss', '--name', 'Marta'],
    '--name wajib': ['invite', '--role', 'counsellor'],
    '--name wajib,': ['invite', '--role', 'counsellor', '--name', ' \u200b '],
    '--name wajib, ': ['invite', '--role', 'counsellor', '--name', 'x'.repeat(61)],
  };
  for (const [why, args] of Object.entries(wrong)) {
    const answer = await run(args);
    expect(answer, args.join(' ')).toMatchObject({ stdout: '', code: 2 });
    expect(answer.stderr, args.join(' ')).toContain(why);
  }
});

test('a recovery key on the command line is refused and not repeated', async () => {
  const { stdout, stderr, code } = await run([...invite, '--recovery-key', house.recoveryKey]);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toContain('stdin');
  expect(stderr).not.toContain(house.recoveryKey);
});

test('a recovery key that does not read, or is foreign, makes no link and is not repeated', async () => {
  const foreign = showRecoveryKey(house.deps.ids.bytes(32));
  for (const [typed, why] of [
    ['', 'tidak terbaca'],
    [house.recoveryKey.slice(0, -1), 'tidak terbaca'],
    [foreign, 'bukan kunci pemulihan'],
  ] as const) {
    const { stdout, stderr, code } = await run([...invite, '--recovery-key', '-'], typed);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toContain(why);
    expect(typed && stderr.includes(typed)).toBeFalsy();
  }
});

test('before set-up there is nobody to join, and it says what to do first', async () => {
  const empty = await openHouse();
  try {
    const { stdout, stderr, code } = await run(invite, '', empty);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toContain('npm start');
  } finally {
    await empty.close();
  }
});

test('the list has one line a member, with who still waits', async () => {
  const { stdout: link } = await run(['invite', '--role', 'counsellor', '--name', 'Yuli']);
  await house.join(secretOf(link), 'Yuli');
  const { stdout, stderr, code } = await run(['list']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(rows.find((row) => row[4] === 'Ibu Rahel')?.slice(1, 4)).toEqual([
    'supervisor,admin',
    'trusted',
    'libur',
  ]);
  expect(rows.find((row) => row[4] === 'Yuli')?.slice(1, 4)).toEqual(['counsellor', 'waiting', 'libur']);
});

test('somebody of the team begins anew by a link; with the recovery key she reads at once', async () => {
  const { stdout: first } = await run(['invite', '--role', 'counsellor', '--name', 'Ester']);
  await house.join(secretOf(first), 'Ester');
  const renewed = await run(['renew', '--name', ' ester ', '--recovery-key', '-'], house.recoveryKey);
  expect(renewed.stderr).not.toContain('Percayakan');
  expect(renewed.stderr).toContain('kunci kedua yang lama berhenti');
  const again = await house.enter(await house.join(secretOf(renewed.stdout), 'diabaikan'));
  expect([again.member.name, held(again)]).toEqual(['Ester', ['tim']]);
  expect((await run(['renew', '--name', 'Ester'])).stderr).toContain('Percayakan');
  expect(await run(['renew', '--name', 'Tidak Ada'])).toMatchObject({ code: 2, stdout: '' });
  expect((await run(['renew', '--name', 'Ester', '--role', 'admin'])).code).toBe(2);
});
