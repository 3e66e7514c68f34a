import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '../../flows/kit/events.ts';
import type { Clock } from '../clock.ts';
import { assert, Bug } from '../errors.ts';
import { claimCase, sayToPerson } from '../store/case-work.ts';
import { listQueue } from '../store/queue.ts';
import { answerAll } from './demo-answers.ts';
import { type DemoPerson, type SeenPage, startPerson } from './demo-person.ts';
import type { DemoCase } from './demo-story.ts';
import type { Parts, Team } from './demo-team.ts';

const limits = {
  /** The worker sweeps every two seconds; after this long something is broken. */
  waitMilliseconds: 10_000,
  lookMilliseconds: 150,
} as const;

/** A clock that can be behind, so that people have waited for different times when the newcomer comes. */
export interface DemoClock extends Clock {
  /** From here on it is this long ago; it goes on from there. */
  beBehind(minutes: number): void;
}

/** @param clock what it is when nothing is behind */
export function createDemoClock(clock: Clock): DemoClock {
  let behindMilliseconds = 0;
  return {
    now: () => new Date(clock.now().getTime() - behindMilliseconds),
    beBehind: (minutes) => {
      behindMilliseconds = minutes * 60_000;
    },
  };
}

export interface Scene extends Parts {
  url: string;
  language: Language;
  clock: DemoClock;
  team: Team;
  signal: AbortSignal;
}

/**
 * Everybody who has written already: words through the chat page, answers through its buttons. The first
 * words come one person after the other, each at her own time; who has a case by then goes on beside the next.
 */
export async function bringCases(scene: Scene, cases: readonly DemoCase[]): Promise<void> {
  const { url, language, signal, clock } = scene;
  const goingOn: Promise<void>[] = [];
  for (const told of cases) {
    clock.beBehind(told.minutesAgo);
    const before = await readQueue(scene);
    const person = startPerson(url, language, signal);
    for (const line of told.says) await person.say(line);
    const caseId = (await readQueue(scene)).find((id) => !before.includes(id));
    const rest = goOn(scene, person, { told, caseId });
    // Kept from being an unhandled rejection until it is waited for below.
    rest.catch(() => {});
    // Without a case her wait begins when she has answered everything.
    if (caseId) goingOn.push(rest);
    else await rest;
  }
  await Promise.all(goingOn);
  clock.beBehind(0);
}

async function goOn(
  scene: Scene,
  person: DemoPerson,
  { told, caseId }: { told: DemoCase; caseId: string | undefined },
): Promise<void> {
  if (told.answers) await answerAll(person, told.answers);
  if (told.adds) await person.say(told.adds);
  if (told.talk) await talkWith(scene, person, { talk: told.talk, caseId });
}

function readQueue({ team, store }: Scene) {
  return team.asSupervisor(async (tx, signedIn) =>
    (await listQueue(tx, store, signedIn)).map((card) => card.caseId),
  );
}

/** The supervisor takes her case, and they talk. */
async function talkWith(
  { team, store }: Scene,
  person: DemoPerson,
  { talk, caseId }: { talk: NonNullable<DemoCase['talk']>; caseId: string | undefined },
): Promise<void> {
  assert(caseId, 'demoCaseMissing');
  await team.asSupervisor((tx, signedIn) => claimCase(tx, store, signedIn, caseId));
  for (const { us, person: answer } of talk) {
    await team.asSupervisor((tx, signedIn) => sayToPerson(tx, store, signedIn, caseId, us, store.ids.uuid()));
    await untilSeen(person, ({ lines }) => lines.some((line) => line.text === us));
    if (answer !== null) await person.tell(answer);
  }
}

/** Looks again and again. @throws Bug when it never comes */
async function untilSeen(person: DemoPerson, isSeen: (page: SeenPage) => boolean): Promise<void> {
  for (let waited = 0; waited < limits.waitMilliseconds; waited += limits.lookMilliseconds) {
    if (isSeen(await person.look())) return;
    await sleep(limits.lookMilliseconds);
  }
  throw new Bug('demoNeverSeen');
}
