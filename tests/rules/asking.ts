import { getStateNodes } from 'xstate/graph';
import type { Question } from '../../flows/kit/effects.ts';
import { topicCodes } from '../../flows/report/answers.ts';
import { freshContext } from '../../flows/report/context.ts';
import { reportMachine } from '../../flows/report/machine.ts';
import { quickText } from '../../src/console/quick.ts';
import type { CaseHead } from '../../src/conversation/case-item.ts';
import { createWords } from '../../src/conversation/words.ts';
import { allTold, driveAll, grounds, reports, type Texts, texts } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** How questions are asked, and that nobody has to say it again (R40, R41, R43, R46, R55). */
interface Asked {
  id: string;
  options: string[];
  rails: string[];
  /** Words are its answer: a place, a story, a word of her own; or one choice after the other. */
  isOpen: boolean;
}

/** They are not about her story: yes and no to what becomes of it, and whether the screen is safe. */
const aboutTheNote = new Set([
  'summary',
  'changing',
  'mandated',
  'safeAgain',
  'consentService',
  'consentStatistics',
]);
const openOnes = new Set(['telling', 'replyWord', 'advised', 'picking']);

const questionNodes = () =>
  getStateNodes(reportMachine).filter(
    ({ id, tags, key }) =>
      id.startsWith('report.talk.asking.') && tags.includes('question') && !aboutTheNote.has(key),
  );

const questions = once<Asked[]>(() =>
  questionNodes().flatMap((node) =>
    (node.entry as unknown as { type?: string; params?: unknown }[])
      .filter(({ type }) => type === 'ask')
      .map(({ params }) => {
        const question = (
          typeof params === 'function' ? params({ context: freshContext, event: {} }) : params
        ) as Question;
        return {
          id: node.id,
          options: question.options.map(({ id }) => id),
          rails: question.rails,
          isOpen: openOnes.has(node.key),
        };
      }),
  ),
);

const perTopic = (all: Asked[]) =>
  topicCodes.map((topic) => ({
    topic,
    count: all.filter(({ id }) => id.startsWith(`report.talk.asking.${topic}.`)).length,
  }));

interface Paths {
  asked: Asked[];
  /** From the first word to a human, and what was asked before. */
  toHuman: { name: string; told: string[] }[];
}

const paths = once<Paths>(() => ({
  asked: questions(),
  toHuman: driveAll(['> halo', '> PETUGAS']).map((talk) => ({ name: talk.name, told: allTold(talk) })),
}));

type Orders = { topic: string; channel: string; language: string; told: string[] }[];
const orders = once<Orders>(() => reports().map((talk) => ({ ...talk, told: allTold(talk) })));

/** The page has said who we are before anything is typed; else every channel says the same in the same order. */
function parityFaults(all: Orders): string[] {
  return all.flatMap((one) => {
    const other = all.find(
      (each) => each.channel === 'telegram' && each.topic === one.topic && each.language === one.language,
    );
    return unless(
      other?.told.join() === one.told.join(),
      `${one.channel} ${one.language} tells ${one.topic} otherwise`,
    );
  });
}

const head = (language: 'id' | 'en'): CaseHead => ({ topic: 'trafficking', language }) as CaseHead;
type Greeting = (language: 'id' | 'en') => string;

function keyFaults(all: Texts): string[] {
  const source = Object.keys(all.id ?? {});
  return Object.entries(all).flatMap(([language, own]) =>
    source.filter((key) => (own[key] ?? '').trim() === '').map((key) => `${language} lacks ${key}`),
  );
}

export const askingRules: readonly Rule[] = [
  rule({
    id: 'R40',
    says: 'Every question about her story can be skipped and answered with "tidak tahu"; whether the screen is safe cannot, and no clear answer there counts as unsafe.',
    world: questions,
    check: (all) =>
      all.flatMap(({ id, options, rails, isOpen }) => [
        ...unless(rails.includes('skip'), `${id} cannot be skipped`),
        ...unless(isOpen || options.includes('unknown'), `${id} has no "tidak tahu"`),
      ]),
    planted: 'A question about age that cannot be skipped.',
    breach: (all) => all.map((one) => (one.id.endsWith('.age') ? { ...one, rails: ['human'] } : one)),
    finds: /^report\.talk\.asking\.age cannot be skipped$/,
  }),
  rule({
    id: 'R41',
    says: 'A topic has at most eight questions, and a human is reached without one of them.',
    world: paths,
    check: ({ asked, toHuman }) => [
      ...perTopic(asked).flatMap(({ topic, count }) =>
        unless(count > 0 && count <= 8, `${topic} asks ${count} questions`),
      ),
      ...toHuman.flatMap(({ name, told }) =>
        unless(
          told.includes('openCase') && !told.some((key) => key.startsWith('report.')),
          `questions stand before a human: ${name}`,
        ),
      ),
    ],
    planted: 'A ninth question about trafficking.',
    breach: (world) => {
      const more = Array.from({ length: 9 }, (_, at) => ({
        id: `report.talk.asking.trafficking.more${at}`,
        options: [],
        rails: [],
        isOpen: true,
      }));
      return { ...world, asked: [...world.asked.filter(({ id }) => !id.includes('.trafficking.')), ...more] };
    },
    finds: /^trafficking asks 9 questions$/,
  }),
  rule({
    id: 'R43',
    says: 'Nobody has to say it again: what was said before stands in the case when it opens, and the counsellor’s first ready words say what was understood.',
    heldBy: [
      'tests/turns/take-turns.db.test.ts › brings a danger sign to the queue at once, with everything said so far sealed in the case',
      'tests/console/words.test.ts › open with what was understood, so that nobody has to say it again (standards.md R43)',
    ],
    world: (): Greeting => (language) => quickText('summary', head(language)),
    check: (greet) =>
      (['id', 'en'] as const).flatMap((language) => {
        const text = greet(language);
        return [
          ...unless(
            /tidak perlu mengulang|(need|have) to repeat|say it again/i.test(text),
            `the greeting (${language}) lets her begin anew`,
          ),
          ...unless(!text.includes('{{'), `the greeting (${language}) has an open gap`),
        ];
      }),
    planted: 'A counsellor’s greeting that asks for the story.',
    breach: () => () => 'Halo. Ada yang bisa dibantu? Coba ceritakan dari awal.',
    finds: /lets her begin anew/,
  }),
  rule({
    id: 'R46',
    says: 'Everything is there in Indonesian and English; a key that a language lacks falls to Indonesian, never to the key’s name.',
    heldBy: [
      'tests/conversation/render.test.ts › fall to Indonesian where a language lacks a key, never to the key, and count it (R46)',
    ],
    world: texts,
    check: (all) => [
      ...keyFaults(all),
      ...grounds.flatMap(({ language }) =>
        unless(
          !createWords(() => 'X')
            .key(language, 'common.help')
            .includes('common.help'),
          `${language} shows a key`,
        ),
      ),
    ],
    planted: 'An English file without the word for help.',
    breach: (all) => {
      const { 'common.help': _gone, ...en } = all.en ?? {};
      return { ...all, en };
    },
    finds: /^en lacks common\.help$/,
  }),
  rule({
    id: 'R55',
    says: 'The same flow says the same in the same order on Telegram, on WhatsApp in numbered text, and on the page.',
    heldBy: [
      'tests/flows/transcripts.test.ts › says the same on %s',
      'tests/conversation/render.test.ts › whatsapp: numbers inside the text, and the quiet row beneath',
    ],
    world: orders,
    check: parityFaults,
    planted: 'WhatsApp without the question about what somebody would like to be helped with.',
    breach: (all) =>
      all.map((one) =>
        one.channel === 'whatsapp' ? { ...one, told: one.told.filter((key) => key !== 'report.help') } : one,
      ),
    finds: /^whatsapp \w\w tells \w+ otherwise$/,
  }),
];
