import type { Waits } from '../kit/events.ts';

/**
 * Honest waits while nobody has answered (R19; design §7: U1 is told at 5 and 15 minutes, U2 at 60). The organisation
 * may set others inside its bounds (src/duty/times.ts); the host tells them with `organisation.known`.
 */
export const waits: Waits = { firstU1: 5 * 60_000, secondU1: 15 * 60_000, firstU2: 60 * 60_000 };

/** The names of the waiting clocks, as XState puts them into its events. */
export const waitNames = Object.keys(waits) as readonly (keyof Waits)[];

interface Told {
  context: { waits?: Waits };
}

/** The clocks themselves, set when a human is called; one that already runs keeps its end. */
export const waitDelays = {
  firstU1: ({ context }: Told) => (context.waits ?? waits).firstU1,
  secondU1: ({ context }: Told) => (context.waits ?? waits).secondU1,
  firstU2: ({ context }: Told) => (context.waits ?? waits).firstU2,
};

/** A clock that was set before the waits could be set was called by its length. */
const formerly: Readonly<Record<string, keyof Waits>> = {
  '300000': 'firstU1',
  '900000': 'secondU1',
  '3600000': 'firstU2',
};

/** Somebody whose clock runs since before is told as well. @param event of a stored timer @returns its name now */
export function nameOfWait(event: string): string {
  return event.replace(/^xstate\.after\.(\d+)\.(?=report\.human\.called$)/, (whole, length: string) =>
    formerly[length] ? `xstate.after.${formerly[length]}.` : whole,
  );
}
