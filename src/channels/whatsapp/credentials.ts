import { setTimeout as wait } from 'node:timers/promises';
import type { AuthenticationState, SignalDataSet, SignalDataTypeMap } from '@whiskeysockets/baileys';
import type { Log } from '../../log.ts';
import type { Baileys } from './quiet.ts';

/**
 * Where the channel's keys lie. One `write` is one transaction and durable when it resolves: Baileys gathers
 * what belongs together into one call, and a ratchet that is ahead of or behind its copy loses messages.
 * Names carry addresses, values are secrets: the store hashes the one and seals the other.
 */
export interface KeyStore {
  /** A name without a value is absent. */
  read(names: readonly string[]): Promise<Map<string, string>>;
  /** All of it or nothing; null drops a name. */
  write(changes: ReadonlyMap<string, string | null>): Promise<void>;
  /** Only on an operator's word or a new pairing. */
  clear(): Promise<void>;
}

/** Names that are no key of Baileys'. */
export const names = { creds: 'creds', health: 'health', unpairWanted: 'unpairWanted' } as const;

/** Types that Baileys would keep and we do not: these rows pair a pseudonym with a phone number. */
const droppedTypes: ReadonlySet<string> = new Set(['lid-mapping']);

export interface Credentials {
  state: AuthenticationState;
  /** Writes the whole of creds, in order, again until it is kept; returns at once. */
  save(): void;
  /** Resolves when everything asked for so far is kept. */
  saved(): Promise<void>;
  /** From now on nothing is written: the pairing is being forgotten. Resolves when no write is under way. */
  abandon(): Promise<void>;
}

/** Which pairing is in the store, as a word that changes with it; undefined when there is none. */
export async function pairedAs(keys: KeyStore): Promise<string | undefined> {
  const text = (await keys.read([names.creds])).get(names.creds);
  if (text === undefined) return undefined;
  const creds = JSON.parse(text) as { me?: { id?: string }; noiseKey?: { public?: { data?: string } } };
  return creds.me?.id ? `${creds.me.id} ${creds.noiseKey?.public?.data ?? ''}` : undefined;
}

/** Reads the pairing for Baileys. @returns undefined when nothing is paired */
export async function openCredentials(
  baileys: Baileys,
  keys: KeyStore,
  log: Log,
): Promise<Credentials | undefined> {
  const text = (await keys.read([names.creds])).get(names.creds);
  if (text === undefined) return undefined;
  const creds = JSON.parse(text, baileys.BufferJSON.reviver) as AuthenticationState['creds'];
  const store = abandonable(keys);
  const keeper = createKeeper(() => store.write(new Map([[names.creds, toText(baileys, creds)]])), log);
  const state: AuthenticationState = {
    creds,
    keys: {
      get: (type, ids) => readKeys(baileys, store, type, ids),
      set: (changes) => writeKeys(baileys, store, changes),
    },
  };
  return { state, save: keeper.ask, saved: keeper.kept, abandon: store.abandon };
}

/** For a pairing that is under way: lives in memory until the phone has said yes. */
export function newCredentials(baileys: Baileys): {
  state: AuthenticationState;
  /** Forgets the pairing before, then keeps this one. */
  keep(keys: KeyStore): Promise<void>;
} {
  const creds = baileys.initAuthCreds();
  const gathered = new Map<string, string>();
  const inMemory: KeyStore = {
    read: async (wanted) => new Map([...gathered].filter(([name]) => wanted.includes(name))),
    write: async (changes) => {
      for (const [name, value] of changes) {
        if (value === null) gathered.delete(name);
        else gathered.set(name, value);
      }
    },
    clear: async () => gathered.clear(),
  };
  return {
    state: {
      creds,
      keys: {
        get: (type, ids) => readKeys(baileys, inMemory, type, ids),
        set: (changes) => writeKeys(baileys, inMemory, changes),
      },
    },
    keep: async (keys) => {
      await keys.clear();
      await keys.write(new Map([...gathered, [names.creds, toText(baileys, creds)]]));
    },
  };
}

function nameOf(type: string, id: string): string {
  return `key|${type}|${id}`;
}

function toText(baileys: Baileys, value: unknown): string {
  return JSON.stringify(value, baileys.BufferJSON.replacer);
}

async function readKeys<T extends keyof SignalDataTypeMap>(
  baileys: Baileys,
  keys: KeyStore,
  type: T,
  ids: string[],
): Promise<{ [id: string]: SignalDataTypeMap[T] }> {
  if (droppedTypes.has(type)) return {};
  const kept = await keys.read(ids.map((id) => nameOf(type, id)));
  const found: { [id: string]: SignalDataTypeMap[T] } = {};
  for (const id of ids) {
    const text = kept.get(nameOf(type, id));
    if (text === undefined) continue;
    const value = JSON.parse(text, baileys.BufferJSON.reviver);
    found[id] =
      type === 'app-state-sync-key' ? baileys.proto.Message.AppStateSyncKeyData.fromObject(value) : value;
  }
  return found;
}

/** Types that are not known here are kept all the same: the library may bring new ones. */
async function writeKeys(baileys: Baileys, keys: KeyStore, changes: SignalDataSet): Promise<void> {
  const written = new Map<string, string | null>();
  for (const [type, values] of Object.entries(changes)) {
    if (droppedTypes.has(type)) continue;
    for (const [id, value] of Object.entries(values ?? {}))
      written.set(nameOf(type, id), value === null || value === undefined ? null : toText(baileys, value));
  }
  if (written.size > 0) await keys.write(written);
}

/** A store that stops writing at a word, and knows when the last write has landed. */
function abandonable(keys: KeyStore): KeyStore & { abandon(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  let isAbandoned = false;
  return {
    read: keys.read,
    clear: keys.clear,
    write: (changes) => {
      if (isAbandoned) return Promise.resolve();
      const writing = keys.write(changes);
      underWay.add(writing);
      const landed = () => underWay.delete(writing);
      writing.then(landed, landed);
      return writing;
    },
    abandon: async () => {
      isAbandoned = true;
      await Promise.allSettled(underWay);
    },
  };
}

const limits = { retryMilliseconds: 1000 };

/** One write at a time, the newest state last; a failed write is tried again, because a lost one unpairs. */
function createKeeper(write: () => Promise<void>, log: Log) {
  let asked = 0;
  let done = 0;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (done < asked) {
      const now = asked;
      try {
        await write();
        done = now;
      } catch (fault) {
        log.error('whatsapp.credentialsNotKept', { channel: 'whatsapp' }, fault);
        await wait(limits.retryMilliseconds, undefined, { ref: false });
      }
    }
    running = undefined;
  };
  return {
    ask: () => {
      asked += 1;
      running ??= run();
    },
    kept: () => running ?? Promise.resolve(),
  };
}
