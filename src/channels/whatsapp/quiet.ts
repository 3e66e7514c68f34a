import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';
import type { Log } from '../../log.ts';

/**
 * Baileys and libsignal, loaded so that they cannot speak.
 * libsignal 6.0.0 prints whole sessions to standard output when it closes or replaces one, private ratchet
 * keys included (measured 2026-11: thirty dumps for thirty people). So the console is guarded before the
 * library is loaded, and this is the only place that loads it.
 */
export type Baileys = typeof import('@whiskeysockets/baileys');

let loading: Promise<Baileys> | undefined;

/** Loads the library once, behind the guard. It costs 60 MB and half a second, so only a paired channel asks. */
export function loadBaileys(): Promise<Baileys> {
  guardConsole();
  loading ??= import('@whiskeysockets/baileys');
  return loading;
}

const guarded = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const;
type Speak = (...words: unknown[]) => void;
const guards = new WeakSet<Speak>();

/**
 * Lets a console call through only when it can be seen that its caller is another's code. A caller that
 * cannot be seen counts as the library: the cost of a mistake is a lost line on one side, a leaked key on
 * the other.
 */
export function guardConsole(): void {
  for (const method of guarded) {
    const speak = console[method] as Speak;
    if (guards.has(speak)) continue;
    const guard: Speak = (...words) => {
      if (!isCalledByLibrary(guard)) speak.apply(console, words);
    };
    guards.add(guard);
    console[method] = guard;
  }
}

function isCalledByLibrary(guard: Speak): boolean {
  const trace: { stack?: unknown } = {};
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(trace, guard);
  Error.stackTraceLimit = before;
  const caller = typeof trace.stack === 'string' ? trace.stack.split('\n')[1] : undefined;
  return !caller || /[\\/]node_modules[\\/](libsignal|@whiskeysockets)[\\/]/.test(caller);
}

/**
 * The logger given to Baileys. Its own lines carry addresses, pairing material and stanzas, so none is
 * passed on; an error leaves its kind behind, by our log's own rules.
 */
export function quietLogger(log: Log): UserFacingSocketConfig['logger'] & object {
  const silent = () => {};
  return {
    level: 'silent',
    child: () => quietLogger(log),
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: (about: unknown) => {
      const fault = faultOf(about);
      if (fault) log.warn('whatsapp.libraryFault', fault);
    },
  };
}

/** A Boom's status or an error's class: fixed words of the library, never its message. */
function faultOf(about: unknown): { code: string; status?: number } | undefined {
  const { err, error, e } = (about ?? {}) as { err?: unknown; error?: unknown; e?: unknown };
  const fault = err ?? error ?? e;
  if (!(fault instanceof Error)) return undefined;
  const status = (fault as { output?: { statusCode?: unknown } }).output?.statusCode;
  const code = /^\w{1,40}$/.test(fault.name) ? fault.name : 'Error';
  return typeof status === 'number' ? { code, status } : { code };
}
