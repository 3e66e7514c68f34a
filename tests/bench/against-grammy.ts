import type { ChildProcess } from 'node:child_process';
import type { InlineKeyboardMarkup } from 'grammy/types';
import postgres from 'postgres';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { hear, startApp, startDrill, stopDrill } from './child.ts';
import { scripts, talkThrough, turnsOf } from './dialogue.ts';
import { type Figure, median, note } from './figures.ts';
import type { GrammyGiven } from './grammy-drill.ts';
import { type Ground, type House, onSocket } from './house.ts';

/**
 * The whole app against grammY's conversations with its PostgreSQL storage: the same dialogue, the same number
 * of chats, one server of PostgreSQL, Bot API servers of the same code, each program in a process of its own;
 * in turn, A B A B, so that whatever else the machine does falls on both.
 */
const limits = {
  chats: 200,
  rounds: 5,
  /** As @grammyjs/runner has it by default, and the connections that the app has too. */
  concurrent: { updates: 500, connections: 10 },
} as const;
const tokens = { app: '123456:bench', plain: '654321:plain', runner: '654322:runner' };

interface Side {
  telegram: TelegramServer;
  child: ChildProcess;
}

/** @param house is open; nobody else runs on it */
export async function measureAgainstGrammy(ground: Ground, house: House): Promise<Figure[]> {
  const sides: Side[] = [];
  try {
    const app = await startSide(tokens.app, (telegram) => startApp(ground, house, telegram, tokens.app));
    sides.push(app);
    // What was said to the first of each kind is what the other one says.
    await talkThrough(app.telegram, scripts.length);
    const said = readScripts(app.telegram);
    const start = async (name: 'plain' | 'runner') => {
      const given = await prepareGrammy(house, name, said);
      const side = await startSide(tokens[name], ({ apiRoot }) =>
        startDrill('grammy-drill.ts', { ...given, apiRoot } satisfies GrammyGiven),
      );
      sides.push(side);
      return side.telegram;
    };
    return await compare({ app: app.telegram, plain: await start('plain'), runner: await start('runner') });
  } finally {
    for (const { child, telegram } of sides) {
      await stopDrill(child);
      await telegram.stop();
    }
  }
}

async function startSide(token: string, start: (telegram: TelegramServer) => ChildProcess): Promise<Side> {
  const telegram = await startTelegramServer({ token });
  const child = start(telegram);
  await hear(child, 'ready');
  return { telegram, child };
}

async function prepareGrammy(
  { address }: House,
  name: 'plain' | 'runner',
  said: GrammyGiven['scripts'],
): Promise<Omit<GrammyGiven, 'apiRoot'>> {
  const { socketFolder: host, user, database } = onSocket(address);
  const maker = postgres({ host, user, database, max: 1 });
  await maker.unsafe(`create database grammy_${name} template template0`);
  await maker.end();
  const concurrent = name === 'runner' ? limits.concurrent : null;
  return { token: tokens[name], host, user, database: `grammy_${name}`, concurrent, scripts: said };
}

/** What each kind of person was told after each of her messages, from what arrived at the platform. */
function readScripts(telegram: TelegramServer): GrammyGiven['scripts'] {
  const byChat = new Map<number, GrammyGiven['scripts'][number][number]>();
  for (const { payload } of telegram.callsOf('sendMessage')) {
    const { chat_id, text, reply_markup } = payload as {
      chat_id: number;
      text: string;
      reply_markup?: InlineKeyboardMarkup;
    };
    const told = byChat.get(Number(chat_id)) ?? [];
    byChat.set(Number(chat_id), told);
    told.push({ text, ...(reply_markup && { keyboard: reply_markup }) });
  }
  const told = [...byChat].sort(([a], [b]) => (a % scripts.length) - (b % scripts.length));
  return told.map(([chat, all]) => {
    const lines = scripts[chat % scripts.length] ?? [];
    return lines.map(({ replyBytes }) => all.splice(0, replyBytes.length));
  });
}

type Sides<T> = Record<keyof typeof tokens, T>;

async function compare(sides: Sides<TelegramServer>): Promise<Figure[]> {
  const rate = async (telegram: TelegramServer) =>
    turnsOf(limits.chats) / (await talkThrough(telegram, limits.chats));
  const round = async (): Promise<Sides<number>> => ({
    app: await rate(sides.app),
    plain: await rate(sides.plain),
    runner: await rate(sides.runner),
  });
  // Compiles, fills caches, opens connections.
  for (let warming = 0; warming < 2; warming += 1) await round();
  const rates: Sides<number>[] = [];
  for (let at = 1; at <= limits.rounds; at += 1) {
    const measured = await round();
    const [app, plain, runner] = [measured.app, measured.plain, measured.runner].map((one) => one.toFixed(0));
    note(`dialogue ${at}: app ${app}/s, grammY ${plain}/s, grammY concurrent ${runner}/s`);
    rates.push(measured);
  }
  const middle = (of: (measured: Sides<number>) => number) => median(rates.map(of));
  const perSecond = (figure: string, side: keyof Sides<number>): Figure => {
    return { figure, value: middle((measured) => measured[side]), unit: 'turns/s', target: null };
  };
  const ratio = (figure: string, side: 'plain' | 'runner', target: Figure['target']): Figure => {
    return { figure, value: middle((measured) => measured.app / measured[side]), unit: 'ratio', target };
  };
  return [
    ratio('grammy.ratio', 'plain', { atLeast: 1.5 }),
    ratio('grammy.concurrentRatio', 'runner', null),
    perSecond('grammy.app', 'app'),
    perSecond('grammy.other', 'plain'),
    perSecond('grammy.concurrent', 'runner'),
  ];
}
