import { setTimeout as pause } from 'node:timers/promises';
import { asc, sql } from 'drizzle-orm';
import type { HeldClock } from '../../src/clock.ts';
import { assert } from '../../src/errors.ts';
import type { Database, Tx } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { enrol } from '../../src/store/enrol.ts';
import { createInvite } from '../../src/store/invites.ts';
import { audit } from '../../src/store/schema/audit.ts';
import type { Role } from '../../src/store/schema/members.ts';
import { org } from '../../src/store/schema/org.ts';
import { readSession, type SignedIn } from '../../src/store/sessions.ts';
import { makeSetUpLink, setUp } from '../../src/store/set-up.ts';
import { verify } from '../kit/authenticator.ts';
import { type EmbeddedAddress, withDatabase } from '../kit/database.ts';

/** A database with its organisation's row, before and after set-up: what every test of the team starts at. */
export interface House {
  db: Database;
  deps: StoreDeps;
  clock: HeldClock;
  address: EmbeddedAddress;
  keyFolder: string;
  /** One transaction; keeps the tests short. */
  does<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  enter(token: string): Promise<SignedIn>;
  invite(by: SignedIn | null, roles: Role[], recoverySeed?: Buffer): Promise<string>;
  join(secret: string, name: string): Promise<string>;
  close(): Promise<void>;
}

export const passphrase = 'perahu kuning di muara';

export async function openHouse(): Promise<House> {
  const { db, deps, address, keyFolder, close } = await withDatabase();
  const { clock } = deps;
  await db.transact((tx) =>
    tx
      .insert(org)
      .values({ databaseId: deps.vault.keys.databaseId, chatName: 'Halo', createdAt: clock.now() })
      .onConflictDoNothing(),
  );
  const house: House = {
    db,
    deps,
    clock,
    address,
    keyFolder,
    does: (work) => db.transact(work),
    enter: async (token) => {
      // Whoever comes back after hours of the held clock: its lock has tests of its own.
      const at = await db.transact((tx) => readSession(tx, deps, token, { lockMinutes: 24 * 60 }));
      assert(at?.standing === 'open', 'notSignedIn');
      return at.signedIn;
    },
    invite: async (by, roles, recoverySeed) => {
      const made = { roles, name: 'Tamu', by, ...(recoverySeed ? { recoverySeed } : {}) };
      return (await db.transact((tx) => createInvite(tx, deps, made))).secret;
    },
    join: async (secret, name) => {
      const enrolled = await enrol(db, deps, { secret, name, passphrase });
      assert(enrolled.is === 'done', 'notEnrolled');
      await verify(db, deps, enrolled.token);
      return enrolled.token;
    },
    close,
  };
  return house;
}

/** A house with its first supervisor: her session, and what her authenticator app was given. */
export type SetUpHouse = House & { token: string; recoveryKey: string; appSecret: string };

/** A house with its first supervisor, called Ibu Rahel. */
export async function openSetUpHouse(): Promise<SetUpHouse> {
  const house = await openHouse();
  const secret = await house.does((tx) => makeSetUpLink(tx, house.deps));
  assert(secret, 'noLink');
  const done = await setUp(house.db, house.deps, {
    secret,
    name: 'Ibu Rahel',
    passphrase,
    chatName: 'Toko Melati',
  });
  assert(done.is === 'done', 'notSetUp');
  const appSecret = await verify(house.db, house.deps, done.token);
  return { ...house, token: done.token, recoveryKey: done.recoveryKey, appSecret };
}

/** The acts of the audit, in the order they were done. */
export async function listActs(house: House): Promise<string[]> {
  const rows = await house.does((tx) => tx.select().from(audit).orderBy(asc(audit.id)));
  return rows.map((row) => row.act);
}

/**
 * Runs works so that they truly overlap: none can write to the table until each of them waits to, or waits
 * for one of the others.
 */
export async function collide<T>(
  house: House,
  table: 'sessions' | 'invites',
  works: (() => Promise<T>)[],
): Promise<T[]> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = house.does(async (tx) => {
    await tx.execute(sql`lock table ${sql.identifier(table)} in exclusive mode`);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  const running = Promise.all(works.map((work) => work()));
  const waiting = () =>
    house.does((tx) =>
      tx.execute(sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
    );
  for (let looks = 0; (await waiting()).length < works.length; looks += 1) {
    assert(looks < 1000, 'neverCollided');
    await pause(5);
  }
  release.resolve();
  await holding;
  return running;
}
