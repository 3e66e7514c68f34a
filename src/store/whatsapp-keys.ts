import { clearChannelState, readChannelStates, writeChannelStates } from './channel-state.ts';
import type { Database } from './database.ts';
import type { StoreDeps } from './deps.ts';

/**
 * WhatsApp's credentials and Signal keys over channel_state: names hashed, because they carry addresses, and
 * values sealed with the server key. One `write` is one transaction and on disk when it resolves.
 */
export interface WhatsAppKeys {
  read(names: readonly string[]): Promise<Map<string, string>>;
  write(changes: ReadonlyMap<string, string | null>): Promise<void>;
  clear(): Promise<void>;
}

/** @throws what the database throws: the caller waits and tries again, and never takes silence for "no key" */
export function createWhatsAppKeys(database: Pick<Database, 'transact'>, deps: StoreDeps): WhatsAppKeys {
  return {
    read: (names) => database.transact((tx) => readChannelStates(tx, deps, 'whatsapp', names)),
    write: (changes) => database.transact((tx) => writeChannelStates(tx, deps, 'whatsapp', changes)),
    clear: () => database.transact((tx) => clearChannelState(tx, 'whatsapp')),
  };
}
