import { Bug } from '../errors.ts';
import { keyedHash, open, seal } from './box.ts';

/**
 * What the store asks of the key folder (key-folder.ts on disk; design §6).
 *
 * Two kinds of symmetric key:
 * - the server key seals what lasts as long as a chat: reply addresses, language, channel credentials;
 * - a day key seals what passes through: inbox and outbox bodies, snapshots. Its file is deleted after
 *   48 hours, and with it everything it sealed, wherever a copy of the row may still lie.
 */
export interface Keys {
  /** Names this folder's database: a folder that belongs to another database stops the start. */
  readonly databaseId: string;
  readonly server: Buffer;
  /** One key per purpose, so that one index cannot be matched against another. */
  readonly index: Readonly<Record<IndexName, Buffer>>;
  readonly receiptSalt: Buffer;
  readonly receiptPepper: Buffer;
  /** The key for the UTC day of the moment, made by exclusive create when it is not there yet. */
  today(now: Date): { day: number; key: Buffer };
  /** Undefined once the day's file is deleted. @param day days since 1970-01-01 UTC */
  ofDay(day: number): Buffer | undefined;
}

export type IndexName = 'address' | 'externalId' | 'channelKey' | 'session' | 'invite';

/** Days since 1970-01-01 UTC. */
export function dayOf(moment: Date): number {
  return Math.floor(moment.getTime() / 86_400_000);
}

export type Opened = { state: 'open'; plain: Buffer } | { state: 'gone' };

export interface Vault {
  sealForDay(plain: Buffer, context: string, now: Date): Buffer;
  /** `gone` when the day's key has been deleted: no fault, the words are meant to be gone. */
  openOfDay(box: Buffer, context: string): Opened;
  sealForServer(plain: Buffer, context: string): Buffer;
  openOfServer(box: Buffer, context: string): Buffer;
  /** A blind index: equal values meet, nothing can be read back without the folder. */
  index(name: IndexName, ...parts: (string | Buffer)[]): Buffer;
  readonly keys: Keys;
}

const version = 1;

/** Day boxes: version (1 byte), day (4 bytes), box. Server boxes: version (1 byte), box. */
export function createVault(keys: Keys): Vault {
  return {
    keys,
    sealForDay: (plain, context, now) => {
      const { day, key } = keys.today(now);
      const head = Buffer.alloc(5);
      head.writeUInt8(version, 0);
      head.writeUInt32BE(day, 1);
      return Buffer.concat([head, seal(key, plain, context)]);
    },
    openOfDay: (box, context) => {
      if (box.readUInt8(0) !== version) throw new Bug('unknownBoxVersion');
      const key = keys.ofDay(box.readUInt32BE(1));
      if (!key) return { state: 'gone' };
      return { state: 'open', plain: open(key, box.subarray(5), context) };
    },
    sealForServer: (plain, context) =>
      Buffer.concat([Buffer.from([version]), seal(keys.server, plain, context)]),
    openOfServer: (box, context) => {
      if (box.readUInt8(0) !== version) throw new Bug('unknownBoxVersion');
      return open(keys.server, box.subarray(1), context);
    },
    index: (name, ...parts) => keyedHash(keys.index[name], ...parts),
  };
}

/** Sealing JSON is what nearly every caller wants. */
export function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The one place where sealed JSON gets its type back: we wrote it, the box proves that nobody else did. */
export function fromJson<T>(plain: Buffer): T {
  return JSON.parse(plain.toString('utf8')) as T;
}
