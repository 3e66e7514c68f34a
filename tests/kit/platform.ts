import { sql } from 'drizzle-orm';
import type { Outgoing, Received, SendOutcome } from '../../src/channels/channel.ts';
import { createIntake } from '../../src/channels/intake.ts';
import { silentLog } from '../../src/log.ts';
import { limits as outboxLimits } from '../../src/store/outbox.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import type { TestDatabase } from './database.ts';
import { createEngine } from './engine.ts';

/**
 * A platform like Telegram on one side, our intake, turns and dispatcher on the other, and a process in
 * between that can be killed at a named point and started again. What the platform holds survives; what was
 * in memory does not.
 */
export type Point =
  | 'received'
  | 'kept'
  | 'claimed'
  | 'written'
  | 'committed'
  | 'leased'
  | 'sent'
  | 'recorded';

export const points: readonly Point[] = [
  'received',
  'kept',
  'claimed',
  'written',
  'committed',
  'leased',
  'sent',
  'recorded',
];

/** Looks like a connection that died, because that is what a killed process is to its transaction. */
class Killed extends Error {
  readonly code = 'ECONNKILLED';
}

export interface Platform {
  /** What arrived at the person, in order, with our own id: the same id twice is a message she saw twice. */
  arrived: { to: string; id: string; text: string }[];
  deaths: number;
  /** How often each point was reached: a kill is drawn among them. */
  reached: Record<Point, number>;
}

interface World {
  house: Pick<TestDatabase, 'db' | 'deps'>;
  name: string;
  updates: readonly { from: string; text: string }[];
  kill: { point: Point; nth: number } | null;
}

/** Lives the whole story, dying once at the given point. The lease of a dead dispatcher runs out by the clock. */
export async function live(world: World): Promise<Platform> {
  const reached = Object.fromEntries(points.map((point) => [point, 0])) as Record<Point, number>;
  const platform: Platform = { arrived: [], deaths: 0, reached };
  let kill = world.kill;
  // The clock that goes on at a death is everybody's: the timers of stories already told must stay still.
  await world.house.db.transact((tx) => tx.execute(sql`update conversations set due_at = null`));
  for (let lives = 0; lives < 4; lives += 1) {
    try {
      await liveOnce(world, platform, kill);
      return platform;
    } catch (cause) {
      if (!(cause instanceof Killed)) throw cause;
      platform.deaths += 1;
      kill = null;
      world.house.deps.clock.advance((outboxLimits.leaseSeconds + 5) * 1000);
    }
  }
  throw new Error('never finished');
}

async function liveOnce(world: World, platform: Platform, kill: World['kill']): Promise<void> {
  let seen = 0;
  let isDead = false;
  const reach = (point: Point) => {
    if (isDead) throw new Killed();
    platform.reached[point] += 1;
    if (!kill || point !== kill.point) return;
    seen += 1;
    if (seen < kill.nth) return;
    isDead = true;
    throw new Killed();
  };
  const { db, deps } = world.house;
  const engine = createEngine(db, deps, {
    outcome: (outgoing) => arrive(platform, outgoing),
    reach: { turn: reach, dispatcher: reach },
  });
  const intake = createIntake({
    db,
    store: deps,
    log: silentLog,
    spool: { put: () => {}, drain: async () => 0 },
    nudge: () => {},
    reach,
  });
  for (;;) {
    const offset = Number((await intake.position('telegram', world.name)) ?? 0);
    const batch = world.updates.slice(offset, offset + 3);
    if (batch.length > 0) {
      const position = { name: world.name, value: String(offset + batch.length) };
      await intake.keep(
        batch.map((update, at) => received(world, update, offset + at)),
        position,
      );
    }
    const taken = await takeTurns(engine.turn);
    const sent = await engine.dispatch.dispatch();
    await engine.dispatch.settle();
    if (batch.length + taken + sent === 0) return;
  }
}

function received(world: World, update: { from: string; text: string }, at: number): Received {
  return {
    channel: 'telegram',
    externalId: `${world.name}:${at}`,
    address: `${world.name}:${update.from}`,
    happened: { type: 'inbound.text', text: update.text },
  };
}

function arrive(platform: Platform, { address, messageId, part }: Outgoing): SendOutcome {
  const to = address.split(':').at(-1) ?? '';
  platform.arrived.push({ to, id: messageId, text: part.type === 'text' ? part.text : 'clear' });
  return { is: 'sent', providerId: String(platform.arrived.length) };
}
