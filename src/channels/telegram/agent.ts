import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { notConnectedCode } from './failures.ts';

/**
 * Connections to the Bot API that tell "nothing was written" from "who knows". A request is given a socket
 * only once that is connected, encryption included; what fails before carries notConnectedCode. Without
 * this a blocked or dropped line looks like a lost answer, and each reply would be sent twice when it mends.
 */
export interface Agent {
  agent: http.Agent;
  /** Ends what is idle, in use or still connecting. */
  close(): void;
}

/** Shorter than servers and address translators keep an idle line: a dead one loses the request on it. */
const idleMilliseconds = 30_000;

/** @param connectMilliseconds after which a line that is not there yet counts as not connected */
export function openAgent(apiRoot: string, connectMilliseconds: number): Agent {
  const secure = apiRoot.startsWith('https:');
  const agent = new (secure ? https : http).Agent({ keepAlive: true, timeout: idleMilliseconds });
  const connecting = new Set<Duplex>();
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const socket = connect(options);
    const event = secure ? 'secureConnect' : 'connect';
    if (socket && done) settle(socket, { event, connectMilliseconds, connecting, done });
    // Undefined: the agent waits until `done` is called.
    return undefined;
  };
  return {
    agent,
    close: () => {
      for (const socket of connecting) socket.destroy();
      agent.destroy();
    },
  };
}

interface Connecting {
  event: 'connect' | 'secureConnect';
  connectMilliseconds: number;
  connecting: Set<Duplex>;
  done(failed: Error | null, socket: Duplex): void;
}

/** Calls done once: with the socket when the event comes, or with an error that proves nothing was written. */
function settle(socket: Duplex, { event, connectMilliseconds, connecting, done }: Connecting): void {
  const timer = setTimeout(() => socket.destroy(), connectMilliseconds);
  const over = () => {
    clearTimeout(timer);
    connecting.delete(socket);
    socket.removeListener(event, connected);
    socket.removeListener('close', closed);
    socket.removeListener('error', ignore);
  };
  const connected = () => {
    over();
    done(null, socket);
  };
  const closed = () => {
    over();
    done(Object.assign(new Error('not connected'), { code: notConnectedCode }), socket);
  };
  // The kind of failure does not matter, and 'close' always follows; unheard, it would end the process.
  const ignore = () => {};
  connecting.add(socket);
  socket.once(event, connected).once('close', closed).on('error', ignore);
}
