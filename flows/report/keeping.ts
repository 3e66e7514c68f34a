import type { FlowEvent } from '../kit/events.ts';
import { indicatorsOf, isChild, isInLethalDanger, mayBeTrafficking } from '../kit/signs.ts';
import { triage } from '../kit/triage.ts';
import { type Answers, type AskedField, dependents, type ManyField, type OneField } from './answers.ts';
import type { ReportContext } from './context.ts';

/** How an answer joins the others, and what follows from them. Pure. */
export function chosen(event: FlowEvent): string {
  return event.type === 'person.chose' ? event.choice : 'unknown';
}

/** The signs of trafficking are written anew with each answer, so that their source is never an old one. */
export function keptOne(answers: Answers, field: OneField, choice: string): Answers {
  const kept = { ...answers, [field]: choice } as Answers;
  const indicators = indicatorsOf(kept);
  if (indicators.length === 0 && answers.indicators === undefined) return kept;
  return { ...kept, indicators };
}

/** "Tidak tahu" and "lewati" leave what was chosen before; "none of it" stands alone. */
export function keptMany(answers: Answers, field: ManyField, choice: string): Answers {
  const before = answers[field];
  if (choice === 'unknown' || choice === 'skipped') return { ...answers, [field]: before ?? choice };
  const codes = Array.isArray(before) ? before : [];
  return { ...answers, [field]: [...new Set<string>([...codes, choice])] } as Answers;
}

/** Without an answer and without those that were asked only because of it. */
export function withoutField(answers: Answers, field: AskedField): Answers {
  const gone = new Set<string>([field, ...(dependents[field] ?? [])]);
  const rest = Object.fromEntries(Object.entries(answers).filter(([name]) => !gone.has(name))) as Answers;
  return rest.indicators ? { ...rest, indicators: indicatorsOf(rest) } : rest;
}

export function isU1(answers: Answers): boolean {
  return triage({ answers, dangers: [], askedForHuman: false }).urgency === 1;
}

/** The questions whose answer can make it U1; danger now and ending life have ways of their own to care. */
export const urgentFields: ReadonlySet<OneField> = new Set([
  ...(['who', 'age', 'near', 'weapon', 'choked', 'ransom', 'threatened', 'canLeave'] as const),
]);

/** Which questions of a topic need not be asked any more. */
export type FiringRule = 'trafficking' | 'heldUnthreatened' | 'lethal';

export function firesNow(answers: Answers, rule: FiringRule): boolean {
  switch (rule) {
    case 'trafficking':
      return mayBeTrafficking(answers);
    // Held and threatened is U1, held alone U2 (standards.md §4.7): that one question is still worth asking.
    case 'heldUnthreatened':
      return answers.canLeave === 'no' && answers.threatened === undefined;
    // A child is U2 already, and D2 and D3 are not for a child to answer.
    case 'lethal':
      return isInLethalDanger(answers) || isChild(answers);
  }
}

/** UU 12/2022 art. 41 (standards.md L8): told before any detail. */
export function mustReport({ answers, dangers, operatorKind }: ReportContext): boolean {
  const isSexual = answers.topic === 'sexual' || dangers.some(({ kind }) => kind === 'sexualAssault');
  return isSexual && operatorKind !== 'lainnya';
}

/** Somebody silent knows of nothing; an organisation is asked in its own words whether she agrees. */
export function needsNoKnows({ who, topic }: Answers): boolean {
  return topic === 'goneSilent' || !['family', 'other', 'child'].includes(who ?? '');
}
