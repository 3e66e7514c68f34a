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

/** @param work does one portion and says how much it did; 0 means that nothing waits */
export function startWorker(name: string, log: Log, work: () => Promise<number>): Worker {
  let stopped = false;
  let isNudged = true;
  let wake = () => {};
  let faults = 0;
  const nap = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (!stopped) {
      isNudged = false;
      try {
        if ((await work()) > 0) isNudged = true;
        faults = 0;
      } catch (cause) {
        log.error(`${name}.fault`, { attempt: faults + 1 }, cause);
        const steps = limits.backOffMilliseconds;
        await nap(steps[Math.min(faults, steps.length - 1)] ?? 5_000);
        faults += 1;
        continue;
      }
      if (!isNudged && !stopped) await nap(limits.sweepMilliseconds);
    }
  };
  const running = run();
  return {
    nudge: () => {
      isNudged = true;
      if (faults === 0) wake();
    },
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}
