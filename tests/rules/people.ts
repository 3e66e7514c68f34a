import { topicCodes } from '../../flows/report/answers.ts';
import type { CaseHead } from '../../src/conversation/case-item.ts';
import {
  allTold,
  type Drive,
  drive,
  driveAll,
  grounds,
  skipThrough,
  texts,
  withText,
  wordsIn,
} from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** Children, and those who write for somebody else (R34 to R37). */
const childStart = ['> halo', '>> safe', '>> me', '>> 12to17'];
const childTalks = once(() =>
  grounds.flatMap((on) => topicCodes.map((topic) => skipThrough(drive([...childStart, `>> ${topic}`], on)))),
);

type Heard = {
  name: string;
  words: string;
  told: string[];
  head: CaseHead | null;
  urgency: number | undefined;
};

/** What is said to a child from the turn on in which her age is known. */
const heardByChild = once<Heard[]>(() =>
  childTalks().map((talk) => ({
    name: talk.name,
    words: talk.plans.slice(4).map(wordsIn).join('\n'),
    told: allTold(talk),
    head: talk.plans.findLast(({ case: plan }) => plan !== null)?.case?.head ?? null,
    urgency: talk.talk.focus?.urgency,
  })),
);

function childFaults(all: Heard[]): string[] {
  return all.flatMap(({ name, words, told }) => [
    ...unless(!/ id: /.test(` ${name}`) || !/\bAnda\b/.test(words), `a child is called Anda: ${name}`),
    ...unless(
      /bukan salahmu|not your fault/i.test(words),
      `a child is not told that it is not her fault: ${name}`,
    ),
    ...unless(
      /selain yang menyakitimu|(other than|not) (the one|whoever|the person) who/i.test(words),
      `a child is sent to any adult: ${name}`,
    ),
    ...unless(told.includes('numbers'), `a child gets no numbers: ${name}`),
  ]);
}

/** Said before her age is known, or only to grown-ups and to bodies that hand a case in. */
const notForChildren =
  /^(common\.notOpenYet|report\.(limits|limitsReporting|ask\.(knows|threatKill|fearsKill|needs|orgType|orgDone)))$/;

/** Texts that a child gets as they are, because they have none of her own. */
function adultFaults(own: Record<string, string>): string[] {
  return Object.entries(own)
    .filter(([key]) => /^(common|report|care|handoff|receipt|rights|media)\./.test(key))
    .filter(([key]) => !/(Child|Simple|Other)$/.test(key) && !notForChildren.test(key))
    .filter(([key]) => /\bAnda\b/.test(own[`${key}Child`] ?? own[key] ?? ''))
    .map(([key]) => `a child is called Anda: ${key}`);
}

const guardianFaults = (all: Heard[]): string[] =>
  all.flatMap(({ name, told, head, urgency }) => [
    ...unless(head?.child === true, `a child’s case is not marked: ${name}`),
    ...unless((urgency ?? 4) <= 2, `a child’s case is U${urgency}: ${name}`),
    ...unless(
      !name.includes('>> home') || !told.includes('report.ask.guardian'),
      `parents are asked for where it is at home: ${name}`,
    ),
  ]);

const details =
  /\b(seks\w*|hubungan badan|telanjang|perkosa\w*|kelamin|alat vital|penetra\w*|naked|rape\w*|genital\w*|intercourse)\b/i;

const relatives = once(() => driveAll(['> halo', '>> safe', '>> family', '>> 26to40', '>> home', '>> no']));
type Relative = { name: string; told: string[] };
const asked = (): Relative[] => relatives().map((talk: Drive) => ({ name: talk.name, told: allTold(talk) }));

export const peopleRules: readonly Rule[] = [
  rule({
    id: 'R34',
    says: 'Age is a band. A child is spoken to as a child, hears that it is not her fault and to tell an adult other than whoever hurt her, and gets the numbers.',
    heldBy: ['tests/flows/report.test.ts › has a text of her own for every question she can meet (R34)'],
    world: () => ({ heard: heardByChild(), id: texts().id ?? {} }),
    check: ({ heard, id }) => [...childFaults(heard), ...adultFaults(id)],
    planted: 'A PIN that is told to a child with “PIN Anda”.',
    breach: (world) => ({ ...world, id: { ...world.id, 'receipt.ready4Child': 'PIN Anda: {{pin}}' } }),
    finds: /^a child is called Anda: receipt\.ready4$/,
  }),
  rule({
    id: 'R35',
    says: 'No child is asked for details of what was done to her body.',
    heldBy: [
      'tests/flows/report.test.ts › is never asked for details of sexual acts (R35), and never called Anda',
    ],
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(([key, text]) => /Child$/.test(key) && details.test(text))
          .map(([key]) => `${key} (${language}) asks a child for details`),
      ),
    planted: 'A question to a child about what was done.',
    breach: (all) => withText(all, 'report.topicChild', 'Apakah kamu telanjang waktu itu?'),
    finds: /^report\.topicChild/,
  }),
  rule({
    id: 'R36',
    says: 'A child’s case is marked, is U2 at least, and belongs to those who hold children’s cases; parents are not asked for where it happens at home.',
    heldBy: [
      'tests/store/readers.db.test.ts › is closed at once to who does not hold children’s cases, and written to under the new key',
      'tests/flows/kit/triage.test.ts › %s is told by its rule',
    ],
    world: heardByChild,
    check: guardianFaults,
    planted: 'A child’s report that is filed as U3.',
    breach: (all) => all.map((one, at) => (at === 0 ? { ...one, urgency: 3 } : one)),
    finds: /^a child’s case is U3/,
  }),
  rule({
    id: 'R37',
    says: 'Who writes for somebody else is asked whether that person knows of it, before anything about her is asked. Her number, typed or as a card, is kept only with her yes or at U1, and apart from the talk.',
    heldBy: [
      'tests/conversation/card-turn.test.ts › is kept with a yes, apart from the talk',
      'tests/conversation/card-turn.test.ts › is asked whether her number may be kept, and what is typed then stands in the case alone',
    ],
    world: asked,
    check: (all) =>
      all.flatMap(({ name, told }) => {
        const knows = told.indexOf('report.ask.knows');
        const first = told.findIndex((key) => /^report\.ask\.forms/.test(key));
        return unless(knows >= 0 && (first < 0 || knows < first), `nobody asks whether she knows: ${name}`);
      }),
    planted: 'A relative who is asked about another without that question.',
    breach: (all) =>
      all.map((one) => ({ ...one, told: one.told.filter((key) => key !== 'report.ask.knows') })),
    finds: /^nobody asks whether she knows/,
  }),
];
