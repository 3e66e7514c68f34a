import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { org } from '../../src/store/schema/org.ts';
import { type TestDatabase, withDatabase } from '../kit/database.ts';
import { points } from './life.ts';
import { runStorm, type Storm } from './storm.ts';
import { judge, type Verdict } from './verdict.ts';

/** The short form of `npm run storm`, always of the same seed. */
const seed = 7;
const size = { people: 12, deaths: 60 };

let house: TestDatabase;
let storm: Storm;
let verdict: Verdict;
const folder = mkdtempSync(path.join(tmpdir(), 'suar-storm-'));

beforeAll(async () => {
  house = await withDatabase();
  const { db, deps } = house;
  await db.transact((tx) =>
    tx.insert(org).values({ databaseId: house.databaseId, chatName: 'Halo', createdAt: deps.clock.now() }),
  );
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  storm = await runStorm({ db, deps }, { seed, ...size, folder, log });
  verdict = await judge({ db, deps }, storm, { log: lines.join(''), folders: [folder] });
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('after a storm of people, repeats, jumps of the clock and deaths', () => {
  it('nothing is lost or doubled, replies came in order, each case was taken once, no word leaked', () => {
    expect(verdict.wrong, `seed ${seed}`).toEqual([]);
    expect(verdict.cases).toBe(size.people);
  });

  it('the app really died, at every point, and alarms really rang', () => {
    expect(storm.deaths.length).toBe(size.deaths);
    expect(new Set(storm.deaths.map(({ point }) => point))).toEqual(new Set(points));
    expect(storm.presses).toBeGreaterThan(0);
    expect(verdict.repeats).toBeGreaterThan(0);
  });
});
