import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { systemClock } from '../../src/clock.ts';
import { assert } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { createReceiptPool } from '../../src/store/receipts.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import type { Person } from '../kit/telegram-person.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { type Counsellor, makeTeam } from '../storm/team.ts';
import { hear, startApp, stopDrill } from './child.ts';
import { type Figure, percentile } from './figures.ts';
import { type Ground, type House, makeGround, openHouse } from './house.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { renderer } from './people.ts';

/** What a counsellor waits: for her queue, for a new card on it, for the alarm on her telephone. */
const token = '123456:bench';
const danger = 'tolong, dia mau bunuh saya, dia pegang parang';

const limits = {
  /** As many as stand on the first page: each new card is looked for there. */
  handOffs: 25,
  /** With the first one, which warms up: more within a minute are held back. */
  alarms: 3,
  waitMilliseconds: 20_000,
  pages: 100,
  pagesBefore: 20,
  open: 1_000,
  cases: 10_000,
  cardsOfPage: 30,
} as const;

interface Desk {
  ground: Ground;
  house: House;
  counsellor: Counsellor;
  telegram: TelegramServer;
  phone: Person;
  url: string;
}

/** On a ground of its own, filled while it is measured. */
export async function measureConsole(): Promise<Figure[]> {
  const ground = makeGround();
  const telegram = await startTelegramServer({ token });
  const [phone, other] = [telegram.person(), telegram.person()];
  for (const one of [phone, other]) one.say('/start');
  let counsellor: Counsellor | undefined;
  const house = await openHouse(ground, async (db, deps) => {
    const team = await makeTeam({ db, deps }, [String(phone.chatId), String(other.chatId)]);
    counsellor = team[0];
  });
  assert(counsellor, 'nobodyOnDuty');
  const app = startApp(ground, house, telegram, token);
  const stop = async () => {
    await stopDrill(app);
    await telegram.stop();
    await house.stop();
    ground.remove();
  };
  const forget = stopOnInterrupt(stop);
  try {
    const { url = '' } = await hear(app, 'ready');
    const desk = { ground, house, counsellor, telegram, phone, url };
    return [...(await measureHandOffs(desk)), ...(await measureQueue(desk))];
  } finally {
    forget();
    await stop();
  }
}

async function measureHandOffs(desk: Desk): Promise<Figure[]> {
  const cards: number[] = [];
  const alarms: number[] = [];
  const stream = await openStream(desk);
  // The app compiles, the queue's page and the alarm's lines among it.
  await handOff(desk, stream);
  for (let at = 1; at < limits.handOffs; at += 1) {
    const { card, alarm } = await handOff(desk, stream, at < limits.alarms);
    cards.push(card);
    if (alarm !== undefined) alarms.push(alarm);
  }
  stream.close();
  return [
    { figure: 'handOff.p50', value: percentile(cards, 0.5), unit: 'ms', target: null },
    { figure: 'handOff.p99', value: percentile(cards, 0.99), unit: 'ms', target: { atMost: 1_000 } },
    { figure: 'alarm.longest', value: Math.max(...alarms), unit: 'ms', target: { atMost: 5_000 } },
  ];
}

/** @returns milliseconds from the cry until its card stands in the console, and until her telephone rang */
async function handOff(
  desk: Desk,
  stream: Stream,
  withAlarm = false,
): Promise<{ card: number; alarm: number | undefined }> {
  const before = countCards(await readQueue(desk));
  const rings = ringsOf(desk.phone);
  const began = performance.now();
  desk.telegram.person().say(danger);
  while (countCards(await readQueue(desk)) <= before) {
    await stream.next(limits.waitMilliseconds);
  }
  const card = performance.now() - began;
  if (!withAlarm) return { card, alarm: undefined };
  while (ringsOf(desk.phone) <= rings) {
    assert(performance.now() - began < limits.waitMilliseconds, 'noAlarm');
    await pause(10);
  }
  return { card, alarm: performance.now() - began };
}

const ringsOf = (phone: Person) =>
  phone.everything().filter(({ from, keyboard }) => from === 'bot' && keyboard.length > 0).length;

async function readQueue({ url, counsellor }: Desk): Promise<string> {
  const answer = await fetch(`${url}/console`, { headers: { cookie: `suar_session=${counsellor.token}` } });
  assert(answer.status === 200, 'queueNotShown');
  return answer.text();
}

const countCards = (page: string) => [...page.matchAll(/id="card-[\da-f-]+"/g)].length;

interface Stream {
  /** Resolves with the next news. @throws when none comes */
  next(milliseconds: number): Promise<void>;
  close(): void;
}

/** As the console's page watches: it hears that something changed, and asks again. */
async function openStream({ url, counsellor }: Desk): Promise<Stream> {
  const since = systemClock.now().getTime();
  const headers = { cookie: `suar_session=${counsellor.token}` };
  const request = get(`${url}/console/live?since=${since}`, { headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  assert(response.statusCode === 200, 'noStream');
  let heard = 0;
  let wake = () => {};
  response.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk.includes('event: queue') ? 1 : 0;
    wake();
  });
  let taken = 0;
  return {
    next: async (milliseconds) => {
      const ends = performance.now() + milliseconds;
      while (heard === taken) {
        assert(performance.now() < ends, 'noNews');
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([woken, pause(1_000)]);
      }
      taken = heard;
    },
    close: () => request.destroy(),
  };
}

async function measureQueue(desk: Desk): Promise<Figure[]> {
  await fillQueue(desk.house);
  const read = async () => {
    const began = performance.now();
    assert(countCards(await readQueue(desk)) >= limits.cardsOfPage, 'pageNotFull');
    return performance.now() - began;
  };
  for (let at = 0; at < limits.pagesBefore; at += 1) await read();
  const times: number[] = [];
  for (let at = 0; at < limits.pages; at += 1) times.push(await read());
  return [
    { figure: 'queue.p50', value: percentile(times, 0.5), unit: 'ms', target: null },
    { figure: 'queue.p95', value: percentile(times, 0.95), unit: 'ms', target: { atMost: 100 } },
  ];
}

/** The open ones are real, sealed by turns of their own; the closed ones are copies of one, which no page opens. */
async function fillQueue({ db, deps: store }: House): Promise<void> {
  const turn = {
    db,
    store,
    log: silentLog,
    renderer,
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
  };
  const batch = Array.from({ length: limits.open }, (_, at) => ({
    channel: 'web' as const,
    externalId: `full:${at}`,
    address: `full-${at}`,
    happened: { type: 'inbound.text' as const, text: danger },
  }));
  for (let from = 0; from < batch.length; from += 100)
    await db.transact((tx) => acceptInbound(tx, store, batch.slice(from, from + 100)));
  while ((await takeTurns(turn)) > 0);
  const counts = () =>
    db.transact((tx) =>
      tx.execute<{ open: number; all: number }>(
        sql`select count(*) filter (where state = 'open')::int as open, count(*)::int as all from cases`,
      ),
    );
  for (let [now] = await counts(); now && now.all < limits.cases; [now] = await counts()) {
    const some = Math.min(1_000, limits.cases - now.all);
    await db.transact((tx) =>
      tx.execute(
        sql`insert into cases select made.* from (select * from cases limit 1) c, generate_series(1, ${some}::int) i,
              lateral jsonb_populate_record(null::cases, to_jsonb(c) || jsonb_build_object(
                'id', md5(${now?.all ?? 0}::int || '.' || i)::uuid, 'state', 'closed', 'waiting_since', null)) made`,
      ),
    );
  }
  await db.transact((tx) => tx.execute(sql`analyze cases`));
  const [full] = await counts();
  assert((full?.open ?? 0) >= limits.open && full?.all === limits.cases, 'queueNotFull');
}
