import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { type Config, loadConfig, renderFaults, StartFault } from '../config.ts';
import { randomIds } from '../ids.ts';
import { openKeyFolder } from '../sealing/key-folder.ts';
import { createVault } from '../sealing/vault.ts';
import { type Database, openDatabase, type Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { currentGroup, isRecoverySeed } from '../store/groups.ts';
import { createInvite, createRenewal } from '../store/invites.ts';
import { findMemberByName, type ListedMember, listMembers, memberLimits } from '../store/members.ts';
import { readRecoveryKey } from '../store/recovery-words.ts';
import type { Role } from '../store/schema/members.ts';
import { connectToRunning } from '../store/server.ts';
import { findDatabaseId } from '../store/set-up.ts';

/**
 * `npm run -s staff -- …`: the team from the shell. Standard output carries the answer and nothing else,
 * so that a script can take it; whatever a human should know goes to standard error.
 */
const roles: readonly Role[] = ['counsellor', 'supervisor', 'admin'];

const words = {
  usage:
    'Pakai / use:  staff invite --role counsellor|supervisor|admin --name "Nama" [--recovery-key -]  |  staff renew --name "Nama" [--recovery-key -]  |  staff list',
  role: `--role harus salah satu dari: ${roles.join(', ')}. / --role must be one of these.`,
  name: `--name wajib, paling banyak ${memberLimits.nameCharsMax} huruf. / --name is needed, at most ${memberLimits.nameCharsMax} letters.`,
  keyInArgs:
    'Kunci pemulihan tidak boleh ditulis di perintah (terlihat di daftar proses). Tulis --recovery-key - lalu kirim kuncinya lewat stdin. / Never put the recovery key on the command line; give it on standard input.',
  keyUnreadable:
    'Kunci pemulihan tidak terbaca: ada huruf yang salah atau kurang. / The recovery key does not read: a sign is wrong or missing.',
  keyForeign:
    'Ini bukan kunci pemulihan organisasi ini. / This is not the recovery key of this organisation.',
  notSetUp:
    'Suar belum disiapkan. Jalankan npm start, lalu buka tautan penyiapan yang dicetaknya. / Not set up yet: run npm start and open the set-up link it prints.',
  nobody:
    'Tidak ada anggota dengan nama itu. Lihat: staff list. / Nobody of the team has that name; see: staff list.',
  renews:
    'Kata sandi dan kunci kedua yang lama berhenti begitu tautan ini dipakai. / The old passphrase and second key stop once this link is used.',
  once: 'Tautan ini berlaku 24 jam dan hanya sekali pakai. / This link works once, within 24 hours.',
  waits:
    'Ia bisa masuk, tetapi belum bisa membaca kasus sebelum pemegang kunci menekan Percayakan di halaman Tim. / Until a key-holder presses Percayakan on the team page she can sign in but reads no case.',
};

interface Asked {
  args: readonly string[];
  /** Read only when `--recovery-key -` asks for it. */
  stdin: () => Promise<string>;
  /** Where the console is, without a slash at the end. */
  baseUrl: string;
}

interface Answered {
  stdout: string;
  stderr: string;
  code: number;
}

type Command =
  | { is: 'invite'; roles: Role[]; name: string; withRecoveryKey: boolean }
  | { is: 'renew'; name: string; withRecoveryKey: boolean }
  | { is: 'list' }
  | { is: 'fault'; why: string };

const refuse = (why: string): Answered => ({ stdout: '', stderr: `${why}\n`, code: 2 });
const fault = (why: string): Command => ({ is: 'fault', why });

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string', multiple: true },
        name: { type: 'string' },
        'recovery-key': { type: 'string' },
      },
    });
  } catch {
    // An unknown or half option: its own message would repeat what was typed, perhaps a key.
    return undefined;
  }
}

function readCommand(args: readonly string[]): Command {
  const parsed = parse(args);
  const [verb, ...rest] = parsed?.positionals ?? [];
  if (!parsed || rest.length > 0) return fault(words.usage);
  const { role = [], name = '', 'recovery-key': key } = parsed.values;
  if (verb === 'list') return role.length || name || key ? fault(words.usage) : { is: 'list' };
  if (verb === 'renew') return readRenewal(parsed.values);
  if (verb !== 'invite') return fault(words.usage);
  const asked = role.flatMap((text) => text.split(','));
  const known = roles.filter((one) => asked.includes(one));
  if (asked.length === 0 || asked.some((one) => !known.some((real) => real === one)))
    return fault(words.role);
  const visible = name.replace(/[\p{C}\s]+/gu, ' ').trim();
  if (!visible || [...visible].length > memberLimits.nameCharsMax) return fault(words.name);
  if (key !== undefined && key !== '-') return fault(words.keyInArgs);
  return { is: 'invite', roles: known, name, withRecoveryKey: key === '-' };
}

function readRenewal(values: { role?: string[]; name?: string; 'recovery-key'?: string }): Command {
  const { role, name = '', 'recovery-key': key } = values;
  if (role) return fault(words.usage);
  const visible = name.replace(/[\p{C}\s]+/gu, ' ').trim();
  if (!visible) return fault(words.name);
  if (key !== undefined && key !== '-') return fault(words.keyInArgs);
  return { is: 'renew', name: visible, withRecoveryKey: key === '-' };
}

/** Reads one command and carries it out. @returns what to print and the exit code: 0, or 2 for a refusal */
export async function runStaff(db: Database, deps: StoreDeps, asked: Asked): Promise<Answered> {
  const command = readCommand(asked.args);
  switch (command.is) {
    case 'fault':
      return refuse(command.why);
    case 'list':
      return { stdout: await list(db, deps), stderr: '', code: 0 };
    case 'invite':
    case 'renew':
      return makeLink(db, deps, command, asked);
  }
}

type Linking = Extract<Command, { is: 'invite' | 'renew' }>;

async function makeLink(
  db: Database,
  deps: StoreDeps,
  command: Linking,
  { stdin, baseUrl }: Asked,
): Promise<Answered> {
  // Typing takes as long as it takes: read before any transaction is open.
  const recoverySeed = command.withRecoveryKey ? readRecoveryKey(await stdin()) : undefined;
  if (command.withRecoveryKey && !recoverySeed) return refuse(words.keyUnreadable);
  return db.transact(async (tx) => {
    if (!(await currentGroup(tx, 'tim'))) return refuse(words.notSetUp);
    if (recoverySeed && !(await isRecoverySeed(tx, recoverySeed))) return refuse(words.keyForeign);
    const link = await linkFor(tx, deps, command, recoverySeed);
    if (!link) return refuse(words.nobody);
    const mustWait = !recoverySeed && link.roles.some((role) => role !== 'admin');
    const notes = [
      words.once,
      ...(command.is === 'renew' ? [words.renews] : []),
      ...(mustWait ? [words.waits] : []),
    ];
    return { stdout: `${baseUrl}/console/join/${link.secret}\n`, stderr: `${notes.join('\n')}\n`, code: 0 };
  });
}

/** @returns undefined when nobody of the team has that name */
async function linkFor(
  tx: Tx,
  deps: StoreDeps,
  command: Linking,
  recoverySeed: Buffer | undefined,
): Promise<{ secret: string; roles: Role[] } | undefined> {
  const inviter = { by: null, recoverySeed };
  if (command.is === 'invite') {
    const { roles, name } = command;
    return { ...(await createInvite(tx, deps, { roles, name, ...inviter })), roles };
  }
  const member = await findMemberByName(tx, deps, command.name);
  return member && createRenewal(tx, deps, { memberId: member.id, ...inviter });
}

/** One member a line: id, roles, state, duty, name; tabs between, so that it can be cut. */
async function list(db: Database, deps: StoreDeps): Promise<string> {
  const members = await db.transact((tx) => listMembers(tx, deps));
  return members
    .map((member) =>
      [member.id, member.roles.join(','), stateOf(member), member.duty, member.name].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function stateOf({ leftAt, trusted }: ListedMember): 'left' | 'trusted' | 'waiting' {
  if (leftAt) return 'left';
  return trusted ? 'trusted' : 'waiting';
}

const keyCharsMax = 4096;

/** Reads lines until they make a recovery key, the input ends, or it is too long to be one. */
export async function readKeyLines(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Kunci pemulihan / recovery key:\n');
  let typed = '';
  for await (const line of createInterface({ input: process.stdin })) {
    typed += `${line}\n`;
    if (readRecoveryKey(typed) || typed.length > keyCharsMax) break;
  }
  return typed;
}

/** The database of the app, running or not, for one command. @throws StartFault with what to mend */
async function answerFor(config: Config, args: readonly string[]): Promise<Answered> {
  // Nothing was ever started here: asking must not be what makes a database.
  if (!config.databaseUrl && !existsSync(config.dataFolder)) return refuse(words.notSetUp);
  const store = await connectToRunning(config);
  const db = openDatabase(store.address, 1);
  try {
    const databaseId = await db.transact(findDatabaseId);
    if (databaseId === undefined) return refuse(words.notSetUp);
    const keys = openKeyFolder({ folder: config.keyFolder, databaseId, databaseIsEmpty: false });
    const deps: StoreDeps = { vault: createVault(keys), ids: randomIds, clock: systemClock };
    const baseUrl = config.publicUrl ?? `http://127.0.0.1:${config.port}`;
    return await runStaff(db, deps, { args, stdin: readKeyLines, baseUrl });
  } finally {
    await db.close();
    await store.stop();
  }
}

async function answer(args: readonly string[]): Promise<Answered> {
  const command = readCommand(args);
  // Before anything starts: a slip of the keyboard needs no database.
  if (command.is === 'fault') return refuse(command.why);
  const read = loadConfig();
  if (read.is === 'faults') return refuse(renderFaults(read.faults));
  try {
    return await answerFor(read.config, args);
  } catch (cause) {
    if (cause instanceof StartFault) return refuse(`${cause.why.id}\n${cause.why.en}`);
    throw cause;
  }
}

if (import.meta.main) {
  const { stdout, stderr, code } = await answer(process.argv.slice(2));
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.stdin.destroy();
  process.exitCode = code;
}
