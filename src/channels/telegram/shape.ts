/** Untrusted JSON, looked at one field at a time. Pure; what is not as it should be is undefined. */
export type Shape = Readonly<Record<string, unknown>>;

export function shapeOf(value: unknown): Shape | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : undefined;
}

export function wordsOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A count from outside: a whole number that can be one. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Somebody else's words, passed on: the counsellor must not take them for hers. */
export function isForwarded(message: Shape): { forwarded?: true } {
  return message.forward_origin === undefined && message.forward_date === undefined
    ? {}
    : { forwarded: true };
}
