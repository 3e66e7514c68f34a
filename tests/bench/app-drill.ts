import { startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { assert } from '../../src/errors.ts';
import { randomIds } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import type { DrillHears, DrillSays } from './child.ts';

/**
 * The whole app, in a process of its own (child.ts starts it): what `npm start` runs, with an environment
 * that is given as the only argument, so that nobody's .env can point a bench at a real bot or database. Its
 * log goes to standard output as always. Says "ready", answers "memory", and ends when told to or when its
 * parent is gone.
 */
const say = (words: DrillSays) => process.send?.(words);

async function main(): Promise<void> {
  const read = readConfig(JSON.parse(process.argv[2] ?? '{}') as Record<string, string>);
  assert(read.is === 'config', 'benchConfigWrong');
  const log = createLog();
  const app = await startApp({ config: read.config, log, clock: systemClock, ids: randomIds });
  const stop = async () => {
    await app.stop();
    process.exit(0);
  };
  process.on('message', (heard: DrillHears) => {
    if (heard === 'stop') void stop();
    else {
      const peakBytes = process.resourceUsage().maxRSS * 1024;
      say({ is: 'memory', rssBytes: process.memoryUsage.rss(), peakBytes });
    }
  });
  // Ctrl-C reaches both of us; the parent says when to stop, and waits for it.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => void stop());
  say({ is: 'ready', url: app.url });
}

await main();
