import type { AlarmLine } from '../../src/channels/alarm-line.ts';
import type { Channel, Outgoing } from '../../src/channels/channel.ts';
import { createDispatcher, type Dispatcher } from '../../src/channels/dispatcher.ts';
import { createIntake, replaySpool } from '../../src/channels/intake.ts';
import { openSpool } from '../../src/channels/spool.ts';
import { type Alarm, createAlarm } from '../../src/duty/alarm.ts';
import type { Log } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { freeOrphanedLeases } from '../../src/store/outbox-outcomes.ts';
import type { ReceiptPool } from '../../src/store/receipts.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { testRenderer } from '../kit/engine.ts';
import type { Ground } from './team.ts';

/**
 * One life of the app without sockets: intake, turns, dispatcher and alarm on a real database, until it is
 * killed at a named point. A dead one does nothing more to the world: what it was sending never resolves.
 */
export const points = [
  'received',
  'kept',
  'claimed',
  'written',
  'committed',
  'leased',
  'sent',
  'recorded',
  'alarmBegun',
  'alarmSent',
] as const;
export type Point = (typeof points)[number];

/** Where a life ends: when the point is reached for the nth time, counted from the start or from `arm`. */
export interface Kill {
  point: Point;
  nth: number;
  isAtOnce: boolean;
}

/** Looks like a connection that died, because that is what a killed process is to its transaction. */
export class Killed extends Error {
  readonly code = 'ECONNKILLED';
}

export interface World extends Ground {
  /** Of the spool. */
  folder: string;
  log: Log;
  /** Made beforehand, because it takes time; it remembers nothing. */
  receipts: ReceiptPool;
  /** A message reaches a person's screen. */
  arrive(channel: Channel['name'], outgoing: Outgoing): void;
  /** An alarm reaches a counsellor's telephone. @param token what its button carries */
  ring(phone: string, token: string | undefined): void;
}

export interface Life {
  intake: ReturnType<typeof createIntake>;
  dispatcher: Dispatcher;
  alarm: Alarm;
  takeTurns(): Promise<number>;
  /** From now on it may be killed. */
  arm(): void;
  /** @throws Killed once it is dead, wherever that was noticed */
  check(): void;
  /** What may wait for something that a dead one never gets. @throws Killed as soon as it is dead */
  unlessDead<T>(work: Promise<T>): Promise<T>;
}

/** @param kill undefined lives on; what died before is taken up first, as a start does */
export async function live(world: World, kill: Kill | undefined): Promise<Life> {
  const { deps: store, log } = world;
  let isDead = false;
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => {});
  // What a dead process still holds in memory never reaches its database.
  const db: Database = {
    ...world.db,
    transact: async (work) => {
      if (isDead) throw new Killed();
      return world.db.transact(work);
    },
  };
  let isArmed = kill?.isAtOnce ?? false;
  let seen = 0;
  const reach = (point: Point) => {
    if (!isDead && (!isArmed || kill?.point !== point || ++seen < kill.nth)) return;
    isDead = true;
    death.reject(new Killed());
    throw new Killed();
  };
  const channel = (name: Channel['name']): Channel => ({
    name,
    start: async () => {},
    stop: async () => {},
    health: () => ({ state: 'connected', code: 'open' }),
    send: async (outgoing) => {
      if (isDead) return new Promise(() => {});
      world.arrive(name, outgoing);
      return { is: 'sent', providerId: outgoing.messageId };
    },
  });
  const phones: AlarmLine = {
    kind: 'telegram',
    send: async (address, { button }) => {
      if (isDead) return new Promise(() => {});
      world.ring(address, button?.token);
      return { is: 'sent', providerId: '1' };
    },
    strike: async () => {},
  };
  const alarmReach = (point: 'begun' | 'sent') => reach(point === 'begun' ? 'alarmBegun' : 'alarmSent');
  const turn = {
    ...{ db, store, log, reach, renderer: testRenderer },
    ...{ keys: createWritingKeys(), receipts: world.receipts },
  };
  const intakeDeps = {
    ...{ db, store, log, reach, nudge: () => {} },
    spool: openSpool({ folder: world.folder, log, ...store }),
  };
  const channels = (['telegram', 'whatsapp', 'web'] as const).map(channel);
  const life: Life = {
    intake: createIntake(intakeDeps),
    dispatcher: createDispatcher({ db, store, log, reach, channels, nudge: () => {} }),
    alarm: createAlarm({
      ...{ db, store, log, nudge: () => {}, reach: alarmReach },
      words: testRenderer.words,
      lines: [phones],
    }),
    takeTurns: () => takeTurns(turn),
    arm: () => {
      isArmed = true;
    },
    check: () => {
      if (isDead) throw new Killed();
    },
    unlessDead: (work) => Promise.race([work, death.promise]),
  };
  await db.transact((tx) => freeOrphanedLeases(tx, store));
  await replaySpool(intakeDeps);
  return life;
}
