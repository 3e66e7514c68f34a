import { effectNames } from '../../flows/kit/effects.ts';
import { takeLine } from '../../src/cli/chat.ts';
import { bubbles } from '../flows/faults.ts';
import { allTold, type Drive, drive, driveAll, grounds, lastTold, sourceOf, toldIn } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** After a sign of danger, and while somebody waits (R15, R16, R19, R24). */
const cry = '> dia mau bunuh saya';
const heard = once(() => driveAll([cry]));
const corrected = once(() => driveAll([cry, '>> notThat']));

type Answered = {
  name: string;
  told: string[];
  choices: string[];
  rails: string[];
  urgency: number | undefined;
  after: string[];
  afterUrgency: number | undefined;
};

const answered = once<Answered[]>(() =>
  heard().map((talk, at) => {
    const later = corrected()[at] as Drive;
    const asked = talk.talk.state?.asked?.question;
    return {
      name: talk.name,
      told: allTold(talk),
      choices: asked?.options.map(({ id }) => id) ?? [],
      rails: asked?.rails ?? [],
      urgency: talk.talk.focus?.urgency,
      after: lastTold(later),
      afterUrgency: later.talk.focus?.urgency,
    };
  }),
);

function careFaults(all: Answered[]): string[] {
  return all.flatMap(({ name, told, choices, rails, urgency, after, afterUrgency }) => [
    ...unless(
      told.some((key) => key.startsWith('care.ack')),
      `danger is not acknowledged: ${name}`,
    ),
    ...unless(
      told.includes('numbers') && told.includes('openCase'),
      `no numbers or no human after danger: ${name}`,
    ),
    ...unless(choices.includes('notThat'), `nobody can correct us: ${name}`),
    ...unless(rails.includes('human'), `no way to a human after danger: ${name}`),
    ...unless(after.includes('care.corrected'), `a correction is not answered: ${name}`),
    ...unless(urgency === 1 && afterUrgency === 1, `a correction takes the human away: ${name}`),
  ]);
}

const followUps = [
  'iya',
  'entah',
  'terus?',
  'ok',
  'hm',
  'gimana ya',
  'aku takut',
  'ga tau kak',
  'ya gitu',
  '...',
  'lalu apa',
];
const kept = once(() => driveAll([cry, ...followUps.map((text) => `> ${text}`)]));

function stayFaults(all: readonly Drive[]): string[] {
  return all.flatMap((talk) => {
    const stays = JSON.stringify(talk.talk.state ?? '').includes('care');
    const told = talk.plans.slice(1).flatMap(toldIn);
    return [
      ...unless(stays, `a short answer leads out of care: ${talk.name}`),
      ...unless(
        !told.some((key) => /^common\.(notUnderstood|offerHuman)$/.test(key)),
        `a short answer is not understood: ${talk.name}`,
      ),
    ];
  });
}

/** When we spoke by ourselves, in minutes after the start, and whether numbers came with it. */
type Wait = { name: string; due: number[]; spoke: { at: number; key: string; numbers: boolean }[] };

function waitingOf(name: string, lines: readonly string[], due: number[]): Wait[] {
  return grounds.map((on) => {
    const { talk } = drive(lines, on);
    const spoke: Wait['spoke'] = [];
    for (let minute = 1; minute <= 75; minute += 1)
      for (const plan of takeLine(talk, '@ 1 minute').turns) {
        const key = toldIn(plan).find((each) => /^handoff\.still/.test(each));
        const numbers = bubbles(plan).some(({ text }) => /\d{3}/.test(text));
        if (key) spoke.push({ at: minute, key, numbers });
      }
    return { name: `${name} ${on.channel} ${on.language}`, due, spoke };
  });
}

const waits = once(() => [
  ...waitingOf('U1', ['> DARURAT'], [5, 15]),
  ...waitingOf('U2', ['> halo', '>> safe', '>> child', '> PETUGAS'], [60]),
]);

const waitFaults = (all: Wait[]): string[] =>
  all.flatMap(({ name, due, spoke }) => [
    ...unless(
      spoke.map(({ at }) => at).join() === due.join(),
      `told at ${spoke.map(({ at }) => at).join()} minutes and not at ${due.join()}: ${name}`,
    ),
    ...unless(
      spoke.every(({ numbers }) => numbers),
      `a wait is told without numbers: ${name}`,
    ),
  ]);

/** What only a human may do, and the one place from where it may be done. */
const humanOnly: Record<string, { in: string; from: string }> = {
  closeCase: { in: 'src/console/routes/case.ts', from: 'src/store/case-work.ts' },
  lowerUrgency: { in: 'src/console/routes/case-acts.ts', from: 'src/store/case-judging.ts' },
  confirmErasure: { in: 'src/console/', from: 'src/store/erasure.ts' },
};
const automatic = [
  'src/upkeep.ts',
  'src/turns/apply.ts',
  'src/turns/apply-wishes.ts',
  'src/turns/hand-over.ts',
  'src/duty/sweep.ts',
  'src/duty/alarm.ts',
  'src/store/clock-sweep.ts',
  'src/store/retention.ts',
];
type Acts = { effects: string[]; sources: Record<string, string> };

const acts = once<Acts>(() => ({
  effects: [...effectNames],
  sources: Object.fromEntries(automatic.map((file) => [file, sourceOf(file)])),
}));

function actFaults({ effects, sources }: Acts): string[] {
  const byItself = effects.filter((name) =>
    /refer|police|family|classif|lower|close|notify|erase/i.test(name),
  );
  const used = Object.entries(sources).flatMap(([file, source]) =>
    Object.keys(humanOnly)
      .filter((name) => new RegExp(`\\b${name}\\(`).test(source))
      .map((name) => `${file} does by itself what a human does: ${name}`),
  );
  return [...byItself.map((name) => `a flow can do by itself: ${name}`), ...used];
}

export const careRules: readonly Rule[] = [
  rule({
    id: 'R15',
    says: 'After a sign of danger: it is acknowledged, a human is called, numbers come, and "Bukan itu maksudnya" stands beside them. A correction is noted and takes neither the numbers nor the human away.',
    heldBy: ['tests/flows/transcripts.test.ts › says the same on %s'],
    world: answered,
    check: careFaults,
    planted: 'A correction that lowers the case.',
    breach: (all) => all.map((one) => ({ ...one, afterUrgency: 3 })),
    finds: /^a correction takes the human away/,
  }),
  rule({
    id: 'R16',
    says: 'After a disclosure eleven short answers ("iya", "entah", "terus?") stay with it, and none is "not understood".',
    world: kept,
    check: stayFaults,
    planted: 'A short answer that falls to "belum menangkap maksudnya".',
    breach: (all) =>
      all.map((talk) => ({
        ...talk,
        plans: [...talk.plans, ...drive(['> halo', '>> safe', '>> me', '> qwx']).plans.slice(-1)],
      })),
    finds: /^a short answer is not understood/,
  }),
  rule({
    id: 'R19',
    says: 'Who waits is told the truth with numbers: at U1 after 5 and 15 minutes, at U2 after 60. With nobody on duty it is told at once.',
    heldBy: [
      'tests/duty/alarm.db.test.ts › with nobody on duty rings for all at once, and the person hears the truth and the numbers at once',
      'tests/conversation/advance.test.ts › run from the moment a human is called, and stop when one comes',
    ],
    world: waits,
    check: waitFaults,
    planted: 'A clock of U1 that says nothing before a quarter of an hour.',
    breach: (all) =>
      all.filter(({ name }) => name.startsWith('U1')).map((one) => ({ ...one, spoke: one.spoke.slice(1) })),
    finds: /^told at 15 minutes and not at 5,15: U1/,
  }),
  rule({
    id: 'R24',
    says: 'No referral, no word to the police or the family, no classification, no lowering, no closing and no erasing ever happens by itself: a flow has no word for it, and what runs by itself calls none of it.',
    heldBy: [
      'tests/console/rights.db.test.ts › changes nothing by any button that is not hers, on her own case or another’s',
    ],
    world: acts,
    check: actFaults,
    planted: 'A flow that can close a case.',
    breach: (world) => ({ ...world, effects: [...world.effects, 'closeCase'] }),
    finds: /^a flow can do by itself: closeCase/,
  }),
];
