import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { createHeard, type Heard } from './heard.ts';

/**
 * Pages that watch: a browser holds one stream (SSE) and hears that something changed, never what. It then
 * fetches the page's part again through the same door as everybody, so the stream itself gives nothing away.
 */
const limits = {
  /** Under the 60 s after which phones and proxies drop a silent line. */
  heartbeatMilliseconds: 20_000,
  /** A burst of wakes becomes one: a page has no use for more than four pictures a second. */
  gatherMilliseconds: 250,
  /** After this the browser connects again, and with that the session is looked at again. */
  streamMilliseconds: 10 * 60_000,
  /** A member with a phone and a laptop, each with a few pages. */
  streamsPerSession: 8,
};

export type News = 'queue' | 'case';

export interface Watch {
  sessionId: string;
  /** Also hears what happens to this case. */
  caseId?: string;
  /** When the page was made, or the last news it got: what came after is told at once. Milliseconds. */
  since: number;
}

interface Stream {
  watch: Watch;
  tell(news: News): void;
  end(): void;
}

export interface Live {
  /** Answers the request with a stream and keeps it open. */
  open(request: FastifyRequest, reply: FastifyReply, watch: Watch): Promise<void>;
  /** Ends every stream of a session: somebody signed out. */
  endSession(sessionId: string): void;
  close(): Promise<void>;
}

/** One per process: it listens to the database once, however many pages watch. */
export function createLive(db: Database, clock: Clock): Live {
  const streams = new Set<Stream>();
  const heard = createHeard(clock);
  const listen = listenOnce(db, {
    queue: () => {
      heard.queue();
      for (const stream of streams) stream.tell('queue');
    },
    case: (caseId) => {
      heard.case(caseId);
      for (const stream of streams) {
        const watched = stream.watch.caseId;
        if (watched !== undefined && (caseId === '' || caseId === watched)) stream.tell('case');
      }
    },
  });
  const end = (which: (stream: Stream) => boolean) => {
    for (const stream of [...streams]) if (which(stream)) stream.end();
  };
  return {
    open: async (request, reply, watch) => {
      await listen.start();
      const mine = [...streams].filter((stream) => stream.watch.sessionId === watch.sessionId);
      if (mine.length >= limits.streamsPerSession) mine[0]?.end();
      const stream = startStream(request, reply, watch, heard, () => streams.delete(stream));
      streams.add(stream);
      for (const news of heard.since(watch)) stream.tell(news);
    },
    endSession: (sessionId) => end((stream) => stream.watch.sessionId === sessionId),
    close: async () => {
      end(() => true);
      await listen.stop();
    },
  };
}

/** Listens from the first page that watches; a console nobody watches costs no connection. */
function listenOnce(db: Database, on: Record<News, (payload: string) => void>) {
  let listening: Promise<(() => Promise<void>)[]> | undefined;
  return {
    start: async () => {
      listening ??= Promise.all([db.listen('queue', on.queue), db.listen('case', on.case)]);
      try {
        await listening;
      } catch (cause) {
        // The database is away: this page gets its error, the next one tries again.
        listening = undefined;
        throw cause;
      }
    },
    stop: async () => {
      const stops = await (listening ?? []);
      listening = undefined;
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function startStream(
  request: FastifyRequest,
  reply: FastifyReply,
  watch: Watch,
  heard: Heard,
  ended: () => void,
): Stream {
  const raw = writeHead(request, reply);
  const gathered = new Set<News>();
  let gathering: NodeJS.Timeout | undefined;
  const beat = setInterval(() => raw.write(': \n\n'), limits.heartbeatMilliseconds);
  const end = () => {
    clearInterval(beat);
    clearTimeout(lifetime);
    clearTimeout(gathering);
    ended();
    raw.end();
  };
  const lifetime = setTimeout(end, limits.streamMilliseconds);
  raw.on('close', end);
  const write = () => {
    gathering = undefined;
    raw.write([...gathered].map((news) => `id: ${heard.now()}\nevent: ${news}\ndata: 1\n\n`).join(''));
    gathered.clear();
  };
  const tell = (news: News) => {
    gathered.add(news);
    gathering ??= setTimeout(write, limits.gatherMilliseconds);
  };
  return { watch, tell, end };
}

/** Takes the answer out of Fastify's hands and sends its head. */
function writeHead(request: FastifyRequest, reply: FastifyReply): FastifyReply['raw'] {
  reply.hijack();
  const { raw } = reply;
  // What other plug-ins set stands on the reply; a hijacked one has to carry it over itself.
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // A first byte at once, or some proxies hold the head back until there is one.
  raw.write(': \n\n');
  request.raw.socket.setNoDelay(true);
  return raw;
}
