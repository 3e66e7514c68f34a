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
import { sum } from './figures.ts';
import type { Ground, House } from './house.ts';
import { type Line, mix, rehearse, renderer } from './people.ts';

/**
 * Turns as the app takes them: one loop keeps what a long poll brought (messages and offset in one
 * transaction), one worker takes turns, both on one event loop and one pool. Up to the committed reply:
 * nothing is sent, the outbox rows stay.
 */
export interface TurnBench {
  /** Takes new people through their whole report, and makes sure that all of it was really done. */
  run(people: number): Promise<{ turns: number; seconds: number }>;
}

/** What a busy long poll brings; the platform's most is 100. */
const batchSize = 50;

const scripts = mix.map(rehearse);

/** What person number `at` says, message by message. */
export function scriptOf(at: number): readonly Line[] {
  return scripts[at % scripts.length] ?? [];
}

export function createTurnBench({ db, deps: store }: House, { dataFolder }: Ground): TurnBench {
  const log = strictLog();
  const turn: TurnDeps = {
    ...{ db, store, log, renderer },
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
  };
  let kept = 0;
  let round = 0;
  return {
    run: async (people) => {
      round += 1;
      const messages = messagesOf(people, `${round}`);
      const progress = { taken: 0, moved: () => {} };
      const worker = startWorker('turns', log, async () => {
        const taken = await takeTurns(turn);
        progress.taken += taken;
        progress.moved();
        return taken;
      });
      const spool = openSpool({ folder: path.join(dataFolder, 'spool'), ...store });
      const intake = createIntake({ db, store, log, spool, nudge: () => worker.nudge() });
      const until = async (taken: number) => {
        while (progress.taken < taken)
          await new Promise<void>((resolve) => {
            progress.moved = resolve;
          });
      };
      const began = performance.now();
      for (let at = 0; at < messages.length; at += batchSize) {
        const batch = messages.slice(at, at + batchSize);
        // A person writes again only once she has been answered.
        await until(at + batch.length - people);
        kept += batch.length;
        await intake.keep(batch, { name: 'offset', value: String(kept) });
      }
      await until(messages.length);
      const seconds = (performance.now() - began) / 1000;
      await worker.stop();
      await insistOnAll(db, people);
      return { turns: messages.length, seconds };
    },
  };
}

/** Everybody's first message, then everybody's second, as if all of them wrote at the same pace. */
function messagesOf(people: number, round: string): Received[] {
  const everybody = Array.from({ length: people }, (_, at) => ({ at, lines: scriptOf(at) }));
  const longest = Math.max(...everybody.map(({ lines }) => lines.length));
  return Array.from({ length: longest }, (_, step) =>
    everybody.flatMap(({ at, lines }): Received[] => {
      const line = lines[step];
      if (line === undefined) return [];
      const address = String(700_000_000 + Number(round) * 100_000 + at);
      const externalId = `update:${round}:${at}:${step}`;
      return [{ channel: 'telegram', externalId, address, happened: line.happened }];
    }),
  ).flat();
}

/** Every reply and every case that the rehearsal promised, of this round alone; then the rows are settled. */
async function insistOnAll(db: House['db'], people: number): Promise<void> {
  const promised = Array.from({ length: people }, (_, at) => scriptOf(at));
  const replies = sum(promised.flatMap((lines) => lines.map(({ replyBytes }) => replyBytes.length)));
  const [done] = await db.transact((tx) =>
    tx.execute<{ unhandled: number; replies: number; filed: number }>(
      sql`with settled as (update outbox set settled_at = now(), state = 'sent' where settled_at is null returning 1),
            seen as (update cases set state = 'closed' where state = 'open' and filed_at is not null returning 1)
          select (select count(*)::int from inbox where handled_at is null or failed_at is not null) as unhandled,
            (select count(*)::int from settled) as replies, (select count(*)::int from seen) as filed`,
    ),
  );
  const got = { unhandled: done?.unhandled ?? -1, replies: done?.replies ?? -1, filed: done?.filed ?? -1 };
  assert(got.unhandled === 0 && got.replies === replies && got.filed === people, 'turnsNotDone', got);
}

/** A figure with errors in it is no figure. */
function strictLog(): Log {
  return {
    ...silentLog,
    error: (event, fields, cause) => {
      throw new Error(`${event} ${JSON.stringify(fields ?? {})}`, { cause });
    },
  };
}
