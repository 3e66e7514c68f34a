import { capabilities } from '../../src/conversation/messages.ts';
import { bubbles } from '../flows/faults.ts';
import {
  allTold,
  type Drive,
  drive,
  driveAll,
  grounds,
  lastTold,
  lastWords,
  reports,
  texts,
  withText,
} from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** Coming in, what is said before anything is asked, and what is agreed to (R1 to R6). */
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

interface Consented {
  name: string;
  /** What was answered to each question that came. */
  answers: string[];
  /** Beside the question whether the note may be kept. */
  rails: string[];
  options: string[];
  recorded: boolean[];
  isFiled: boolean;
  told: string[];
}

const untilConsent = [
  '> halo',
  '>> safe',
  '>> me',
  '>> 26to40',
  ...Array<string>(6).fill('>> skip'),
  '>> correct',
];

/** A report up to its consents, answered yes and no: what was recorded, and whether help goes on. */
const consented = once<Consented[]>(() =>
  grounds.flatMap((on) =>
    [['allow', 'allow'], ['allow', 'refuse'], ['refuse']].map((answers) => {
      const asked = drive(untilConsent, on).talk.state?.asked?.question;
      const talk = drive([...untilConsent, ...answers.map((each) => `>> ${each}`)], on);
      const effects = talk.plans.flatMap((plan) => plan.effects);
      return {
        name: `${on.channel} ${on.language} ${answers.join(', ')}`,
        answers,
        rails: asked?.rails ?? [],
        options: asked?.options.map(({ id }) => id) ?? [],
        recorded: effects.flatMap((effect) => (effect.type === 'recordConsent' ? [effect.params.given] : [])),
        isFiled: allTold(talk).includes('report.filed'),
        told: lastTold(talk),
      };
    }),
  ),
);

function consentFaults(all: Consented[]): string[] {
  return all.flatMap(({ name, answers, rails, options, recorded, isFiled, told }) => {
    const mayKeep = answers[0] === 'allow';
    const wanted = mayKeep ? answers.map((answer) => answer === 'allow') : [];
    return [
      ...unless(options.join() === 'allow,refuse', `yes and no do not stand side by side: ${name}`),
      ...unless(rails.includes('human'), `no way to a human beside a consent: ${name}`),
      ...unless(recorded.join() === wanted.join(), `recorded ${recorded.join()}: ${name}`),
      ...unless(isFiled === mayKeep && told.length > 0, `an answer ends the help: ${name}`),
    ];
  });
}

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
            unless(
              !/\{\{/.test(text) && /petugas|counsellor|one of our people|a person/i.test(text),
              `${key} (${language}) is no role`,
            ),
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
    breach: (all) => all.map((one) => ({ ...one, recorded: one.recorded.map(() => true) })),
    finds: /^recorded true,true/,
  }),
];
