import path from 'node:path';
import { assert } from '../../src/errors.ts';
import { migrateDatabase } from '../../src/store/database.ts';
import { measureAgainstGrammy } from './against-grammy.ts';
import { measureConsole } from './console.ts';
import { createCrowd, type Message } from './crowd.ts';
import { type Figure, median, note, percentile, printFigure } from './figures.ts';
import { createFloorBench, type FloorBench } from './floor.ts';
import { measureGrowth } from './growth.ts';
import { type Ground, type House, makeGround, openHouse } from './house.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { measureMemory } from './memory.ts';
import { measureReplies } from './replies.ts';
import { createTurnBench, type TurnBench } from './turns.ts';
import { measureTwo } from './two.ts';

/**
 * `npm run bench`: one JSON line a figure on standard output, words on standard error, exit 1 when a target
 * is missed. README.md beside this file says what each figure means.
 */
/** 200 people at once, 1,600 turns a round; `fewest` on a machine so busy that the time is over before. */
const rounds = { most: 6, fewest: 4, seats: 200, perSeat: 8, seconds: 80 } as const;
const load = { chats: 100, messagesPerSecond: 20, seconds: 25 } as const;

const migrate = (address: Parameters<typeof migrateDatabase>[0]) =>
  migrateDatabase(address, path.join(import.meta.dirname, '../../migrations'));

interface Rate {
  turns: number;
  floor: number;
}

/** Turns and floor in turn, A B A B, so that whatever else the machine does falls on both. */
async function compare(turns: TurnBench, floor: FloorBench): Promise<Rate[]> {
  const crowd = createCrowd(rounds.seats);
  const measure = async (messages: readonly Message[]): Promise<Rate> => ({
    turns: messages.length / (await turns.run(messages)),
    floor: messages.length / (await floor.run(messages)),
  });
  // What brings the seats to different questions also compiles and fills caches.
  await measure(crowd.scatter());
  const rates: Rate[] = [];
  const began = performance.now();
  const isOver = () => performance.now() - began > rounds.seconds * 1000;
  while (rates.length < rounds.fewest || (rates.length < rounds.most && !isOver())) {
    const rate = await measure(crowd.write(rounds.perSeat));
    note(`round ${rates.length + 1}: ${rate.turns.toFixed(0)} turns/s, floor ${rate.floor.toFixed(0)}/s`);
    rates.push(rate);
  }
  return rates;
}

async function measureTurns(house: House, ground: Ground): Promise<Figure[]> {
  const { address } = house;
  assert('socketFolder' in address, 'notOurServer');
  const floor = await createFloorBench(address, migrate);
  try {
    const rates = await compare(createTurnBench(house, ground), floor);
    const middle = (of: (rate: Rate) => number) => median(rates.map(of));
    const perSecond = (figure: string, value: number): Figure => {
      return { figure, value, unit: 'turns/s', target: null };
    };
    const ratio = middle((rate) => rate.turns / rate.floor);
    return [
      { figure: 'turns.floorRatio', value: ratio, unit: 'ratio', target: { atLeast: 0.5 } },
      perSecond(
        'turns.perSecond',
        middle((rate) => rate.turns),
      ),
      perSecond(
        'floor.perSecond',
        middle((rate) => rate.floor),
      ),
    ];
  } finally {
    await floor.stop();
  }
}

/** What people wait, and what the app weighs after it. */
async function measureApp(ground: Ground): Promise<Figure[]> {
  const { firstMilliseconds, lastMilliseconds, rssBytes, peakBytes } = await measureReplies(ground, load);
  const megabytes = (bytes: number) => bytes / 2 ** 20;
  const wait = (figure: string, share: number, target: Figure['target'] = null): Figure => {
    const value = percentile(firstMilliseconds, share);
    return { figure, value, unit: 'ms', target };
  };
  return [
    wait('reply.p50', 0.5),
    wait('reply.p95', 0.95, { atMost: 50 }),
    wait('reply.p99', 0.99, { atMost: 150 }),
    { figure: 'reply.last.p95', value: percentile(lastMilliseconds, 0.95), unit: 'ms', target: null },
    { figure: 'app.memory', value: megabytes(rssBytes), unit: 'MB', target: { atMost: 250 } },
    { figure: 'app.memoryPeak', value: megabytes(peakBytes), unit: 'MB', target: null },
  ];
}

async function measureAndClose(ground: Ground): Promise<Figure[]> {
  const house = await openHouse(ground);
  const forget = stopOnInterrupt(() => house.stop());
  try {
    return await measureTurns(house, ground);
  } finally {
    forget();
    await house.stop();
  }
}

/** On a ground of its own: nobody else is measured beside a million rows, or beside other people's rows. */
async function measureApart(measure: (ground: Ground, house: House) => Promise<Figure[]>): Promise<Figure[]> {
  const ground = makeGround();
  process.once('exit', () => ground.remove());
  const house = await openHouse(ground);
  const forget = stopOnInterrupt(() => house.stop());
  try {
    return await measure(ground, house);
  } finally {
    forget();
    await house.stop();
  }
}

async function main(): Promise<void> {
  const ground = makeGround();
  process.once('exit', () => ground.remove());
  const met: boolean[] = [];
  const print = (figures: readonly Figure[]) => met.push(...figures.map(printFigure));
  print(await measureAndClose(ground));
  // The app starts where that house stopped: the same folders, the same people's rows in its tables.
  print(await measureApp(ground));
  print(await measureApart(measureMemory));
  print(await measureApart(measureAgainstGrammy));
  print(await measureApart(measureTwo));
  print(await measureConsole());
  print(await measureApart((_, house) => measureGrowth(house)));
  process.exitCode = met.every(Boolean) ? 0 : 1;
}

await main();
