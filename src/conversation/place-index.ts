import type { Place } from '../../flows/kit/events.ts';
import { foldText } from '../../flows/kit/normalise.ts';
import { provinces, regencies } from '../directory/areas.ts';
import { countries } from '../directory/countries.ts';
import { placeAliases } from '../directory/place-aliases.ts';

/**
 * Every name a place is known by, without spaces ("labuanbajo"), and the places that it stands for, the
 * likelier first. Built once when the program loads; nothing of a person enters it.
 */
export type PlaceIndex = ReadonlyMap<string, readonly Place[]>;

const provinceNames = new Map(provinces.map(({ code, name }) => [code, name]));

/** @returns the province's name as it is shown; undefined for a code that is none */
export function provinceName(code: string): string | undefined {
  return provinceNames.get(code);
}

/** Letters only, as names are compared: "So'E" is "soe", "Toli-Toli" is "tolitoli". */
export function nameKey(text: string): string {
  return foldText(text).replace(/[^a-z]/g, '');
}

const directions: Readonly<Record<string, string>> = {
  barat: 'west',
  timur: 'east',
  utara: 'north',
  selatan: 'south',
  tengah: 'central',
  tenggara: 'southeast',
  'barat daya': 'southwest',
};

const placesByCode: ReadonlyMap<string, Place> = new Map([
  ...provinces.map(({ code, name }): [string, Place] => [
    code,
    { country: 'ID', province: code, regency: null, label: name },
  ]),
  ...regencies.map(({ code, province, name }): [string, Place] => [
    code,
    { country: 'ID', province, regency: code, label: `${name}, ${provinceNames.get(province) ?? province}` },
  ]),
]);

/** The ways to write one official name: without "Kabupaten", "Pulau", "Kepulauan", in English order. */
function waysToWrite(name: string): string[] {
  const bare = name.replace(/^(Kabupaten|Kota) /, '');
  const short = bare.replace(/^(Kepulauan|Pulau) /, '');
  const [, base, side] = /^(.+?) (Barat Daya|Barat|Timur|Utara|Selatan|Tengah|Tenggara)$/.exec(bare) ?? [];
  const english = side === undefined ? [] : [`${directions[side.toLowerCase()]} ${base}`];
  const ways = [bare, ...(short === 'Riau' ? [] : [short]), bare.replace('Kepulauan', 'Kep'), ...english];
  return ways.flatMap((way) => [way, way.replace(/sumatera/i, 'Sumatra'), way.replace(/jawa/i, 'Java')]);
}

/** "Manggarai" for Manggarai Barat and Timur: somebody who says the short name may mean each of them. */
function baseName(name: string): string | undefined {
  const bare = name.replace(/^(Kabupaten|Kota) /, '');
  return /^(.+?) (Barat Daya|Barat|Timur|Utara|Selatan|Tengah|Tenggara)$/.exec(bare)?.[1];
}

function buildIndex(): Map<string, Place[]> {
  const index = new Map<string, Place[]>();
  const add = (name: string, place: Place | undefined) => {
    const key = nameKey(name);
    const known = index.get(key) ?? [];
    if (key !== '' && place && !known.includes(place)) index.set(key, [...known, place]);
  };
  for (const [name, codes] of placeAliases) for (const code of codes) add(name, placesByCode.get(code));
  const provinceKeys = new Set(provinces.flatMap(({ name }) => waysToWrite(name).map(nameKey)));
  const taken = new Set([...index.keys()]);
  for (const { code, name } of provinces)
    for (const way of waysToWrite(name)) if (!taken.has(nameKey(way))) add(way, placesByCode.get(code));
  // Cities before regencies of the same name: more people, and the offices sit there.
  const citiesFirst = regencies.toSorted(
    (one, other) => Number(isCity(other.name)) - Number(isCity(one.name)),
  );
  for (const { code, name } of citiesFirst)
    for (const way of waysToWrite(name)) add(way, placesByCode.get(code));
  for (const { code, name } of regencies) {
    const base = baseName(name);
    if (base !== undefined && !provinceKeys.has(nameKey(base)) && !taken.has(nameKey(base)))
      add(base, placesByCode.get(code));
  }
  for (const { code, name, also } of countries) {
    const place: Place = { country: code, province: null, regency: null, label: name };
    for (const way of [name, ...also]) add(way, place);
  }
  return index;
}

function isCity(name: string): boolean {
  return name.startsWith('Kota ');
}

export const placeIndex: PlaceIndex = buildIndex();

const frequentCountries = new Set([
  'ID',
  ...countries.filter(({ isFrequent }) => isFrequent).map(({ code }) => code),
]);

/**
 * The names that are known with slips too, by first letter. Not those of countries hardly anybody goes to:
 * "bahaya" is not the Bahamas.
 */
export const slippedKeys: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  [...placeIndex]
    .filter(
      ([key, places]) => key.length >= 5 && places.some(({ country }) => frequentCountries.has(country)),
    )
    .map(([key]) => key),
  (key) => key.charAt(0),
);
