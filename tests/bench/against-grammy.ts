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
const limits = { chats: 200, rounds: 5, connections: 10 } as const;
const tokens = { app: '123456:bench', grammy: '654321:grammy' };

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
    const given = await prepareGrammy(house, readScripts(app.telegram));
    const grammy = await startSide(tokens.grammy, ({ apiRoot }) =>
      startDrill('grammy-drill.ts', { ...given, apiRoot } satisfies GrammyGiven),
    );
    sides.push(grammy);
    return await compare(app.telegram, grammy.telegram);
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
  said: GrammyGiven['scripts'],
): Promise<Omit<GrammyGiven, 'apiRoot'>> {
  const { socketFolder: host, user, database } = onSocket(address);
  const maker = postgres({ host, user, database, max: 1 });
  await maker`create database grammy template template0`;
  await maker.end();
  const { connections } = limits;
  return { token: tokens.grammy, host, user, database: 'grammy', connections, scripts: said };
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

async function compare(app: TelegramServer, grammy: TelegramServer): Promise<Figure[]> {
  const rate = async (telegram: TelegramServer) =>
    turnsOf(limits.chats) / (await talkThrough(telegram, limits.chats));
  // Compiles, fills caches, opens connections.
  for (const telegram of [app, grammy, app, grammy]) await rate(telegram);
  const rates: { app: number; grammy: number }[] = [];
  for (let round = 1; round <= limits.rounds; round += 1) {
    const measured = { app: await rate(app), grammy: await rate(grammy) };
    note(`dialogue ${round}: app ${measured.app.toFixed(0)}/s, grammY ${measured.grammy.toFixed(0)}/s`);
    rates.push(measured);
  }
  const middle = (of: (measured: { app: number; grammy: number }) => number) => median(rates.map(of));
  const ratio = middle((measured) => measured.app / measured.grammy);
  return [
    { figure: 'grammy.ratio', value: ratio, unit: 'ratio', target: { atLeast: 1.5 } },
    { figure: 'grammy.app', value: middle(({ app: own }) => own), unit: 'turns/s', target: null },
    { figure: 'grammy.other', value: middle(({ grammy: other }) => other), unit: 'turns/s', target: null },
  ];
}
