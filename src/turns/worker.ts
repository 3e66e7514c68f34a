import type { Log } from '../log.ts';

/**
 * Something that is done again and again until nothing is left, woken by a nudge and by a sweep. The sweep
 * is the truth, the nudge only speed.
 */
export interface Worker {
  nudge(): void;
  /** Finishes what it is doing and stays still. */
  stop(): Promise<void>;
}

const limits = {
  sweepMilliseconds: 2_000,
  /** After a fault (a database that is away) it waits, longer each time, and never gives up. */
  backOffMilliseconds: [200, 500, 1_000, 2_000, 5_000],
} as const;

/** Sleeps until the time is over or somebody wakes it. */
function createNap(): { take(milliseconds: number): Promise<void>; wake(): void } {
  let wake = () => {};
  return {
    take: (milliseconds) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}

/** @param work does one portion and says how much it did; 0 means that nothing waits */
export function startWorker(name: string, log: Log, work: () => Promise<number>): Worker {
  const nap = createNap();
  let stopped = false;
  let isNudged = true;
  let faults = 0;
  const once = async () => {
    isNudged = false;
    try {
      if ((await work()) > 0) isNudged = true;
      faults = 0;
    } catch (cause) {
      faults += 1;
      log.error(`${name}.fault`, { attempt: faults }, cause);
      const steps = limits.backOffMilliseconds;
      await nap.take(steps[Math.min(faults, steps.length) - 1] ?? limits.sweepMilliseconds);
      isNudged = true;
    }
  };
  const run = async () => {
    while (!stopped) {
      await once();
      if (!isNudged && !stopped) await nap.take(limits.sweepMilliseconds);
    }
  };
  const running = run();
  return {
    nudge: () => {
      isNudged = true;
      // While the database is away a message must not shorten the wait for it.
      if (faults === 0) nap.wake();
    },
    stop: async () => {
      stopped = true;
      nap.wake();
      await running;
    },
  };
}
