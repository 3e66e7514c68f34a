import type { Language } from '../../../flows/kit/events.ts';
import type { Part } from '../../conversation/messages.ts';
import type { Ids } from '../../ids.ts';
import type { Log } from '../../log.ts';
import type { Intake, Received } from '../channel.ts';

/** One line of the conversation as it is still held, oldest first. */
export interface ThreadLine {
  /** The outbox sequence. For the person's own line: that of our last line before it. */
  sequence: number;
  part: Part;
  /** The person's own. An empty text is one that is held no longer: the page shows that she wrote. */
  mine?: boolean;
  at: Date;
}

/** What the chat page needs of the rest. The composition root fills it; channels never see the store. */
export interface WebDeps {
  intake: Intake;
  ids: Ids;
  log: Log;
  /** An https one makes the cookie Secure. */
  publicUrl?: string | undefined;
  /** Where the way out leads; a page nobody asks about. */
  leaveUrl?: string | undefined;
  /** The neutral name that the organisation gave the chat: title and icon come from it (standards.md R9). */
  chatName(): string;
  /** What the conversation would say to somebody new, pure: shown before anything is stored. */
  opening(language: Language): Part[];
  /**
   * What is still held of the conversation at this address; empty when there is none. Rows count from
   * their commit on, not from their being recorded as sent: the channel wakes the page before that.
   */
  readThread(address: string): Promise<ThreadLine[]>;
  /** The opaque id of the conversation at this address. */
  conversationOf(address: string): Promise<string | undefined>;
  /** Tells every process that something new is visible at this address (NOTIFY `web`, the opaque id). */
  wake(address: string): Promise<void>;
  /** Calls back with the opaque id of every wake, and with an empty one when some may have been missed. */
  listen(heard: (conversation: string) => void): Promise<() => Promise<void>>;
  /**
   * Judges a file by its bytes and keeps it with the happenings that `read` makes of it, in one go.
   * @throws when it could not be kept
   */
  keepFile(bytes: Buffer, read: (file: UploadedFile) => Received[]): Promise<UploadOutcome>;
}

/** A file of the page once it was judged: what happened, in the words of the port. */
export interface UploadedFile {
  attachment: string;
  kind: 'photo' | 'voice' | 'video' | 'document';
  bytes: number;
}

export type UploadOutcome = 'kept' | 'notOpen' | 'tooLarge' | 'unknownType' | 'unsafe';

/** Bounds of the page, and why. */
export const limits = {
  /** Of one message, in characters; what is longer becomes several. chat.js cuts at the same length. */
  messageCharsMax: 6000,
  /** Of one form: a page without scripts sends all at once. More than that is a book, or a flood. */
  textCharsMax: 60_000,
  /** Every character of it may take nine bytes. */
  formBytesMax: 576 * 1024,
  /** Messages a minute from one browser: nobody types faster, and what is refused is sent again. */
  messagesPerBrowser: 40,
  /** Messages a minute from one source, which may be a whole village (rates.ts). */
  messagesPerSource: 300,
  /** Of one file: it lies in memory while it comes. */
  fileBytesMax: 10 * 1024 * 1024,
  /** Files a minute from one browser, and from one source. */
  filesPerBrowser: 6,
  filesPerSource: 30,
  /** How long a page without scripts waits for its reply before it is shown without one. */
  replyMs: 2000,
  /** Several replies of one turn, or of two in a row, come this close together. */
  settleMs: 100,
  /** A sweep while waiting, should a wake be lost. */
  lookMs: 250,
  /** Before a message is kept we ask who writes; a database that is away must not hold that up. */
  standingMs: 1500,
  /** A sign of life on an open stream; a phone company's gateway forgets silent ones. Sweeps as well. */
  beatMs: 15_000,
  /** Streams that one browser may hold (tabs), and this process in all (a few kB each). */
  streamsPerBrowser: 6,
  streamsMax: 4000,
};
