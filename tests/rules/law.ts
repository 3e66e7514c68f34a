import type { CasePlan, TurnPlan } from '../../src/conversation/plan.ts';
import { limits as rightsLimits } from '../../src/store/rights.ts';
import { bubbles } from '../flows/faults.ts';
import {
  allTold,
  broken,
  type Drive,
  drive,
  driveAll,
  functionIn,
  grounds,
  skipThrough,
  sourceOf,
  toldIn,
  wordsIn,
} from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** The law's requirements that are in reach (standards.md §8.6). A lawyer confirms them before anybody relies on it. */
type Proof = { name: string; asked: string; recorded: CasePlan['consents'] };

const proofs = once<Proof[]>(() =>
  grounds.flatMap((on) =>
    [
      ['>> safe', '>> me', '>> 26to40', '>> home'],
      ['>> safe', '>> me', '>> 12to17', '>> home'],
      ['>> simpleWords', '>> safe', '>> me', '>> 26to40', '>> sexual'],
    ].map((lines) => {
      const talk = skipThrough(drive(['> halo', ...lines], on));
      const asking = talk.plans.find((plan) =>
        toldIn(plan).some((key) => key.startsWith('report.consentService')),
      );
      return {
        name: talk.name,
        asked: asking
          ? bubbles(asking)
              .map(({ text }) => text)
              .join('\n')
          : '',
        recorded: talk.plans.flatMap((plan) => plan.case?.consents ?? []),
      };
    }),
  ),
);

function proofFaults(all: Proof[]): string[] {
  return all.flatMap(({ name, asked, recorded }) => {
    const service = recorded.find(({ purpose }) => purpose === 'service');
    return [
      ...unless(
        recorded.map(({ purpose }) => purpose).join() === 'service,statistics',
        `not one proof a purpose: ${name}`,
      ),
      ...unless(
        service !== undefined && asked.includes(service.shown),
        `the proof names other words than were asked: ${name}`,
      ),
    ];
  });
}

const notice = once(() =>
  driveAll(['> halo', '>> safe', '> PRIVASI', '>> kept', '>> readers', '>> rights']).map((talk) => ({
    name: talk.name,
    words: talk.plans.map(wordsIn).join('\n'),
  })),
);
const noticeParts: Record<string, RegExp> = {
  'who is responsible': /dijalankan oleh|run by/i,
  'where to ask': /PETUGAS|COUNSELLOR|HUMAN/i,
  'how long': /180/,
  'who reads it': /petugas terlatih|trained/i,
  'how to take it back': /TARIK|WITHDRAW/,
  'the 72 hours': /72/,
};

const rightsWords = [
  { says: ['> LIHAT DATA'], right: 'lihat' },
  { says: ['> PERBAIKI'], right: 'perbaiki' },
  { says: ['> TARIK', '>> sure'], right: 'tarik' },
  { says: ['> BATASI', '>> sure'], right: 'batasi' },
  { says: ['> HAPUS', '>> erase'], right: 'hapus' },
];

interface Wished {
  dueHours: number;
  withdraw: string;
  asked: { name: string; right: string; got: string[] }[];
}

const rightsOf = (plans: readonly TurnPlan[]) =>
  plans.flatMap((plan) => plan.wishes.rights.map(({ right }) => right as string));
const wished = once<Wished>(() => ({
  ...rightsLimits,
  withdraw: functionIn(sourceOf('src/store/rights.ts'), 'askRight'),
  asked: rightsWords.flatMap(({ says, right }) =>
    driveAll(['> halo', '>> safe', '> PETUGAS', ...says]).map((talk) => ({
      name: talk.name,
      right,
      got: rightsOf(talk.plans),
    })),
  ),
}));

interface Erasing {
  confirm: string;
  erase: string;
  schema: string;
}

const erasing = once<Erasing>(() => ({
  confirm: functionIn(sourceOf('src/store/erasure.ts'), 'confirmErasure'),
  erase: functionIn(sourceOf('src/store/erasure.ts'), 'eraseCase'),
  schema: sourceOf('src/store/schema/cases.ts'),
}));

/** Tables that hold a key or a word of a case: their rows go with it. */
const ofCase = [
  'caseKeys',
  'caseKeyHolders',
  'writingKeys',
  'caseConversations',
  'caseItems',
  'receipts',
  'consents',
];
const tableIn = (schema: string, name: string) =>
  schema.split(`export const ${name} = pgTable(`)[1]?.split('export const ')[0] ?? '';

const duties = once(() =>
  grounds.flatMap((on) =>
    (['uptd_ppa', 'lembaga_layanan_masyarakat'] as const).map((operatorKind) => {
      const talk = skipThrough(
        drive(['> halo', '>> safe', '>> me', '>> 26to40', '>> sexual'], on, { operatorKind }),
      );
      return { name: `${operatorKind} ${on.channel} ${on.language}`, told: allTold(talk as Drive) };
    }),
  ),
);

export const lawRules: readonly Rule[] = [
  rule({
    id: 'L1',
    says: 'Each consent is a row of its own: purpose, yes or no, the moment, a hash of the very words that were asked, and when it was taken back.',
    heldBy: ['tests/conversation/plan.test.ts › consents with the very words that were shown'],
    world: proofs,
    check: proofFaults,
    planted: 'A proof that names the words of another question.',
    breach: (all) =>
      all.map((one) => ({
        ...one,
        recorded: one.recorded.map((each) => ({ ...each, shown: 'Boleh kami simpan semuanya?' })),
      })),
    finds: /^the proof names other words/,
  }),
  rule({
    id: 'L2',
    says: 'PRIVASI says who is responsible and what for, what is kept and how long, who reads it, which rights there are and how to use them, and where to ask.',
    world: notice,
    check: (all) =>
      all.flatMap(({ name, words }) =>
        Object.entries(noticeParts).flatMap(([part, says]) =>
          unless(says.test(words), `the notice leaves out ${part}: ${name}`),
        ),
      ),
    planted: 'A notice without the 72 hours.',
    breach: (all) => all.map((one) => ({ ...one, words: one.words.replaceAll('72', '…') })),
    finds: /^the notice leaves out the 72 hours/,
  }),
  rule({
    id: 'L3',
    says: 'LIHAT DATA, PERBAIKI, TARIK, HAPUS and BATASI each become a request of 72 hours, with an alarm while it waits; what was taken back or limited holds at once.',
    heldBy: ['tests/store/erasure.db.test.ts › hold at once, and a human is asked'],
    world: wished,
    check: ({ dueHours, withdraw, asked }) => [
      ...unless(dueHours === 72, `a request is due after ${dueHours} hours`),
      ...unless(
        /withdrawn_at/.test(withdraw) && /restricted_at/.test(withdraw),
        'what was taken back goes on being used',
      ),
      ...asked.flatMap(({ name, right, got }) =>
        unless(got.join() === right, `asked for ${right}, got "${got.join()}": ${name}`),
      ),
    ],
    planted: 'A machine that answers TARIK and asks nobody.',
    breach: (world) => ({
      ...world,
      asked: world.asked.map((one) => (one.right === 'tarik' ? { ...one, got: [] } : one)),
    }),
    finds: /^asked for tarik, got ""/,
  }),
  rule({
    id: 'L4',
    says: 'Erasing takes the case’s keys and every row that hangs on it, writes its id on the list beside the backups, and is refused with its reason while a court needs it.',
    heldBy: [
      'tests/store/erasure.db.test.ts › a legal hold is refused with its reason, said to the person',
      'tests/store/erasure.db.test.ts › when the list beside the backups cannot be written, nothing is erased',
    ],
    world: erasing,
    check: ({ confirm, erase, schema }) => [
      ...unless(
        confirm.indexOf('legalHold') > 0 && confirm.indexOf('legalHold') < confirm.indexOf('eraseCase('),
        'a legal hold comes after erasing',
      ),
      ...unless(
        /delete from cases/.test(erase) && /append\(caseId/.test(erase),
        'the case stays, or its id is on no list',
      ),
      ...ofCase.flatMap((table) =>
        unless(/onDelete: 'cascade'/.test(tableIn(schema, table)), `${table} outlives its case`),
      ),
    ],
    planted: 'Keys of a case that do not go with it.',
    breach: (world) => ({
      ...world,
      schema: world.schema.replace(
        tableIn(world.schema, 'writingKeys'),
        tableIn(world.schema, 'writingKeys').replaceAll(", { onDelete: 'cascade' }", ''),
      ),
    }),
    finds: /^writingKeys outlives its case$/,
  }),
  rule({
    id: 'L5',
    says: 'Each kind of thing goes at its own time, by itself; what is open, held by a court or waits for an answer about itself never does.',
    heldBy: [
      'tests/store/erasure.db.test.ts › closed adults go after two years, children when they are grown up, held and open ones never',
    ],
    world: () => functionIn(sourceOf('src/store/retention.ts'), 'retain'),
    check: (retain) => [
      ...unless(/c\.state = 'closed'/.test(retain), 'an open case can go by itself'),
      ...unless(/c\.legal_hold_at is null/.test(retain), 'a case that a court needs can go by itself'),
      ...unless(
        /rights_requests r where r\.case_id = c\.id and r\.state = 'asked'/.test(retain),
        'a case with an open wish can go by itself',
      ),
      ...unless(
        /child_born_by is null/.test(retain) && /childUntilAge/.test(retain),
        'a child’s case goes before she is grown up',
      ),
    ],
    planted: 'A sweep that does not look for a legal hold.',
    breach: (retain) => broken(retain, 'and c.legal_hold_at is null'),
    finds: /^a case that a court needs/,
  }),
  rule({
    id: 'L8',
    says: 'An organisation that must tell the police of sexual violence says so before any detail is asked, and details can be left out. From then the case shows its 72 hours.',
    heldBy: ['tests/flows/report.test.ts › %s says it before any detail (R4, L8)'],
    world: duties,
    check: (all) =>
      all.flatMap(({ name, told }) => {
        const duty = told.indexOf('report.duty');
        const detail = told.findIndex((key) => /^report\.(dangerNow|ask\.|when)/.test(key));
        return unless(duty >= 0 && duty < detail, `a detail is asked before the duty is said: ${name}`);
      }),
    planted: 'A notice that comes after the first detail.',
    breach: (all) =>
      all.map((one) => ({
        ...one,
        told: [...one.told.filter((key) => key !== 'report.duty'), 'report.duty'],
      })),
    finds: /^a detail is asked before the duty is said/,
  }),
];
