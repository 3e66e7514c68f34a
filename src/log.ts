import { pino } from 'pino';
import { Bug, codeOf } from './errors.ts';

/**
 * The only thing that writes out, apart from the start banner and the command line.
 * It takes a fixed word and the fields named here; there is no field for a message, a name, an address
 * or a receipt, so none can reach a log.
 */
export interface LogFields {
  code?: string;
  channel?: string;
  state?: string;
  count?: number;
  milliseconds?: number;
  attempt?: number;
  id?: string;
  route?: string;
  status?: number;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** The cause is reduced to its kind and, for our own Bug, its code, ids and the places in our source. */
  error(event: string, fields?: LogFields, cause?: unknown): void;
}

const allowed = new Set<string>([
  'code',
  'channel',
  'state',
  'count',
  'milliseconds',
  'attempt',
  'id',
  'route',
  'status',
]);

function pick(fields: LogFields | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([name]) => allowed.has(name)));
}

/** Only file and line of our own frames: an error's message may quote what a person wrote. */
function places(cause: Error): string[] {
  return (cause.stack ?? '')
    .split('\n')
    .map((line) => /((?:src|flows)\/[\w./-]+:\d+)/.exec(line)?.[1])
    .filter((place) => place !== undefined)
    .slice(0, 6);
}

function describe(cause: unknown): Record<string, unknown> {
  if (cause instanceof Bug)
    return { kind: 'Bug', code: cause.code, ids: cause.ids, at: places(cause), by: describe(cause.cause) };
  if (cause instanceof Error) {
    const code = codeOf(cause);
    return { kind: cause.name, ...(code ? { code } : {}), at: places(cause) };
  }
  return {};
}

/** @param write where lines go; standard output when absent */
export function createLog(write?: { write(line: string): void }): Log {
  const sink = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, write ?? pino.destination(1));
  return {
    info: (event, fields) => sink.info(pick(fields), event),
    warn: (event, fields) => sink.warn(pick(fields), event),
    error: (event, fields, cause) => sink.error({ ...pick(fields), cause: describe(cause) }, event),
  };
}

/** For tests and one-shot commands. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
