import type { FastifyInstance } from 'fastify';
import type { Channel, ChannelHealth } from '../channel.ts';
import type { WebDeps } from './deps.ts';
import { createLive } from './live.ts';
import { registerChat } from './routes.ts';

export interface WebChannel extends Channel {
  /** Puts the chat page on the server (src/http/server.ts), before it listens. */
  register(app: FastifyInstance): void;
}

/**
 * The web as a channel: a page at /chat for people without either app. A message is sent the moment its
 * row can be seen, so sending is only waking the pages that look at it.
 */
export function createWebChannel(deps: WebDeps): WebChannel {
  const live = createLive(deps);
  let unlisten: (() => Promise<void>) | undefined;
  let health: ChannelHealth = { state: 'off', code: 'notStarted' };
  return {
    name: 'web',
    register: (app) => registerChat(app, deps, live),
    start: async () => {
      health = { state: 'starting', code: 'starting' };
      unlisten = await deps.listen((conversation) => live.hear(conversation));
      health = { state: 'connected', code: 'open' };
    },
    stop: async () => {
      live.close();
      await unlisten?.();
      unlisten = undefined;
      health = { state: 'stopped', code: 'stopped' };
    },
    send: async ({ address }) => {
      try {
        await deps.wake(address);
      } catch (cause) {
        // The row is there and the pages sweep: a lost wake costs seconds, a second send nothing.
        deps.log.error('web.wakeLost', { channel: 'web' }, cause);
      }
      return { is: 'sent' };
    },
    health: () => health,
  };
}
