import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Language } from '../../flows/kit/events.ts';
import { type App, startApp } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Config, loadConfig, renderFaults, StartFault } from '../config.ts';
import { assert } from '../errors.ts';
import { randomIds } from '../ids.ts';
import { createLog, type Log } from '../log.ts';
import { insistOnNode } from './check.ts';
import { bringCases, createDemoClock } from './demo-cases.ts';
import { createExercise } from './demo-exercise.ts';
import { exercisePath, registerExercise } from './demo-exercise-page.ts';
import { startPerson } from './demo-person.ts';
import { storyIn, terminal } from './demo-story.ts';
import { createDoor, type DemoDoor, makeTeam } from './demo-team.ts';
import { visit } from './demo-visitor.ts';

/**
 * `npm run demo [-- --lang en]`: the real product on throw-away folders, set up, with made-up people who have
 * written already and one who writes while you look. No account anywhere; Ctrl-C takes everything away.
 */
export interface DemoOptions {
  language: Language;
  /** Where it listens; any free port when this one is taken. */
  port: number;
  log: Log;
  clock: Clock;
  /** Ends what the made-up people are doing. */
  signal: AbortSignal;
}

export interface Demo {
  url: string;
  /** Signs one browser in as the counsellor. */
  link: string;
  /** Where the 15-minute exercise begins. */
  exercise: string;
  name: string;
  passphrase: string;
  /** Sends one visitor after the other, from the moment the link was opened. Resolves when the demo ends. */
  receiveVisitors(): Promise<void>;
  /** Stops it and takes its folders away. */
  end(): Promise<void>;
}

const limits = {
  /** A minute to breathe between two people. */
  betweenMilliseconds: 60_000,
} as const;

/** @throws StartFault with a sentence for whoever started it; nothing is left behind then either */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const home = makeHome();
  let app: App | undefined;
  const end = async () => {
    await app?.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const door = createDoor();
    const clock = createDemoClock(options.clock);
    const story = storyIn(options.language);
    clock.beBehind(Math.max(...story.cases.map(({ minutesAgo }) => minutesAgo)));
    const { log, language, signal } = options;
    const config = await configIn(home, options.port);
    const practice = preparePractice(options, door, () => app?.url ?? '');
    app = await startApp({ config, log, clock, ids: randomIds, addRoutes: practice.addRoutes });
    assert(app.setUpSecret, 'demoNotFresh');
    const { db, store, url } = app;
    const team = await makeTeam({ db, store }, story, app.setUpSecret);
    await bringCases({ db, store, url, language, clock, team, signal }, story.cases);
    await team.goOnDuty();
    const { passphrase } = team;
    const name = story.counsellor;
    door.openFor({ name, passphrase, language });
    const receiveVisitors = async () => {
      await Promise.race([door.used, untilAborted(signal)]);
      await sendVisitors(url, { ...options, signal: AbortSignal.any([signal, practice.began]) });
      await untilAborted(signal);
    };
    const links = { url, link: `${url}${door.path()}`, exercise: `${url}${exercisePath}` };
    return { ...links, name, passphrase, receiveVisitors, end };
  } catch (cause) {
    await end();
    throw cause;
  }
}

/** The exercise's page beside the door, and the moment from which nobody but its three people writes. */
function preparePractice(options: DemoOptions, door: DemoDoor, url: () => string) {
  const { clock, language } = options;
  const began = new AbortController();
  const exercise = createExercise({ ...options, url, clear: () => began.abort() });
  const addRoutes: DemoDoor['register'] = (server, parts) => {
    door.register(server, parts);
    registerExercise(server, { exercise, language, clock });
  };
  return { addRoutes, began: began.signal };
}

/** Closed to everybody else; as root, PostgreSQL's own account must be able to pass through. */
function makeHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'suar-demo-'));
  if (process.getuid?.() === 0) chmodSync(home, 0o711);
  return home;
}

/** Nothing of the operator's own: not a channel's token, not a database, not a public address. */
async function configIn(home: string, port: number): Promise<Config> {
  return {
    port: (await isFree(port)) ? port : 0,
    host: '127.0.0.1',
    dataFolder: path.join(home, 'data'),
    keyFolder: path.join(home, 'keys'),
    telegramApiRoot: 'http://127.0.0.1:9',
    trustProxy: { hops: 0 },
    backupFolder: path.join(home, 'backups'),
    isBackedUpNightly: false,
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** One after the other, each in a browser of her own; nobody new comes before the last one is done. */
async function sendVisitors(url: string, { language, signal, log }: DemoOptions): Promise<void> {
  const { visitors } = storyIn(language);
  for (let turn = 0; !signal.aborted; turn += 1) {
    const told = visitors[turn % visitors.length];
    try {
      if (told) await visit(startPerson(url, language, signal), told, { language, signal });
      await sleep(limits.betweenMilliseconds, undefined, { signal });
    } catch (cause) {
      if (signal.aborted) return;
      // The product goes on without her; the next one may get through.
      log.error('demo.visitorLost', {}, cause);
      await sleep(limits.betweenMilliseconds, undefined, { signal }).catch(() => {});
    }
  }
}

/** @returns the language asked for, or nothing when it makes no sense */
function readWanted(args: readonly string[]): Language | undefined {
  try {
    const { lang = 'id' } = parseArgs({ args: [...args], options: { lang: { type: 'string' } } }).values;
    return lang === 'id' || lang === 'en' ? lang : undefined;
  } catch {
    return undefined;
  }
}

/** Trouble only, beside what the newcomer reads. */
function troubleLog(): Log {
  const log = createLog({ write: (line) => void process.stderr.write(line) });
  return { ...log, info: () => {} };
}

/** The first Ctrl-C ends the demo; further ones must not cut the tidying short. */
function listenForEnd(): AbortSignal {
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ended.abort());
  ended.signal.addEventListener('abort', () => void process.stdout.write(terminal.stopping));
  // A terminal that was closed takes no more words, and that must not cut it short either.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return ended.signal;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

async function main(): Promise<number> {
  const language = readWanted(process.argv.slice(2));
  const read = loadConfig();
  if (!language || read.is === 'faults') {
    process.stderr.write(read.is === 'faults' ? `${renderFaults(read.faults)}\n` : terminal.usage);
    return language ? 1 : 2;
  }
  const signal = listenForEnd();
  const log = troubleLog();
  process.stdout.write(terminal.preparing);
  try {
    const { port } = read.config;
    const demo = await openDemo({ language, port, log, clock: systemClock, signal });
    process.stdout.write(terminal.banner({ ...demo, chat: `${demo.url}/chat?lang=${language}` }));
    const visitors = demo.receiveVisitors();
    await untilAborted(signal);
    await visitors;
    await demo.end();
    return 0;
  } catch (cause) {
    if (signal.aborted) return 0;
    if (cause instanceof StartFault) process.stderr.write(`${cause.why.id}\n${cause.why.en}\n`);
    else log.error('demo.failed', {}, cause);
    return 1;
  }
}

if (import.meta.main) {
  insistOnNode(import.meta.filename);
  // Libraries keep timers of their own; everything of ours is settled.
  process.exit(await main());
}
