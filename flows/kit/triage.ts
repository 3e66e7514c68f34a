import type { Answers } from '../report/answers.ts';
import type { Danger, Urgency } from './events.ts';
import { isChild, isInLethalDanger, mayBeTrafficking } from './signs.ts';

/**
 * How urgent a report is (standards.md §4.7), as a table: every row that holds is told, the most urgent wins.
 * Pure. A human may raise and lower; the bot only raises.
 */
export interface TriageFacts {
  answers: Answers;
  dangers: Danger[];
  askedForHuman: boolean;
}

interface TriageRow {
  rule: string;
  urgency: Urgency;
  when: (facts: TriageFacts) => boolean;
}

const heard =
  (urgency: 1 | 2, ...kinds: Danger['kind'][]) =>
  ({ dangers }: TriageFacts) =>
    dangers.some((danger) => danger.urgency === urgency && kinds.includes(danger.kind));

/** Buckets that end within the 72 hours of PEP and the 120 hours of emergency contraception. */
const within120Hours = ['within3days', 'days4to5'];

/**
 * Anything said about what happened: without it there is only somebody looking around, or asking what to mind
 * before she leaves for work.
 */
function isReport({ answers }: TriageFacts): boolean {
  const { who, age, topic, dangerNow, when, help } = answers;
  const told = who === 'leaving' ? [topic, dangerNow, when, help] : [who, age, topic, dangerNow, when, help];
  return told.some((answer) => answer !== undefined && answer !== 'skipped');
}

/** About to go, and already held by papers or by money (standards.md §4.4, red flags). */
function leavesHeld({ leaves, papersHeld, fee }: Answers): boolean {
  return leaves === 'within3days' && (papersHeld === 'yes' || fee === 'yes');
}

/** The signs that make trafficking U2: T1, T2, T3 or T4 (standards.md §4.7). */
function isHeldByForce(answers: Answers): boolean {
  const { canLeave, papersHeld, threatened, forced } = answers;
  const has = canLeave === 'no' || [papersHeld, threatened, forced].includes('yes');
  return has && mayBeTrafficking(answers);
}

const toldOrNot: readonly (string | undefined)[] = ['yes', 'unknown', 'skipped'];

const rows: readonly TriageRow[] = [
  { rule: 'dangerNow', urgency: 1, when: ({ answers }) => answers.dangerNow === 'yes' },
  // A yes and no answer are the same (§4.6, §4.7).
  { rule: 'selfHarm', urgency: 1, when: ({ answers }) => toldOrNot.includes(answers.selfHarm) },
  { rule: 'weaponToday', urgency: 1, when: ({ answers }) => answers.weapon === 'today' },
  { rule: 'chokedLately', urgency: 1, when: ({ answers }) => answers.choked === 'within3days' },
  {
    rule: 'heldAndThreatened',
    urgency: 1,
    when: ({ answers }) => answers.canLeave === 'no' && answers.threatened === 'yes',
  },
  {
    rule: 'childWithPerpetrator',
    urgency: 1,
    when: ({ answers }) => isChild(answers) && answers.near === 'yes',
  },
  // Ours: money or a threat for somebody who cannot be reached.
  { rule: 'ransom', urgency: 1, when: ({ answers }) => answers.ransom === 'yes' },
  // Heard in her words: a later "no" to the question does not take it back.
  { rule: 'suicide', urgency: 1, when: ({ dangers }) => dangers.some(({ kind }) => kind === 'suicide') },
  { rule: 'violence', urgency: 1, when: heard(1, 'violenceNow', 'sexualAssault') },
  { rule: 'heldIn', urgency: 1, when: heard(1, 'lockedIn') },
  { rule: 'beingMoved', urgency: 1, when: heard(1, 'beingMoved') },
  { rule: 'medical', urgency: 1, when: heard(1, 'medical') },
  {
    rule: 'pursued',
    urgency: 1,
    when: heard(1, 'stalked', 'threat', 'bareCry', 'child', 'papersTaken', 'onlineThreat'),
  },
  {
    rule: 'childVictim',
    urgency: 2,
    when: ({ answers, dangers }) => isChild(answers) || dangers.some(({ kind }) => kind === 'child'),
  },
  {
    rule: 'sexualWithin120Hours',
    urgency: 2,
    when: ({ answers }) => answers.topic === 'sexual' && within120Hours.includes(answers.when ?? ''),
  },
  {
    rule: 'possibleTrafficking',
    urgency: 2,
    when: ({ answers, dangers }) =>
      (answers.who !== 'leaving' && isHeldByForce(answers)) ||
      (answers.topic === 'trafficking' &&
        dangers.some(({ kind }) => ['papersTaken', 'lockedIn', 'threat', 'beingMoved'].includes(kind))),
  },
  { rule: 'lethalDanger', urgency: 2, when: ({ answers }) => isInLethalDanger(answers) },
  { rule: 'deadline', urgency: 2, when: ({ answers }) => answers.deadline === 'within2days' },
  { rule: 'leavesHeld', urgency: 2, when: ({ answers }) => leavesHeld(answers) },
  { rule: 'dependent', urgency: 2, when: ({ answers }) => answers.needs === 'dependent' },
  { rule: 'pregnant', urgency: 2, when: ({ answers }) => answers.needs === 'pregnant' },
  // Ours: who did it is near, and she is alone with it.
  { rule: 'perpetratorNear', urgency: 2, when: ({ answers }) => answers.near === 'yes' },
  // She chose it from the menu. A "no" to the question is never a negative (§4.6).
  { rule: 'tiredOfLife', urgency: 2, when: ({ answers }) => answers.other === 'tiredOfLife' },
  { rule: 'sexualHeard', urgency: 2, when: heard(2, 'sexualAssault') },
  { rule: 'onlineThreat', urgency: 2, when: heard(2, 'onlineThreat') },
  {
    rule: 'signHeard',
    urgency: 2,
    when: heard(
      2,
      'violenceNow',
      'lockedIn',
      'papersTaken',
      'threat',
      'beingMoved',
      'medical',
      'stalked',
      'bareCry',
    ),
  },
  // Ours, §4.7 has no row for it: somebody abroad who can no longer be reached may be held, and only this
  // message knows of it. Waiting a day as U3 would spend the hours in which a trace is still warm.
  { rule: 'goneSilent', urgency: 2, when: ({ answers }) => answers.topic === 'goneSilent' },
  // Ours: "tidak tahu" about danger now is mostly a relative who cannot see it. The safer side.
  { rule: 'dangerUnknown', urgency: 2, when: ({ answers }) => answers.dangerNow === 'unknown' },
  { rule: 'askedForHuman', urgency: 3, when: ({ askedForHuman }) => askedForHuman },
  { rule: 'contactWished', urgency: 3, when: (facts) => isReport(facts) && wishesContact(facts.answers) },
  // §4.7 names U3 "with contact wish"; a report without one is read in the same time, its writer may return.
  { rule: 'report', urgency: 3, when: isReport },
];

function wishesContact({ contact }: Answers): boolean {
  return contact !== undefined && contact !== 'skipped' && contact !== 'unknown' && contact !== 'iReturn';
}

/**
 * @returns the most urgent level that holds, U4 when nothing is told yet, and the names of all rows that
 * hold, the most urgent first
 */
export function triage(facts: TriageFacts): { urgency: Urgency; rules: string[] } {
  const holding = rows.filter((row) => row.when(facts)).toSorted((one, other) => one.urgency - other.urgency);
  return { urgency: holding[0]?.urgency ?? 4, rules: holding.map((row) => row.rule) };
}

/** The more urgent of two levels: what the bot hears later never lowers (§4.7, only a human may, with a reason). */
export function raise(current: Urgency, next: Urgency): Urgency {
  return next < current ? next : current;
}
