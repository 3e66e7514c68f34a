import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { Received } from '../../src/channels/channel.ts';
import { createIntake } from '../../src/channels/intake.ts';
import { openSpool } from '../../src/channels/spool.ts';
import { assert } from '../../src/errors.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createReceiptPool } from '../../src/store/receipts.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { type TurnDeps, takeTurns } from '../../src/turns/take-turns.ts';
import { startWorker } from '../../src/turns/worker.ts';
import type { Message } from './crowd.ts';
import { sum } from './figures.ts';
import type { Ground, House } from './house.ts';
import { renderer } from './people.ts';

/**
 * Turns as the app takes them: one loop keeps what a long poll brought (messages and offset in one
 * transaction), one worker takes turns, both on one event loop and one pool. Up to the committed reply:
 * nothing is sent, the outbox rows stay.
 */
export interface TurnBench {
  /** @returns the seconds that all of it took. @throws Bug when a turn, a reply or a case is missing */
  run(messages: readonly Message[]): Promise<number>;
}

/** Far from the chat ids of the emulator, which talks to the same database later. */
const firstAddress = 900_000_000;

/** What a busy long poll brings; the platform's most is 100. */
const batchMax = 50;

export function createTurnBench(house: House, { dataFolder }: Ground): TurnBench {
  const { db, deps: store } = house;
  const log = strictLog();
  const turn: TurnDeps = {
    ...{ db, store, log, renderer },
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
  };
  const spool = openSpool({ folder: path.join(dataFolder, 'spool'), log, ...store });
  let offset = 0;
  return {
    run: async (messages) => {
      const count = createCount();
      const began = performance.now();
      const worker = startWorker('turns', log, async () => count.add(await takeTurns(turn)));
      const intake = createIntake({ db, store, log, spool, nudge: () => worker.nudge() });
      for (let at = 0; at < messages.length; ) {
        const batch = cutBatch(messages, at);
        // A person writes again only once she has been answered.
        await count.reaches(Math.max(0, ...batch.map(({ after }) => (after ?? -1) + 1)));
        at += batch.length;
        offset += batch.length;
        await intake.keep(batch.map(receive), { name: 'offset', value: String(offset) });
      }
      await count.reaches(messages.length);
      const seconds = (performance.now() - began) / 1000;
      await worker.stop();
      await insistOnAll(db, messages);
      return seconds;
    },
  };
}

/** As many as a long poll brings, and never somebody's answer to what is only now being asked. */
function cutBatch(messages: readonly Message[], from: number): Message[] {
  const most = messages.slice(from, from + batchMax);
  const tooSoon = most.findIndex(({ after }) => after !== undefined && after >= from);
  return tooSoon < 0 ? most : most.slice(0, tooSoon);
}

function receive({ person, step, line }: Message): Received {
  return {
    channel: 'telegram',
    externalId: `update:${person}:${step}`,
    address: String(firstAddress + person),
    happened: line.happened,
  };
}

/** How many turns are done. Turns are taken oldest first, so it also says which. */
function createCount(): { add(some: number): number; reaches(goal: number): Promise<void> } {
  let done = 0;
  let moved = () => {};
  return {
    add: (some) => {
      done += some;
      moved();
      return some;
    },
    reaches: async (goal) => {
      while (done < goal)
        await new Promise<void>((resolve) => {
          moved = resolve;
        });
    },
  };
}

/** Every reply and every case that the rehearsal promised; then the rows count as sent and closed. */
async function insistOnAll(db: House['db'], messages: readonly Message[]): Promise<void> {
  const [done] = await db.transact((tx) =>
    tx.execute<{ unhandled: number; replies: number; filed: number }>(
      sql`with sent as (update outbox set settled_at = now(), state = 'sent'
              where settled_at is null returning 1),
            closed as (update cases set state = 'closed'
              where state = 'open' and filed_at is not null returning 1)
          select (select count(*)::int from inbox where handled_at is null or failed_at is not null) as unhandled,
            (select count(*)::int from sent) as replies, (select count(*)::int from closed) as filed`,
    ),
  );
  const got = { unhandled: done?.unhandled ?? -1, replies: done?.replies ?? -1, filed: done?.filed ?? -1 };
  const replies = sum(messages.map(({ line }) => line.replyBytes.length));
  const filed = messages.filter(({ isLast }) => isLast).length;
  const isAll = got.unhandled === 0 && got.replies === replies && got.filed === filed;
  assert(isAll, 'turnsNotDone', { ...got, repliesPromised: replies, filedPromised: filed });
}

/** A figure with errors in it is no figure. A failed query quotes all its rows: the start is enough. */
function strictLog(): Log {
  return {
    ...silentLog,
    error: (event, _fields, cause) => {
      throw new Error(`${event}: ${String(cause).slice(0, 300)}`);
    },
  };
}
