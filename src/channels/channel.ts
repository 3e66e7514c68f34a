import type { ChannelName, Inbound, Part } from '../conversation/messages.ts';

/**
 * The port that every channel fills. A channel turns the platform's traffic into Received and a Part into
 * calls; it decides nothing and remembers nothing about people.
 */
export interface Received {
  channel: ChannelName;
  /** The platform's own id of this happening, unique per channel; hashed before it is stored. */
  externalId: string;
  /** Where replies go: a Telegram chat id, a WhatsApp JID (LID before number), a web token. */
  address: string;
  happened: Inbound;
}

/** What a parser says of one thing the platform sent. It never throws. */
export type Reading =
  | { is: 'received'; received: Received }
  | { is: 'ignored'; why: string }
  | { is: 'unreadable'; received: Received };

export interface Outgoing {
  /** Chosen before the send; WhatsApp takes it as its own id. */
  messageId: string;
  address: string;
  part: Part;
}

/** What the world did with it. `uncertain`: it may or may not have arrived; sent once more, marked so. */
export type SendOutcome =
  | { is: 'sent'; providerId?: string }
  | { is: 'later'; at: Date; why: string }
  | { is: 'blocked' }
  | { is: 'refused'; why: string }
  | { is: 'uncertain'; why: string };

/** What the platform gave for a reference. `unsupported`: this way of connecting has no way to ask for it. */
export type FetchOutcome =
  | { is: 'bytes'; bytes: Buffer }
  | { is: 'tooLarge' }
  | { is: 'gone' }
  | { is: 'later'; why: string }
  | { is: 'unsupported' };

/** Sentences for operators live beside the codes, per channel. */
export interface ChannelHealth {
  state: 'off' | 'starting' | 'connected' | 'reconnecting' | 'stopped';
  /** A fixed word, safe to log and to show. */
  code: string;
}

export interface Channel {
  readonly name: ChannelName;
  /** Connects and receives until stopped. Resolves once it is running; a lost line is its own to mend. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** One message out. Never throws: what the world does is an outcome. */
  send(outgoing: Outgoing): Promise<SendOutcome>;
  /**
   * The bytes behind a reference that this channel gave, held in memory only. Never throws. Absent: what comes
   * in here has no reference to fetch later.
   * @param bytesMax larger is not fetched to its end
   */
  fetchMedia?(reference: string, bytesMax: number): Promise<FetchOutcome>;
  health(): ChannelHealth;
}

/** How a channel hands over what came in: durable when the promise resolves (intake.ts). */
export interface Intake {
  /**
   * Keeps a batch and, in the same transaction, the channel's own position (Telegram's offset).
   * Resolves once it is committed, or sealed in the spool when the database is away.
   */
  keep(batch: Received[], position?: { name: string; value: string }): Promise<void>;
  position(channel: ChannelName, name: string): Promise<string | undefined>;
}
