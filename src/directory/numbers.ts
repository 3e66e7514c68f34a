import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { assert } from '../errors.ts';
import entries from './services.json' with { type: 'json' };

/**
 * The phone numbers that a person may be shown: one function over the directory (design §7). A wrong number
 * is worse than none, so it shows only what is marked `candidate`, or what this organisation has called and
 * stamped, and only what can be dialled from where the person is.
 */
export interface Phone {
  /** E.164, or a short code as it is dialled inside its country. */
  number: string;
  type: 'voice' | 'whatsapp';
  hours?: string | null;
  short?: boolean;
  reachableFrom?: readonly string[];
  /** How the source writes it, where that is not the plain number. */
  display?: string;
  /** Sources disagree; never shown. */
  disputed?: boolean;
}

export interface Service {
  id: string;
  name: string;
  kind: string;
  needs: readonly string[];
  /** Kemendagri's code, never BPS: the same digits are another regency there. */
  area: { country: string; province?: string; regency?: string | null; kemendagri_code?: string };
  phones: readonly Phone[];
  url: string | null;
  source: string;
  sourceDate: string;
  /** `false` has a known fault or no source; no stamp makes it shown, it is first corrected here. */
  publish: 'candidate' | 'verify_first' | false;
}

export interface ShownNumber {
  name: string;
  /** As a person dials it: "110", "+62 811 1129 129". */
  number: string;
  kind: Phone['type'];
  /** The date its source gives (year, month or day); null when the source is undated. */
  sourceDate: string | null;
  /** When this organisation last called it and it was answered; null when only the source vouches for it. */
  checkedAt: Date | null;
  /** More than 180 days ago (standards.md R53). */
  isStale: boolean;
  /** `local` is of the person's own regency or province; none of it means "belum ada nomor setempat". */
  reach: 'local' | 'national' | 'abroad';
}

export interface Whereabouts {
  country: string;
  province: string | null;
  regency: string | null;
}

/**
 * What became of a call that somebody of this organisation made to a number. Of each number (and region) only the
 * newest that decided something: a call that nobody answered at night neither proves nor disproves it.
 */
export interface Stamp {
  serviceId: string;
  /** In the directory's own spelling. */
  number: string;
  /** For numbers that are not the same everywhere (112, 119): the Kemendagri code it was called in. */
  region: string | null;
  outcome: 'answered' | 'wrong';
  at: Date;
}

export interface Asked {
  stamps?: readonly Stamp[];
  /** What a check's age is counted to; none is old without it. */
  now?: Date;
  /** One of the directory's needs; puts what fits it first. */
  need?: string;
}

/** A frightened eye finds one of four numbers, not one of nine. */
const shownMax = 4;
/** Not national in practice (27 % of regencies have a 112): only for the regency that is known to answer. */
const regencyOnly = new Set(['112', '119']);
/** A check this old is shown as old (standards.md R53). */
const staleDays = 180;

/** The directory as it is kept in services.json, those that still wait for a check included. */
export const services: readonly Service[] = entries.map((entry) => {
  const { publish } = entry;
  assert(publish === 'candidate' || publish === 'verify_first' || publish === false, 'directory.publish', {
    id: entry.id,
  });
  return { ...entry, publish, phones: entry.phones.map(readPhone) };
});

function readPhone(phone: Omit<Phone, 'type'> & { type: string }): Phone {
  assert(phone.type === 'voice' || phone.type === 'whatsapp', 'directory.phone');
  return { ...phone, type: phone.type };
}

/**
 * At most four numbers, the first to dial first.
 * @param place null when the country is not known: 110, SAPA 129 and its WhatsApp; the text then asks
 *              whether the person is abroad (asksIfAbroad)
 */
export function numbersFor(
  directory: readonly Service[],
  place: Whereabouts | null,
  { stamps = [], now, need }: Asked = {},
): ShownNumber[] {
  const shown = directory.flatMap((service) => seenBy(service, place, stamps, now));
  if (place !== null && place.country !== 'ID') return abroadNumbers(shown, place.country, need);
  const national = [...firstNumber(shown, 'polri-110'), ...allNumbers(shown, 'sapa-129', 'national')];
  const room = shownMax - national.length;
  const local = place === null ? [] : without(localNumbers(shown, place, need), national).slice(0, room);
  const fitting = need === undefined || place === null ? [] : without(nationalNumbers(shown, need), national);
  return [...local, ...national, ...fitting.slice(0, room - local.length)];
}

/** A phone that may be shown, with the call that proved it. */
type SeenPhone = Phone & { checkedAt: Date | null; isOld: boolean };
type Seen = Omit<Service, 'phones'> & { phones: readonly SeenPhone[] };

/**
 * The entry with those of its numbers that may be shown; none left, no entry. A number that this organisation
 * found wrong goes at once, whoever vouches for it. 112 and 119 belong to the regency they were called in.
 */
function seenBy(
  service: Service,
  place: Whereabouts | null,
  stamps: readonly Stamp[],
  now: Date | undefined,
): Seen[] {
  if (service.publish === false) return [];
  const phones = service.phones.flatMap((phone): SeenPhone[] => {
    const stamp = stampOf(stamps, service, phone, place);
    if (stamp?.outcome === 'wrong' || phone.disputed === true) return [];
    if (service.publish === 'verify_first' && stamp === undefined) return [];
    const isOld = stamp !== undefined && now !== undefined && isStale(stamp.at, now);
    return [{ ...phone, checkedAt: stamp?.at ?? null, isOld }];
  });
  const regency = place?.regency;
  const isHere = phones.some(({ number, checkedAt }) => regencyOnly.has(number) && checkedAt !== null);
  const area = isHere && regency ? { ...service.area, kemendagri_code: regency } : service.area;
  return phones.length > 0 ? [{ ...service, area, phones }] : [];
}

function stampOf(
  stamps: readonly Stamp[],
  service: Service,
  phone: Phone,
  place: Whereabouts | null,
): Stamp | undefined {
  const isLocal = regencyOnly.has(phone.number);
  const region = place?.country === 'ID' ? place.regency : null;
  return stamps.find(
    (stamp) =>
      stamp.serviceId === service.id &&
      stamp.number === phone.number &&
      (!isLocal || (region !== null && stamp.region === region)),
  );
}

/** Whether a check is so old that it is said (standards.md R53). */
export function isStale(checkedAt: Date, now: Date): boolean {
  return now.getTime() - checkedAt.getTime() > staleDays * 86_400_000;
}

/** Whether a call has to name the regency it was made in. */
export function needsRegion(number: string): boolean {
  return regencyOnly.has(number);
}

/** Whether the text beside the numbers asks "Di luar Indonesia? Balas 1". */
export function asksIfAbroad(place: Whereabouts | null): boolean {
  return place === null;
}

/** Whether the text says that no local number has been checked yet. */
export function lacksLocalNumber(place: Whereabouts | null, numbers: readonly ShownNumber[]): boolean {
  return (
    place?.country === 'ID' && place.province !== null && numbers.every(({ reach }) => reach !== 'local')
  );
}

/** That country's missions, the first number of each; then the two that answer from everywhere. */
function abroadNumbers(shown: readonly Seen[], country: string, need: string | undefined): ShownNumber[] {
  const everywhere = [
    ...international(shown, 'kp2mi-contact', 'voice'),
    ...international(shown, 'sapa-129', 'whatsapp'),
  ];
  const missions = fittingFirst(
    shown.filter(({ kind, area }) => kind === 'embassy' && area.country === country),
    need,
  ).flatMap((service) => {
    const phone = service.phones.find((each) => isInternational(each));
    return phone ? [show(service, phone, 'abroad')] : [];
  });
  return [...missions.slice(0, shownMax - everywhere.length), ...everywhere];
}

function isInternational(phone: Phone): boolean {
  return phone.short !== true && phone.number.startsWith('+');
}

function international(shown: readonly Seen[], id: string, type: Phone['type']): ShownNumber[] {
  const service = shown.find((each) => each.id === id);
  const phone = service?.phones.find((each) => each.type === type && isInternational(each));
  return service && phone ? [show(service, phone, 'abroad')] : [];
}

/** Those of the regency itself before those of the whole province. */
function localNumbers(shown: readonly Seen[], place: Whereabouts, need: string | undefined): ShownNumber[] {
  const codes = [place.regency, place.province].filter((code) => code !== null);
  return codes.flatMap((code) => {
    const here = shown.filter(({ area }) => area.country === 'ID' && area.kemendagri_code === code);
    return fittingFirst(here, need).flatMap((service) => numbersInside(service, place, 'local').slice(0, 1));
  });
}

function nationalNumbers(shown: readonly Seen[], need: string): ShownNumber[] {
  return shown
    .filter(
      ({ area, needs }) =>
        area.country === 'ID' && area.kemendagri_code === undefined && needs.includes(need),
    )
    .flatMap((service) => numbersInside(service, null, 'national').slice(0, 1));
}

function firstNumber(shown: readonly Seen[], id: string): ShownNumber[] {
  return allNumbers(shown, id, 'national').slice(0, 1);
}

function allNumbers(shown: readonly Seen[], id: string, reach: ShownNumber['reach']): ShownNumber[] {
  return shown
    .filter((service) => service.id === id)
    .flatMap((service) => numbersInside(service, null, reach));
}

/** What of a service can be dialled inside Indonesia. */
function numbersInside(service: Seen, place: Whereabouts | null, reach: ShownNumber['reach']): ShownNumber[] {
  return service.phones
    .filter(
      (phone) =>
        (phone.reachableFrom === undefined || phone.reachableFrom.includes('ID')) &&
        (!regencyOnly.has(phone.number) ||
          (place !== null && service.area.kemendagri_code === place.regency)),
    )
    .map((phone) => show(service, phone, reach));
}

function fittingFirst(list: readonly Seen[], need: string | undefined): Seen[] {
  const fits = (service: Seen) => (need !== undefined && service.needs.includes(need) ? 0 : 1);
  return list.toSorted((one, other) => fits(one) - fits(other));
}

function without(numbers: readonly ShownNumber[], already: readonly ShownNumber[]): ShownNumber[] {
  return numbers.filter(({ number }) => already.every((known) => known.number !== number));
}

function show(service: Seen, phone: SeenPhone, reach: ShownNumber['reach']): ShownNumber {
  return {
    name: service.name.split(/ - | \(|, /)[0] ?? service.name,
    number: phone.number.startsWith('+') ? dialled(phone.number) : (phone.display ?? phone.number),
    kind: phone.type,
    checkedAt: phone.checkedAt,
    isStale: phone.isOld,
    sourceDate: /\b20\d{2}(?:-\d{2}(?:-\d{2})?)?\b/.exec(service.sourceDate)?.[0] ?? null,
    reach,
  };
}

const dialledBefore = new Map<string, string>();

/** Formatting costs more than everything else here; the directory's few numbers are formatted once each. */
function dialled(number: string): string {
  const known = dialledBefore.get(number);
  if (known !== undefined) return known;
  const text = parsePhoneNumberFromString(number)?.formatInternational() ?? number;
  dialledBefore.set(number, text);
  return text;
}
