import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { assert } from '../../src/errors.ts';
import { randomIds } from '../../src/ids.ts';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault } from '../../src/sealing/vault.ts';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { openHeldGroups } from '../../src/store/groups.ts';
import { findMemberByName, unwrapMemberKey } from '../../src/store/members.ts';
import { listQueue } from '../../src/store/queue.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import type { EmbeddedAddress } from '../kit/database.ts';
import { createEngine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from './team.ts';

/** A house with a story worth keeping, and empty places to restore it into. */
export const planted = {
  kept: 'merpatijingga',
  erased: 'gunungselatan',
  said: 'angsaputih',
  draft: 'ikanlayur',
};

type SetUpHouse = Awaited<ReturnType<typeof openSetUpHouse>>;
type Told = Pick<House, 'db' | 'deps' | 'does'>;

/** Two people told their story, one has an answer; a third is in the middle of hers; a reply still waits. */
export async function openStory(): Promise<
  SetUpHouse & { rahel: SignedIn; keptCase: string; erasedCase: string }
> {
  const house = await openSetUpHouse();
  const rahel = await house.enter(house.token);
  return { ...house, rahel, ...(await tellStory(house, rahel)) };
}

/** @returns the ids of the two cases */
export async function tellStory(
  house: Told,
  rahel: SignedIn,
): Promise<{ keptCase: string; erasedCase: string }> {
  const engine = createEngine(house.db, house.deps);
  const tell = async (address: string, words: string) => {
    await engine.hear(address, 'halo');
    await engine.settle();
    await engine.hear(address, `saya disekap, dia pegang parang ${words}`);
    await engine.settle();
    return (await cards(house, rahel)).map(({ caseId }) => caseId);
  };
  const [keptCase = ''] = await tell('111', planted.kept);
  const erasedCase = (await tell('222', planted.erased)).find((id) => id !== keptCase) ?? '';
  await house.does((tx) => claimCase(tx, house.deps, rahel, keptCase));
  await house.does((tx) => sayToPerson(tx, house.deps, rahel, keptCase, `ya ${planted.said}`, 'k'));
  await engine.settle();
  await engine.hear('333', `cerita yang belum selesai ${planted.draft}`);
  await engine.settle();
  await engine.hear('333', 'belum ditangani');
  await house.does((tx) => sayToPerson(tx, house.deps, rahel, keptCase, 'menunggu', 'k2'));
  return { keptCase, erasedCase };
}

export const cards = (house: Pick<House, 'does' | 'deps'>, by: SignedIn) =>
  house.does((tx) => listQueue(tx, house.deps, by));

/** What signing in rests on: her passphrase opens her private half, and that the groups she holds. */
export async function enterWithPassphrase(
  db: Database,
  deps: StoreDeps,
  name: string,
  typed: string,
): Promise<SignedIn> {
  const member = await db.transact((tx) => findMemberByName(tx, deps, name));
  const privateKey = await unwrapMemberKey(deps, member?.key, typed);
  assert(member && privateKey, 'wrongPassphrase');
  const pair = { publicKey: member.key.publicKey, privateKey };
  const groups = await db.transact((tx) => openHeldGroups(tx, member.id, pair));
  return { sessionId: '', member: { id: member.id, name, roles: ['supervisor'] }, pair, groups };
}

export interface Place {
  address: EmbeddedAddress;
  keyFolder: string;
  folder: string;
  /** The place as a running app would see it. */
  enter(databaseId: string): { db: Database; deps: StoreDeps };
  tables(): Promise<number>;
  close(): Promise<void>;
}

/** An empty database on the same server, an empty key folder and a folder for files. */
export async function openPlace(server: EmbeddedAddress, clock: StoreDeps['clock']): Promise<Place> {
  const name = `r_${randomIds.uuid().replaceAll('-', '')}`;
  const client = postgres({ host: server.socketFolder, database: 'postgres', user: server.user, max: 1 });
  await client`create database ${client(name)} template template0`;
  const home = mkdtempSync(path.join(tmpdir(), 'suar-place-'));
  const address = { ...server, database: name };
  const keyFolder = path.join(home, 'keys');
  const opened: Database[] = [];
  return {
    address,
    keyFolder,
    folder: path.join(home, 'backups'),
    enter: (databaseId) => {
      const keys = openKeyFolder({ folder: keyFolder, databaseId, databaseIsEmpty: false });
      const db = openDatabase(address, 3);
      opened.push(db);
      return { db, deps: { vault: createVault(keys), ids: randomIds, clock } };
    },
    tables: async () => {
      const look = postgres({ host: server.socketFolder, database: name, user: server.user, max: 1 });
      const [row] = await look<{ count: number }[]>`
        select count(*)::int as count from pg_class where relnamespace = 'public'::regnamespace`;
      await look.end();
      return row?.count ?? -1;
    },
    close: async () => {
      for (const db of opened) await db.close();
      await client`drop database ${client(name)} with (force)`;
      await client.end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
