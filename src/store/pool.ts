import type postgres from 'postgres';
import { assert } from '../errors.ts';
import { type Line, lineFault, tryNextHost } from './line.ts';

/**
 * Lines for transactions. A line serves one transaction at a time; one that broke is replaced, and what still
 * wants to speak on it is refused. Every wait here ends: a statement that never answers would otherwise keep
 * its place for ever, and ten of them the whole product.
 */
export interface Pool {
  /**
   * One transaction on a line of its own.
   * @throws what the work or the server threw; CONNECTION_LOST, CONNECTION_TOO_SLOW, CONNECTION_BUSY: the
   * transaction did not happen, or, when the line broke during its commit, nobody knows
   */
  begin<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
  /** Waits for what is on its way, but not for long. */
  close(): Promise<void>;
}

/** What Drizzle asks of a client inside a transaction. */
export interface Statements {
  options: { parsers: object; serializers: object };
  unsafe(text: string, values: never[], options: object): ReturnType<postgres.Sql['unsafe']>;
  savepoint(): never;
}

/** Bounds on one pool, and why. */
export const limits = {
  /** Worker, dispatcher and console share them; beyond this two cores only queue up. */
  connections: 10,
  /** A whole transaction. The longest is a batch of turns that opens dozens of cases: about a second. */
  transactionMilliseconds: 40_000,
  /** Waiting for a line: longer than a crowd takes to pass, shorter than a person's patience. */
  waitMilliseconds: 10_000,
  /** A server's process grows with every statement it has planned. */
  lineMilliseconds: 30 * 60_000,
  closeMilliseconds: 5_000,
} as const;

/** A statement with more parameters than this is one of a kind: keeping its plan would only fill memory. */
const preparedParametersMax = 40;

/** @param own Drizzle's readers and writers of values, which every line takes over */
export function createPool(open: () => Line, size: number, own: Statements['options']): Pool {
  const lines = createLines(open, size, own);
  return {
    begin: async (work) => {
      const line = await lines.take();
      try {
        return await transactOn(line, own, limits.transactionMilliseconds, work);
      } finally {
        lines.give(line);
      }
    },
    close: () => lines.close(),
  };
}

/**
 * One transaction on a line that serves no other meanwhile. Whoever is late loses the line: it may hang, and
 * what it still does must not reach another's transaction. @throws as `begin` does
 */
export function transactOn<T>(
  line: Line,
  own: Statements['options'],
  milliseconds: number,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => line.cut(lineFault('CONNECTION_TOO_SLOW')), milliseconds);
    line.onLost(reject);
    void carryOut(line, own, work)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        line.onLost(() => {});
      });
  });
}

/** Written here and not left to the driver: a rollback of its that comes late ends somebody else's transaction. */
async function carryOut<T>(
  line: Line,
  own: Statements['options'],
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  const ledger: Ledger = { isOpen: true, fault: undefined };
  // Read write: a server that only follows another refuses here, and the next line tries the next host. Not waited
  // for: the first statement travels with it. Should it be refused, that statement stands outside any transaction,
  // where a line may not write (line.ts).
  line.client.unsafe('begin read write').catch((cause: Error) => {
    ledger.fault ??= cause;
    line.cut(cause);
    tryNextHost();
  });
  let result: T;
  try {
    result = await work(statementsOn(line, own, ledger));
    // A commit after a failed statement is a silent rollback.
    if (ledger.fault) throw ledger.fault;
  } catch (cause) {
    ledger.isOpen = false;
    await rollBack(line, ledger);
    throw isEcho(cause) && ledger.fault ? ledger.fault : cause;
  }
  ledger.isOpen = false;
  await line.client.unsafe('commit').catch((cause: Error) => {
    if (!isOfTheServer(cause)) line.cut(cause);
    throw cause;
  });
  return result;
}

/** What is known of one transaction. */
interface Ledger {
  isOpen: boolean;
  /** The first statement that failed. */
  fault: Error | undefined;
}

/** A line that is not sound any more is cut: then the server rolls back on its own. */
async function rollBack(line: Line, { fault }: Ledger): Promise<void> {
  if (line.isLost()) return;
  if (fault && !isOfTheServer(fault)) line.cut(fault);
  else await line.client.unsafe('rollback').catch((cause: Error) => line.cut(cause));
}

/** Only the server's own refusals leave the line as it was. */
function isOfTheServer(cause: Error): boolean {
  return cause.name === 'PostgresError';
}

/** "current transaction is aborted": says nothing of why. Drizzle wraps it. */
function isEcho(cause: unknown): boolean {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error && 'code' in inner && inner.code === '25P02';
}

/**
 * Drizzle asks for every statement to be sent unprepared: two round trips, a parse and a plan each. Prepared
 * ones take one round trip and can follow each other without waiting.
 */
function statementsOn(line: Line, own: Statements['options'], ledger: Ledger): Statements {
  return {
    options: own,
    unsafe: (text, values, options) => {
      if (line.isLost()) throw lineFault('CONNECTION_LOST');
      // One that was not waited for: it would run after the commit, on its own or in another's transaction.
      assert(ledger.isOpen, 'transactionOver');
      const prepare = values.length > 0 && values.length <= preparedParametersMax;
      const query = line.client.unsafe(text, values, { ...options, prepare });
      query.catch((cause: Error) => {
        ledger.fault ??= cause;
      });
      return query;
    },
    savepoint: () => assert(false, 'nestedTransaction') as never,
  };
}

interface Lines {
  take(): Promise<Line>;
  give(line: Line): void;
  close(): Promise<void>;
}

function createLines(open: () => Line, size: number, own: Statements['options']): Lines {
  const idle: Line[] = [];
  const busy = new Set<Line>();
  const waiting = createWaiting();
  let isClosed = false;
  let emptied = () => {};
  const use = (line: Line) => {
    busy.add(line);
    return line;
  };
  return {
    take: async () => {
      if (isClosed) throw lineFault('CONNECTION_LOST');
      // The one used last: its plans are warm.
      for (let line = idle.pop(); line; line = idle.pop()) if (!line.isLost()) return use(line);
      return busy.size < size ? use(openTaught(open, own)) : waiting.wait();
    },
    give: (line) => {
      busy.delete(line);
      const isSound = !isClosed && isGoodForMore(line);
      if (!isSound && !line.isLost()) void line.close();
      if (!waiting.serve(() => use(isSound ? line : openTaught(open, own))) && isSound) idle.push(line);
      if (busy.size === 0) emptied();
    },
    close: async () => {
      isClosed = true;
      waiting.refuse(lineFault('CONNECTION_LOST'));
      await new Promise<void>((resolve) => {
        emptied = resolve;
        if (busy.size === 0) resolve();
        else setTimeout(resolve, limits.closeMilliseconds).unref();
      });
      for (const line of busy) line.cut(lineFault('CONNECTION_LOST'));
      await Promise.all(idle.splice(0).map((line) => line.close()));
    },
  };
}

function openTaught(open: () => Line, own: Statements['options']): Line {
  const line = open();
  Object.assign(line.client.options.parsers, own.parsers);
  Object.assign(line.client.options.serializers, own.serializers);
  return line;
}

function isGoodForMore(line: Line): boolean {
  return !line.isLost() && performance.now() - line.openedAt < limits.lineMilliseconds;
}

/** Those for whom no line is free, in the order in which they came. */
function createWaiting() {
  const places: { resolve: (line: Line) => void; reject: (cause: Error) => void; timer: NodeJS.Timeout }[] =
    [];
  return {
    wait: () =>
      new Promise<Line>((resolve, reject) => {
        const timer = setTimeout(() => {
          places.splice(places.indexOf(place), 1);
          reject(lineFault('CONNECTION_BUSY'));
        }, limits.waitMilliseconds);
        const place = { resolve, reject, timer };
        places.push(place);
      }),
    /** @returns whether somebody was waiting, and got it */
    serve: (find: () => Line): boolean => {
      const next = places.shift();
      if (!next) return false;
      clearTimeout(next.timer);
      next.resolve(find());
      return true;
    },
    refuse: (cause: Error) => {
      for (const { reject, timer } of places.splice(0)) {
        clearTimeout(timer);
        reject(cause);
      }
    },
  };
}
