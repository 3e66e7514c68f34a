import type { Clock } from '../clock.ts';
import { orgDefaults } from '../org-settings.ts';
import type { Tx } from '../store/database.ts';
import { readOrg } from '../store/org.ts';

/** After how many minutes without a touch the console locks: the organisation's setting, looked at once a minute. */
export interface Lock {
  refresh(tx: Tx): Promise<void>;
  minutes(): number;
}

const freshMilliseconds = 60_000;

/** @param fixed instead of the setting, for who runs the console by hand */
export function createLock(clock: Clock, fixed: number | undefined): Lock {
  let seenAt = Number.NEGATIVE_INFINITY;
  let { lockMinutes } = orgDefaults;
  return {
    refresh: async (tx) => {
      const now = clock.now().getTime();
      if (fixed !== undefined || Math.abs(now - seenAt) < freshMilliseconds) return;
      seenAt = now;
      lockMinutes = (await readOrg(tx)).settings.lockMinutes;
    },
    minutes: () => fixed ?? lockMinutes,
  };
}
