/** What we did wrong. Thrown, never caught below takeTurn, the dispatcher's loop or the console's error page. */
export class Bug extends Error {
  override name = 'Bug';
  readonly code: string;
  readonly ids: Readonly<Record<string, string | number>>;

  /**
   * @param code  a fixed word for this fault, safe to log
   * @param ids   opaque ids that help to find it; never words, names or addresses of a person
   */
  constructor(code: string, ids: Record<string, string | number> = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.code = code;
    this.ids = ids;
  }
}

/** Stops with a Bug when what we rely on does not hold. */
export function assert(
  holds: unknown,
  code: string,
  ids: Record<string, string | number> = {},
): asserts holds {
  if (!holds) throw new Bug(code, ids);
}

/** For the last branch of a switch over a union: a new member does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new Bug('unreachable', { type: typeof value });
}
