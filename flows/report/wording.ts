import type { MessageKey } from '../../locales/messages.ts';
import type { Option, Rail, Text, Value } from '../kit/effects.ts';
import type { Place, Urgency } from '../kit/events.ts';
import type { Answers } from './answers.ts';
import { ageCodes, contactCodes, helpCodes, topicCodes, whenCodes, whoCodes } from './answers.ts';
import type { ReportContext } from './context.ts';

/** Which text belongs to which code. The wording itself is in locales/. */
export const usualRails: Rail[] = ['skip', 'human'];
export const onlyHuman: Rail[] = ['human'];
export const unknownOption: Option = { id: 'unknown', label: { key: 'common.unknown' } };

export const whoOptions = [
  ...whoCodes.map((id): Option => ({ id, label: { key: `report.who.${id}` } })),
  unknownOption,
];
export const ageOptions = [
  ...ageCodes.map((id): Option => ({ id, label: { key: `report.age.${id}` } })),
  unknownOption,
];
export const topicOptions = [
  ...topicCodes.map((id): Option => ({ id, label: { key: `report.topic.${id}` } })),
  unknownOption,
];
export const whenOptions = [
  ...whenCodes.map((id): Option => ({ id, label: { key: `report.when.${id}` } })),
  unknownOption,
];
export const contactOptions = [
  ...contactCodes.map((id): Option => ({ id, label: { key: `report.contact.${id}` } })),
  unknownOption,
];
export const yesNoOptions: Option[] = [
  { id: 'yes', label: { key: 'common.yes' } },
  { id: 'no', label: { key: 'common.no' } },
  unknownOption,
];
/** Equal in size and order on every channel; refusing is the default when nothing is answered (R6). */
export const consentOptions: Option[] = [
  { id: 'allow', label: { key: 'report.allow' } },
  { id: 'refuse', label: { key: 'report.refuse' } },
];

/** The kinds of help not chosen yet, and a way to say that it is enough. */
export function helpOptions(context: ReportContext): Option[] {
  const taken = Array.isArray(context.answers.help) ? context.answers.help : [];
  const left = helpCodes
    .filter((code) => !taken.includes(code))
    .map((id): Option => ({ id, label: { key: `report.help.${id}` } }));
  return taken.length === 0
    ? [...left, unknownOption]
    : [...left, { id: 'enough', label: { key: 'common.enough' } }];
}

/** While a human is awaited: on with the story, or with the questions where they were left, and the numbers. */
export function waitingOptions({ filed, started }: ReportContext): Option[] {
  const numbers: Option = { id: 'numbers', label: { key: 'handoff.numbers' } };
  if (filed) return [numbers];
  return [{ id: 'continue', label: { key: started ? 'handoff.continue' : 'care.goOn' } }, numbers];
}

export const changeable = ['who', 'age', 'topic', 'when', 'where', 'help', 'contact'] as const;
export const changeOptions = changeable.map((id): Option => ({ id, label: { key: `report.change.${id}` } }));

/** standards.md §7.5: what every platform can show. */
const labelCharsMax = 20;

/**
 * One of several places of a name, short enough for a button: "Kota Kupang", "Kab. Kupang", "Minahasa
 * Tenggara". The whole name stands in the summary.
 */
export function placeOption(place: Place, index: number): Option {
  const name = place.label.replace(/,.*$/, '');
  const short = name.replace(/^Kabupaten /, 'Kab. ');
  const bare = short.length > labelCharsMax ? name.replace(/^(Kabupaten|Kota) /, '') : short;
  const label = bare.length > labelCharsMax ? `${bare.slice(0, labelCharsMax - 1)}…` : bare;
  return { id: String(index), label };
}

function codeValue(prefix: string, code: string): Value {
  if (code === 'unknown') return { key: 'common.unknown' };
  if (code === 'skipped') return { key: 'report.skipped' };
  return { key: `${prefix}.${code}` as MessageKey };
}

/** The answers as lines of "what: value", in the order they were asked; unasked ones are left out. */
export function summaryLines(answers: Answers): Value {
  const lines: Value[] = [];
  const add = (key: LineKey, value: Value) => lines.push({ text: { key, values: { value } } });
  if (answers.who) add('report.line.who', codeValue('report.who', answers.who));
  if (answers.age) add('report.line.age', codeValue('report.age', answers.age));
  if (answers.topic) add('report.line.topic', codeValue('report.topic', answers.topic));
  if (answers.dangerNow) add('report.line.dangerNow', codeValue('common', answers.dangerNow));
  if (answers.when) add('report.line.when', codeValue('report.when', answers.when));
  if (answers.where)
    add(
      'report.line.where',
      typeof answers.where === 'string' ? codeValue('common', answers.where) : answers.where.label,
    );
  if (answers.help)
    add(
      'report.line.help',
      Array.isArray(answers.help)
        ? { list: answers.help.map((code) => codeValue('report.help', code)) }
        : codeValue('report.help', answers.help),
    );
  if (answers.contact) add('report.line.contact', codeValue('report.contact', answers.contact));
  return { lines };
}

type LineKey = Extract<MessageKey, `report.line.${string}`>;

/** What happens next, said only as far as it is kept (R21; times of standards.md §4.7). */
export function nextText(urgency: Urgency | null): Text {
  if (urgency === 1) return { key: 'report.next1' };
  if (urgency === 2) return { key: 'report.next2' };
  return { key: 'report.next3' };
}

/** "1234 5678 9012 3456": it looks like a parcel number. */
export function spaced(receipt: string): string {
  return receipt.replace(/(\d{4})(?=\d)/g, '$1 ');
}
