import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { assert } from '../../src/errors.ts';
import type { Person } from '../kit/telegram-person.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { type DrillHears, hear, startDrill, startFlags, stopDrill } from './child.ts';
import { scriptOf } from './crowd.ts';
import type { Ground } from './house.ts';
import { stopOnInterrupt } from './interrupt.ts';
import type { Line } from './people.ts';

/**
 * What a person waits: from the moment her update lies ready at the Bot API to the moment sendMessage arrives
 * there, over the whole app in a process of its own. The emulator and the people live in this one, so the
 * app's event loop does nothing but its work.
 */
export interface Replies {
  /** One a message: until the first reply to it. */
  firstMilliseconds: number[];
  /** One a message: until the last of its replies (three of the turns say more than one thing). */
  lastMilliseconds: number[];
  rssBytes: number;
  peakBytes: number;
}

export interface Load {
  chats: number;
  messagesPerSecond: number;
  seconds: number;
}

const token = '123456:bench';

const limits = {
  replyMilliseconds: 30_000,
  /** As many as a hundred reports have, so that in the end somebody is at every question; or so long. */
  warmUpMessages: 1_400,
  warmUpSeconds: 20,
  warmUpAtOnce: 8,
};

/** Runs the app on this ground, which somebody has set up, and talks to it. @throws when a reply stays away */
export async function measureReplies(ground: Ground, load: Load): Promise<Replies> {
  const telegram = await startTelegramServer({ token });
  const app = startChild(ground, telegram);
  const forget = stopOnInterrupt(() => stopDrill(app));
  try {
    await hear(app, 'ready');
    const room = createRoom(telegram, load.chats);
    await warmUp(room);
    const waits = await talk(room, load);
    app.send('memory' satisfies DrillHears);
    const { rssBytes, peakBytes } = await hear(app, 'memory');
    return {
      firstMilliseconds: waits.map(({ first }) => first),
      lastMilliseconds: waits.map(({ last }) => last),
      ...{ rssBytes, peakBytes },
    };
  } finally {
    forget();
    await stopDrill(app);
    await telegram.stop();
  }
}

function startChild({ dataFolder, keyFolder }: Ground, telegram: TelegramServer): ChildProcess {
  const environment = {
    PORT: '0',
    SUAR_DATA_DIR: dataFolder,
    SUAR_KEY_DIR: keyFolder,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  };
  return startDrill('app-drill.ts', environment, { flags: startFlags() });
}

/** The chats that are open; whoever has filed her report goes, and somebody new sits down. */
interface Room {
  /**
   * Resolves with any chat in which nobody waits for an answer. Drawn, not in turn: else all of them would be
   * at the same question.
   */
  take(): Promise<Seat>;
  give(seat: Seat): void;
}

interface Seat {
  person: Person;
  lines: readonly Line[];
  step: number;
}

function createRoom(telegram: TelegramServer, chats: number): Room {
  let seated = 0;
  const sitDown = (): Seat => {
    const lines = scriptOf(seated);
    seated += 1;
    return { person: telegram.person(), lines, step: 0 };
  };
  const idle = Array.from({ length: chats }, sitDown);
  const wanting: ((seat: Seat) => void)[] = [];
  return {
    take: async () => {
      const [seat] = idle.splice(Math.floor(Math.random() * idle.length), 1);
      return seat ?? new Promise<Seat>((resolve) => wanting.push(resolve));
    },
    give: (seat) => {
      const next = seat.step < seat.lines.length ? seat : sitDown();
      const wanted = wanting.shift();
      if (wanted) wanted(next);
      else idle.push(next);
    },
  };
}

interface Wait {
  first: number;
  last: number;
}

/** A few people at once, each as fast as she is answered: the app compiles, chats get to different questions. */
async function warmUp(room: Room): Promise<void> {
  const ends = performance.now() + limits.warmUpSeconds * 1000;
  let written = 0;
  const write = async () => {
    for (; written < limits.warmUpMessages && performance.now() < ends; written += 1)
      await writeOnce(await room.take(), room, performance.now());
  };
  await Promise.all(Array.from({ length: limits.warmUpAtOnce }, write));
}

/**
 * Messages at random moments, as independent people write: the pauses between them are exponential.
 * Should everybody still wait for an answer, the next message is late, and its wait counts from when it
 * should have come.
 */
async function talk(room: Room, { messagesPerSecond, seconds }: Load): Promise<Wait[]> {
  const waits: Promise<Wait>[] = [];
  let due = performance.now();
  for (let at = 0; at < messagesPerSecond * seconds; at += 1) {
    due += (-Math.log(1 - Math.random()) * 1000) / messagesPerSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const began = early > 0 ? performance.now() : due;
    waits.push(writeOnce(await room.take(), room, began));
  }
  return Promise.all(waits);
}

async function writeOnce(seat: Seat, room: Room, began: number): Promise<Wait> {
  const line = seat.lines[seat.step];
  assert(line, 'scriptAtItsEnd');
  const { happened, replyBytes } = line;
  if (happened.type === 'inbound.text') seat.person.say(happened.text);
  else if (happened.type === 'inbound.tap') seat.person.tap(happened.token);
  const moments: number[] = [];
  for (const _ of replyBytes) moments.push((await seat.person.next(limits.replyMilliseconds)).at - began);
  seat.step += 1;
  room.give(seat);
  return { first: moments.at(0) ?? Number.NaN, last: moments.at(-1) ?? Number.NaN };
}
