import { afterEach, beforeEach, expect } from 'vitest';
import type { Outgoing } from '../../../src/channels/channel.ts';
import {
  createTelegramChannel,
  type TelegramChannel,
  type TelegramOptions,
} from '../../../src/channels/telegram/connection.ts';
import { systemClock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import { startTelegramServer, type TelegramServer } from '../../kit/telegram-server.ts';
import { type MemoryIntake, memoryIntake } from './memory-intake.ts';

/** One emulator, one intake and any number of channels for the test that runs, renewed for each. */
export interface Scene {
  telegram: TelegramServer;
  intake: MemoryIntake;
  /** What the channels logged. */
  lines: string[];
  /** Opens a channel and starts it; it is stopped after the test. */
  start(options?: Partial<TelegramOptions>): Promise<TelegramChannel>;
  open(options?: Partial<TelegramOptions>): TelegramChannel;
  /** What was kept: the words, or the kind of what was no text. */
  words(): string[];
  /** The offset of every getUpdates so far. */
  offsets(): unknown[];
}

const token = '42:AAH-secret-of-the-bot';

/** Sets up before each test of the file and takes down after it; nobody's words and no token may be logged. */
export function useScene(): Scene {
  const running: TelegramChannel[] = [];
  const scene = { start, open, words, offsets } as unknown as Scene;
  beforeEach(async () => {
    scene.telegram = await startTelegramServer({ token });
    scene.intake = memoryIntake();
    scene.lines = [];
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((channel) => channel.stop()));
    await scene.telegram.stop();
    expect(scene.lines.join('')).not.toMatch(/AAH-secret|tolong|7000000/);
  });

  function open(options: Partial<TelegramOptions> = {}): TelegramChannel {
    const channel = createTelegramChannel({ ...quickOptions(scene), ...options });
    running.push(channel);
    return channel;
  }
  async function start(options: Partial<TelegramOptions> = {}): Promise<TelegramChannel> {
    const channel = open(options);
    await channel.start();
    return channel;
  }
  function words(): string[] {
    return scene.intake.kept.map(({ happened }) =>
      happened.type === 'inbound.text' ? happened.text : happened.type,
    );
  }
  function offsets(): unknown[] {
    return scene.telegram.callsOf('getUpdates').map((call) => call.payload.offset);
  }
  return scene;
}

/** The product's options with shorter waits, a lock that is always ours, and a log that is kept to be read. */
function quickOptions(scene: Scene): TelegramOptions {
  return {
    ...{ token, apiRoot: scene.telegram.apiRoot, intake: scene.intake, clock: systemClock, pollSeconds: 10 },
    ...{ backOffFirstMilliseconds: 20, backOffMostMilliseconds: 50, lockRetryMilliseconds: 20 },
    log: createLog({ write: (line) => scene.lines.push(line) }),
    ownLock: async () => ({ lost: new Promise<void>(() => {}), release: async () => {} }),
  };
}

/** Resolves once it is so. @throws after ms */
export async function until(isSo: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain`);
    await sleep(5);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A plain text to somebody, with one button when a token is given. */
export function textTo(
  chatId: number,
  text: string,
  ...choices: { token: string; label: string }[]
): Outgoing {
  return { messageId: 'm', address: String(chatId), part: { type: 'text', text, choices, rails: [] } };
}
