import { connect, type Socket } from 'node:net';
import postgres from 'postgres';

/**
 * One connection to the server, used until it breaks and never again (ADR 0012). The driver reconnects
 * behind one's back and then mixes up the old with the new: a statement meant for the dead connection ends
 * the process, hangs for ever, or runs on the new one outside its transaction. So each line has one socket,
 * which is ours, and once that is gone nothing more is given to the driver.
 */

/** Where PostgreSQL is: a url, or the folder of the embedded server's socket. */
export type Address = { url: string } | { socketFolder: string; database: string; user: string };

export interface Line {
  /** Only for statements; its own `begin`, `listen` and `reserve` outlive the line and are not to be used. */
  readonly client: postgres.Sql;
  readonly openedAt: number;
  isLost(): boolean;
  /** Called once, when it breaks or is cut; one listener at a time. */
  onLost(heard: (cause: Error) => void): void;
  /** Ends it at once; what was on its way is rejected. */
  cut(cause: Error): void;
  /** Lets the server know, then ends it. */
  close(): Promise<void>;
}

export interface LineOptions {
  /** What one statement may take on the server; 0 lets it take its time (migrations). */
  statementMilliseconds?: number;
  /** Everything but a migration writes inside transactions that say so, and is refused outside one. */
  writesOutside?: boolean;
  heard?: (channel: string, payload: string) => void;
}

/** Bounds on one connection, and why. */
export const limits = {
  /** A server that does not greet within this is as good as away. */
  connectSeconds: 8,
  /** A statement takes milliseconds. What takes this long waits for something that will not come. */
  statementMilliseconds: 30_000,
  /** A process that stands still holds its locks for no longer: somebody else's turn may need them. */
  idleInTransactionMilliseconds: 30_000,
  /** A lock that is asked for, a sign of life: a server that takes longer is not there for us. */
  askMilliseconds: 8_000,
  closeMilliseconds: 1_000,
} as const;

/** A fault of the line, with a code that starts like the driver's own: the world's, not ours. */
export function lineFault(code: 'CONNECTION_LOST' | 'CONNECTION_TOO_SLOW' | 'CONNECTION_BUSY'): Error {
  return Object.assign(new Error(code), { code });
}

/** Connects on first use. @throws nothing: a missing server shows on use */
export function openLine(address: Address, options: LineOptions = {}): Line {
  let socket: Socket | undefined;
  let lost: Error | undefined;
  let tell: (cause: Error) => void = () => {};
  const lose = (cause: Error) => {
    if (lost) return;
    lost = cause;
    tell(cause);
  };
  const client = connectClient(address, {
    ...settings(options),
    onclose: () => lose(lineFault('CONNECTION_LOST')),
    socket: (parsed: ParsedAddress) => {
      if (lost || socket) throw lost ?? lineFault('CONNECTION_LOST');
      socket = openSocket(parsed);
      return socket;
    },
  });
  return {
    client,
    openedAt: performance.now(),
    isLost: () => lost !== undefined,
    onLost: (heard) => {
      tell = heard;
    },
    cut: (cause) => {
      lose(cause);
      socket?.destroy();
    },
    close: async () => {
      lose(lineFault('CONNECTION_LOST'));
      const timer = setTimeout(() => socket?.destroy(), limits.closeMilliseconds);
      await client.end().catch(() => {});
      clearTimeout(timer);
    },
  };
}

/** One statement outside any transaction, with an end. @throws what the server says; the line is cut when it is late */
export async function ask(
  line: Line,
  text: string,
  values: readonly string[] = [],
  milliseconds: number = limits.askMilliseconds,
): Promise<postgres.Row[]> {
  const timer = setTimeout(() => line.cut(lineFault('CONNECTION_TOO_SLOW')), milliseconds);
  try {
    return await line.client.unsafe(text, [...values]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the driver has made of the address: hosts and ports in step, or the path of a socket. */
interface ParsedAddress {
  host: string[];
  port: number[];
  path?: string | false;
}

let failures = 0;

/** Several hosts may be named (a server and the one that stands in for it): after a failure, the next. */
export function tryNextHost(): void {
  failures += 1;
}

function openSocket({ host, port, path }: ParsedAddress): Socket {
  if (path) return connect(path);
  const at = failures % host.length;
  // The driver takes the name for TLS from here.
  return Object.assign(connect(port[at] ?? 5432, host[at]), { host: host[at] });
}

function settings({
  statementMilliseconds = limits.statementMilliseconds,
  writesOutside = false,
  heard,
}: LineOptions) {
  return {
    max: 1,
    // What the driver would ask for behind our back has nobody to hear of its failure.
    fetch_types: false,
    idle_timeout: null,
    max_lifetime: null,
    target_session_attrs: null,
    connect_timeout: limits.connectSeconds,
    onnotice: () => {},
    ...(heard ? { onnotify: heard } : {}),
    connection: {
      application_name: 'suar',
      statement_timeout: statementMilliseconds,
      idle_in_transaction_session_timeout: limits.idleInTransactionMilliseconds,
      default_transaction_read_only: !writesOutside,
    },
  };
}

function connectClient(address: Address, given: object): postgres.Sql {
  if ('url' in address) return postgres(address.url, given);
  const { socketFolder, database, user } = address;
  return postgres({ ...given, host: socketFolder, database, user });
}
