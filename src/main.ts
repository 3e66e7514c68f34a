import { flushCompileCache } from 'node:module';
import { type App, startApp } from './app.ts';
import { renderBanner } from './banner.ts';
import { systemClock } from './clock.ts';
import { type Config, loadConfig, renderFaults, StartFault } from './config.ts';
import { randomIds } from './ids.ts';
import { createLog, type Log } from './log.ts';

/** By the exit code keep.mjs knows whether another start may help. */
const exitCodes = {
  /** A person has to mend something, and was told what. */
  mendable: 1,
  /** A bug of ours: the next start recovers (EX_SOFTWARE). */
  bug: 70,
} as const;

const limits = {
  /** A second signal that comes this soon is the same one: a terminal and keep.mjs both pass it on. */
  sameSignalMilliseconds: 2_000,
  /** Without its keeper another start wants our port and folder; being killed at any point is safe. */
  orphanMilliseconds: 4_000,
} as const;

/** `npm start`: says what is wrong and stops, or says where everything is and runs until Ctrl-C. */
async function main(): Promise<void> {
  const read = loadConfig();
  if (read.is === 'faults') {
    process.stderr.write(`${renderFaults(read.faults)}\n`);
    process.exitCode = exitCodes.mendable;
    return;
  }
  const asked = untilAskedToStop();
  const app = await start(read.config);
  if (!app) return;
  process.stdout.write(renderBanner(app, read.config));
  process.send?.('up');
  // Else only a polite end would write it, and the next start after a crash is the one that hurries.
  flushCompileCache();
  await asked;
  process.stdout.write('Berhenti… / Stopping…\n');
  await app.stop();
  // Libraries keep timers of their own (Baileys for half a minute); everything of ours is settled.
  process.exit(0);
}

/** Whatever escapes everything ends the process with a line that quotes nobody, and the next start recovers. */
function guardProcess(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (cause) => {
      log.error('process.fault', { state: event }, cause);
      process.exit(exitCodes.bug);
    });
}

async function start(config: Config): Promise<App | undefined> {
  try {
    const log = createLog();
    guardProcess(log);
    return await startApp({ config, log, clock: systemClock, ids: randomIds });
  } catch (cause) {
    if (!(cause instanceof StartFault)) throw cause;
    process.stderr.write(`${cause.why.id}\n${cause.why.en}\n`);
    process.exitCode = exitCodes.mendable;
    return undefined;
  }
}

/** Ctrl-C, a polite kill, or the end of keep.mjs. Whoever asks again after a moment does not want to wait. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        askedAt ??= performance.now();
        if (performance.now() - askedAt > limits.sameSignalMilliseconds) process.exit(exitCodes.mendable);
        resolve();
      });
    process.once('disconnect', () => {
      setTimeout(() => process.exit(exitCodes.mendable), limits.orphanMilliseconds);
      resolve();
    });
    // To listen must not keep a start alive that has failed.
    process.channel?.unref();
  });
}

await main();
