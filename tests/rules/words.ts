import { bubbles } from '../flows/faults.ts';
import { breachesOf, isForPeople, lints } from '../locales/lints.ts';
import { allTold, driveAll, type Texts, texts, withText } from './ground.ts';
import { once, type Rule, rule } from './rule.ts';

/** How we speak: the lints of locales.test.ts, each with the breach that stands beside it. */
interface WordRule {
  id: string;
  says: string;
  /** The lint's own name. */
  lint: string;
}

function lintOf(name: string) {
  const lint = lints.find((each) => each.rule === name);
  if (!lint) throw new Error(`no lint is called ${name}`);
  return lint;
}

function wordRule({ id, says, lint: name }: WordRule): Rule {
  const lint = lintOf(name);
  const isAbout = (key: string) => isForPeople(key) && lint.on?.(key) !== false;
  return rule<Texts>({
    id,
    says,
    heldBy: ['tests/locales.test.ts › a planted breach is found, and its neighbour is left alone'],
    world: texts,
    check: (all) => lint.languages.flatMap((language) => breachesOf(lint, all[language] ?? {})),
    planted:
      `A text that says: “${lint.breach.length > 70 ? `${lint.breach.slice(0, 70)}…` : lint.breach}”`.replaceAll(
        '\n',
        ' ',
      ),
    breach: (all) => withText(all, Object.keys(all.id ?? {}).find(isAbout) ?? '', lint.breach),
    finds: new RegExp(name.replaceAll(/[()]/g, '\\$&')),
  });
}

const misses = once(() => driveAll(['> halo', '>> safe', '>> me', '> qwx', '> zzkk', '> plmq', '> qqq']));

export const wordRules: readonly Rule[] = [
  rule({
    id: 'R17',
    says: 'Who was not understood has done nothing wrong, and after twice in a row is offered a human and the numbers.',
    heldBy: ['tests/locales.test.ts › a planted breach is found, and its neighbour is left alone'],
    world: () =>
      misses().map((talk) => ({
        name: talk.name,
        told: allTold(talk),
        words: talk.plans.flatMap(bubbles).map(({ text }) => text),
      })),
    check: (all) =>
      all.flatMap(({ name, told, words }) => {
        const fallbacks = told.filter((key) => /^common\.(notUnderstood|offerHuman)$/.test(key));
        const inRow = fallbacks.indexOf('common.offerHuman');
        const lint = lintOf('R17');
        return [
          ...(inRow === 2 ? [] : [`a human is offered after ${inRow} misses: ${name}`]),
          ...words.flatMap((text) => (lint.find(text) === undefined ? [] : [`"${text}" blames: ${name}`])),
        ];
      }),
    planted: 'A talk that says five times that it did not understand.',
    breach: (all) =>
      all.map((talk) => ({
        ...talk,
        told: talk.told.map((key) => (key === 'common.offerHuman' ? 'common.notUnderstood' : key)),
      })),
    finds: /^a human is offered after -1 misses/,
  }),
  wordRule({
    id: 'R20',
    lint: 'R20',
    says: 'No diagnosis, no verdict, no forecast; nobody is named a victim.',
  }),
  wordRule({
    id: 'R21',
    lint: 'R21',
    says: 'No rescue, arrest, safety or time is promised that nobody can keep.',
  }),
  wordRule({
    id: 'R22',
    lint: 'R22',
    says: 'Nobody is told to confront, to leave at once, to meet, to pay, to retaliate or to destroy what proves it.',
  }),
  wordRule({
    id: 'R23',
    lint: 'R23',
    says: 'Nothing blames: no "kenapa", no "mengapa", no "seharusnya", and no "why did you".',
  }),
  wordRule({
    id: 'R26',
    lint: 'R26',
    says: 'The bot never asks for an identity number, a paper, a full name or an address, nor for those of whoever did it.',
  }),
  wordRule({
    id: 'R38',
    lint: 'R38 (short words)',
    says: 'Whoever asks for simple words, and every child, is spoken to in sentences of at most twelve words; everything works with words alone. A human tries it with a screen reader (below).',
  }),
  wordRule({
    id: 'R39',
    lint: 'R39 (the reason)',
    says: 'One question a message, and each says in at most eight words what it is asked for.',
  }),
  wordRule({
    id: 'R42',
    lint: 'R42 (first line)',
    says: 'After something heavy the first line is thanks or presence, and there are no emojis.',
  }),
  wordRule({ id: 'R45', lint: 'R45', says: '"Korban" is a word of the law and is not said to anybody.' }),
];
