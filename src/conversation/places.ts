import type { Place } from '../../flows/kit/events.ts';
import { foldText } from '../../flows/kit/normalise.ts';
import { countSlips } from '../../flows/kit/slips.ts';
import { everydayNames } from '../directory/place-aliases.ts';
import { placeIndex, slippedKeys } from './place-index.ts';

export { provinceName } from './place-index.ts';

/**
 * Which places a text names: provinces, regencies and cities of the official list, countries. Pure. Never
 * an address, never a village (standards.md R32).
 */
const limits = {
  found: 5,
  /** People name the place early; a long story is not searched to its end. */
  chars: 400,
  words: 60,
  /** "penukal abab lematang ilir" */
  nameWords: 5,
  /** A short answer may be a name with slips; in a longer text only what follows "di", "kota" … */
  answerWords: 3,
  slippedChars: 5,
  twoSlipsChars: 8,
  markedChars: 6,
  /** Words after a mark that are compared with the whole list. */
  marked: 4,
} as const;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
const hereMarks = set(
  `di d in at tinggal berada posisi lokasi lagi sekarang skrg now nang ning neng ing dekat near`,
);
const marks =
  set(`di d in at ke to pi nang ning neng ing dari dr from asal deri seko saka wilayah daerah kab kabupaten
  kota kodya prov provinsi propinsi negara pulau tinggal posisi lokasi dekat near kec dkt`);
const awayMarks = set('dari dr from asal deri seko saka');
const regencyMarks = set('kab kabupaten regency');
const cityMarks = set('kota kodya kotamadya city');
const provinceMarks = set('prov provinsi propinsi province');
/** They say nothing about where: what is left of an answer without them may be a name with slips. */
const fillers =
  set(`saya sy aku ak gw beta be ambo den kami kita dia ia orang ada ini itu sekarang skrg now lagi sedang
  kak min pak bu mas mbak ya iya yang asli sana sini situ i am im live in di d ke dari dr from asal
  tinggal berada posisi lokasi kab kabupaten kota prov provinsi propinsi negara pulau wilayah daerah
  dekat kec`);
/** Words one slip away from a name. */
const neverSlips =
  set(`belum bantu pasar bukan tidak mana kapan rumah malam siang pagi nanti besok takut teman makan jalan
  laut lupa baru jual coba kabur dunia luar asing negeri tahu mau kerja majikan kantor hutan kebun
  desa kampung sekolah pantai gunung lupakan jangan rahasia bisa boleh kosong salah benar bulan minggu
  tahun lewati sama saja dalam bawah tengah timur barat utara selatan kamar bandara pelabuhan kapal
  mobil motor gudang pabrik sawah ladang pondok sabar kabar sebar barang bahaya lebam seorang jawab
  jawaban anak balai paspor parang sebarang`);

interface Hit {
  places: readonly Place[];
  score: number;
}

/**
 * @param text a typed answer or a sentence ("saya di maumere sekarang"), with slips
 * @returns at most five, the likeliest first; empty when nothing is recognised. A name that a city and a
 * regency share gives both.
 */
export function findPlaces(text: string): Place[] {
  const words = (
    foldText(text.slice(0, limits.chars))
      .replace(/\b50\b/g, 'lima puluh')
      .match(/[a-z]+/g) ?? []
  ).slice(0, limits.words);
  const exact = readNames(words);
  const hits = exact.length > 0 ? exact : readSlipped(words);
  return rank(hits).slice(0, limits.found);
}

/** Names as they are listed, the longest at each place. */
function readNames(words: readonly string[]): Hit[] {
  const hits: Hit[] = [];
  const core = words.filter((word) => !fillers.has(word));
  // "banjar, kalsel": an answer made of nothing but names.
  const isAllNames = core.length <= limits.answerWords && core.every((word) => placeIndex.has(word));
  for (let at = 0; at < words.length; at += 1) {
    const length = longestName(words, at, isAllNames ? 0 : core.length);
    if (length === 0) continue;
    const places = placeIndex.get(words.slice(at, at + length).join('')) ?? [];
    hits.push({
      places: ofKind(places, words, at, length),
      score: 100 + 10 * length + scoreMarks(words, at, length),
    });
    at += length - 1;
  }
  return hits;
}

function longestName(words: readonly string[], at: number, coreWords: number): number {
  for (let length = Math.min(limits.nameWords, words.length - at); length > 0; length -= 1) {
    const key = words.slice(at, at + length).join('');
    if (!placeIndex.has(key)) continue;
    const isWhole = coreWords <= length;
    if (key.length < 3 && !isWhole) continue;
    if (isWhole || !everydayNames.has(key) || marks.has(words[at - 1] ?? '')) return length;
  }
  return 0;
}

/** Names with slips, only where a place is expected: the whole answer, or one long word after "di", "kota" … */
function readSlipped(words: readonly string[]): Hit[] {
  const first = words.findIndex((word) => !fillers.has(word));
  const last = words.findLastIndex((word) => !fillers.has(word));
  const length = last - first + 1;
  if (first >= 0 && length <= limits.answerWords) {
    const whole = nearest(words, first, length);
    if (whole) return [whole];
  }
  return words
    .flatMap((word, at) => (marks.has(words[at - 1] ?? '') && word.length >= limits.markedChars ? [at] : []))
    .slice(0, limits.marked)
    .flatMap((at) => nearest(words, at, 1) ?? []);
}

function nearest(words: readonly string[], at: number, length: number): Hit | undefined {
  const key = words.slice(at, at + length).join('');
  if (key.length < limits.slippedChars || neverSlips.has(key)) return undefined;
  const bound = key.length >= limits.twoSlipsChars ? 2 : 1;
  let best = { distance: bound + 1, keys: [] as string[] };
  for (const known of slippedKeys.get(key.charAt(0)) ?? []) {
    if (Math.abs(known.length - key.length) > bound) continue;
    const distance = countSlips(key, known, bound);
    if (distance > bound || distance > best.distance) continue;
    best = distance < best.distance ? { distance, keys: [known] } : { distance, keys: [...best.keys, known] };
  }
  if (best.keys.length === 0) return undefined;
  const places = best.keys.flatMap((name) => placeIndex.get(name) ?? []);
  return {
    places: ofKind(places, words, at, length),
    score: 60 - 10 * best.distance + scoreMarks(words, at, length),
  };
}

/** "kab kupang", "kupang kota": only that kind, unless there is none. */
function ofKind(
  places: readonly Place[],
  words: readonly string[],
  at: number,
  length: number,
): readonly Place[] {
  const before = words[at - 1] ?? '';
  const after = words[at + length] ?? '';
  const keep = (holds: (place: Place) => boolean) => {
    const kept = places.filter(holds);
    return kept.length > 0 ? kept : places;
  };
  if (regencyMarks.has(before) || regencyMarks.has(after))
    return keep(({ label }) => label.startsWith('Kabupaten '));
  if (cityMarks.has(before) || cityMarks.has(after)) return keep(({ label }) => label.startsWith('Kota '));
  if (provinceMarks.has(before))
    return keep(({ province, regency }) => province !== null && regency === null);
  return places;
}

/** Where somebody is now comes before where she is from. */
function scoreMarks(words: readonly string[], at: number, length: number): number {
  const before = words.slice(Math.max(0, at - 2), at);
  const isHere = before.some((word) => hereMarks.has(word)) || hereMarks.has(words[at + length] ?? '');
  const isAway = before.some((word) => awayMarks.has(word));
  return (isHere ? 5 : 0) - (isAway ? 15 : 0);
}

/** A province, or "Indonesia", beside one of its regencies only says which one; the rest by score. */
function rank(hits: readonly Hit[]): Place[] {
  const provinceCodes = new Set(
    hits.flatMap(({ places }) => (places.length === 1 && isProvince(places[0]) ? [places[0]?.province] : [])),
  );
  const narrowed = hits.map(({ places, score }) => {
    const inside = places.filter(({ province, regency }) => regency !== null && provinceCodes.has(province));
    return { places: inside.length > 0 ? inside : places, score };
  });
  const all = narrowed.toSorted((one, other) => other.score - one.score).flatMap(({ places }) => places);
  const covered = new Set(all.flatMap(({ province, regency }) => (regency === null ? [] : [province])));
  const isIdle = (place: Place) =>
    (isProvince(place) && hits.length > 1 && covered.has(place.province)) ||
    (place.country === 'ID' &&
      place.province === null &&
      all.some((each) => each.country === 'ID' && each.province !== null));
  return [...new Map(all.filter((place) => !isIdle(place)).map((place) => [codeOf(place), place])).values()];
}

function isProvince(place: Place | undefined): boolean {
  return place !== undefined && place.province !== null && place.regency === null;
}

function codeOf({ country, province, regency }: Place): string {
  return regency ?? province ?? country;
}
