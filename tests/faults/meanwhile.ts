import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Tx } from '../../src/store/database.ts';
import type { House } from '../store/team.ts';

/** Connections of this database that wait for somebody's lock. */
export async function waitingForLock(house: House): Promise<number> {
  const rows = await house.does((tx) =>
    tx.execute(
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    ),
  );
  return rows.length;
}

/** Waits until so many wait for a lock, or all of it is over, whichever comes first. */
export async function untilStuck(house: House, count: number, all: Promise<unknown>): Promise<void> {
  let isOver = false;
  void all
    .catch(() => {})
    .then(() => {
      isOver = true;
    });
  for (let looks = 0; looks < 4000 && !isOver; looks += 1) {
    if ((await waitingForLock(house)) >= count) return;
    await pause(5);
  }
}

/**
 * Does `asked` while somebody else's `first` is done but not committed, as two processes do that meet in the same
 * moment; then that one commits.
 */
export async function meanwhile<T>(
  house: House,
  first: (tx: Tx) => Promise<unknown>,
  asked: () => Promise<T>,
): Promise<T> {
  const done = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = house.does(async (tx) => {
    await first(tx);
    done.resolve();
    await release.promise;
  });
  await Promise.race([done.promise, holding]);
  const asking = asked();
  await untilStuck(house, 1, asking);
  release.resolve();
  await holding;
  return asking;
}
