import type { Button } from './telegram-keyboard.ts';
import { type Chat, changed, pushUpdate, type SeenMessage, type World } from './telegram-world.ts';

/** Somebody with the Telegram app in her hand. What she does becomes an update; what she sees can be asked. */
export interface Person {
  chatId: number;
  /** @returns her message's id */
  say(text: string): number;
  /** A message that is not text: the fields of a Message, such as { photo: [{ file_id: 'A' }], caption: 'x' }. */
  attach(fields: Record<string, unknown>): number;
  edit(messageId: number, text: string): void;
  /** Presses a button she can see, newest first, by label or token (callback_data). @throws when it is not on her screen */
  tap(labelOrToken: string): Tap;
  /** Sends a tap with any token (or none), as a changed client may, on the bot's newest message. */
  forge(token: string | undefined): Tap;
  block(): void;
  unblock(): void;
  /** What is on her screen now, oldest first; deleted messages are gone. */
  messages(): SeenMessage[];
  /** The same with what was deleted. */
  everything(): SeenMessage[];
  /** Every button on her screen. */
  buttons(): Button[];
  /** Resolves with the screen once it satisfies the predicate. @throws after ms, showing the screen */
  waitFor(predicate: (seen: SeenMessage[]) => boolean, ms?: number): Promise<SeenMessage[]>;
  /** The bot's next message in order, each given once, deleted or not. @throws after ms */
  next(ms?: number): Promise<SeenMessage>;
}

export interface Tap {
  id: string;
  /** Whether the button has stopped spinning. */
  isAnswered(): boolean;
}

const waitMilliseconds = 20_000;

export function createPerson(world: World): Person {
  const id = 700_000_001 + world.chats.size;
  const chat: Chat = { id, messages: [], hasWritten: false, hasBlocked: false, watchers: new Set() };
  world.chats.set(id, chat);
  const seen = () => chat.messages.filter((message) => !message.isDeleted);
  const lastOfBot = () => chat.messages.findLast((message) => message.from === 'bot');
  let given = 0;
  const nextOfBot = () => chat.messages.filter((message) => message.from === 'bot')[given];
  return {
    chatId: id,
    say: (text) => write(world, chat, text, { text, ...entitiesOf(text) }),
    attach: (fields) => write(world, chat, String(fields.caption ?? ''), fields),
    edit: (messageId, text) => edit(world, chat, messageId, text),
    tap: (labelOrToken) => tap(world, chat, labelOrToken),
    forge: (token) => pushTap(world, chat, lastOfBot(), token),
    block: () => {
      chat.hasBlocked = true;
      pushMembership(world, chat, 'kicked');
    },
    unblock: () => {
      chat.hasBlocked = false;
      pushMembership(world, chat, 'member');
    },
    messages: seen,
    everything: () => [...chat.messages],
    buttons: () => seen().flatMap((message) => message.keyboard.flat()),
    waitFor: async (predicate, ms = waitMilliseconds) => {
      await until(chat, () => predicate(seen()), ms);
      return seen();
    },
    next: async (ms = waitMilliseconds) => {
      await until(chat, () => nextOfBot() !== undefined, ms);
      const message = nextOfBot();
      if (message === undefined) throw new Error('a message was there and is gone');
      given += 1;
      return message;
    },
  };
}

function write(world: World, chat: Chat, text: string, fields: Record<string, unknown>): number {
  chat.hasWritten = true;
  world.lastMessageId += 1;
  const messageId = world.lastMessageId;
  const seen = {
    messageId,
    from: 'person',
    text,
    keyboard: [],
    isProtected: false,
    isDeleted: false,
  } as const;
  chat.messages.push({ ...seen, keyboard: [], at: performance.now() });
  pushUpdate(world, { message: { ...envelope(chat, messageId), ...fields } });
  changed(chat);
  return messageId;
}

function edit(world: World, chat: Chat, messageId: number, text: string): void {
  const message = chat.messages.find((one) => one.messageId === messageId && one.from === 'person');
  if (message === undefined) throw new Error(`no message ${messageId} of hers to edit`);
  message.text = text;
  pushUpdate(world, { edited_message: { ...envelope(chat, messageId), edit_date: seconds(), text } });
}

function tap(world: World, chat: Chat, labelOrToken: string): Tap {
  for (const message of chat.messages.toReversed()) {
    const button = message.keyboard.flat().find(({ label, token }) => [label, token].includes(labelOrToken));
    if (button !== undefined && !message.isDeleted) return pushTap(world, chat, message, button.token);
  }
  throw new Error(`no button "${labelOrToken}" on the screen:\n${screen(chat)}`);
}

function pushTap(world: World, chat: Chat, message: SeenMessage | undefined, token: string | undefined): Tap {
  const id = String(4_000_000_000_000_000 + world.taps.size);
  const asked = { chat, isAnswered: false };
  world.taps.set(id, asked);
  const { date, from, ...place } = envelope(chat, message?.messageId ?? 1);
  const origin = { ...place, date: message === undefined ? 0 : date, text: message?.text };
  pushUpdate(world, {
    callback_query: {
      id,
      from,
      chat_instance: '-77',
      message: origin,
      ...(token === undefined ? {} : { data: token }),
    },
  });
  return { id, isAnswered: () => asked.isAnswered };
}

function pushMembership(world: World, chat: Chat, status: 'kicked' | 'member'): void {
  const { from, chat: place, date } = envelope(chat, 1);
  const user = { id: world.botId, is_bot: true, first_name: 'Suar' };
  const old = status === 'kicked' ? 'member' : 'kicked';
  const change = { old_chat_member: { user, status: old }, new_chat_member: { user, status } };
  pushUpdate(world, { my_chat_member: { chat: place, from, date, ...change } });
}

function envelope(chat: Chat, messageId: number) {
  const name = { first_name: 'Orang', language_code: 'id' };
  return {
    message_id: messageId,
    from: { id: chat.id, is_bot: false, ...name },
    chat: { id: chat.id, type: 'private', first_name: name.first_name },
    date: seconds(),
  };
}

function entitiesOf(text: string): { entities?: unknown[] } {
  const command = /^\/\w+/.exec(text)?.[0];
  return command === undefined
    ? {}
    : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] };
}

function seconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) / 1000);
}

async function until(chat: Chat, isSo: () => boolean, ms: number): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      chat.watchers.delete(look);
    };
    const look = () => {
      if (!isSo()) return;
      over();
      resolve();
    };
    const timer = setTimeout(() => {
      over();
      reject(new Error(`waited ${ms} ms; she sees:\n${screen(chat)}`));
    }, ms);
    chat.watchers.add(look);
  });
}

function screen(chat: Chat): string {
  const lines = chat.messages
    .filter((message) => !message.isDeleted)
    .map(({ from, text, keyboard }) => {
      const rows = keyboard.map((row) => `  [${row.map(({ label }) => label).join('] [')}]`);
      return [`${from === 'bot' ? '<' : '>'} ${text}`, ...rows].join('\n');
    });
  return lines.length === 0 ? '(nothing)' : lines.join('\n');
}
