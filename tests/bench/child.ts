import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assert } from '../../src/errors.ts';
import type { TelegramServer } from '../kit/telegram-server.ts';
import { type Ground, type House, onSocket } from './house.ts';

/** A program that is measured, in a process of its own: `*-drill.ts`, which says when it is ready. */
export type DrillSays = { is: 'ready'; url?: string } | { is: 'memory'; rssBytes: number; peakBytes: number };
export type DrillHears = 'memory' | 'stop';

const startMilliseconds = 60_000;

/**
 * @param drill file name beside this one
 * @param given the drill's only argument, so that nobody's .env can point it at a real bot or database
 * @param flags what Node gets before the file; the environment is this process's, with `more`
 */
export function startDrill(
  drill: string,
  given: unknown,
  { flags = [], more = {} }: { flags?: string[]; more?: Record<string, string> } = {},
): ChildProcess {
  const file = path.join(import.meta.dirname, drill);
  // Its log would drown in a pipe nobody reads; standard output here is for figures.
  const stdio: StdioOptions = ['ignore', 'ignore', 'inherit', 'ipc'];
  return fork(file, [JSON.stringify(given)], { stdio, execArgv: flags, env: { ...process.env, ...more } });
}

/**
 * The whole app with the flags that `npm start` has, on the server of an open house: so several of them share
 * a database. An app without a token talks to no platform.
 */
export function startApp(
  { dataFolder, keyFolder }: Ground,
  { address }: House,
  telegram: TelegramServer,
  token: string,
  name = 'one',
): ChildProcess {
  const { socketFolder, user, database } = onSocket(address);
  const environment = {
    PORT: '0',
    // An address without a host: the driver then takes the socket's folder from the variables below.
    DATABASE_URL: `postgres://?max=1/${database}`,
    SUAR_DATA_DIR: path.join(dataFolder, '..', `${path.basename(dataFolder)}-app-${name}`),
    SUAR_KEY_DIR: keyFolder,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  };
  const more = { PGHOST: socketFolder, PGUSER: user, PGDATABASE: database };
  return startDrill('app-drill.ts', environment, { flags: startFlags(), more });
}

/** What package.json gives to Node before the file: a bench of other settings would measure another app. */
export function startFlags(): string[] {
  const file = path.join(import.meta.dirname, '../../package.json');
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The next word of that kind. @throws when the child ends or is silent for too long */
export async function hear<Is extends DrillSays['is']>(
  child: ChildProcess,
  is: Is,
): Promise<Extract<DrillSays, { is: Is }>> {
  const patience = AbortSignal.timeout(startMilliseconds);
  const ended = once(child, 'exit', { signal: patience }).then(() => {
    throw new Error('the drill ended');
  });
  // Lost in the race below, its own end (the stop) is expected.
  ended.catch(() => undefined);
  const [said] = (await Promise.race([once(child, 'message', { signal: patience }), ended])) as [DrillSays];
  assert(said.is === is, 'drillSaidSomethingElse');
  return said as Extract<DrillSays, { is: Is }>;
}

export async function stopDrill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.send('stop' satisfies DrillHears);
  await ended;
}
