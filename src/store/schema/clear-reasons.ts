/** The reasons that many columns share (clear.ts). */
export const ids = 'An opaque random id: it carries no time and names nobody.';
export const minute = 'A moment cut to the minute.';
export const passing =
  'A moment of a row that is gone within two days: it orders work and is needed to the second.';
export const order = 'A counter: order without time.';

export type ClearColumns = Readonly<Record<string, Readonly<Record<string, string>>>>;
