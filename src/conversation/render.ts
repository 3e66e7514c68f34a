import type { EffectParams, Option, Question, Rail, Text } from '../../flows/kit/effects.ts';
import type { Language, Place } from '../../flows/kit/events.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { lacksLocalNumber, type ShownNumber } from '../directory/numbers.ts';
import { assert } from '../errors.ts';
import type { Capabilities, Choice, Part } from './messages.ts';
import type { Asked } from './snapshot.ts';
import type { Words } from './words.ts';

/**
 * A question or a sentence, as one message for one kind of channel: buttons under the text, numbers inside
 * it, or a form of the page. One flow, every rendering (standards.md §7.5).
 */
export interface Renderer {
  words: Words;
  /** directory/numbers.ts over the services we may show. */
  numbersFor: (place: Place | null) => ShownNumber[];
}

/** standards.md §7.5: seven fit every platform; a digit never passes 9. */
const optionsMax = 7;
const railDigits: Record<Rail, string> = { skip: '8', human: '9', leave: '0' };

export function labelOf(words: Words, language: Language, option: Option): string {
  return typeof option.label === 'string' ? option.label : words.key(language, option.label.key);
}

function railLabel(words: Words, language: Language, rail: Rail): string {
  return words.key(language, `common.${rail}`);
}

/** One message of words. */
export type TextPart = Extract<Part, { type: 'text' }>;

export function renderText(words: Words, language: Language, text: Text, caps: Capabilities): TextPart {
  return { ...plain(words.text(language, text), caps), ...shareable(text.key) };
}

/** What somebody needs to have elsewhere: to call, to show to a friend, to come back by. */
const shareableKeys: ReadonlySet<string> = new Set<MessageKey>([
  'common.numbers',
  'common.numbersOrAbroad',
  'common.numberNow',
  'common.notOpenYet',
  'report.filed',
]);

function shareable(key: MessageKey): { isShareable?: true } {
  return shareableKeys.has(key) ? { isShareable: true } : {};
}

/** Words as they are: a counsellor's own. Bounded by the platform, never cut silently below its limit. */
export function plain(text: string, caps: Capabilities): TextPart {
  return { type: 'text', text: text.slice(0, caps.textCharsMax), choices: [], rails: [] };
}

export function renderQuestion(
  renderer: Renderer,
  language: Language,
  asked: Asked,
  caps: Capabilities,
): Part {
  const { question, number } = asked;
  assert(question.options.length <= optionsMax, 'tooManyOptions', { count: question.options.length });
  const text = renderer.words.text(language, question.text);
  const options = question.options.map((option) => ({
    token: `${number}.${option.id}`,
    label: labelOf(renderer.words, language, option),
  }));
  const rails = question.rails.map((rail) => ({
    rail,
    token: `${number}.${rail}`,
    label: railLabel(renderer.words, language, rail),
  }));
  const mark = shareable(question.text.key);
  if (caps.choices === 'numbers') return { ...plain(numbered(text, options, rails), caps), ...mark };
  return {
    ...mark,
    type: 'text',
    text: text.slice(0, caps.textCharsMax),
    choices: options,
    rails: rails.map(({ token, label }): Choice => ({ token, label })),
  };
}

function numbered(text: string, options: Choice[], rails: { rail: Rail; label: string }[]): string {
  const lines = options.map((option, index) => `${index + 1} ${option.label}`);
  const quiet = rails.map(({ rail, label }) => `${railDigits[rail]} ${label}`).join(' · ');
  return [text, ...(lines.length > 0 ? ['', ...lines] : []), ...(quiet ? ['', quiet] : [])].join('\n');
}

/** The numbers as a question (or a plain message when it has no options): design §7. */
export function numbersQuestion(
  renderer: Renderer,
  language: Language,
  params: EffectParams['giveNumbers'],
  caps: Capabilities,
): Question {
  const lines = numberLines(renderer, language, params.place);
  const says = params.options.some((option) => option.id === 'abroad') && caps.choices === 'numbers';
  return {
    text: { key: says ? 'common.numbersOrAbroad' : 'common.numbers', values: { numbers: lines } },
    options: params.options,
    rails: params.rails,
  };
}

/** When it was last called, else what its source gives; old checks say that they are (standards.md R53). */
function datedWords({ words }: Renderer, language: Language, shown: ShownNumber): string[] {
  const { checkedAt, isStale, sourceDate } = shown;
  if (checkedAt === null)
    return sourceDate === null
      ? []
      : [words.text(language, { key: 'common.numberSource', values: { when: sourceDate.slice(0, 4) } })];
  const [year, month] = checkedAt.toISOString().split('-');
  const key = isStale ? 'common.numberStale' : 'common.numberChecked';
  return [words.text(language, { key, values: { when: `${month}/${year}` } })];
}

/** At most four, and a line that says so when none of them is of the person's own place. */
export function numberLines(renderer: Renderer, language: Language, place: Place | null): string {
  const numbers = renderer.numbersFor(place);
  const lines = numbers.map((shown) => {
    const kind = renderer.words.key(language, `common.${shown.kind}`);
    return `${shown.number} – ${shown.name} (${[kind, ...datedWords(renderer, language, shown)].join(', ')})`;
  });
  const missing = lacksLocalNumber(place, numbers)
    ? [renderer.words.key(language, 'common.noLocalNumber')]
    : [];
  return [...missing, ...lines].join('\n');
}
