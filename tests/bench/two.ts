import { availableParallelism } from 'node:os';
import { sql } from 'drizzle-orm';
import { assert } from '../../src/errors.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { hear, startApp, stopDrill } from './child.ts';
import { repliesOf, talkThrough, turnsOf } from './dialogue.ts';
import { type Figure, median, note } from './figures.ts';
import type { Ground, House } from './house.ts';

/**
 * Two processes on one database against one, with the same dialogue: one of them holds the long poll, both take
 * turns and send. On few cores they share them with PostgreSQL and the load. After each round every message is
 * handled and every reply has arrived once, whoever did it.
 */
const token = '123456:bench';
const limits = { chats: 150, rounds: 3, manyCores: 8 } as const;

/** @param house is open; nobody else runs on it. @throws Bug when an end state is not the promised one */
export async function measureTwo(ground: Ground, house: House): Promise<Figure[]> {
  const telegram = await startTelegramServer({ token });
  const rates: { one: number; two: number }[] = [];
  const first = startApp(ground, house, telegram, token, 'one');
  try {
    await hear(first, 'ready');
    await measure(house, telegram);
    for (let round = 1; round <= limits.rounds; round += 1) {
      const one = await measure(house, telegram);
      const second = startApp(ground, house, telegram, token, 'two');
      await hear(second, 'ready');
      // The second one compiles.
      await measure(house, telegram);
      const two = await measure(house, telegram);
      await stopDrill(second);
      note(`processes ${round}: one ${one.toFixed(0)}/s, two ${two.toFixed(0)}/s`);
      rates.push({ one, two });
    }
  } finally {
    await stopDrill(first);
    await telegram.stop();
  }
  const ratio = median(rates.map(({ one, two }) => two / one));
  const isMany = availableParallelism() >= limits.manyCores;
  return [
    { figure: 'two.ratio', value: ratio, unit: 'ratio', target: { atLeast: 0.9 } },
    isMany
      ? { figure: 'two.ratioOn8', value: ratio, unit: 'ratio', target: { atLeast: 1.6 } }
      : { figure: 'two.ratioOn8', value: 'not run', unit: 'ratio', target: { atLeast: 1.6 } },
  ];
}

/** @returns turns a second */
async function measure(house: House, telegram: TelegramServer): Promise<number> {
  const before = await endState(house);
  const arrived = telegram.callsOf('sendMessage').length;
  const rate = turnsOf(limits.chats) / (await talkThrough(telegram, limits.chats));
  const after = await endState(house);
  const sent = telegram.callsOf('sendMessage').length - arrived;
  const got = { handled: after.handled - before.handled, decided: after.decided - before.decided, sent };
  const replies = repliesOf(limits.chats);
  const isSame = got.handled === turnsOf(limits.chats) && got.decided === replies && sent === replies;
  assert(isSame && after.open === 0, 'endStateDiffers', { ...got, open: after.open, replies });
  return rate;
}

async function endState({ db }: House): Promise<{ handled: number; open: number; decided: number }> {
  const [row] = await db.transact((tx) =>
    tx.execute<{ handled: number; open: number; decided: number }>(
      sql`select count(*) filter (where handled_at is not null and failed_at is null)::int as handled,
            count(*) filter (where handled_at is null)::int as open,
            (select count(*)::int from outbox) as decided from inbox`,
    ),
  );
  return row ?? { handled: -1, open: -1, decided: -1 };
}
