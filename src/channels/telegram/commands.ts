import { type Calls, forApi } from './api.ts';
import { wait } from './poll.ts';

/** One line of the menu beside the text field: a word that works anywhere, and what it does, both neutral (R9). */
export interface Command {
  /** Latin letters; the word itself without its slash. */
  command: string;
  description: string;
}

/** In a language of Telegram's interface; without one: for everybody else. */
export interface CommandMenu {
  language?: string;
  commands: Command[];
}

const limits = { attempts: 3, againMilliseconds: 5_000 };

/** Sets the menus for private chats. Never throws: a menu that is missing hides nothing, each word still works. */
export async function setMenus(
  calls: Calls,
  menus: readonly CommandMenu[],
  signal: AbortSignal,
): Promise<void> {
  for (const { language, commands } of menus)
    for (let attempt = 1; attempt <= limits.attempts && !signal.aborted; attempt += 1)
      try {
        const scope = { type: 'all_private_chats' } as const;
        const named = language === undefined ? {} : { language_code: language as 'en' };
        await calls.setMyCommands({ commands, scope, ...named }, forApi(signal));
        break;
      } catch {
        await wait(limits.againMilliseconds, signal);
      }
}

/** What people type to find the bot; undefined while Telegram has not said. Never throws. */
export async function askName(calls: Calls, signal: AbortSignal): Promise<string | undefined> {
  for (let attempt = 1; attempt <= limits.attempts && !signal.aborted; attempt += 1)
    try {
      return (await calls.getMe(forApi(signal))).username;
    } catch {
      await wait(limits.againMilliseconds, signal);
    }
  return undefined;
}
