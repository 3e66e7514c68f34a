import { type App, startApp } from './app.ts';
import { renderBanner } from './banner.ts';
import { systemClock } from './clock.ts';
import { type Config, loadConfig, renderFaults, StartFault } from './config.ts';
import { randomIds } from './ids.ts';
import { createLog, type Log } from './log.ts';

/** `npm start`: says what is wrong and stops, or says where everything is and runs until Ctrl-C. */
async function main(): Promise<void> {
  const read = loadConfig();
  if (read.is === 'faults') {
    process.stderr.write(`${renderFaults(read.faults)}\n`);
    process.exitCode = 1;
    return;
  }
  const app = await start(read.config);
  if (!app) return;
  process.stdout.write(renderBanner(app, read.config));
  await untilAskedToStop();
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
      process.exit(1);
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
    process.exitCode = 1;
    return undefined;
  }
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

await main();
