import type { FastifyInstance } from 'fastify';
import { createWebChannel, type WebChannel } from '../../../src/channels/web/channel.ts';
import type { ThreadLine, WebDeps } from '../../../src/channels/web/deps.ts';
import type { Inbound, Part } from '../../../src/conversation/messages.ts';
import { createServer } from '../../../src/http/server.ts';
import { randomIds } from '../../../src/ids.ts';
import { createLog } from '../../../src/log.ts';

/**
 * The chat page over a conversation held in memory: an intake that keeps each external id once, a few
 * scripted answers, and wakes. What the real store does, without one.
 */
export interface Room {
  app: FastifyInstance;
  channel: WebChannel;
  /** Everything kept so far, in order. */
  kept: { externalId: string; address: string; happened: Inbound }[];
  /** How often something was asked of the store behind the page. */
  asked: { thread: number };
  logLines: string[];
  /** The database is away: the thread cannot be read; what comes in is kept all the same (the spool). */
  isAway: boolean;
  /** How long the conversation thinks. */
  replyMs: number;
  /** A counsellor or the bot says something now. */
  say(address: string, part: Part): Promise<void>;
  /** The time of this conversation is over: nothing is held of it. */
  forget(address: string): void;
  stop(): Promise<void>;
}

export function text(words: string, choices: string[] = [], rails: string[] = []): Part {
  const button = (label: string) => ({ token: `2.${label}`, label });
  return { type: 'text', text: words, choices: choices.map(button), rails: rails.map(button) };
}

export const opening: Record<'id' | 'en', Part[]> = {
  id: [
    {
      type: 'text',
      text: 'Halo, ini Catatan. Saya asisten otomatis.\nAman untuk chat sekarang?',
      choices: [
        { token: '1.safe', label: 'Ya, aman' },
        { token: '1.inDanger', label: 'Saya dalam bahaya' },
        { token: '1.notSafe', label: 'Belum aman' },
        { token: '1.otherLanguage', label: 'English' },
      ],
      rails: [
        { token: '1.human', label: 'Petugas' },
        { token: '1.leave', label: 'KELUAR' },
      ],
    },
  ],
  en: [
    {
      type: 'text',
      text: 'Hello, this is Catatan. I am an automatic assistant.\nIs it safe to chat now?',
      choices: [{ token: '1.safe', label: 'Yes, safe' }],
      rails: [{ token: '1.leave', label: 'LEAVE' }],
    },
  ],
};

/** What the scripted conversation answers. */
function answer(happened: Inbound): Part[] {
  if (happened.type === 'inbound.start') return opening[happened.language ?? 'id'];
  if (happened.type === 'inbound.tap')
    return [
      text('Terima kasih. Yang membaca hanya petugas terlatih.'),
      text(
        'Siapa yang mengalami ini?\nSupaya pertanyaan kami pas.',
        ['Saya sendiri', 'Keluarga saya'],
        ['Lewati'],
      ),
    ];
  if (happened.type === 'inbound.media') return [text('Terima kasih, sudah masuk.')];
  if (happened.type !== 'inbound.text') return [];
  if (happened.text === 'KELUAR') return [{ type: 'clear', messages: [] }, text('Baik, sampai nanti.')];
  if (happened.text === 'diam') return [];
  return [text(`Sudah masuk: ${happened.text}`, ['Lanjut'], ['KELUAR'])];
}

export interface RoomOptions {
  /** Nobody is told of anything new: only sweeps find it. */
  isDeaf?: boolean;
  deps?: Partial<WebDeps>;
}

export async function openRoom(options: RoomOptions = {}): Promise<Room> {
  const threads = new Map<string, ThreadLine[]>();
  const listeners = new Set<(conversation: string) => void>();
  const seen = new Set<string>();
  const logLines: string[] = [];
  const log = createLog({ write: (line) => logLines.push(line) });
  const at = new Date('2026-11-21T02:14:00Z');
  const idOf = (address: string) => `opaque-${[...threads.keys()].indexOf(address)}`;

  const put = (address: string, part: Part, mine = false) => {
    const lines = threads.get(address) ?? [];
    const last = lines.reduce((most, line) => Math.max(most, line.mine ? 0 : line.sequence), 0);
    lines.push({ sequence: mine ? last : last + 1, part, at, ...(mine ? { mine } : {}) });
    threads.set(address, lines);
  };
  const deps: WebDeps = {
    log,
    ids: randomIds,
    leaveUrl: '/healthz',
    chatName: () => 'Catatan',
    opening: (language) => opening[language],
    readThread: async (address) => {
      room.asked.thread += 1;
      if (room.isAway) throw new Error('connection refused');
      return [...(threads.get(address) ?? [])];
    },
    conversationOf: async (address) => {
      if (room.isAway) throw new Error('connection refused');
      return threads.has(address) ? idOf(address) : undefined;
    },
    wake: async (address) => {
      if (!options.isDeaf) for (const heard of listeners) heard(idOf(address));
    },
    listen: async (heard) => {
      listeners.add(heard);
      return async () => void listeners.delete(heard);
    },
    intake: {
      position: async () => undefined,
      keep: async (batch) => {
        for (const { externalId, address, happened } of batch) {
          if (seen.has(externalId)) continue;
          seen.add(externalId);
          room.kept.push({ externalId, address, happened });
          if (!threads.has(address)) threads.set(address, []);
          if (happened.type === 'inbound.text') put(address, text(happened.text), true);
          if (happened.type === 'inbound.tap') put(address, text(''), true);
          setTimeout(() => void reply(address, happened), room.replyMs);
        }
      },
    },
    keepFile: async (bytes, read) => {
      if (bytes.length < 20) return 'unknownType';
      await deps.intake.keep(read({ attachment: randomIds.uuid(), kind: 'photo', bytes: bytes.length }));
      return 'kept';
    },
    ...options.deps,
  };
  const reply = async (address: string, happened: Inbound) => {
    for (const part of answer(happened)) await say(address, part);
  };
  const say = async (address: string, part: Part) => {
    put(address, part);
    await channel.send({ messageId: randomIds.uuid(), address, part });
  };
  const channel = createWebChannel(deps);
  const app = await createServer({ log, canCommit: async () => !room.isAway, degradedBy: async () => [] });
  channel.register(app);
  await channel.start();
  const stop = async () => {
    await app.close();
    await channel.stop();
  };
  const room: Room = {
    app,
    channel,
    kept: [],
    asked: { thread: 0 },
    logLines,
    isAway: false,
    replyMs: 5,
    say,
    forget: (address) => void threads.delete(address),
    stop,
  };
  return room;
}

/** Listens on a free port of this machine. @returns the origin */
export function listen(room: Room): Promise<string> {
  return room.app.listen({ port: 0, host: '127.0.0.1' });
}
