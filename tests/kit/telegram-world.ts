/**
 * What the emulated Bot API knows, and what each of its methods does with it. No HTTP here
 * (telegram-server.ts), and nothing that a person does (telegram-person.ts).
 */
import { getFile } from './telegram-files.ts';
import { type Button, readKeyboard } from './telegram-keyboard.ts';
import { callWebhook, describeWebhook, setWebhook, type Webhook } from './telegram-webhook.ts';

export interface SeenMessage {
  messageId: number;
  from: 'bot' | 'person';
  text: string;
  keyboard: Button[][];
  /** protect_content: cannot be forwarded or saved. */
  isProtected: boolean;
  isDeleted: boolean;
  /** performance.now() when it appeared. */
  at: number;
}

export interface Chat {
  id: number;
  messages: SeenMessage[];
  hasWritten: boolean;
  hasBlocked: boolean;
  /** Called after every change of what she sees. */
  watchers: Set<() => void>;
}

type Update = { update_id: number } & Record<string, unknown>;
type Params = Record<string, unknown>;
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface LongPoll {
  params: Params;
  finish(answer: Answer): void;
}

export interface World {
  botId: number;
  chats: Map<number, Chat>;
  /** Not confirmed yet, oldest first. */
  updates: Update[];
  /** The last ones that were confirmed, for redeliver. */
  confirmed: Update[];
  lastUpdateId: number;
  lastMessageId: number;
  allowed: string[] | undefined;
  polling: LongPoll | undefined;
  /** By callback query id. */
  taps: Map<string, { chat: Chat; isAnswered: boolean }>;
  undeletable: Set<number>;
  reorder: boolean;
  /** Set: updates are sent there, and nobody may ask for them. */
  webhook: Webhook | undefined;
  webhookFailedAt: number | undefined;
  isCalling: boolean;
  /** Files that can be fetched, by file id. */
  files: Map<string, { path: string; bytes: Buffer }>;
  /** What setMyCommands was called with, newest last. */
  menus: Params[];
}

const confirmedKeptMax = 1_000;
/** Update ids and message ids begin well above one, as they do in life. */
const firsts = { update: 500_000, message: 1_000 };

export function createWorld(token: string): World {
  return {
    botId: Number.parseInt(token, 10) || 1,
    chats: new Map(),
    updates: [],
    confirmed: [],
    lastUpdateId: firsts.update,
    lastMessageId: firsts.message,
    allowed: undefined,
    polling: undefined,
    taps: new Map(),
    undeletable: new Set(),
    reorder: false,
    webhook: undefined,
    webhookFailedAt: undefined,
    isCalling: false,
    files: new Map(),
    menus: [],
  };
}

/** Queues an update and wakes the long poll. Kinds that were not asked for are dropped here, as Telegram does. */
export function pushUpdate(world: World, update: Params): void {
  const kind = Object.keys(update).find((name) => name !== 'update_id') ?? '';
  if (world.allowed !== undefined && !world.allowed.includes(kind)) return;
  world.lastUpdateId += 1;
  world.updates.push({ update_id: world.lastUpdateId, ...update });
  deliver(world);
}

/** The last confirmed updates come again, before the newer ones. */
export function redeliver(world: World, count: number): void {
  world.updates.unshift(...world.confirmed.slice(-count));
  deliver(world);
}

export function changed(chat: Chat): void {
  for (const watcher of chat.watchers) watcher();
}

/** One call. @param gone aborts when the caller has hung up */
export async function answerCall(
  world: World,
  method: string,
  params: Params,
  gone: AbortSignal,
): Promise<Answer> {
  if (method === 'getUpdates') return getUpdates(world, params, gone);
  const answer = methods[method];
  return answer === undefined ? refuse(404, 'Not Found: method not found') : answer(world, params);
}

const methods: Record<string, (world: World, params: Params) => Answer> = {
  getMe: (world) =>
    accept({
      id: world.botId,
      is_bot: true,
      first_name: 'Suar',
      username: 'suar_test_bot',
      can_join_groups: false,
    }),
  sendMessage,
  editMessageText,
  deleteMessage: (world, params) =>
    deleteMessages(world, { chat_id: params.chat_id, message_ids: [params.message_id] }),
  deleteMessages,
  answerCallbackQuery,
  sendChatAction: (world, params) => {
    const chat = chatOf(world, params.chat_id);
    return chat === undefined ? refuse(400, 'Bad Request: chat not found') : accept(true);
  },
  setMyCommands: (world, params) => {
    world.menus.push(params);
    return accept(true);
  },
  setWebhook,
  deleteWebhook: (world) => setWebhook(world, { url: '' }),
  getWebhookInfo: describeWebhook,
  getFile,
};

function getUpdates(world: World, params: Params, gone: AbortSignal): Promise<Answer> {
  if (world.webhook)
    return Promise.resolve(
      refuse(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      ),
    );
  world.polling?.finish(
    refuse(
      409,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    ),
  );
  const allowed = listOf(params.allowed_updates);
  if (allowed !== undefined) world.allowed = allowed.length === 0 ? undefined : allowed.map(String);
  confirm(world, params.offset === undefined ? undefined : Number(params.offset));
  return new Promise((resolve) => {
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      gone.removeEventListener('abort', leave);
      if (world.polling === mine) world.polling = undefined;
      resolve(answer);
    };
    const leave = () => finish(accept([]));
    const mine: LongPoll = { params, finish };
    const timer = setTimeout(leave, Math.min(Number(params.timeout ?? 0), 50) * 1000);
    world.polling = mine;
    gone.addEventListener('abort', leave);
    deliver(world);
  });
}

/**
 * An offset forgets everything below it. One far past the newest is not believed: the answer starts at the
 * oldest and nothing is forgotten (tdlib, TQueue::get: "Specified from_id is in the future").
 */
function confirm(world: World, offset: number | undefined): void {
  if (offset === undefined || offset > world.lastUpdateId + 10) return;
  const from = offset < 0 ? world.lastUpdateId + 1 + offset : offset;
  const forgotten = world.updates.filter((update) => update.update_id < from);
  if (forgotten.length === 0) return;
  world.updates = world.updates.filter((update) => update.update_id >= from);
  world.confirmed = [...world.confirmed, ...forgotten].slice(-confirmedKeptMax);
}

function deliver(world: World): void {
  if (world.webhook) void callWebhook(world);
  const { polling } = world;
  if (polling === undefined || world.updates.length === 0) return;
  const limit = Math.min(Math.max(Number(polling.params.limit ?? 100), 1), 100);
  const batch = world.updates.slice(0, limit);
  polling.finish(accept(world.reorder ? batch.toReversed() : batch));
}

function sendMessage(world: World, params: Params): Answer {
  const chat = chatOf(world, params.chat_id);
  if (chat === undefined) return refuse(400, 'Bad Request: chat not found');
  if (chat.hasBlocked) return refuse(403, 'Forbidden: bot was blocked by the user');
  if (!chat.hasWritten) return refuse(403, "Forbidden: bot can't initiate conversation with a user");
  if (params.parse_mode !== undefined) return refuse(400, 'Bad Request: parse_mode is not emulated');
  const text = typeof params.text === 'string' ? params.text.trim() : '';
  if (text === '') return refuse(400, 'Bad Request: message text is empty');
  if (text.length > 4096) return refuse(400, 'Bad Request: message is too long');
  const keyboard = readKeyboard(params.reply_markup);
  if (typeof keyboard === 'string') return refuse(400, `Bad Request: ${keyboard}`);
  world.lastMessageId += 1;
  const isProtected = params.protect_content === true;
  const message = { messageId: world.lastMessageId, from: 'bot', text, keyboard, isProtected } as const;
  chat.messages.push({ ...message, isDeleted: false, at: performance.now() });
  changed(chat);
  return accept({
    message_id: message.messageId,
    from: { id: world.botId, is_bot: true, first_name: 'Suar' },
    chat: { id: chat.id, type: 'private' },
    date: Math.floor((performance.timeOrigin + performance.now()) / 1000),
    text,
  });
}

/** Other words in the place of a message of the bot's own; buttons that are not given go. */
function editMessageText(world: World, params: Params): Answer {
  const chat = chatOf(world, params.chat_id);
  const message = chat?.messages.find(({ messageId }) => messageId === Number(params.message_id));
  if (!chat || !message || message.isDeleted) return refuse(400, 'Bad Request: message to edit not found');
  if (message.from !== 'bot') return refuse(400, "Bad Request: message can't be edited");
  const keyboard = readKeyboard(params.reply_markup);
  if (typeof keyboard === 'string') return refuse(400, `Bad Request: ${keyboard}`);
  Object.assign(message, { text: String(params.text ?? ''), keyboard });
  changed(chat);
  return accept({
    message_id: message.messageId,
    chat: { id: chat.id, type: 'private' },
    text: message.text,
  });
}

/** Unknown ones are skipped; one that may not be deleted fails the call. */
function deleteMessages(world: World, params: Params): Answer {
  const chat = chatOf(world, params.chat_id);
  if (chat === undefined) return refuse(400, 'Bad Request: chat not found');
  const ids = (listOf(params.message_ids) ?? []).map(Number);
  if (ids.length === 0 || ids.length > 100)
    return refuse(400, 'Bad Request: wrong number of message identifiers');
  if (ids.some((id) => world.undeletable.has(id)))
    return refuse(400, "Bad Request: message can't be deleted");
  for (const message of chat.messages) {
    if (ids.includes(message.messageId)) message.isDeleted = true;
  }
  changed(chat);
  return accept(true);
}

function answerCallbackQuery(world: World, params: Params): Answer {
  const tap = world.taps.get(String(params.callback_query_id));
  if (tap === undefined || tap.isAnswered) {
    return refuse(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
  }
  tap.isAnswered = true;
  changed(tap.chat);
  return accept(true);
}

function chatOf(world: World, id: unknown): Chat | undefined {
  return world.chats.get(Number(id));
}

function listOf(value: unknown): unknown[] | undefined {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return Array.isArray(parsed) ? parsed : undefined;
}

function accept(result: unknown): Answer {
  return { status: 200, body: { ok: true, result } };
}

function refuse(status: number, description: string): Answer {
  return { status, body: { ok: false, error_code: status, description } };
}
