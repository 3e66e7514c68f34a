import type { Answers, Indicator, Source } from '../report/answers.ts';

/** What answers are signs of (standards.md §4.4, §4.5). Pure. A signal for the queue, never a verdict. */
export function isChild({ age, who }: Answers): boolean {
  return age === 'under12' || age === '12to17' || who === 'child';
}

export function sourceOf({ who }: Answers): Source {
  if (who === 'family') return 'relative';
  if (who === 'organisation') return 'organisation';
  return who === 'other' || who === 'child' ? 'witness' : 'self';
}

/** standards.md §4.4: the answer that is a sign, its HTCDS code, its weight. */
const signs = [
  { field: 'canLeave', sign: 'no', htcds: 'RestrictsMovement', weight: 3 },
  { field: 'papersHeld', sign: 'yes', htcds: 'WithholdsDocuments', weight: 3 },
  { field: 'threatened', sign: 'yes', htcds: 'PhysicalThreats', weight: 3 },
  { field: 'forced', sign: 'yes', htcds: 'ForcedLabour', weight: 3 },
  { field: 'wagesHeld', sign: 'yes', htcds: 'TakesEarnings', weight: 2 },
  { field: 'owes', sign: 'yes', htcds: 'DebtBondage', weight: 3 },
  { field: 'deceived', sign: 'yes', htcds: 'FalsePromises', weight: 2 },
  { field: 'cutOff', sign: 'yes', htcds: 'RestrictsMovement', weight: 2 },
] as const;

const signsIn = (answers: Answers) => signs.filter(({ field, sign }) => answers[field] === sign);

/** The signs as HTCDS codes, with whose words they are. Each code once. */
export function indicatorsOf(answers: Answers): Indicator[] {
  const source = sourceOf(answers);
  const codes = [...new Set(signsIn(answers).map(({ htcds }) => htcds))];
  return codes.map((code) => ({
    field: code === 'ForcedLabour' ? 'vic_TypeOfExploitation' : 'vic_MethodsOfControl',
    code,
    source,
  }));
}

/** standards.md §4.4: a sign of weight 3, or a sum of 4, or any sign of a child. A signal, no verdict. */
export function mayBeTrafficking(answers: Answers): boolean {
  const found = signsIn(answers);
  const sum = found.reduce((total, { weight }) => total + weight, 0);
  return sum >= 4 || found.some(({ weight }) => weight === 3) || (found.length > 0 && isChild(answers));
}

/** LAP/DA: any of D1–D4 (standards.md §4.5). */
export function isInLethalDanger({ weapon, choked, threatKill, fearsKill }: Answers): boolean {
  const has = (answer: string | undefined, ...signsOf: string[]) => signsOf.includes(answer ?? '');
  return (
    has(weapon, 'today', 'before') ||
    has(choked, 'within3days', 'before') ||
    threatKill === 'yes' ||
    fearsKill === 'yes'
  );
}
