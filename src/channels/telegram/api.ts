import type { Agent } from 'node:http';
import { Api, type ApiClientOptions } from 'grammy';
import { openAgent } from './agent.ts';
import { createPost } from './calls.ts';

/** The calls of the Bot API that this channel makes, typed by grammY. */
export type Calls = Api['raw'];

/** The type grammY wants for a signal: an older library's, with the same members that it uses. */
type ApiSignal = Parameters<Calls['getMe']>[0];

export interface TelegramApi {
  /** For getUpdates alone: it waits on purpose. */
  poll: Calls;
  calls: Calls;
  /** The same lines, for files. */
  agent: Agent;
  close(): void;
}

const limits = {
  /** A send that takes longer has met a fault; the rest of that conversation waits behind it. */
  callSeconds: 15,
  /** Below callSeconds, or the call's own end would come first and prove nothing about what was written. */
  connectMilliseconds: 6_000,
  /** What a long poll may take beyond the time it asked to wait. */
  pollMarginSeconds: 10,
};

/** grammY's client over our own connections (agent.ts). No call is made yet. @throws nothing */
export function openApi(options: { token: string; apiRoot: string; pollSeconds: number }): TelegramApi {
  const apiRoot = options.apiRoot.replace(/\/+$/, '');
  const { agent, close } = openAgent(apiRoot, limits.connectMilliseconds);
  // In grammY's types it is a browser's fetch; it asks no more of it than this.
  const fetch = createPost(apiRoot, agent) as unknown as NonNullable<ApiClientOptions['fetch']>;
  const open = (timeoutSeconds: number) => new Api(options.token, { apiRoot, timeoutSeconds, fetch }).raw;
  return {
    poll: open(options.pollSeconds + limits.pollMarginSeconds),
    calls: open(limits.callSeconds),
    agent,
    close,
  };
}

/** Node's own signal in the type that grammY asks for; it uses addEventListener and aborted only. */
export function forApi(signal: AbortSignal): ApiSignal {
  return signal as unknown as ApiSignal;
}
