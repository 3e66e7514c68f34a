import { sql } from 'drizzle-orm';
import { alarmTokenPrefix } from '../../src/channels/alarm-line.ts';
import type { HeldClock } from '../../src/clock.ts';
import { assert } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { claimByAlarm, claimCase, noteHolderSeen, sayToPerson } from '../../src/store/case-work.ts';
import type { Database } from '../../src/store/database.ts';
import { createReceiptPool } from '../../src/store/receipts.ts';
import { chanceFrom } from '../kit/chance.ts';
import { type Crowd, createCrowd, mixed, repeats, seatsOf, storyLength } from './crowd.ts';
import { type Kill, Killed, type Life, live, type Point, points, type World } from './life.ts';
import { type Counsellor, type Ground, makeTeam } from './team.ts';

/**
 * People on three channels, platforms that repeat and reorder, a clock that jumps, two counsellors who grab,
 * and an app that is killed again and again at the worst points. Everything that chance decides comes from
 * the seed; what two transactions do at once does not.
 */
export interface StormOptions {
  seed: number;
  people: number;
  /** How often the app is killed before it is left to finish. */
  deaths: number;
  /** Of the spool; its own. */
  folder: string;
  log: Log;
  /** @param count deaths so far */
  onDeath?: (count: number) => void;
}

export interface Death {
  life: number;
  point: Point;
  /** What was leased when it died: sent perhaps, and not recorded. */
  leased: ReadonlySet<string>;
}

export interface Storm {
  crowd: Crowd;
  team: readonly Counsellor[];
  deaths: readonly Death[];
  /** What a counsellor said, oldest first, by case. */
  spoken: ReadonlyMap<string, readonly string[]>;
  /** Presses of an alarm's button, in the order they came. */
  presses: number;
}

const limits = {
  /** Rounds without anything to do before a storm that is not over counts as stuck. */
  idleMax: 400,
  /** A life that is to be killed. */
  roundsMax: 10,
  /** Of somebody who may write, that she does so in this round. */
  writes: 0.4,
  jumps: 0.05,
  /** Cases in which a counsellor writes, a round. */
  answers: 2,
  /** Of lives that are killed while they send, killed before what the last death left open has gone out. */
  crashLoops: 0.02,
  batchMax: 12,
} as const;

interface Running extends Storm {
  world: World & { deps: { clock: HeldClock } };
  options: StormOptions;
  chance: () => number;
  deaths: Death[];
  spoken: Map<string, string[]>;
  /** Buttons that rang and nobody pressed yet, by the telephone. */
  rang: { phone: string; token: string }[];
  grabbed: Set<string>;
  /** When the counsellors' pages last said that they are open. Milliseconds. */
  seenAt: number;
  lives: number;
}

/** @throws Error when the storm never comes to an end: something was lost */
export async function runStorm(
  ground: Ground & { deps: { clock: HeldClock } },
  options: StormOptions,
): Promise<Storm> {
  const { seed, people, folder, log } = options;
  const name = `s${seed}`;
  const crowd = createCrowd(name, seatsOf(name, people));
  const team = await makeTeam(ground, [`${name}-phone-1`, `${name}-phone-2`]);
  const rang: Running['rang'] = [];
  const storm: Running = {
    ...{ crowd, team, options, rang, chance: chanceFrom(seed), lives: 0, presses: 0, seenAt: 0 },
    ...{ deaths: [], spoken: new Map(), grabbed: new Set() },
    world: {
      ...{ ...ground, folder, log, receipts: createReceiptPool(ground.deps) },
      arrive: (channel, outgoing) => crowd.arrive(outgoing, channel, storm.lives),
      ring: (phone, token) => {
        if (token) rang.push({ phone, token });
      },
    },
  };
  while (!(await liveOnce(storm)));
  return storm;
}

/** @returns true when everything is said and done; false when it died */
async function liveOnce(storm: Running): Promise<boolean> {
  const kill = storm.deaths.length < storm.options.deaths ? drawKill(storm) : undefined;
  storm.lives += 1;
  try {
    const life = await live(storm.world, kill);
    for (let idle = 0, rounds = 1; idle < limits.idleMax; rounds += 1) {
      const done = await round(storm, life, idle);
      life.arm();
      idle = done > 0 ? 0 : idle + 1;
      // The point that was drawn may not come again (nobody's alarm rings): another life, another point.
      if (kill !== undefined && rounds > limits.roundsMax) return false;
      if (idle === 0) continue;
      if (kill === undefined && idle > 3 && isOver(storm) && (await isSent(storm.world.db))) return true;
      storm.world.deps.clock.advance(1_000);
    }
  } catch (cause) {
    if (!(cause instanceof Killed)) throw cause;
    const leased = await listLeased(storm.world.db);
    storm.deaths.push({ life: storm.lives, point: kill?.point ?? 'received', leased });
    storm.options.onDeath?.(storm.deaths.length);
    return false;
  }
  throw new Error(`seed ${storm.options.seed}: the storm does not end, something was lost`);
}

async function listLeased(db: Database): Promise<Set<string>> {
  const rows = await db.transact((tx) =>
    tx.execute<{ id: string }>(
      sql`select message_id as id from outbox where settled_at is null and leased_by is not null`,
    ),
  );
  return new Set(rows.map(({ id }) => id));
}

function drawKill({ chance, deaths }: Running): Kill {
  // Each at least once, those of the alarm first, while somebody new cries; afterwards by chance.
  const untried = points.toReversed()[deaths.length];
  if (untried) return { point: untried, nth: 1, isAtOnce: true };
  const point = points[Math.floor(chance() * points.length)] ?? 'sent';
  const isSending = point === 'leased' || point === 'sent' || point === 'recorded';
  return {
    point,
    nth: 1 + Math.floor(chance() * 3),
    isAtOnce: !isSending || chance() < limits.crashLoops,
  };
}

function isOver({ crowd }: Running): boolean {
  return crowd.people.every((person) => person.said >= storyLength(person));
}

/** A lease of the last death may last for a while by a clock that was set back. */
async function isSent(db: Database): Promise<boolean> {
  const open = await db.transact((tx) =>
    tx.execute(sql`select 1 from outbox where settled_at is null limit 1`),
  );
  return open.length === 0;
}

/** @returns how much was done */
async function round(storm: Running, life: Life, idle: number): Promise<number> {
  const { chance, world } = storm;
  let done = write(storm, idle);
  if (chance() < limits.jumps) jump(storm);
  done += await hear(storm, life);
  done += await life.takeTurns();
  life.check();
  done += await life.dispatcher.dispatch();
  await life.unlessDead(life.dispatcher.settle());
  life.check();
  done += await life.alarm.round();
  await life.unlessDead(life.alarm.settle());
  life.check();
  done += await grab(storm);
  world.log.info('storm.round', { count: done });
  return done;
}

/** While the storm lasts nobody runs out of words. */
function write({ crowd, chance, options, deaths, lives }: Running, idle: number): number {
  let wrote = 0;
  for (const person of crowd.people) {
    // People come one after the other for half of the storm.
    if (person.at / crowd.people.length > (2 * lives) / (options.deaths + 1)) continue;
    const isThrough = person.said >= storyLength(person);
    if (isThrough && deaths.length >= options.deaths) continue;
    // Who is not answered (a counsellor has the chat, or the app was dead) writes again after a while.
    const may = idle > 2 || crowd.mayWrite(person);
    if (!may || chance() > (isThrough ? limits.writes / 8 : limits.writes)) continue;
    crowd.say(person);
    wrote += 1;
  }
  return wrote;
}

/** Seconds forward, at times a minute; at times back, as a clock that is set right. */
function jump({ chance, world }: Running): void {
  const kind = chance();
  const { clock } = world.deps;
  if (kind < 0.2) clock.set(new Date(clock.now().getTime() - Math.floor(chance() * 30_000)));
  else clock.advance(Math.floor(chance() * (kind > 0.95 ? 100_000 : 15_000)));
}

/** The platforms hand over what they hold: out of order, and some of it once more. */
async function hear(storm: Running, { intake }: Life): Promise<number> {
  const { crowd, options } = storm;
  const name = `storm-${options.seed}`;
  const { telegram, whatsapp, web } = crowd.pending;
  let heard = 0;
  // Telegram counts: what is below the offset was kept, whatever the app remembers.
  const offset = Number((await intake.position('telegram', name)) ?? 0);
  const kept = storm.crowd.said.filter(({ channel }) => channel === 'telegram');
  telegram.splice(0, telegram.length, ...kept.slice(offset));
  const updates = telegram.slice(0, limits.batchMax);
  if (updates.length > 0) {
    const position = { name, value: String(offset + updates.length) };
    await intake.keep(mixed(storm.chance, updates, kept.slice(0, offset)), position);
    heard += updates.length;
  }
  // WhatsApp's servers send again what was not acknowledged.
  const messages = whatsapp.slice(0, limits.batchMax);
  if (messages.length > 0) {
    const old = storm.crowd.said.filter(({ channel }) => channel === 'whatsapp');
    await intake.keep(mixed(storm.chance, messages, old));
    whatsapp.splice(0, messages.length);
    heard += messages.length;
  }
  // A page asks once for each message, and again when it got no answer; a finger may press twice.
  for (let form = web[0]; form; form = web[0]) {
    await intake.keep([form]);
    if (storm.chance() < repeats) await intake.keep([form]);
    web.shift();
    heard += 1;
  }
  return heard;
}

/** Both take the same case at the same moment: by the alarms' buttons, or in the console. */
async function grab(storm: Running): Promise<number> {
  const { world, team, rang, grabbed } = storm;
  const { db, deps } = world;
  let done = rang.length;
  storm.presses += rang.length;
  await Promise.all(
    rang
      .splice(0)
      .map(({ token }) => db.transact((tx) => claimByAlarm(tx, deps, token.replace(alarmTokenPrefix, '')))),
  );
  const fresh = await db.transact((tx) =>
    tx.execute<{ id: string }>(sql`select id from cases where first_words_at is null order by opened_at, id`),
  );
  for (const { id } of fresh.filter((row) => !grabbed.has(row.id))) {
    grabbed.add(id);
    done += 1;
    await Promise.all(team.map(({ signedIn }) => db.transact((tx) => claimCase(tx, deps, signedIn, id))));
    await say(storm, id);
  }
  // While the storm lasts they go on talking.
  const all = [...grabbed];
  for (let count = 0; count < limits.answers && storm.deaths.length < storm.options.deaths; count += 1) {
    const caseId = all[Math.floor(storm.chance() * all.length)];
    if (caseId) await say(storm, caseId);
  }
  await beHere(storm);
  return done;
}

/** Both have all their cases open: a page says so every half minute. */
async function beHere(storm: Running): Promise<void> {
  const { db, deps } = storm.world;
  const now = deps.clock.now().getTime();
  if (Math.abs(now - storm.seenAt) < 20_000) return;
  storm.seenAt = now;
  await db.transact(async (tx) => {
    for (const caseId of storm.grabbed)
      for (const { signedIn } of storm.team) await noteHolderSeen(tx, deps, signedIn, caseId);
  });
}

/** The holder's words, which she sends twice: the line was bad. Her colleague is refused. */
async function say({ world, team, spoken }: Running, caseId: string): Promise<void> {
  const { db, deps } = world;
  const before = spoken.get(caseId) ?? [];
  const words = `saya di sini melati${caseId.slice(0, 8)}n${before.length}z`;
  spoken.set(caseId, [...before, words]);
  const press = (counsellor: Counsellor) =>
    db.transact((tx) => sayToPerson(tx, deps, counsellor.signedIn, caseId, words, `nonce-${before.length}`));
  const said = await Promise.all([...team, ...team].map(press));
  assert(said.filter((result) => result === 'kept').length === team.length, 'notOneWinner');
}
