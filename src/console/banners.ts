import type { Clock } from '../clock.ts';
import type { Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { countUntested } from '../store/duty.ts';
import { countKeyHolders } from '../store/groups.ts';
import type { Key, Words } from './words.ts';

/**
 * What stands in red above every page until somebody mends it. Looked at once a minute and process, not once a
 * request; the rest of the minute every page shows what was seen then.
 */
type Source = (tx: Tx, store: StoreDeps) => Promise<Key | undefined>;

/** With fewer, one lost phone means that only the recovery key opens what people wrote. */
const holdersMin = 2;

const sources: readonly Source[] = [
  async (tx) => ((await countKeyHolders(tx)) < holdersMin ? 'team.fewHolders' : undefined),
  // Whoever cannot be woken is not on duty, whatever she says (design §7).
  async (tx) => ((await countUntested(tx)) > 0 ? 'alarm.someUntested' : undefined),
];

const freshMilliseconds = 60_000;

export interface Banners {
  /** Looks again when the last look is a minute old. */
  refresh(tx: Tx): Promise<void>;
  list(words: Words): string[];
}

export function createBanners(store: StoreDeps, clock: Clock): Banners {
  let seenAt = Number.NEGATIVE_INFINITY;
  let keys: readonly Key[] = [];
  return {
    refresh: async (tx) => {
      const now = clock.now().getTime();
      if (Math.abs(now - seenAt) < freshMilliseconds) return;
      seenAt = now;
      const found: Key[] = [];
      for (const source of sources) {
        const key = await source(tx, store);
        if (key !== undefined) found.push(key);
      }
      keys = found;
    },
    list: (words) => keys.flatMap((key) => words.find(key) ?? []),
  };
}
