import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveFile } from './telegram-files.ts';
import { createPerson, type Person } from './telegram-person.ts';
import { type Answer, answerCall, createWorld, pushUpdate, redeliver, type World } from './telegram-world.ts';

/**
 * A Bot API server of our own: real HTTP on 127.0.0.1, as close to api.telegram.org as a channel can tell.
 *
 *   const telegram = await startTelegramServer({ token: '123:abc' });
 *   // give the program under test: token '123:abc', TELEGRAM_API_ROOT = telegram.apiRoot
 *   const ibu = telegram.person();
 *   ibu.say('/start');                      // or a word, a photo: ibu.attach({ photo: [...] })
 *   const first = await ibu.next();         // the bot's next message, in order; each is given once
 *   ibu.tap('Bahasa Indonesia');            // a label or a token on her screen; throws if it is not there
 *   ibu.forge('q9:yes');                    // a tap with any token, as a hostile client would send it
 *   await ibu.waitFor((seen) => seen.some((message) => message.text.includes('resi')), 2_000);
 *   ibu.messages();                         // what she sees now: no deleted ones; everything(): those too
 *   telegram.callsOf('sendMessage');        // what the program called, newest last
 *   await telegram.stop();
 *
 * Methods: getMe, getUpdates (long poll; an offset confirms; allowed_updates; a second poll ends the first
 * with 409; an offset from the future answers from the oldest, as tdlib does), sendMessage, deleteMessage,
 * deleteMessages, answerCallbackQuery, sendChatAction, setMyCommands, setWebhook (telegram-webhook.ts: every
 * update is posted there until it is answered with 200), deleteWebhook, getWebhookInfo, getFile. It refuses
 * what Telegram refuses: empty or long text, callback_data over 64 bytes, unknown or never-started chats, a
 * bot that was blocked, an answer to an unknown tap. parse_mode is refused: this project sends plain text.
 *
 * Faults: `telegram.faults.next(method, fault.…, times)` for the coming calls of one method; `redeliver(n)`
 * serves the last n confirmed updates once more; `reorder(true)` hands each batch over backwards; `down()`
 * refuses connections until `up()`; `undeletable(id)` is a message older than 48 hours; a person can `block()`.
 */
export interface TelegramServer {
  apiRoot: string;
  /** Somebody new with a private chat. Her chat id is her own; the bot may write only after she did. */
  person(): Person;
  faults: Faults;
  /** Puts an update of any shape into the queue, for what a person() cannot do: groups, channels, nonsense. */
  push(update: Record<string, unknown>): void;
  /** The calls of a method in the order they came, faults included. */
  callsOf(method: string): Call[];
  /** Makes a file that getFile finds. @param id its file_id */
  file(id: string, bytes: Buffer, path?: string): void;
  /** The webhook as it is set now. */
  webhook(): World['webhook'];
  /** Updates that no offset has confirmed, and no webhook taken, yet. */
  unconfirmed(): number;
  /** Ends everything at once, hanging calls too. */
  stop(): Promise<void>;
}

export interface Call {
  payload: Record<string, unknown>;
  /** performance.now() when it came. */
  at: number;
}

export interface Faults {
  next(method: string, fault: Fault, times?: number): void;
  redeliver(count: number): void;
  reorder(on: boolean): void;
  undeletable(messageId: number): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** `isDone`: whether Telegram did what was asked before the line broke. */
export type Fault =
  | { is: 'answer'; status: number; description: string; retryAfterSeconds?: number }
  | { is: 'page'; status: number }
  | { is: 'silence'; isDone: boolean }
  | { is: 'reset'; isDone: boolean };

export const fault = {
  tooManyRequests: (retryAfterSeconds: number): Fault => ({
    is: 'answer',
    status: 429,
    description: `Too Many Requests: retry after ${retryAfterSeconds}`,
    retryAfterSeconds,
  }),
  refuse: (status: number, description: string): Fault => ({ is: 'answer', status, description }),
  serverError: (): Fault => ({ is: 'answer', status: 500, description: 'Internal Server Error' }),
  /** A relay's page in place of an answer. */
  badGateway: (): Fault => ({ is: 'page', status: 502 }),
  hang: (when: 'before' | 'after'): Fault => ({ is: 'silence', isDone: when === 'after' }),
  reset: (when: 'before' | 'after'): Fault => ({ is: 'reset', isDone: when === 'after' }),
};

interface Emulator {
  world: World;
  token: string;
  calls: Map<string, Call[]>;
  planned: Map<string, Fault[]>;
}

/** @param port 0 or absent: any free one */
export async function startTelegramServer({
  token,
  port = 0,
}: {
  token: string;
  port?: number;
}): Promise<TelegramServer> {
  const emulator: Emulator = { world: createWorld(token), token, calls: new Map(), planned: new Map() };
  const { world } = emulator;
  let server = await listen(emulator, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    apiRoot: `http://127.0.0.1:${bound}`,
    person: () => createPerson(world),
    push: (update) => pushUpdate(world, update),
    callsOf: (method) => [...(emulator.calls.get(method) ?? [])],
    file: (id, bytes, path = `voice/file_${world.files.size}.oga`) => world.files.set(id, { path, bytes }),
    webhook: () => world.webhook,
    unconfirmed: () => world.updates.length,
    stop: () => {
      // Whatever still calls the program's webhook ends with the server.
      world.webhook = undefined;
      return close(server);
    },
    faults: {
      next: (method, planned, times = 1) => {
        const queue = emulator.planned.get(method) ?? [];
        queue.push(...Array.from({ length: times }, () => planned));
        emulator.planned.set(method, queue);
      },
      redeliver: (count) => redeliver(world, count),
      reorder: (on) => {
        world.reorder = on;
      },
      undeletable: (messageId) => world.undeletable.add(messageId),
      down: () => close(server),
      up: async () => {
        server = await listen(emulator, bound);
      },
    },
  };
}

function listen(emulator: Emulator, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(emulator, request, response).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname.startsWith('/file/')) {
    serveFile(emulator, url.pathname, response);
    return;
  }
  const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
  const payload = await readPayload(request, url);
  if (token !== emulator.token) return write(response, refusal(401, 'Unauthorized'));
  const calls = emulator.calls.get(method) ?? [];
  calls.push({ payload, at: performance.now() });
  emulator.calls.set(method, calls);
  const planned = emulator.planned.get(method)?.shift();
  if (planned !== undefined) return fail(emulator, planned, { method, payload, response });
  write(response, await answerCall(emulator.world, method, payload, closing(response)));
}

async function fail(
  emulator: Emulator,
  planned: Fault,
  call: { method: string; payload: Record<string, unknown>; response: ServerResponse },
): Promise<void> {
  const { method, payload, response } = call;
  if (planned.is === 'answer') {
    return write(response, refusal(planned.status, planned.description, planned.retryAfterSeconds));
  }
  if (planned.is === 'page') {
    response.writeHead(planned.status, { 'content-type': 'text/html' });
    response.end('<html><title>Bad Gateway</title></html>');
    return;
  }
  if (planned.isDone) await answerCall(emulator.world, method, payload, closing(response));
  if (planned.is === 'reset') response.destroy();
}

/** Aborts when the caller has gone, so that a long poll nobody waits for does not take the next update. */
function closing(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

async function readPayload(request: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  const query = Object.fromEntries(url.searchParams);
  if (body === '') return query;
  if (request.headers['content-type']?.startsWith('application/json')) {
    return { ...query, ...(JSON.parse(body) as Record<string, unknown>) };
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
}

function refusal(status: number, description: string, retryAfterSeconds?: number): Answer {
  const parameters =
    retryAfterSeconds === undefined ? {} : { parameters: { retry_after: retryAfterSeconds } };
  return { status, body: { ok: false, error_code: status, description, ...parameters } };
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
