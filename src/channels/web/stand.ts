import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '../../../flows/kit/events.ts';
import { Bug } from '../../errors.ts';
import type { Asset } from './assets.ts';
import { limits, type WebDeps } from './deps.ts';
import type { Live } from './live.ts';
import { behindOpening, readShown, type Shown } from './thread.ts';

/** What every route of the chat page works with: where a conversation stands, and a moment's wait for its reply. */
export interface Room {
  deps: WebDeps;
  live: Live;
  assets: { style: Asset; script: Asset };
  leaveUrl: string;
}

export function isHttps(deps: WebDeps): boolean {
  return deps.publicUrl?.startsWith('https:') ?? false;
}

export function newNonce(deps: WebDeps): string {
  return deps.ids.bytes(16).toString('base64url');
}

/** What we know of the conversation at an address. */
export type Stand =
  | { is: 'new' }
  | { is: 'known'; conversation: string; shown: Shown; isEmpty: boolean }
  | { is: 'unreadable' };

/** Never throws and takes a bounded time: somebody may write while the database is away (promise 1). */
export async function readStand(room: Room, address: string, language: Language): Promise<Stand> {
  const { deps } = room;
  const read = async (): Promise<Stand> => {
    const conversation = await deps.conversationOf(address);
    if (conversation === undefined) return { is: 'new' };
    const held = await deps.readThread(address);
    const lines = behindOpening(held, deps.opening(language).length);
    return { is: 'known', conversation, shown: readShown(lines), isEmpty: lines.length === 0 };
  };
  const late = sleep(limits.standingMs, undefined, { ref: false }).then((): Stand => {
    throw new Bug('threadTooLate');
  });
  try {
    return await Promise.race([read(), late]);
  } catch (cause) {
    // The page says so and still takes what is written.
    deps.log.error('web.threadUnreadable', { channel: 'web' }, cause);
    return { is: 'unreadable' };
  }
}

/** The message is kept: whatever goes wrong now only means that the page is shown without the reply. */
export async function awaitReply(deps: WebDeps, live: Live, address: string, after: number): Promise<void> {
  try {
    await live.waitForReply({ address, conversation: await deps.conversationOf(address), after });
  } catch (cause) {
    deps.log.error('web.replyUnreadable', { channel: 'web' }, cause);
  }
}
