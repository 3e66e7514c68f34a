import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { heldClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { makeGround, openHouse } from '../bench/house.ts';
import { killNine } from './kill-nine.ts';
import { runStorm } from './storm.ts';
import { createUndo, type Undo } from './undo.ts';
import { judge, type Verdict } from './verdict.ts';

/**
 * `npm run storm`: a thousand injected deaths in this process, then a hundred real `kill -9`; about a quarter of an
 * hour on two idle cores. One JSON line each on standard output, exit 1 when anything is wrong. `--seed N` begins as
 * another storm began; its number is printed first. `--deaths` and `--kills` make it shorter, 0 leaves one out.
 * Ctrl-C ends it and takes everything away that it made.
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

const limits = {
  /** Of all kills, rows that may end without anybody knowing whether they arrived. */
  uncertainShare: 0.02,
  /** People on real sockets: more would measure the machine. */
  peopleOutside: 20,
  /** Deaths, or kills, between two lines that say that it goes on. */
  toldEvery: { inside: 100, 'kill-9': 10 },
} as const;

const tell = (line: string) => process.stderr.write(`${line}\n`);
const again = `npm run storm -- --seed ${seed} --people ${people}`;

function print(
  storm: keyof typeof limits.toldEvery,
  count: number,
  began: number,
  verdict: Verdict,
): boolean {
  const { wrong, ...figures } = verdict;
  const ok = wrong.length === 0 && verdict.uncertain <= Math.ceil(count * limits.uncertainShare);
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(
    `${JSON.stringify({ storm, seed, kills: count, ...figures, wrong: wrong.length, seconds, ok })}\n`,
  );
  for (const sentence of wrong.slice(0, 20)) tell(sentence);
  const size = storm === 'inside' ? `--deaths ${deaths} --kills 0` : `--deaths 0 --kills ${kills}`;
  if (!ok) tell(`again: ${again} ${size}`);
  return ok;
}

const telling = (storm: keyof typeof limits.toldEvery, all: number) => (count: number) => {
  if (count % limits.toldEvery[storm] === 0) tell(`${storm}: ${count} of ${all}`);
};

async function stormInside(undo: Undo): Promise<boolean> {
  const began = performance.now();
  const ground = makeGround();
  undo.push(() => ground.remove());
  const clock = heldClock('2026-01-05T02:00:00Z');
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const folder = path.join(ground.dataFolder, 'spool');
  const house = await openHouse(ground, async () => {});
  undo.push(() => house.stop());
  mkdirSync(folder, { recursive: true });
  const { db } = house;
  const deps = { ...house.deps, clock };
  const onDeath = telling('inside', deaths);
  const storm = await runStorm({ db, deps }, { seed, people, deaths, folder, log, onDeath });
  const verdict = await judge({ db, deps }, storm, { log: lines.join(''), folders: [folder] });
  return print('inside', storm.deaths.length, began, verdict);
}

async function stormOutside(undo: Undo): Promise<boolean> {
  const began = performance.now();
  const size = { seed, people: Math.min(people, limits.peopleOutside), kills };
  const verdict = await killNine({ ...size, onKill: telling('kill-9', kills) }, undo);
  return print('kill-9', kills, began, verdict);
}

const undo = createUndo();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    tell(`stopped; again: ${again} --deaths ${deaths} --kills ${kills}`);
    // What is under way fails when the ground goes; nobody reads of it.
    process.on('uncaughtException', () => {});
    process.on('unhandledRejection', () => {});
    void undo.all().finally(() => process.exit(130));
  });
tell(`seed ${seed}`);
const held: boolean[] = [];
for (const storm of [...(deaths > 0 ? [stormInside] : []), ...(kills > 0 ? [stormOutside] : [])])
  try {
    held.push(await storm(undo));
  } finally {
    await undo.all();
  }
process.exitCode = held.every(Boolean) ? 0 : 1;
