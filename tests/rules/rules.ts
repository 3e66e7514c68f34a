import { everywhereRules } from './everywhere.ts';
import type { Rule } from './rule.ts';
import { careRules } from './care.ts';
import { startRules } from './start.ts';
import { wordRules } from './words.ts';

export const rules: readonly Rule[] = [...everywhereRules, ...startRules, ...careRules, ...wordRules];
