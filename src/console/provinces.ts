import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The official names of the 38 provinces by Kemendagri code (idn-area-data, ODbL), read once at load. */
const names = new Map(
  readFileSync(createRequire(import.meta.url).resolve('idn-area-data/data/provinces.csv'), 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',', 2))
    .filter((row): row is [string, string] => row.length === 2),
);

/** "53" → "Nusa Tenggara Timur"; undefined for a code that the list does not have. */
export function provinceName(code: string): string | undefined {
  return names.get(code);
}
