import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limits, type ThreadLine } from '../../../src/channels/web/deps.ts';
import { createLive, type Live } from '../../../src/channels/web/live.ts';
import type { Part } from '../../../src/conversation/messages.ts';
import { createLog } from '../../../src/log.ts';
import { text } from './room.ts';

const address = 'A'.repeat(22);
let lines: ThreadLine[];
let logLines: string[];
let reads: number;
let isAway: boolean;
let live: Live;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  logLines = [];
  reads = 0;
  isAway = false;
  live = createLive({
    log: createLog({ write: (line) => logLines.push(line) }),
    readThread: async () => {
      reads += 1;
      if (isAway) throw new Error('rahasia');
      return [...lines];
    },
  });
});
afterEach(() => {
  live.close();
  vi.useRealTimers();
});

const say = (...parts: Part[]) => {
  for (const part of parts) lines.push({ sequence: lines.length + 1, part, at: new Date(0) });
};

/** What the page has received so far, event by event. */
function listenFrom(after: number, conversation = 'opaque-0') {
  const stream = live.openStream({ address, conversation, after, language: 'id' });
  let received = '';
  stream?.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  const events = async () => {
    await vi.advanceTimersByTimeAsync(1);
    return [...received.matchAll(/(?:id: (\d+)\n)?event: (\w+)\n((?:data: .*\n)+)\n/g)].map((match) => ({
      name: match[2],
      ...(match[1] ? { id: Number(match[1]) } : {}),
      content: String(match[3])
        .replaceAll(/^data: /gm, '')
        .trimEnd(),
    }));
  };
  return { stream: stream as Readable, events };
}
const names = (events: { name: string | undefined; id?: number }[]) =>
  events.map(({ name, id }) => (id === undefined ? name : `${name} ${id}`));

describe('an open page', () => {
  it('gets the lines it lacks, in order, and the buttons of the newest question', async () => {
    say(text('satu'), text('dua\nbaris'), text('tiga?', ['ya']));
    const events = await listenFrom(1).events();
    expect(names(events)).toEqual(['bubble 2', 'bubble 3', 'answers']);
    expect(events[0]?.content).toBe('<li id="m2"><p>dua\nbaris</p></li>');
    expect(events[2]?.content).toContain('value="2.ya"');
  });

  it('misses nothing when it connects again from its last line, and gets nothing twice', async () => {
    say(text('satu'));
    const first = listenFrom(0);
    expect(names(await first.events())).toEqual(['bubble 1', 'answers']);
    first.stream.destroy();
    say(text('dua'), text('tiga'));
    expect(names(await listenFrom(1).events())).toEqual(['bubble 2', 'bubble 3', 'answers']);
  });

  it('gets each new line once, however often it is woken', async () => {
    const page = listenFrom(0);
    await page.events();
    say(text('satu'));
    for (const wake of ['opaque-0', 'opaque-0', '', 'opaque-0']) live.hear(wake);
    expect(names(await page.events())).toEqual(['answers', 'bubble 1', 'answers']);
  });

  it('is not troubled by what others are told', async () => {
    const page = listenFrom(0);
    await page.events();
    const before = reads;
    live.hear('opaque-7');
    await page.events();
    expect(reads).toBe(before);
  });

  it('finds by its sign of life what no wake told it', async () => {
    const page = listenFrom(0);
    await page.events();
    say(text('satu'));
    await vi.advanceTimersByTimeAsync(limits.beatMs);
    expect(names(await page.events())).toEqual(['answers', 'beat', 'bubble 1', 'answers']);
  });

  it('is cleared before it gets what came after the clearing', async () => {
    say(text('satu'), { type: 'clear', messages: [] }, text('Baik, sampai nanti.'));
    expect(names(await listenFrom(1).events())).toEqual(['clear 2', 'bubble 3', 'answers']);
    expect(names(await listenFrom(2).events())).toEqual(['bubble 3', 'answers']);
  });

  it('does not get its own lines back', async () => {
    say(text('satu'));
    lines.push({ sequence: 1, part: text('kata saya'), mine: true, at: new Date(0) });
    expect(JSON.stringify(await listenFrom(0).events())).not.toContain('kata saya');
  });

  it('ends when its thread cannot be read, and connects again later; the log holds no words', async () => {
    isAway = true;
    const page = listenFrom(0);
    await page.events();
    expect(page.stream.readableEnded).toBe(true);
    expect(logLines.join('')).toContain('web.streamBroken');
    expect(logLines.join('')).not.toContain('rahasia');
  });
});

describe('the number of open pages', () => {
  it('is bounded for one browser, and a closed one makes room', async () => {
    const pages = Array.from({ length: limits.streamsPerBrowser }, () => listenFrom(0));
    const more = { address, conversation: 'opaque-0', after: 0, language: 'id' as const };
    expect(live.openStream(more)).toBeUndefined();
    pages[0]?.stream.destroy();
    await vi.advanceTimersByTimeAsync(1);
    expect(live.openStream(more)).toBeDefined();
  });

  it('is none after closing', async () => {
    const page = listenFrom(0);
    await page.events();
    live.close();
    await page.events();
    expect(page.stream.readableEnded).toBe(true);
    const before = reads;
    await vi.advanceTimersByTimeAsync(3 * limits.beatMs);
    expect(reads).toBe(before);
  });
});

describe('waiting for a reply', () => {
  const wait = async () => {
    const state = { isOver: false };
    const waiting = live.waitForReply({ address, conversation: 'opaque-0', after: 0 });
    void waiting.then(() => {
      state.isOver = true;
    });
    await vi.advanceTimersByTimeAsync(1);
    return state;
  };

  it('ends when all of a turn is there', async () => {
    const state = await wait();
    say(text('satu'));
    live.hear('opaque-0');
    await vi.advanceTimersByTimeAsync(limits.settleMs - 10);
    say(text('dua'));
    expect(state.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(10 + limits.settleMs);
    expect(state.isOver).toBe(true);
  });

  it('ends when the time is over, and looks no more', async () => {
    const state = await wait();
    await vi.advanceTimersByTimeAsync(limits.replyMs - 10);
    expect(state.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(state.isOver).toBe(true);
    await vi.advanceTimersByTimeAsync(limits.lookMs);
    const before = reads;
    await vi.advanceTimersByTimeAsync(limits.replyMs);
    expect(reads).toBe(before);
  });
});
