import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Line, lineFault, tryNextHost } from './line.ts';

/** A connection that only listens, opened anew whenever it breaks, for as long as the process lives. */
export interface Ear {
  /**
   * Calls back with every payload, and with an empty one after each (re)connection.
   * @returns stops calling
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const limits = {
  /** Between tries while the server is away. */
  againMilliseconds: 500,
  /** A cable that was pulled says nothing: asked this often whether somebody is still there. */
  beatMilliseconds: 15_000,
} as const;

type Open = (heard: (channel: string, payload: string) => void) => Line;

export function createEar(open: Open): Ear {
  const { listeners, tell } = createAudience();
  const stopped = new AbortController();
  let line: Line | undefined;
  let running: Promise<void> | undefined;
  const hearOne = async () => {
    line = open(tell);
    const lost = lossOf(line);
    // Also what is asked for while this goes on: the map is walked to its end.
    for (const channel of listeners.keys()) await listenOn(line, channel);
    for (const channel of listeners.keys()) tell(channel, '');
    await beatUntil(line, lost);
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      await hearOne().catch(tryNextHost);
      line?.cut(lineFault('CONNECTION_LOST'));
      await pause(limits.againMilliseconds, undefined, { signal: stopped.signal }).catch(() => {});
    }
  };
  return {
    listen: async (channel, heard) => {
      const own = listeners.get(channel) ?? new Set();
      listeners.set(channel, own.add(heard));
      if (line && !line.isLost()) await listenNow(line, channel, heard);
      running ??= run();
      return async () => {
        own.delete(heard);
      };
    },
    close: async () => {
      stopped.abort();
      line?.cut(lineFault('CONNECTION_LOST'));
      await running;
    },
  };
}

function createAudience() {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const tell = (channel: string, payload: string) => {
    for (const heard of listeners.get(channel) ?? []) heard(payload);
  };
  return { listeners, tell };
}

/** Resolves when the line breaks; here nobody else listens for that. */
function lossOf(line: Line): Promise<void> {
  return new Promise((resolve) => line.onLost(() => resolve()));
}

/** When it cannot be heard now, the next connection listens to all of them. */
function listenNow(line: Line, channel: string, heard: (payload: string) => void): Promise<void> {
  return listenOn(line, channel).then(
    () => heard(''),
    () => {},
  );
}

/** Names are ours and few: nothing of a person is in them. */
async function listenOn(line: Line, channel: string): Promise<void> {
  await ask(line, `listen "${channel}"`).catch((cause: Error) => {
    line.cut(cause);
    throw cause;
  });
}

/** Asks from time to time whether somebody is still there. @throws when nobody is; returns when it broke */
async function beatUntil(line: Line, lost: Promise<void>): Promise<void> {
  while (!line.isLost()) {
    const over = new AbortController();
    const beat = pause(limits.beatMilliseconds, undefined, { signal: over.signal, ref: false });
    await Promise.race([lost, beat]);
    over.abort();
    await beat.catch(() => {});
    if (!line.isLost()) await ask(line, 'select 1');
  }
}
