import type { Intake, Received } from '../../../src/channels/channel.ts';

/**
 * The intake's contract in memory: a batch and its position are kept together or not at all, a second copy
 * of an external id changes nothing, and what is kept outlives the channel that gave it.
 */
export interface MemoryIntake extends Intake {
  kept: Received[];
  positions: Map<string, string>;
  /** Every call, also those that failed. */
  batches: Received[][];
  /** The coming calls of keep fail as a database that goes away does. */
  failNext(times: number): void;
  /** Keep does not resolve until the returned function is called. */
  holdNext(): () => void;
}

export function memoryIntake(): MemoryIntake {
  const positions = new Map<string, string>();
  const known = new Set<string>();
  const intake: MemoryIntake = {
    kept: [],
    positions,
    batches: [],
    failNext: (times) => {
      failures = times;
    },
    holdNext: () => {
      let letGo = () => {};
      held = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
    keep: async (batch, position) => {
      intake.batches.push(batch);
      await held;
      if (failures > 0) {
        failures -= 1;
        throw new Error('the database went away');
      }
      for (const received of batch) {
        if (known.has(received.externalId)) continue;
        known.add(received.externalId);
        intake.kept.push(received);
      }
      if (position !== undefined) positions.set(position.name, position.value);
    },
    position: async (_channel, name) => positions.get(name),
  };
  let failures = 0;
  let held: Promise<void> | undefined;
  return intake;
}
