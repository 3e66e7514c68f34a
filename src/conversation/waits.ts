import type { Waits } from '../../flows/kit/events.ts';
import { waits as usual, waitNames } from '../../flows/report/waits.ts';
import type { OrgSettings } from '../org-settings.ts';

/** How long somebody waits before she is told (R19), as the organisation set it. */
export type ToldTimes = Pick<
  OrgSettings['times'],
  'toldFirstMinutesU1' | 'toldAgainMinutesU1' | 'toldMinutesU2'
>;

const minute = 60_000;

/** The page's minutes as the flow knows them, in milliseconds; empty where the organisation is not known. */
export function waitsOf(times: ToldTimes | undefined): { waits?: Waits } {
  if (!times) return {};
  const { toldFirstMinutesU1, toldAgainMinutesU1, toldMinutesU2 } = times;
  return {
    waits: {
      firstU1: toldFirstMinutesU1 * minute,
      secondU1: toldAgainMinutesU1 * minute,
      firstU2: toldMinutesU2 * minute,
    },
  };
}

/** Whether the talk goes by other waits than it should. */
export function areNewWaits(known: Waits = usual, told: Waits = usual): boolean {
  return waitNames.some((name) => known[name] !== told[name]);
}
