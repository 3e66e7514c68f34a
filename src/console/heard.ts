import type { Clock } from '../clock.ts';
import type { News, Watch } from './live.ts';

/**
 * When something was last heard, so that a page whose stream opens a moment after it was made learns what
 * fell between, and one where nothing fell does not fetch itself a second time (each look at a case is
 * an audit row).
 */
const limits = {
  /** More than any team has open at once; beyond it a page is told once too often, never too seldom. */
  cases: 1_000,
  /** Two processes' clocks may differ by this much. */
  skewMilliseconds: 2_000,
};

export interface Heard {
  now(): number;
  queue(): void;
  /** @param caseId empty when the line to the database was away: anything may have changed */
  case(caseId: string): void;
  since(watch: Watch): News[];
}

export function createHeard(clock: Clock): Heard {
  const now = () => clock.now().getTime();
  let queueAt = 0;
  /** Before this moment we know nothing of a case that is not in the list. */
  let knowsFrom = 0;
  const casesAt = new Map<string, number>();
  return {
    now,
    queue: () => {
      queueAt = now();
    },
    case: (caseId) => {
      if (caseId === '') {
        knowsFrom = now();
        return;
      }
      casesAt.delete(caseId);
      casesAt.set(caseId, now());
      const [oldest] = casesAt;
      if (casesAt.size > limits.cases && oldest) {
        casesAt.delete(oldest[0]);
        knowsFrom = Math.max(knowsFrom, oldest[1]);
      }
    },
    since: ({ caseId, since }) => {
      const from = since - limits.skewMilliseconds;
      const news: News[] = [];
      if (queueAt >= from) news.push('queue');
      if (caseId !== undefined && Math.max(knowsFrom, casesAt.get(caseId) ?? 0) >= from) news.push('case');
      return news;
    },
  };
}
