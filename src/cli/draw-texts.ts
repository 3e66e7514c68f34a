import type { EffectParams, Option, Question, Rail, Text } from '../../flows/kit/effects.ts';
import type { DangerKind, Place } from '../../flows/kit/events.ts';
import { freshContext, type ReportContext } from '../../flows/report/context.ts';
import { texts } from '../../locales/texts.ts';
import { labelOf, numberLines } from '../conversation/render.ts';
import { plainRenderer } from './chat.ts';

/**
 * What a flow would say, really rendered: the texts of actions, with the few things that they depend on tried
 * out (who is affected, how urgent, what was heard), each text shown once.
 */
export type Both = [id: string, en: string];

export interface Offered {
  texts: Text[];
  options: { id: string; labels: Both }[];
  rails: { rail: Rail; digit: string; labels: Both }[];
}

interface Action {
  type: string;
  params?: unknown;
}

interface Sample {
  context: ReportContext;
  event: Record<string, unknown>;
}

const kupang = (kind: string): Place => ({
  country: 'ID',
  province: '53',
  regency: '53.71',
  label: `${kind} Kupang, Nusa Tenggara Timur`,
});
const candidates = [kupang('Kota'), kupang('Kabupaten')];
const contexts: ReportContext[] = [
  { ...freshContext, candidates, answers: { who: 'me', age: '26to40', topic: 'home' } },
  { ...freshContext, operatorKind: 'uptd_ppa', answers: { who: 'child', topic: 'sexual', hours: ['noon'] } },
  {
    ...freshContext,
    candidates,
    answers: {
      ...{ who: 'family', age: '26to40', topic: 'goneSilent', help: ['talk'], forms: ['fisik'] },
      ...{
        onlinePictures: ['deepfake'],
        onlineAccount: ['doxing'],
        onlineAttack: ['other'],
        orgDone: ['kesehatan'],
      },
    },
    started: true,
    urgency: 2,
    receipt: '1234567890123456',
  },
];
const kinds: DangerKind[] = ['violenceNow', 'suicide', 'onlineThreat', 'child', 'bareCry'];
const outcomes = ['answered', 'erased', 'refusedHold', 'refusedDanger', 'refusedOther'];
const samples: Sample[] = contexts.flatMap((context) =>
  kinds.map((kind, at) => ({
    context,
    event: {
      type: 'danger.heard',
      danger: { kind, urgency: 1, rule: kind },
      receipt: '1234567890123456',
      urgency: (at % 3) + 1,
      text: '',
      places: candidates,
      pin: '4821',
      secret: '4821',
      replies: ['…'],
      outcome: outcomes[at],
    },
  })),
);

function paramsOf<Params>(action: Action): Params[] {
  const { params } = action;
  if (typeof params !== 'function') return [params as Params];
  return samples.map((sample) => params(sample) as Params);
}

const onceByKey = (texts: Text[]): Text[] => [...new Map(texts.map((text) => [text.key, text])).values()];

/** Plain messages in the order in which they are said, each with what may stand in its place. */
export function textsIn(actions: readonly Action[]): Text[][] {
  return actions.flatMap((action) => {
    if (action.type === 'say') return [onceByKey(paramsOf<Text>(action))];
    const isPlain = paramsOf<EffectParams['giveNumbers'] | undefined>(action)[0]?.options?.length === 0;
    return action.type === 'giveNumbers' && isPlain ? [[numbersText()]] : [];
  });
}

/** What is asked, with every choice that it may offer. */
export function questionOf(actions: readonly Action[]): Offered {
  const asked = actions.flatMap((action) => {
    if (action.type === 'ask') return paramsOf<Question>(action);
    if (action.type !== 'giveNumbers') return [];
    return paramsOf<EffectParams['giveNumbers']>(action)
      .filter(({ options }) => options.length > 0)
      .map((params): Question => ({ ...params, text: numbersText() }));
  });
  const options = new Map(
    asked.flatMap((question) => question.options).map((option) => [labelsOf(option).join(), option]),
  );
  return {
    texts: onceByKey(asked.map(({ text }) => text)),
    options: [...options.values()].map((option) => ({ id: option.id, labels: labelsOf(option) })),
    rails: [...new Set(asked.flatMap(({ rails }) => rails))].map((rail) => ({
      rail,
      digit: railDigits[rail],
      labels: labelsOf({ id: rail, label: { key: `common.${rail}` } }),
    })),
  };
}

const railDigits: Record<Rail, string> = { skip: '8', human: '9', leave: '0' };

function numbersText(): Text {
  return { key: 'common.numbers', values: { numbers: numbersMark } };
}

/** The list of numbers has words of its own in each language, and is shown once on the page. */
const numbersMark = '\u0000';

/** The same text as a child hears it, and in short words, where they differ (flows/report/manner.ts). */
export function variantsOf(text: Text): { to: string; text: Text }[] {
  return [
    { to: 'to a child', key: `${text.key}Child` },
    { to: 'in short words', key: `${text.key}Simple` },
  ]
    .filter(({ key }) => texts.id?.[key] !== undefined)
    .map(({ to, key }) => ({ to, text: { ...text, key } as Text }));
}

/** @param numbers whether the list of numbers stands in full */
export function renderBoth(text: Text, numbers: 'listed' | 'mentioned'): Both {
  const render = (language: 'id' | 'en') =>
    plainRenderer.words
      .text(language, text)
      .replace(numbersMark, () => (numbers === 'listed' ? numberLines(plainRenderer, language, null) : '…'));
  return [render('id'), render('en')];
}

function labelsOf(option: Option): Both {
  return [labelOf(plainRenderer.words, 'id', option), labelOf(plainRenderer.words, 'en', option)];
}
