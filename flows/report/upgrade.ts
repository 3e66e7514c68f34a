import type { Question } from '../kit/effects.ts';
import { freshContext } from './context.ts';
import { contactOptions } from './wording.ts';

/** What is stored of a talk, as far as a new version of the flow may have to change it. */
export interface StoredTalk {
  snapshot: unknown;
  asked: { number: string; question: Question } | null;
}

interface StoredSnapshot {
  value: unknown;
  context: { answers: Record<string, unknown>; editing: boolean } & Record<string, unknown>;
}

/** Version 1 asked for an hour in one answer; its names, and what they are called now. */
const hoursOfOne: Readonly<Record<string, string>> = {
  morning: 'morning',
  afternoon: 'noon',
  evening: 'evening',
};

/**
 * Version 1 to 2: no answer is lost. The states kept their names; what is new about the person stays unasked,
 * and an hour becomes "in some hours". A question about the hours that stands open offers the new answers.
 */
export function upgradeReport({ snapshot, asked }: StoredTalk): StoredTalk {
  const { context, ...rest } = snapshot as StoredSnapshot;
  const changed = context.editing ? changedField(rest.value) : null;
  const { [changed ?? '']: _anew, ...answers } = inHours(context.answers);
  const kept = { ...freshContext, ...context, answers, changed };
  return { snapshot: { ...rest, context: kept }, asked: askedNow(asked) };
}

function inHours(answers: Record<string, unknown>): Record<string, unknown> {
  const hour = hoursOfOne[String(answers.contact)];
  return hour === undefined ? answers : { ...answers, contact: 'hours', hours: [hour] };
}

/** An answer was being changed: it is asked anew, and what stood is kept aside. */
function changedField(value: unknown): string | null {
  const { talk } = value as { talk?: { asking?: string | Record<string, unknown> } };
  const asking = typeof talk === 'object' ? talk.asking : undefined;
  if (asking === undefined) return null;
  return typeof asking === 'string' ? asking : (Object.keys(asking)[0] ?? null);
}

function askedNow(asked: StoredTalk['asked']): StoredTalk['asked'] {
  if (asked?.question.text.key !== 'report.contact') return asked;
  return { ...asked, question: { ...asked.question, options: contactOptions } };
}
