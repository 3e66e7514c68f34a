import { compileTable, type Finding } from './danger.ts';
import { dangerTable } from './danger-table.ts';
import { readWords } from './normalise.ts';
const judge = compileTable(dangerTable);
export function findings(text: string): Finding[] { return judge(readWords(text)); }
