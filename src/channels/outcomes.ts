import type { Settlement } from '../store/outbox-outcomes.ts';

/**
 * What became of sends, until the database knows it too. An outcome forgotten is a message sent twice, so they are
 * kept as long as the process lives. A portion that fails goes to the back and the next one is half as big, so that
 * one outcome no database takes does not keep the others.
 */
export interface Outcomes {
  add(settlement: Settlement): void;
  isEmpty(): boolean;
  /** Since a failure, until portions are whole again: they are then recorded in transactions of their own. */
  isTroubled(): boolean;
  /**
   * Has the next portion recorded; one that fails waits again.
   * @param record resolves once it is committed @returns what `record` does @throws what it throws
   */
  record<T>(record: (portion: readonly Settlement[]) => Promise<T>): Promise<T>;
}

/** @param most in one portion @param recorded called for each when it is committed */
export function createOutcomes(most: number, recorded: (settlement: Settlement) => void): Outcomes {
  const waiting: Settlement[] = [];
  let portion = most;
  return {
    add: (settlement) => waiting.push(settlement),
    isEmpty: () => waiting.length === 0,
    isTroubled: () => portion < most,
    record: async (record) => {
      const taken = waiting.splice(0, portion);
      try {
        const result = await record(taken);
        for (const settlement of taken) recorded(settlement);
        if (taken.length > 0) portion = Math.min(most, portion * 2);
        return result;
      } catch (cause) {
        waiting.push(...taken);
        if (taken.length > 0) portion = Math.max(1, Math.floor(taken.length / 2));
        throw cause;
      }
    },
  };
}
