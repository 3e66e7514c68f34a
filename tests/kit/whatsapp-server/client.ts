import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import { createNoiseServer } from './noise.ts';

/** One connection of a client: frames in, nodes out, in order. What they mean is the server's business. */
export interface Client {
  /** What it said when it logged in; undefined until then. */
  hello: { payload: proto.ClientPayload; noiseKey: Buffer } | undefined;
  send(node: BinaryNode): void;
  /** The last words, then the end of the connection. */
  sendLast(node: BinaryNode): void;
  /** As when a cable is cut: nothing is said. */
  cut(): void;
  /** Reads no more and says no more; the connection seems to stand. */
  freeze(): void;
}

export interface ClientEvents {
  onLogin(client: Client): void;
  onNode(client: Client, node: BinaryNode): Promise<void>;
  onGone(client: Client): void;
}

export function attachClient(socket: WebSocket, events: ClientEvents): Client {
  const noise = createNoiseServer();
  const send = (node: BinaryNode) => {
    if (socket.readyState === socket.OPEN) socket.send(noise.encode(node));
  };
  const client: Client = {
    hello: undefined,
    send,
    sendLast: (node) => {
      send(node);
      socket.close();
    },
    cut: () => socket.terminate(),
    freeze: () => socket.pause(),
  };
  const take = async (bytes: Buffer): Promise<void> => {
    for (const incoming of await noise.take(bytes)) {
      if (incoming.is === 'hello') socket.send(incoming.answer);
      else if (incoming.is === 'node') await events.onNode(client, incoming.node);
      else {
        client.hello = { payload: incoming.payload, noiseKey: incoming.clientKey };
        events.onLogin(client);
      }
    }
  };
  let order = Promise.resolve();
  socket.on('message', (bytes: Buffer) => {
    // What cannot be understood ends the connection, as it does with the real server.
    order = order.then(() => take(bytes)).catch(() => socket.terminate());
  });
  socket.on('close', () => events.onGone(client));
  socket.on('error', () => socket.terminate());
  return client;
}
