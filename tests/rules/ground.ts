import { readFileSync } from 'node:fs';
import type { Language } from '../../flows/kit/events.ts';
import { topicCodes } from '../../flows/report/answers.ts';
import { startTalk, type Talk, takeEvent, takeLine } from '../../src/cli/chat.ts';
import { filesOf, readTexts } from '../../src/cli/messages.ts';
import type { ChannelName } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { bubbles, stateOf } from '../flows/faults.ts';
import { copyOf, placeOf, walk } from '../flows/walk.ts';
import { once } from './rule.ts';

/** What the rules look at: talks with the real flow on every channel in every language, its texts, its sources. */
export interface Ground {
  channel: ChannelName;
  language: Language;
}

export const grounds: readonly Ground[] = (['telegram', 'whatsapp', 'web'] as const).flatMap((channel) =>
  (['id', 'en'] as const).map((language) => ({ channel, language })),
);

export interface Drive extends Ground {
  /** Which talk this was, for a fault's sentence. */
  name: string;
  plans: TurnPlan[];
  talk: Talk;
}

const plainGround: Ground = { channel: 'telegram', language: 'id' };

/** A talk of these lines (src/cli/chat.ts says what a line is), every turn of it as it was planned. */
export function drive(lines: readonly string[], on: Ground = plainGround, more: Partial<Talk> = {}): Drive {
  const talk = { ...startTalk(on.channel, on.language), ...more };
  const plans = lines.flatMap((line) => takeLine(talk, line).turns);
  return { ...on, name: `${on.channel} ${on.language}: ${lines.join(' ')}`, plans, talk };
}

/** The same talk on every channel in every language. */
export function driveAll(lines: readonly string[], more: Partial<Talk> = {}): Drive[] {
  return grounds.map((on) => drive(lines, on, more));
}

/** What was said, asked or done, in order: keys of texts, "numbers", names of the other effects. */
export function toldIn({ effects }: TurnPlan): string[] {
  return effects.map((effect) => {
    if (effect.type === 'say') return effect.params.key;
    if (effect.type === 'ask') return effect.params.text.key;
    return effect.type === 'giveNumbers' ? 'numbers' : effect.type;
  });
}

export const allTold = ({ plans }: Drive): string[] => plans.flatMap(toldIn);
export const lastTold = ({ plans }: Drive): string[] => plans.slice(-1).flatMap(toldIn);
/** Everything that the last turn put on the screen. */
export const lastWords = ({ plans }: Drive): string => plans.slice(-1).map(wordsIn).join('\n');

/** The words of a turn as a person sees them, buttons included. */
export function wordsIn(plan: TurnPlan): string {
  return bubbles(plan)
    .flatMap(({ text, choices, rails }) => [text, ...[...choices, ...rails].map(({ label }) => label)])
    .join('\n');
}

const stepsMax = 60;

/** Skips whatever can be skipped, until the report is in or nothing is asked. Every place on the way is kept. */
export function skipThrough(start: Drive): Drive & { places: Talk[] } {
  const places = [copyOf(start.talk)];
  const plans = [...start.plans];
  for (let step = 0; step < stepsMax; step += 1) {
    const answer = easiest(start.talk);
    if (answer === null) break;
    plans.push(...takeLine(start.talk, `>> ${answer}`).turns);
    places.push(copyOf(start.talk));
    if (stateOf(start.talk)?.context.filed) break;
  }
  return { ...start, plans, places };
}

function easiest({ state }: Talk): string | null {
  const question = state?.asked?.question;
  if (!question) return null;
  if (question.rails.includes('skip')) return 'skip';
  const wanted = ['correct', 'allow', 'details', 'yes'];
  const offered = question.options.map(({ id }) => id);
  return wanted.find((id) => offered.includes(id)) ?? offered[0] ?? null;
}

/** Up to the question what it is about. */
const until = ['> halo', '>> safe', '>> me', '>> 26to40'];

/** A report about each topic, told with as little as can be: every question of the flow is met. */
export const reports = once(() =>
  grounds.flatMap((on) =>
    [...topicCodes, 'skip'].map((topic) => ({
      topic,
      ...skipThrough(drive([...until, `>> ${topic}`], on)),
    })),
  ),
);

const seed = 20_260_105;
const turnsEach = 60;

/** Every resting point that the reports and a seeded walk come to, on every channel in every language. */
export const places = once(() => {
  const found = new Map<string, Talk>();
  const keep = (talk: Talk) => found.set(`${talk.channel} ${talk.language} ${placeOf(talk)}`, talk);
  for (const { places: met } of reports()) for (const talk of met) keep(talk);
  grounds.forEach(({ channel, language }, ground) => {
    for (const at of until.keys()) keep(drive(until.slice(0, at + 1), { channel, language }).talk);
    walk(startTalk(channel, language), seed + ground, turnsEach, ({ after }) => void keep(after));
    for (const line of ['* joined', '* left', '* away', '> KELUAR'])
      keep(drive(['> halo', '> PETUGAS', line], { channel, language }).talk);
  });
  return [...found.values()];
});

export interface Said {
  after: Talk;
  plan: TurnPlan;
  told: string[];
}

/** Says one thing from a place that was found, and leaves that place as it is. */
export function say(talk: Talk, text: string): Said {
  const after = copyOf(talk);
  const plan = takeEvent(after, { type: 'inbound.text', text });
  return { after, plan, told: toldIn(plan) };
}

/** The texts by language and key. */
export const texts = once(() =>
  Object.fromEntries(Object.keys(filesOf()).map((language) => [language, readTexts(language)])),
);
export type Texts = Record<string, Record<string, string>>;

/** A copy of all texts in which one says something else, in every language. */
export function withText(all: Texts, key: string, text: string): Texts {
  return Object.fromEntries(Object.entries(all).map(([name, own]) => [name, { ...own, [key]: text }]));
}

export const sourceOf = (file: string): string => readFileSync(file, 'utf8');
/** A copy of the source in which one piece stands otherwise; a piece that is not there is a mistake of the rule. */
export function broken(source: string, piece: string | RegExp, instead = ''): string {
  const copy = source.replace(piece, instead);
  if (copy === source) throw new Error(`nothing to break: ${String(piece)}`);
  return copy;
}

/** From the line that holds `name` to the end of its function. */
export function functionIn(source: string, name: string): string {
  const from = source.indexOf(`function ${name}(`);
  const end = source.indexOf('\n}\n', from);
  return from < 0 ? '' : source.slice(from, end < 0 ? undefined : end);
}
