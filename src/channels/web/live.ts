import { PassThrough, type Readable } from 'node:stream';
import type { Language } from '../../../flows/kit/events.ts';
import { limits, type WebDeps } from './deps.ts';
import { renderBubble, renderChoices } from './page.ts';
import { readShown, type Shown } from './thread.ts';

/**
 * The open pages of this process. A wake says only that something is new; each page then reads the thread
 * itself, from the last line it has. A wake may be lost: the sign of life sweeps as well.
 */
export interface Live {
  /** Something is new in this conversation; empty: perhaps in any. */
  hear(conversation: string): void;
  /** A stream of server-sent events from after this line on; undefined when there are too many already. */
  openStream(page: OpenPage): Readable | undefined;
  /**
   * Resolves when something was said after this line and it has been quiet for a moment, or in 2 s.
   * @throws what reading the thread throws
   */
  waitForReply(waiting: Waiting): Promise<void>;
  close(): void;
}

interface Waiting {
  address: string;
  /** Undefined while the message lies in the spool: then only the sweep sees the reply. */
  conversation: string | undefined;
  /** The newest of our lines that the page has. */
  after: number;
}

interface OpenPage extends Waiting {
  conversation: string;
  language: Language;
}

interface Listener {
  address: string;
  conversation: string | undefined;
  heard(): void;
  end(): void;
}

type LiveDeps = Pick<WebDeps, 'readThread' | 'log'>;

/** @returns the open pages of one process, none at first */
export function createLive(deps: LiveDeps): Live {
  const listeners = new Set<Listener>();
  return {
    hear: (conversation) => {
      for (const listener of listeners) {
        if (conversation === '' || listener.conversation === conversation) listener.heard();
      }
    },
    openStream: (page) => {
      const own = [...listeners].filter((listener) => listener.address === page.address);
      if (own.length >= limits.streamsPerBrowser || listeners.size >= limits.streamsMax) return undefined;
      return openStream(deps, listeners, page);
    },
    waitForReply: (waiting) => waitForReply(deps, listeners, waiting),
    close: () => {
      for (const listener of listeners) listener.end();
    },
  };
}

/** One event; what it carries may have several lines. */
function renderEvent(name: string, content: string, id?: number): string {
  const lines = content.split('\n').map((line) => `data: ${line}\n`);
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\n${lines.join('')}\n`;
}

/** What a page that has everything up to `after` still lacks. The person's own lines it shows itself. */
function renderNews(shown: Shown, after: number, language: Language): string {
  const cleared = shown.clearedAt > after ? renderEvent('clear', '1', shown.clearedAt) : '';
  const bubbles = shown.lines
    .filter((line) => !line.mine && line.sequence > after)
    .map((line) => renderEvent('bubble', renderBubble(language, line).markup, line.sequence));
  return cleared + bubbles.join('') + renderEvent('answers', renderChoices(language, shown).markup);
}

/** Reads and writes the news one after the other, so that lines keep their order; one look waits at most. */
function createNews(deps: LiveDeps, page: OpenPage, stream: PassThrough): () => void {
  let sent = page.after;
  let isFirst = true;
  let isAsked = false;
  let turn = Promise.resolve();
  const look = async () => {
    isAsked = false;
    const shown = readShown(await deps.readThread(page.address));
    if (stream.writableEnded || (!isFirst && shown.last <= sent)) return;
    stream.write(renderNews(shown, sent, page.language));
    sent = Math.max(sent, shown.last);
    isFirst = false;
  };
  const fail = (cause: unknown) => {
    // The page connects again by itself and goes on from its last line.
    deps.log.error('web.streamBroken', { channel: 'web' }, cause);
    stream.end();
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    turn = turn.then(look).catch(fail);
  };
}

function openStream(deps: LiveDeps, listeners: Set<Listener>, page: OpenPage): Readable {
  const stream = new PassThrough();
  const heard = createNews(deps, page, stream);
  const { address, conversation } = page;
  const listener: Listener = { address, conversation, heard, end: () => stream.end() };
  const beat = setInterval(() => {
    if (stream.writableEnded) return;
    stream.write(renderEvent('beat', '1'));
    heard();
  }, limits.beatMs);
  listeners.add(listener);
  stream.on('close', () => {
    clearInterval(beat);
    listeners.delete(listener);
  });
  stream.write('retry: 2000\n\n');
  heard();
  return stream;
}

/** A wait that keeps no process alive. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

async function waitForReply(deps: LiveDeps, listeners: Set<Listener>, waiting: Waiting): Promise<void> {
  const { address, conversation } = waiting;
  let isOver = false;
  let wake = () => {};
  const end = () => {
    isOver = true;
    wake();
  };
  const listener: Listener = { address, conversation, heard: () => wake(), end };
  const look = async () => {
    for (let seen = waiting.after; !isOver; ) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const { last } = readShown(await deps.readThread(address));
      const isNew = last > seen;
      if (!isNew && seen > waiting.after) return;
      seen = Math.max(seen, last);
      await (isNew ? pause(limits.settleMs) : Promise.race([woken, pause(limits.lookMs)]));
    }
  };
  listeners.add(listener);
  try {
    await Promise.race([look(), pause(limits.replyMs)]);
  } finally {
    end();
    listeners.delete(listener);
  }
}
