import type { MessageKey } from '../../locales/messages.ts';
import type { Text, Value } from '../kit/effects.ts';
import type { Answers, AskedField } from './answers.ts';

/** What was noted, as the person may read it (R44): a line for each main answer, and one for the rest. */
type LineKey = Extract<MessageKey, `report.line.${string}`>;

const codes = {
  yes: 'common.yes',
  no: 'common.no',
  unknown: 'common.unknown',
  skipped: 'report.skipped',
} as const;

function codeValue(field: string, code: string): Value {
  return { key: Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : keyOf(field, code) };
}

const keyOf = (field: string, code: string) => `report.${field}.${code}` as MessageKey;

function shownOf(field: AskedField, answers: Answers): Value | undefined {
  const answer = answers[field];
  if (answer === undefined) return undefined;
  if (typeof answer === 'string') return codeValue(field, answer);
  if (Array.isArray(answer)) return { list: answer.map((code) => codeValue(field, code)) };
  return answer.label;
}

/** Lines of their own, in the order in which they are asked. */
const mainFields = ['who', 'age', 'topic', 'dangerNow', 'when', 'where', 'help', 'contact', 'hours'] as const;

/** What the topics ask, as "short name: answer"; in one line, so that the list stays a list. */
const restFields = [
  ...(['knows', 'herNumber', 'orgType', 'orgAgreed', 'orgDone', 'leaves', 'fee'] as const),
  ...(['canLeave', 'papersHeld', 'wagesHeld', 'owes', 'deceived', 'cutOff', 'threatened', 'forced'] as const),
  ...(['work', 'leftWith', 'familyPapers', 'ransom'] as const),
  ...(['forms', 'weapon', 'choked', 'threatKill', 'fearsKill', 'near', 'needs'] as const),
  ...(['onlinePictures', 'onlineAccount', 'onlineAttack', 'deadline', 'other', 'selfHarm'] as const),
  ...(['firstLine', 'guardian'] as const),
] as const satisfies readonly AskedField[];

/** What was noted, as she may read it; a human gives the rest (R44). */
export const showNotes = {
  type: 'say' as const,
  params: ({ context }: { context: { answers: Answers } }): Text =>
    Object.keys(context.answers).length > 0
      ? { key: 'report.summaryOnly', values: { lines: summaryLines(context.answers) } }
      : { key: 'common.nothingYet' },
};

/** The answers as lines of "what: value", in the order they were asked; unasked ones are left out. */
export function summaryLines(answers: Answers): Value {
  const main = mainFields.flatMap((field) => lineOf(`report.line.${field}`, shownOf(field, answers)));
  const rest = restFields.flatMap((field): Value[] => {
    const isSaid = answers[field] !== undefined && answers[field] !== 'skipped';
    return isSaid ? lineOf(`report.line.${field}`, shownOf(field, answers)) : [];
  });
  return { lines: [...main, ...rest] };
}

/** Every line has the one variable `value`. */
function lineOf(key: LineKey, value: Value | undefined): { text: Text }[] {
  return value === undefined ? [] : [{ text: { key, values: { value } } as Text }];
}
