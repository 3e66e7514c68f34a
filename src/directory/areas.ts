import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../errors.ts';

/**
 * The 38 provinces and 514 regencies and cities of the official list, with Kemendagri's codes. Contains
 * information from idn-area-data, made available under the Open Database License (ODbL).
 *
 * The one file that reads them: two small CSV files (16 kB) of the package, once, when the program loads.
 */
export interface Province {
  /** Two digits: "53". */
  code: string;
  name: string;
}

export interface Regency {
  /** Dotted: "53.71". */
  code: string;
  province: string;
  /** "Kota Kupang", "Kabupaten Sikka". */
  name: string;
}

/** What people call two provinces whose official names nobody says. */
const spokenNames: Readonly<Record<string, string>> = { '31': 'DKI Jakarta', '34': 'DI Yogyakarta' };

function readRows(name: string): string[][] {
  const file = createRequire(import.meta.url).resolve(`idn-area-data/data/${name}.csv`);
  const [, ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  return rows.map((row) => row.split(','));
}

export const provinces: readonly Province[] = readRows('provinces').map(([code = '', name = '']) => ({
  code,
  name: spokenNames[code] ?? name,
}));

export const regencies: readonly Regency[] = readRows('regencies').map(
  ([code = '', province = '', name = '']) => ({
    code,
    province,
    name: name.replace('Administrasi ', ''),
  }),
);

// npm picks an older edition silently on an old Node: another list is another office shown to somebody.
assert(provinces.length === 38 && regencies.length === 514, 'areas.edition', {
  provinces: provinces.length,
  regencies: regencies.length,
});
