import { hearDanger } from '../../flows/kit/hearing.ts';
import { startTalk, takeEvent } from '../../src/cli/chat.ts';
import { isStale } from '../../src/directory/numbers.ts';
import { orgDefaults } from '../../src/org-settings.ts';
import { bubbles } from '../flows/faults.ts';
import { localSigns, ordinary, signs, smallTalk } from '../flows/kit/phrases.ts';
import { breachesOf, lints } from '../locales/lints.ts';
import {
  allTold,
  broken,
  driveAll,
  functionIn,
  grounds,
  sourceOf,
  type Texts,
  texts,
  toldIn,
  withText,
} from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** Coming back, being written to later, and what the team may do (R47 to R54). */
const news = 'Kami sudah bicara dengan KBRI.';
const contact = { mode: 'anytime' as const, hours: [], line: 'Halo, apa kabar', word: 'Siap' };

type Later = { name: string; words: string; told: string[] };

/** A counsellor's words after an hour of silence, and a stranger who answers the neutral line. */
const laterNews = once<Later[]>(() =>
  grounds
    .filter(({ channel }) => channel !== 'web')
    .map(({ channel, language }) => {
      const talk = startTalk(channel, language);
      takeEvent(talk, { type: 'inbound.text', text: 'PETUGAS' });
      takeEvent(talk, { type: 'counsellor.joined', memberId: 'm' });
      Object.assign(talk, { lasts: { contact }, now: talk.now + 60 * 60_000 });
      const line = takeEvent(talk, { type: 'counsellor.said', memberId: 'm', text: news });
      const answer = takeEvent(talk, { type: 'inbound.text', text: 'ini siapa ya' });
      const said = [line, answer].flatMap(bubbles).map(({ text }) => text);
      return { name: `${channel} ${language}`, words: said.join('\n'), told: toldIn(answer) };
    }),
);

type Returning = { name: string; told: string[]; replies: boolean };
const number = ['> halo', '>> safe', '> 6543 2109 8765 4321', '* number found', '>> open'];

const returning = once<Returning[]>(() =>
  [
    { pin: '', ends: number },
    { pin: 'wrong', ends: [...number, '> 1111', '* pin wrong'] },
    { pin: 'forced', ends: [...number, '> 2222', '* pin forced'] },
    { pin: 'right', ends: [...number, '> 4821', `* pin right ${news}`] },
  ].flatMap(({ pin, ends }) =>
    driveAll(ends).map((talk) => ({
      name: `${pin || 'no PIN'}: ${talk.name}`,
      told: allTold(talk),
      replies: talk.plans.flatMap(bubbles).some(({ text }) => text.includes(news)),
    })),
  ),
);

interface Heard {
  missed: number;
  falseAlarms: number;
  sets: Record<string, number>;
}

const share = (texts: readonly string[], isOne: (text: string) => boolean) =>
  texts.filter(isOne).length / texts.length;
const heardNow = once<Heard>(() => {
  const all = Object.values({ ...signs, ...localSigns }).flat();
  const calm = [...ordinary, ...smallTalk];
  return {
    missed: share(all, (text) => hearDanger(text) === null),
    falseAlarms: share(calm, (text) => hearDanger(text) !== null),
    sets: Object.fromEntries(
      Object.entries({ ...signs, ...localSigns }).map(([name, list]) => [name, list.length]),
    ),
  };
});

const quickKeys = (own: Record<string, string>) =>
  Object.entries(own).filter(([key]) => key.startsWith('quick.'));
interface Console {
  texts: Texts;
  casesMax: number;
}

function consoleFaults({ texts: all, casesMax }: Console): string[] {
  return [
    ...Object.entries(all).flatMap(([language, own]) => [
      ...lints
        .filter(({ languages }) => languages.includes(language as 'id'))
        .flatMap((lint) => breachesOf(lint, Object.fromEntries(quickKeys(own)))),
      ...unless(
        (own['console.rest.why'] ?? '') !== '',
        `nobody looks after her after an emergency (${language})`,
      ),
      ...unless((own['console.note'] ?? '') !== '', `no note for the next shift (${language})`),
    ]),
    ...unless(casesMax >= 1 && casesMax <= 20, `${casesMax} chats at once`),
  ];
}

const askedForJudgement =
  /\b(puas|nilai|bintang|rating|seberapa (baik|membantu)|how (satisfied|helpful)|rate)\b/i;

interface Doors {
  reading: string;
  files: string;
}

const doors = once<Doors>(() => ({
  reading: sourceOf('src/store/case-reading.ts'),
  files: sourceOf('src/store/attachment-reading.ts'),
}));

function doorFaults({ reading, files }: Doors): string[] {
  const access = functionIn(reading, 'accessCase');
  const written = access.indexOf('recordAct(');
  const read = access.indexOf('readItems(');
  return [
    ...unless(written > 0 && read > written, 'accessCase reads before it writes down who reads'),
    ...unless(/recordAct\(/.test(files), 'a file is looked at without a trace'),
  ];
}

export const afterRules: readonly Rule[] = [
  rule({
    id: 'R47',
    says: 'Words of the team to somebody silent go behind her neutral line, and whoever answers is asked whether it is safe before one of them is shown. Nothing follows up by itself.',
    heldBy: [
      'tests/conversation/held.test.ts › who writes by herself first gets it once the screen is known to be safe',
    ],
    world: laterNews,
    check: (all) =>
      all.flatMap(({ name, words, told }) => [
        ...unless(told.includes('common.opening'), `nobody asks whether it is safe: ${name}`),
        ...unless(!words.includes(news), `the words are shown to whoever answers: ${name}`),
      ]),
    planted: 'A message that goes out with its content at once.',
    breach: (all) => all.map((one) => ({ ...one, words: `${news}\n${one.words}` })),
    finds: /^the words are shown to whoever answers/,
  }),
  rule({
    id: 'R48',
    says: 'Closing tells her that she may come back at any time; the counsellor’s last ready words say how.',
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(([key]) => /^(handoff\.closed|quick\.goodbye)/.test(key))
          .flatMap(([key, text]) =>
            unless(
              /kembali kapan saja|(come back|return) (at )?any ?time/i.test(text),
              `${key} (${language}) shuts the door`,
            ),
          ),
      ),
    planted: 'A closing that says only that it is over.',
    breach: (all) => withText(all, 'handoff.closed', 'Percakapan dengan petugas sudah selesai.'),
    finds: /^handoff\.closed .* shuts the door/,
  }),
  rule({
    id: 'R49',
    says: 'After a case is closed three questions may be answered: no name, no case, no day; never after an emergency, nor where R11 forbids. Sums are shown from five answers on. Nobody is asked to judge the one who helps her.',
    heldBy: [
      'tests/console/owed.db.test.ts › is shown from five answers on, by sums that hide what is small',
      'tests/conversation/feedback.test.ts › is asked after a closing, and kept without a case',
    ],
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(([key, text]) => /^(quick|handoff|common|care)\./.test(key) && askedForJudgement.test(text))
          .map(([key]) => `${key} (${language}) asks to be judged`),
      ),
    planted: 'Ready words that ask how satisfied she is.',
    breach: (all) => withText(all, 'quick.goodbye', 'Seberapa puas Anda dengan saya?'),
    finds: /^quick\.goodbye .* asks to be judged/,
  }),
  rule({
    id: 'R50',
    says: 'Every read of a case is written down before it is shown, in rows that are only ever inserted; supervisors see the list and can prove it.',
    heldBy: [
      'tests/console/case.db.test.ts › is never read without a trace',
      'tests/console/office.db.test.ts › is opened by a supervisor alone, and opening it stands in it',
    ],
    world: doors,
    check: doorFaults,
    planted: 'The door to a case without its audit row.',
    breach: (world) => ({
      ...world,
      reading: broken(
        world.reading,
        /await recordAct\(tx, deps, \{ memberId: signedIn\.member\.id, act: 'read', caseId \}\);/,
      ),
    }),
    finds: /^accessCase reads before/,
  }),
  rule({
    id: 'R51',
    says: 'Ready words keep every rule of the texts, a counsellor holds a bounded number of chats, leaves notes for the next shift, and is reminded to rest after an emergency.',
    heldBy: [
      'tests/console/words.test.ts › have a text in each language and no gap left open, also beside a long topic (R51)',
      'tests/store/case-acts.db.test.ts › is bounded, but never for an emergency',
    ],
    world: (): Console => ({ texts: texts(), casesMax: orgDefaults.casesMax }),
    check: consoleFaults,
    planted: 'Ready words that promise safety.',
    breach: (world) => ({ ...world, texts: withText(world.texts, 'quick.wait', 'Tenang, Anda pasti aman.') }),
    finds: /^quick\.wait: .*R21/,
  }),
  rule({
    id: 'R52',
    says: 'What danger sounds like is tried against reviewed phrases in every language: at least 95 of 100 signs are heard, at most 5 of 100 ordinary sentences raise an alarm. Only counts are logged.',
    heldBy: [
      'tests/flows/kit/hearing.test.ts › hears at least 95 of 100 in %s',
      'tests/flows/kit/danger-table.test.ts › fires every row for at least one reviewed phrase',
    ],
    world: heardNow,
    check: ({ missed, falseAlarms, sets }) => [
      ...unless(missed <= 0.05, `${Math.round(missed * 100)} of 100 signs are not heard`),
      ...unless(
        falseAlarms <= 0.05,
        `${Math.round(falseAlarms * 100)} of 100 ordinary sentences raise an alarm`,
      ),
      ...Object.entries(sets).flatMap(([name, count]) => unless(count > 9, `${name} has ${count} phrases`)),
    ],
    planted: 'A table that misses every tenth sign.',
    breach: (heard) => ({ ...heard, missed: 0.1 }),
    finds: /^10 of 100 signs are not heard$/,
  }),
  rule({
    id: 'R53',
    says: 'The team sees of each number when it was last answered, and after 180 days that the call is old; then it counts as not called. The person reads the month of that call, or the year of the source, beside the number.',
    heldBy: [
      'tests/directory/numbers.test.ts › grows old after 180 days',
      'tests/console/office.db.test.ts › counts the numbers that must be called, most needed first, and forgets a call after 180 days',
    ],
    world: () => isStale,
    check: (stale) => {
      const called = new Date('2026-01-05T02:00:00Z');
      const after = (days: number) => new Date(called.getTime() + days * 86_400_000 + 60_000);
      return [
        ...unless(!stale(called, after(179)), 'a call of 179 days ago is called old'),
        ...unless(stale(called, after(180)), 'a call of more than 180 days ago is called fresh'),
      ];
    },
    planted: 'A call that stays fresh for a year.',
    breach: () => (called, now) => now.getTime() - called.getTime() > 365 * 86_400_000,
    finds: /^a call of more than 180 days ago/,
  }),
  rule({
    id: 'R54',
    says: 'Who comes back with a number reads nothing of what was written before the PIN is right; a forced PIN shows an empty page.',
    heldBy: [
      'tests/turns/receipts.db.test.ts › the number alone finds it, adds to it, says one word, and prints nothing',
      'tests/turns/receipts.db.test.ts › shows a page with nothing on it; the case hears of it, and no chat joins',
    ],
    world: returning,
    check: (all) =>
      all.flatMap(({ name, replies }) =>
        unless(
          replies === name.startsWith('right'),
          `replies ${replies ? 'are' : 'are not'} shown after ${name}`,
        ),
      ),
    planted: 'Replies that are shown after a wrong PIN.',
    breach: (all) => all.map((one) => (one.name.startsWith('wrong') ? { ...one, replies: true } : one)),
    finds: /^replies are shown after wrong/,
  }),
];
