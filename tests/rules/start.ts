import { capabilities } from '../../src/conversation/messages.ts';
import { mayWriteNow } from '../../src/conversation/safe-hours.ts';
import { bubbles } from '../flows/faults.ts';
import { sensitive } from '../locales/lints.ts';
import {
  allTold,
  type Drive,
  drive,
  driveAll,
  grounds,
  lastTold,
  lastWords,
  reports,
  type Texts,
  texts,
  withText,
} from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** Coming in, what is said before anything is asked, and how somebody may be written to (R1 to R12). */
const firstMessages = ['> halo', '> (start)', '> (photo)', '> (unreadable)', '> assalamualaikum kak'];
const openings = once(() => firstMessages.flatMap((line) => driveAll([line])));

/** In this order: who we are, is it safe, a way to say danger, another language, the way out. */
function openingFaults(all: readonly Drive[]): string[] {
  return all.flatMap((talk) => {
    const opening = talk.plans.flatMap(bubbles).at(-1);
    const words = lastWords(talk);
    const isDigits = capabilities[talk.channel].choices === 'numbers';
    const inOrder = [
      /Ruang Tulis/,
      /aman untuk chat|safe to chat/i,
      /dalam bahaya|in danger/i,
      /English|Indonesia/,
      /KELUAR|EXIT/,
    ];
    const found = inOrder.map((part) => words.search(part));
    return [
      ...unless(
        found.every((place) => place >= 0),
        `a first reply lacks a part: ${talk.name}`,
      ),
      ...unless(
        found.every((place, at) => at === 0 || place > (found[at - 1] ?? 0)),
        `a first reply is out of order: ${talk.name}`,
      ),
      ...unless((opening?.text.length ?? 999) <= 300 || isDigits, `a first reply is too long: ${talk.name}`),
    ];
  });
}

/** A copy of talks in which every button of one choice is gone. */
const withoutButton = (choice: string) => (all: readonly Drive[]) =>
  structuredClone(all).map((talk) => ({
    ...talk,
    plans: talk.plans.map((plan) => ({
      ...plan,
      replies: plan.replies.map(({ part, ...reply }) => ({
        ...reply,
        part:
          part.type === 'text'
            ? { ...part, choices: part.choices.filter(({ token }) => !token.endsWith(choice)) }
            : part,
      })),
    })),
  }));

type Orders = { name: string; told: string[] }[];
const orders = once<Orders>(() =>
  reports().map((talk) => ({ name: `${talk.topic} ${talk.name}`, told: allTold(talk) })),
);

/** The first of `before` is told earlier than the first of `after`, in every talk that tells `after` at all. */
function orderFaults(all: Orders, before: RegExp, after: RegExp): string[] {
  return all.flatMap(({ name, told }) => {
    const [first, second] = [before, after].map((key) => told.findIndex((each) => key.test(each)));
    if (second === undefined || second < 0) return [`nothing of ${String(after)} was met: ${name}`];
    return unless(
      first !== undefined && first >= 0 && first < second,
      `${String(before)} does not come first: ${name}`,
    );
  });
}

const swapped = (one: RegExp) => (all: Orders) =>
  all.map((talk) => ({
    ...talk,
    told: [...talk.told.filter((key) => !one.test(key)), ...talk.told.filter((key) => one.test(key))],
  }));

type Consented = {
  name: string;
  rails: string[];
  options: string[];
  given: boolean[];
  isFiled: boolean;
  told: string[];
};

/** Every report up to its consents, answered yes and no: what was recorded, and whether help goes on. */
const consented = once<Consented[]>(() =>
  grounds.flatMap((on) =>
    [['allow', 'allow'], ['allow', 'refuse'], ['refuse']].map((answers) => {
      const skips = Array.from({ length: 6 }, () => '>> skip');
      const until = drive(['> halo', '>> safe', '>> me', '>> 26to40', ...skips, '>> correct'], on);
      const asked = until.talk.state?.asked?.question;
      const talk = drive(
        [...until.name.replace(/^\w+ \w+: /, '').split(/ (?=>)/), ...answers.map((each) => `>> ${each}`)],
        on,
      );
      const effects = talk.plans.flatMap((plan) => plan.effects);
      return {
        name: `${on.channel} ${on.language} ${answers.join()}`,
        rails: asked?.rails ?? [],
        options: asked?.options.map(({ id }) => id) ?? [],
        given: effects.flatMap((effect) => (effect.type === 'recordConsent' ? [effect.params.given] : [])),
        isFiled: allTold(talk).includes('report.filed'),
        told: lastTold(talk),
      };
    }),
  ),
);

function consentFaults(all: Consented[]): string[] {
  return all.flatMap(({ name, rails, options, given, isFiled, told }) => {
    const wanted =
      name
        .split(' ')
        .at(-1)
        ?.split(',')
        .map((answer) => answer === 'allow') ?? [];
    const isRefused = wanted.length === 1;
    return [
      ...unless(options.join() === 'allow,refuse', `yes and no do not stand side by side: ${name}`),
      ...unless(rails.includes('human'), `no way to a human beside a consent: ${name}`),
      ...unless(
        isRefused ? given.length === 0 : given.join() === wanted.join(),
        `recorded ${given.join()}: ${name}`,
      ),
      ...unless(isFiled !== isRefused && told.length > 0, `refusing the count ends the help: ${name}`),
    ];
  });
}

const byPlatform = {
  'rights.eraseAsk.telegram': /48/,
  'rights.eraseAsk.whatsapp': /WhatsApp/,
  'rights.eraseAsk.web': /peramban|browser/i,
} as const;

function eraseFaults(all: Texts): string[] {
  return Object.entries(all).flatMap(([language, own]) =>
    Object.entries(byPlatform).flatMap(([key, truth]) => [
      ...unless(truth.test(own[key] ?? ''), `${key} (${language}) does not say what this platform can wipe`),
      ...unless(/72/.test(own[key] ?? ''), `${key} (${language}) does not say how long our own part takes`),
      ...unless(
        /sendiri|yourself/i.test(own[key] ?? ''),
        `${key} (${language}) does not say what is left to her`,
      ),
    ]),
  );
}

type MayWrite = typeof mayWriteNow;
const hour = (utc: number) => new Date(Date.UTC(2026, 0, 5, utc));
const wish = (mode: 'hours' | 'iReturn' | 'anytime') => ({
  mode,
  hours: ['evening' as const],
  line: null,
  word: null,
});

function hourFaults(mayWrite: MayWrite): string[] {
  return Array.from({ length: 24 }, (_, utc) => utc).flatMap((utc) => {
    const inJakarta = (utc + 7) % 24;
    const isEvening = inJakarta >= 18 && inJakarta < 21;
    return [
      ...unless(
        mayWrite(wish('hours'), hour(utc), 'WIB') === isEvening,
        `written to at ${inJakarta} who chose the evening`,
      ),
      ...unless(
        !mayWrite(wish('iReturn'), hour(utc), 'WIB'),
        `written to at ${inJakarta} who writes herself`,
      ),
    ];
  });
}

/** Half an hour and a day later, where nobody wrote: what we said by ourselves. */
const silences = once(() =>
  reports()
    .filter(({ topic }) => topic === 'home')
    .map((talk) => {
      const later = drive(
        [...['> halo', '>> safe', '>> me', '>> 26to40', '>> home'], '@ 31 minutes', '@ 24 hours'],
        talk,
      );
      const before = drive(['> halo', '>> safe', '>> me', '>> 26to40', '>> home'], talk);
      return { ...later, plans: later.plans.slice(before.plans.length) };
    }),
);

function silenceFaults(all: readonly Drive[]): string[] {
  return all.flatMap((talk) =>
    talk.plans.flatMap(bubbles).map(({ text }) => `written to after a silence (${text}): ${talk.name}`),
  );
}

const neutralKeys = /^(telegram\.|console\.title|alarm\.)/;

export const startRules: readonly Rule[] = [
  rule({
    id: 'R1',
    says: 'The first reply to any first message says who we are in neutral words, asks whether it is safe, and offers danger, the other language and the way out, in at most 300 characters.',
    heldBy: [
      'tests/turns/take-turns.db.test.ts › answers a first hello with who we are, the safe question, danger and the way out (R1)',
    ],
    world: openings,
    check: openingFaults,
    planted: 'An opening without its danger button.',
    breach: (all) => withoutButton('inDanger')(all.filter(({ channel }) => channel === 'telegram')),
    finds: /lacks a part|out of order/,
  }),
  rule({
    id: 'R3',
    says: 'Before the first personal question one message says who reads it and how it is kept.',
    world: orders,
    check: (all) => orderFaults(all, /^report\.readers/, /^report\.who/),
    planted: 'A report that says who reads it only at its end.',
    breach: swapped(/^report\.readers/),
    finds: /readers.* does not come first/,
  }),
  rule({
    id: 'R4',
    says: 'The limits of secrecy are said before anything about what happened is asked.',
    heldBy: ['tests/flows/report.test.ts › %s says it before any detail (R4, L8)'],
    world: orders,
    check: (all) => orderFaults(all, /^report\.limits/, /^report\.topic/),
    planted: 'A report that says the limits after the questions.',
    breach: swapped(/^report\.limits/),
    finds: /limits.* does not come first/,
  }),
  rule({
    id: 'R5',
    says: 'The bot says that it is one; whoever takes over is named by her role, never by her name.',
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) => [
        ...unless(
          /otomatis|automat/i.test(own['common.opening'] ?? ''),
          `the opening (${language}) hides that it is a machine`,
        ),
        ...unless(
          /otomatis|automat/i.test(own['care.first'] ?? ''),
          `the first words of care (${language}) hide that it is a machine`,
        ),
        ...Object.entries(own)
          .filter(([key]) => key.startsWith('handoff.joined'))
          .flatMap(([key, text]) =>
            unless(!/\{\{/.test(text) && /petugas|counsellor|one of our people|a person/i.test(text), `${key} (${language}) is no role`),
          ),
      ]),
    planted: 'A hand-over that greets with the counsellor’s name.',
    breach: (all) => withText(all, 'handoff.joined', 'Halo, saya {{name}}.'),
    finds: /handoff\.joined .* is no role/,
  }),
  rule({
    id: 'R6',
    says: 'Each purpose has a consent of its own, yes and no of the same size, nothing chosen beforehand. A no to being counted changes nothing else; a no to being kept keeps nothing and still shows the way to a human.',
    heldBy: ['tests/conversation/plan.test.ts › consents with the very words that were shown'],
    world: consented,
    check: consentFaults,
    planted: 'A refused count that is recorded as a yes.',
    breach: (all) => all.map((one) => ({ ...one, given: one.given.map(() => true) })),
    finds: /^recorded true,true/,
  }),
  rule({
    id: 'R9',
    says: 'Name, icon, menus, page titles and alarms are neutral. The organisation chooses the name; a human looks at it (below).',
    heldBy: ['tests/channels/web/page.test.ts › is named and drawn by the neutral name alone'],
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(([key, text]) => neutralKeys.test(key) && sensitive.test(text))
          .map(([key]) => `${key} (${language}) says what this is about`),
      ),
    planted: 'A menu of Telegram that offers to report.',
    breach: (all) => withText(all, 'telegram.menu', 'Laporkan kekerasan'),
    finds: /^telegram\.menu/,
  }),
  rule({
    id: 'R10',
    says: 'HAPUS says what this platform can wipe and what is left to her, and how long our own part takes.',
    heldBy: [
      'tests/store/erasure.db.test.ts › asks once, becomes a wish with 72 hours, and confirmed takes every row of the case with it',
    ],
    world: texts,
    check: eraseFaults,
    planted: 'WhatsApp’s words for deleting, said on Telegram.',
    breach: (all) => withText(all, 'rights.eraseAsk.telegram', all['id']?.['rights.eraseAsk.whatsapp'] ?? ''),
    finds: /^rights\.eraseAsk\.telegram .* what this platform can wipe/,
  }),
  rule({
    id: 'R11',
    says: 'Nobody is written to first outside of the hours she chose, and never who said that she writes herself; the neutral line goes first, and words only after her reply word.',
    heldBy: [
      'tests/conversation/held.test.ts › hears nothing in the morning, her line in the evening, and the words after her reply word',
      'tests/conversation/held.test.ts › "only when I write" is never written to first',
    ],
    world: (): MayWrite => mayWriteNow,
    check: hourFaults,
    planted: 'A clock that takes noon for the evening.',
    breach: (mayWrite) => (contact, now, zone) =>
      (now.getUTCHours() === 5 && contact?.mode === 'hours') || mayWrite(contact, now, zone),
    finds: /written to at 12 who chose the evening/,
  }),
  rule({
    id: 'R12',
    says: 'Who falls silent is not reminded. After 30 minutes the safe question comes before anything else, after 24 hours an unsent draft is gone.',
    heldBy: [
      'tests/store/purge.db.test.ts › leaves its handled events for 30 days, so that a message sent again is answered once',
    ],
    world: silences,
    check: silenceFaults,
    planted: 'A question that is asked again after half an hour.',
    breach: (all) => all.map((talk) => ({ ...talk, plans: drive(['> halo'], talk).plans })),
    finds: /^written to after a silence/,
  }),
];
