import type { AuthenticationState, BaileysEventMap, WASocket } from '@whiskeysockets/baileys';
import type { Log } from '../../log.ts';
import { chatKindOf, messageIdOf } from './ids.ts';
import { type Baileys, quietLogger } from './quiet.ts';

/** One connection to WhatsApp, from the socket to its end. Who may open one, and what follows, is not decided here. */
export interface Session {
  readonly socket: WASocket;
  /** Logged in and able to send. */
  isOpen(): boolean;
  /** The status with which it ended; undefined when we ended it or none was given. Never rejects. */
  readonly ended: Promise<number | undefined>;
  /** Hands on what is still buffered and hangs up. */
  end(): void;
}

export interface SessionOptions {
  auth: AuthenticationState;
  /** Undefined for WhatsApp itself. */
  wsUrl: string | undefined;
  log: Log;
  /** Called with what happened, in order, within the tick; what it throws is logged, not passed on. */
  hear(events: Partial<BaileysEventMap>): void;
  /** The text behind one of our message ids while it is still kept, for a phone that could not decrypt it. */
  sentMessage(messageId: string): Promise<string | undefined>;
}

const limits = {
  connectMilliseconds: 20_000,
  queryMilliseconds: 20_000,
  /**
   * Baileys holds events back in several places, for up to 30 s, and throws them away when the line drops
   * although WhatsApp was already told that we have them. So they are taken out as soon as they come.
   */
  flushMilliseconds: 200,
  hangUpMilliseconds: 1_000,
};

export function openSession(baileys: Baileys, options: SessionOptions): Session {
  const socket = connect(baileys, options);
  let isOpen = false;
  const { promise: ended, resolve: resolveEnded } = Promise.withResolvers<number | undefined>();
  const flushing = setInterval(() => socket.ev.flush(), limits.flushMilliseconds);
  flushing.unref();

  const hear = (events: Partial<BaileysEventMap>) => {
    const update = events['connection.update'];
    if (update?.connection === 'open') isOpen = true;
    if (update?.connection === 'close') {
      isOpen = false;
      clearInterval(flushing);
      // Before the listener returns: right after it Baileys discards its buffer. Comes back through hear.
      socket.ev.flush();
    }
    options.hear(events);
    if (update?.connection === 'close') resolveEnded(statusOf(update.lastDisconnect?.error));
  };
  socket.ev.process((events) => neverThrowing(options.log, () => hear(events)));
  const end = () => {
    clearInterval(flushing);
    socket.ev.flush();
    isOpen = false;
    // Its end comes through hear, unless the line is dead: then nobody answers the closing handshake.
    void socket.end(undefined);
    setTimeout(resolveEnded, limits.hangUpMilliseconds, undefined).unref();
  };
  return { socket, isOpen: () => isOpen, ended, end };
}

/** A listener of Baileys' that throws or rejects would end the whole process. */
function neverThrowing(log: Log, listen: () => void): void {
  try {
    listen();
  } catch (fault) {
    log.error('whatsapp.listenerFault', { channel: 'whatsapp' }, fault);
  }
}

function connect(baileys: Baileys, options: SessionOptions): WASocket {
  return baileys.makeWASocket({
    auth: options.auth,
    ...(options.wsUrl === undefined ? {} : { waWebSocketUrl: options.wsUrl }),
    logger: quietLogger(options.log),
    // What the phone's "linked devices" page shows: an ordinary browser, not the name of this project.
    browser: baileys.Browsers.ubuntu('Chrome'),
    countryCode: 'ID',
    connectTimeoutMs: limits.connectMilliseconds,
    defaultQueryTimeoutMs: limits.queryMilliseconds,
    // Old private chats of the number are none of our business, and the pairs of pseudonym and phone number
    // that come with them are dropped anyway. Without them there is also no wait for them after pairing.
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
    // Online only while somebody answers; until then the phone keeps ringing for its owner.
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    // Groups, status and channels are acknowledged without being decrypted.
    shouldIgnoreJid: (jid) => ['group', 'status', 'broadcast', 'newsletter', 'bot'].includes(chatKindOf(jid)),
    getMessage: async (key) => {
      const text = key.id ? await options.sentMessage(messageIdOf(key.id)).catch(() => undefined) : undefined;
      return text === undefined ? undefined : { extendedTextMessage: { text } };
    },
  });
}

function statusOf(error: Error | undefined): number | undefined {
  const status = (error as { output?: { statusCode?: unknown } } | undefined)?.output?.statusCode;
  return typeof status === 'number' ? status : undefined;
}
