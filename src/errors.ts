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

/**
 * The code of a fault of the world (`ECONNREFUSED`, SQLSTATE `53100`), found anywhere along its causes: a
 * library may have wrapped it. Undefined when there is none that is safe to show.
 */
export function codeOf(cause: unknown): string | undefined {
  let at = cause;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[\w.]{1,40}$/.test(code)) return code;
    at = at.cause;
  }
  return undefined;
}
