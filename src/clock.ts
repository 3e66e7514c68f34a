/** The only source of now. Everything that waits or measures takes a Clock, so that tests hold the time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved. */
export interface HeldClock extends Clock {
  advance(milliseconds: number): void;
  set(moment: Date): void;
}

export function heldClock(start: string): HeldClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    advance: (milliseconds) => {
      at += milliseconds;
    },
    set: (moment) => {
      at = moment.getTime();
    },
  };
}

/**
 * The moment cut to the minute. Rows about people keep no finer time (design: "moments to the minute"),
 * so that a seized table does not line up with a phone company's records.
 */
export function toMinute(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 60_000) * 60_000);
}
