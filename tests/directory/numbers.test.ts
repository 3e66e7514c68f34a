import { readFileSync } from 'node:fs';
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { provinces, regencies } from '../../src/directory/areas.ts';
import { countries } from '../../src/directory/countries.ts';
import {
  asksIfAbroad,
  isStale,
  lacksLocalNumber,
  numbersFor,
  type Service,
  type ShownNumber,
  type Stamp,
  services,
  type Whereabouts,
} from '../../src/directory/numbers.ts';

const digits = (number: string) => number.replace(/[^\d+]/g, '');
const abroad = (country: string): Whereabouts => ({ country, province: null, regency: null });
const home = (regency: string): Whereabouts => ({ country: 'ID', province: regency.slice(0, 2), regency });

const places: Whereabouts[] = [
  ...countries.filter(({ code }) => code !== 'ID').map(({ code }) => abroad(code)),
  ...provinces.map(({ code }) => ({ country: 'ID', province: code, regency: null })),
  ...regencies.map(({ code }) => home(code)),
  { country: 'ID', province: null, regency: null },
];
const everywhere: (Whereabouts | null)[] = [null, ...places];
const shownAt = (place: Whereabouts | null) =>
  numbersFor(services, place).map(({ number }) => digits(number));
const nameOf = (service: Service) => service.name.split(/ - | \(|, /)[0];
const numbersOf = (chosen: (service: Service) => boolean) =>
  services.filter(chosen).flatMap(({ phones }) => phones.map(({ number }) => number));
/** Names that only withheld entries bear: "Polri" is also the police's own, checked one. */
const namesOnlyOf = (withheld: (service: Service) => boolean) => {
  const open = new Set(services.filter((service) => !withheld(service)).map(nameOf));
  return services.filter((service) => withheld(service) && !open.has(nameOf(service))).map(nameOf);
};

const at = new Date('2026-11-01T00:00:00Z');
const everyStamp: Stamp[] = services.flatMap(({ id: serviceId, phones }) =>
  phones.map(({ number }) => ({ serviceId, number, region: null, outcome: 'answered' as const, at })),
);

describe('what is always true of the numbers', () => {
  it('shows one to four, none twice', () => {
    for (const place of everywhere) {
      const numbers = shownAt(place);
      expect(numbers.length, JSON.stringify(place)).toBeGreaterThanOrEqual(2);
      expect(numbers.length, JSON.stringify(place)).toBeLessThanOrEqual(4);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it('shows no short code abroad, in any country', () => {
    for (const place of places.filter(({ country }) => country !== 'ID'))
      for (const number of shownAt(place)) expect(number, place.country).toMatch(/^\+\d{9,}$/);
  });

  it('shows SAPA’s WhatsApp everywhere, exactly as it is', () => {
    for (const place of everywhere) {
      const sapa = numbersFor(services, place).filter(
        ({ kind, name }) => kind === 'whatsapp' && name === 'SAPA 129',
      );
      expect(sapa.map(({ number }) => digits(number))).toEqual(['+628111129129']);
    }
  });

  it('shows 112 and 119 nowhere but in the one city where 112 is known to answer', () => {
    const with112 = everywhere.filter((place) =>
      shownAt(place).some((number) => number === '112' || number === '119'),
    );
    expect(with112).toEqual([home('13.71')]);
  });

  it('shows nothing that waits for a check or is withdrawn, whatever the need', () => {
    const names = new Set(namesOnlyOf(({ publish }) => publish !== 'candidate'));
    const open = new Set(numbersOf(({ publish }) => publish === 'candidate'));
    const numbers = new Set(
      numbersOf(({ publish }) => publish !== 'candidate').filter((each) => !open.has(each)),
    );
    expect(numbers.size).toBeGreaterThan(20);
    const needs = [undefined, ...new Set(services.flatMap((service) => service.needs))];
    const somewhere = [null, home('33.72'), home('13.71'), home('53.71'), abroad('MY'), abroad('SG')];
    const shown = [
      ...everywhere.flatMap((place) => numbersFor(services, place)),
      ...somewhere.flatMap((place) => needs.flatMap((need) => numbersFor(services, place, { need }))),
    ];
    expect(shown.filter(({ name, number }) => names.has(name) || numbers.has(digits(number)))).toEqual([]);
  });

  it('never shows what sources dispute', () => {
    const disputed = services.flatMap(({ phones }) =>
      phones.filter((phone) => phone.disputed).map(({ number }) => number),
    );
    expect(disputed.length).toBeGreaterThan(5);
    const stamped = { stamps: everyStamp };
    for (const place of everywhere)
      for (const { number } of numbersFor(services, place, stamped))
        expect(disputed).not.toContain(digits(number));
  });
});

describe('where the person is', () => {
  const brief = (place: Whereabouts | null, need?: string) =>
    numbersFor(services, place, { need }).map(({ number, kind, reach }) => [number, kind, reach]);
  const national = [
    ['110', 'voice', 'national'],
    ['129', 'voice', 'national'],
    ['+62 811 1129 129', 'whatsapp', 'national'],
  ];

  it('unknown: 110 and SAPA, and the question whether it is abroad', () => {
    expect(brief(null)).toEqual(national);
    expect(asksIfAbroad(null)).toBe(true);
    expect(asksIfAbroad(home('53.71'))).toBe(false);
    expect(asksIfAbroad(abroad('MY'))).toBe(false);
  });

  it('Surakarta: the city’s own number first', () => {
    expect(brief(home('33.72'))).toEqual([['+62 271 2931755', 'voice', 'local'], ...national]);
    expect(lacksLocalNumber(home('33.72'), numbersFor(services, home('33.72')))).toBe(false);
  });

  it('Sikka: none of its own has been checked, and that is said', () => {
    expect(brief(home('53.07'))).toEqual(national);
    expect(lacksLocalNumber(home('53.07'), numbersFor(services, home('53.07')))).toBe(true);
    expect(lacksLocalNumber(null, numbersFor(services, null))).toBe(false);
    expect(lacksLocalNumber(abroad('MY'), numbersFor(services, abroad('MY')))).toBe(false);
  });

  it('Padang: its own 112 first; not so for its province', () => {
    expect(brief(home('13.71'))[0]).toEqual(['112', 'voice', 'local']);
    expect(brief({ country: 'ID', province: '13', regency: null })).toEqual(national);
  });

  it('Cambodia: the embassy, the ministry’s +62 number, SAPA’s WhatsApp', () => {
    expect(brief(abroad('KH'))).toEqual([
      ['+855 12 813 282', 'voice', 'abroad'],
      ['+62 21 29244800', 'voice', 'abroad'],
      ['+62 811 1129 129', 'whatsapp', 'abroad'],
    ]);
  });

  it('Malaysia: two missions and the two that answer from everywhere', () => {
    expect(shownAt(abroad('MY'))).toEqual(['+60176688032', '+60167700378', '+622129244800', '+628111129129']);
  });

  it('a country without a checked mission: the two that answer from everywhere', () => {
    expect(shownAt(abroad('SG'))).toEqual(['+622129244800', '+628111129129']);
  });

  it('a need adds the national number that fits it, after the urgent ones', () => {
    expect(brief(home('53.07'), 'restitution')).toEqual([...national, ['148', 'voice', 'national']]);
    expect(brief(home('53.07'), 'recruiter_check').at(-1)?.[0]).toBe('0-800-1000');
  });
});

describe('an organisation’s stamp', () => {
  const stamped = (id: string) => ({ stamps: everyStamp.filter(({ serviceId }) => serviceId === id) });

  it('brings a local number that waited', () => {
    const shown = numbersFor(services, home('18.71'), stamped('uptd-ppa-bandar-lampung'));
    expect(shown[0]).toMatchObject({ number: '+62 812 1111 0626', reach: 'local' });
  });

  it('brings a mission that waited', () => {
    expect(numbersFor(services, abroad('SG'), stamped('kbri-singapura'))[0]).toMatchObject({
      number: '+65 6737 7422',
    });
  });

  it('does not make 112 a number for everywhere', () => {
    for (const place of everywhere) {
      const shown = numbersFor(services, place, stamped('darurat-112'));
      if (place?.regency !== '13.71') expect(shown.map(({ number }) => number)).not.toContain('112');
    }
  });

  it('makes 112 a number of the regency it was called in, with the day it was answered', () => {
    const stamps: Stamp[] = [
      { serviceId: 'darurat-112', number: '112', region: '53.71', outcome: 'answered', at },
    ];
    const here = numbersFor(services, home('53.71'), { stamps });
    expect(here[0]).toMatchObject({ number: '112', reach: 'local', checkedAt: at });
    for (const place of everywhere.filter((each) => !['53.71', '13.71'].includes(each?.regency ?? '')))
      expect(numbersFor(services, place, { stamps }).map(({ number }) => number)).not.toContain('112');
  });

  it('takes a number away that was found wrong, also one that its source vouches for', () => {
    const stamps: Stamp[] = [{ serviceId: 'polri-110', number: '110', region: null, outcome: 'wrong', at }];
    expect(numbersFor(services, null, { stamps }).map(({ number }) => number)).not.toContain('110');
    expect(numbersFor(services, null).map(({ number }) => number)).toContain('110');
  });

  it('is told from one of another number of the same entry', () => {
    const several = services.find(({ publish, phones }) => publish === 'verify_first' && phones.length > 1);
    const [first, second] = several?.phones ?? [];
    const place = several?.area.kemendagri_code
      ? home(several.area.kemendagri_code)
      : abroad(several?.area.country ?? '');
    const stamps = everyStamp.filter(
      ({ serviceId, number }) => serviceId === several?.id && number === second?.number,
    );
    expect(stamps.length).toBeGreaterThan(0);
    const shown = numbersFor(services, place, { stamps }).map(({ number }) => digits(number));
    expect(shown).not.toContain(digits(first?.number ?? ''));
  });

  it('grows old after 180 days', () => {
    const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
    expect([isStale(at, days(180)), isStale(at, days(181))]).toEqual([false, true]);
  });

  it('does not bring back what is withdrawn', () => {
    const all = (place: Whereabouts | null): ShownNumber[] =>
      numbersFor(services, place, { stamps: everyStamp });
    const withdrawn = namesOnlyOf(({ publish }) => publish === false);
    for (const place of everywhere) for (const { name } of all(place)) expect(withdrawn).not.toContain(name);
  });
});

describe('the directory', () => {
  const phones = services.flatMap((service) => service.phones.map((phone) => ({ service, phone })));

  it('holds valid numbers, each of its own country or of a service’s mobile', () => {
    const full = phones.filter(({ phone }) => phone.number.startsWith('+'));
    expect(full.length).toBeGreaterThan(80);
    for (const { service, phone } of full) {
      expect(isValidPhoneNumber(phone.number), `${service.id} ${phone.number}`).toBe(true);
      expect(parsePhoneNumberFromString(phone.number)?.country, service.id).toBe(service.area.country);
    }
  });

  it('marks every number without a country as short or as dialled inside', () => {
    for (const { service, phone } of phones.filter((each) => !each.phone.number.startsWith('+')))
      expect(phone.reachableFrom, `${service.id} ${phone.number}`).toEqual([service.area.country]);
  });

  it('gives every entry a source and a date, and every id once', () => {
    for (const service of services) {
      expect(service.source, service.id).toMatch(/\S/);
      expect(service.sourceDate, service.id).toMatch(/\S/);
    }
    expect(new Set(services.map(({ id }) => id)).size).toBe(services.length);
    expect(services.length).toBeGreaterThanOrEqual(97);
  });

  it('uses Kemendagri’s codes with the names they have', () => {
    const names = new Map([...provinces, ...regencies].map(({ code, name }) => [code, name]));
    for (const { id, area } of services)
      if (area.kemendagri_code)
        expect(names.get(area.kemendagri_code), id).toBe(area.regency ?? area.province);
  });

  it('tells a source’s date as a date or not at all', () => {
    for (const place of everywhere)
      for (const { sourceDate } of numbersFor(services, place))
        if (sourceDate !== null) expect(sourceDate).toMatch(/^20\d\d(-\d\d){0,2}$/);
  });

  it('is the file as it was reviewed', () => {
    const raw: { id: string }[] = JSON.parse(readFileSync('src/directory/services.json', 'utf8'));
    expect(services.map(({ id }) => id)).toEqual(raw.map(({ id }) => id));
  });
});
