/**
 * A WhatsApp server for tests, the project's own: it speaks the real protocol to an unmodified Baileys
 * (Noise handshake, binary nodes, Signal end to end), over a plain WebSocket on 127.0.0.1.
 *
 *   const server = await startWhatsAppServer();
 *   // run the product with WHATSAPP_WS_URL=server.wsUrl, let it show a code, then be the phone:
 *   await server.scanQr(text);
 *   await server.online();                       // the product is logged in
 *   const siti = server.person();                // somebody with a phone of her own
 *   await siti.say('halo');                      // text in; while the product is away it waits here
 *   const reply = await siti.heard();            // text out, decrypted on her phone
 *   await siti.say('halo', id); siti.repeat(id); // the same message again: encrypted anew, or the same bytes
 *   server.goOffline(); server.goOnline();       // the line drops and nobody answers, until it does
 *   server.dropLine();                           // the line drops once
 *   server.answerSends('noAck');                 // or 'ack', 'swallow', or an error code such as 463
 *   await server.stop();
 *
 * It is a reading of what the client does with given stanzas, not a recording of WhatsApp: bans, timing,
 * rate limits and what phones show cannot be learned here. Not spoken: media, groups, calls, pairing codes,
 * app state, history, several phones per person.
 */
import { WebSocketServer } from 'ws';
import { guardConsole } from '../../../src/channels/whatsapp/quiet.ts';
import { companionBundle, companionJid } from './account.ts';
import { attachClient, type Client } from './client.ts';
import { createPerson, type Person, type PersonOptions } from './person.ts';
import {
  createWorld,
  deliver,
  forget,
  greet,
  type Sends,
  scan,
  streamError,
  take,
  untilOnline,
  type World,
} from './world.ts';

export type { Person, PersonOptions } from './person.ts';

export interface WhatsAppServer {
  readonly wsUrl: string;
  /** The number that the product is linked to, as it must never stand anywhere in clear. */
  readonly account: { number: string; lid: string };
  person(options?: PersonOptions): Person;
  /** The phone scans a code; resolves when the client has answered and was told to restart. */
  scanQr(text: string): Promise<void>;
  /** Resolves when a client is logged in and everything that waited was sent to it. */
  online(milliseconds?: number): Promise<void>;
  isOnline(): boolean;
  /** How many stanzas the client has not yet said it has. */
  waitingCount(): number;
  dropLine(): void;
  goOffline(): void;
  goOnline(): void;
  /** The connection seems to stand, but nobody is there: not even its end is answered. */
  freeze(): void;
  /** The phone removes the client from its linked devices. */
  logOut(): void;
  /** Another client with the same keys logged in. */
  replace(): void;
  isLinked(): boolean;
  /** Every login is refused with this code, until undefined. */
  refuseLogins(code: number | undefined): void;
  answerSends(how: Sends): void;
  /** The client's delivery receipts are lost: what it has seen is sent again at its next login. */
  loseReceipts(isLost: boolean): void;
  /** What the product's own phone got to see of its messages. */
  ownCopies(): string[];
  /** How many connections were opened so far. */
  connectionCount(): number;
  stop(): Promise<void>;
}

/** Who is connected, and whether anybody may be. */
interface Door {
  clients: Set<Client>;
  connections: number;
  isShut: boolean;
}

/** @param port fixed when the product must find the server again after it was stopped */
export async function startWhatsAppServer(port = 0): Promise<WhatsAppServer> {
  guardConsole();
  const world = createWorld();
  const door: Door = { clients: new Set(), connections: 0, isShut: false };
  const sockets = new WebSocketServer({ host: '127.0.0.1', port, path: '/ws/chat' });
  await new Promise<void>((resolve, reject) => {
    sockets.once('listening', resolve);
    sockets.once('error', reject);
  });
  sockets.on('connection', (socket) => {
    door.connections += 1;
    if (door.isShut) socket.terminate();
    else
      door.clients.add(
        attachClient(socket, {
          onLogin: (client) => greet(world, client),
          onNode: (client, node) => take(world, client, node),
          onGone: (client) => {
            door.clients.delete(client);
            forget(world, client);
          },
        }),
      );
  });
  const address = sockets.address();
  if (typeof address === 'string' || address === null) throw new Error('the server has no port');
  return createHandle(world, door, `ws://127.0.0.1:${address.port}/ws/chat`, async () => {
    for (const client of door.clients) client.cut();
    for (const { device } of world.people) device.close();
    world.directory.account.phone.close();
    await new Promise((resolve) => sockets.close(resolve));
  });
}

function createHandle(world: World, door: Door, wsUrl: string, stop: () => Promise<void>): WhatsAppServer {
  const { account } = world.directory;
  return {
    wsUrl,
    account: { number: account.number, lid: account.lid },
    person: (options = {}) => addPerson(world, options),
    scanQr: (text) => scan(world, text),
    online: (milliseconds = 20_000) => untilOnline(world, milliseconds),
    isOnline: () => world.active !== undefined,
    waitingCount: () => world.waiting.length,
    dropLine: () => world.active?.cut(),
    goOffline: () => {
      door.isShut = true;
      for (const client of door.clients) client.cut();
    },
    goOnline: () => {
      door.isShut = false;
    },
    freeze: () => world.active?.freeze(),
    logOut: () => {
      account.companion = undefined;
      world.active?.sendLast(streamError({ code: '401' }, 'device_removed'));
    },
    replace: () => world.active?.sendLast(streamError({}, 'replaced')),
    isLinked: () => account.companion !== undefined,
    refuseLogins: (code) => {
      world.refusal = code;
    },
    answerSends: (how) => {
      world.sends = how;
    },
    loseReceipts: (isLost) => {
      world.receiptsLost = isLost;
    },
    ownCopies: () => [...world.ownCopies],
    connectionCount: () => door.connections,
    stop,
  };
}

function addPerson(world: World, options: PersonOptions): Person {
  const { account } = world.directory;
  const someone = createPerson(world.people.length + 1, options, {
    companionJid: () => companionJid(account, 'lid'),
    companionBundle: () => {
      if (!account.companion) throw new Error('nobody is linked yet');
      return companionBundle(account.companion);
    },
    deliver: (stanza) => deliver(world, stanza),
  });
  world.people.push(someone);
  return someone.person;
}
