import { afterRules } from './after.ts';
import { askingRules } from './asking.ts';
import { careRules } from './care.ts';
import { contactRules } from './contact.ts';
import { everywhereRules } from './everywhere.ts';
import { lawRules } from './law.ts';
import { accessRules } from './law-access.ts';
import { pageRules } from './pages.ts';
import { peopleRules } from './people.ts';
import { privacyRules } from './privacy.ts';
import type { Rule } from './rule.ts';
import { startRules } from './start.ts';
import { wordRules } from './words.ts';

const all: readonly Rule[] = [
  ...everywhereRules,
  ...startRules,
  ...contactRules,
  ...pageRules,
  ...careRules,
  ...wordRules,
  ...privacyRules,
  ...peopleRules,
  ...askingRules,
  ...afterRules,
  ...lawRules,
  ...accessRules,
];

/** R1 to R55, then L1 to L20. */
export const rules: readonly Rule[] = all.toSorted((one, other) => orderOf(one.id) - orderOf(other.id));

/** @returns a number by which "L1" comes after "R55" */
export function orderOf(id: string): number {
  return (id.startsWith('L') ? 1_000 : 0) + Number(id.slice(1));
}
