import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { heldClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { makeGround, openHouse } from '../bench/house.ts';
import { killNine } from './kill-nine.ts';
import { runStorm } from './storm.ts';
import { judge, type Verdict } from './verdict.ts';

/**
 * `npm run storm`: a thousand injected deaths in this process, then a hundred real `kill -9`. One JSON line each
 * on standard output, exit 1 when anything is wrong. `--seed N` begins as another storm began; its number is
 * printed. `--deaths` and `--kills` make it shorter.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    people: { type: 'string', default: '100' },
    deaths: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '100' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const [people, deaths, kills] = [Number(values.people), Number(values.deaths), Number(values.kills)];

/** Of all kills, rows that may end without anybody knowing whether they arrived. */
const uncertainShare = 0.02;

function print(storm: string, count: number, began: number, verdict: Verdict): boolean {
  const { wrong, ...figures } = verdict;
  const ok = wrong.length === 0 && verdict.uncertain <= Math.ceil(count * uncertainShare);
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(
    `${JSON.stringify({ storm, seed, kills: count, ...figures, wrong: wrong.length, seconds, ok })}\n`,
  );
  for (const sentence of wrong.slice(0, 20)) process.stderr.write(`${sentence}\n`);
  if (!ok) process.stderr.write(`again: npm run storm -- --seed ${seed}\n`);
  return ok;
}

async function stormInside(): Promise<boolean> {
  const began = performance.now();
  const ground = makeGround();
  const clock = heldClock('2026-01-05T02:00:00Z');
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const folder = path.join(ground.dataFolder, 'spool');
  const house = await openHouse(ground, async () => {});
  try {
    mkdirSync(folder, { recursive: true });
    const { db } = house;
    const deps = { ...house.deps, clock };
    const storm = await runStorm({ db, deps }, { seed, people, deaths, folder, log });
    const verdict = await judge({ db, deps }, storm, { log: lines.join(''), folders: [folder] });
    return print('inside', storm.deaths.length, began, verdict);
  } finally {
    await house.stop();
    ground.remove();
  }
}

async function stormOutside(): Promise<boolean> {
  const began = performance.now();
  const verdict = await killNine({ seed, people: Math.min(people, 20), kills });
  return print('kill-9', kills, began, verdict);
}

const held = [deaths > 0 ? await stormInside() : true, kills > 0 ? await stormOutside() : true];
process.exitCode = held.every(Boolean) ? 0 : 1;
