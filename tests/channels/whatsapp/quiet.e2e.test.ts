import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWhatsAppServer, type WhatsAppServer } from '../../kit/whatsapp-server/server.ts';
import { sleep, until } from './scene.ts';

/**
 * F8: libsignal prints whole sessions, private keys included, to standard output. A real second process
 * pairs, chats by number and by pseudonym, loses its line and its sessions, and everything that it ever
 * wrote is searched.
 */
let whatsapp: WhatsAppServer;
let bot: ChildProcess | undefined;
beforeEach(async () => {
  whatsapp = await startWhatsAppServer();
});
afterEach(async () => {
  bot?.kill('SIGKILL');
  await whatsapp.stop();
});

interface Story {
  /** Standard output and standard error, all of it. */
  written: string;
  /** Every name and value that the process put into its key store. */
  kept: string[];
  people: { name: string; lid: string; number: string }[];
  exitCode: number | null;
}

const words = ['kata pertama yang rahasia', 'kata kedua yang rahasia', 'kata ketiga yang rahasia'] as const;

async function tellStory(mode: 'guarded' | 'unguarded'): Promise<Story> {
  let written = '';
  let kept: string[] = [];
  const child = fork(path.join(import.meta.dirname, 'quiet-drill.ts'), [whatsapp.wsUrl, mode], {
    silent: true,
  });
  bot = child;
  child.stdout?.on('data', (bytes: Buffer) => {
    written += bytes.toString();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    written += bytes.toString();
  });
  child.on('message', (about: { code?: string; kept?: string[] }) => {
    if (about.code) void whatsapp.scanQr(about.code);
    if (about.kept) kept = about.kept;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await whatsapp.online();
  const people = [
    whatsapp.person({ name: 'Siti Planted' }),
    whatsapp.person({ name: 'Rini Planted', addressedBy: 'number' }),
  ];
  for (const person of people) {
    await person.say(words[0]);
    expect(await person.heard()).toBe(words[0]);
    const id = await person.say(words[1]);
    person.repeat(id);
    expect(await person.heard()).toBe(words[1]);
    await person.loseSession();
  }
  whatsapp.dropLine();
  for (const person of people) await person.say(words[2]);
  for (const person of people) expect(await person.heard()).toBe(words[2]);
  await sleep(300);
  child.send('stop');
  return { exitCode: await exited, written, kept, people };
}

const dumped =
  /privKey|pubKey|rootKey|chainKey|ephemeralKeyPair|SessionEntry|Closing session|Session error|<Buffer/;

test('no key, address, name or word is ever written by the process', async () => {
  const { written, kept, people, exitCode } = await tellStory('guarded');
  expect(exitCode).toBe(0);
  await until(() => written.includes('"code":"connected"'));
  expect(written).not.toMatch(dumped);
  const { number, lid } = whatsapp.account;
  const planted = [
    number,
    lid,
    ...words,
    ...people.flatMap((one) => [one.name, plain(one.lid), plain(one.number)]),
  ];
  for (const secret of planted) expect(written).not.toContain(secret);
  const secrets = kept.flatMap((text) => text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? []);
  expect(secrets.length).toBeGreaterThan(800);
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
});

test('the same story without the guard prints private keys, so the test above can fail', async () => {
  const { written } = await tellStory('unguarded');
  expect(written).toMatch(/Closing session/);
  expect(written).toMatch(/privKey|rootKey/);
});

function plain(jid: string): string {
  return jid.replace(/@.*/, '');
}
