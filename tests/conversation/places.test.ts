import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlaces, provinceName } from '../../src/conversation/places.ts';
import { provinces, regencies } from '../../src/directory/areas.ts';
import { countries } from '../../src/directory/countries.ts';
import { placeAliases } from '../../src/directory/place-aliases.ts';
import { ordinary, quietSeeds, smallTalk } from '../flows/kit/phrases.ts';

const codesOf = (text: string) =>
  findPlaces(text).map(({ country, province, regency }) => regency ?? province ?? country);

describe('a place by its name', () => {
  it('finds every regency and city of the official list, first', () => {
    const lost = regencies.filter(({ code, name }) => codesOf(name)[0] !== code);
    expect(lost).toEqual([]);
  });

  it('finds every regency and city by its bare name', () => {
    const lost = regencies.filter(
      ({ code, name }) => !codesOf(name.replace(/^(Kabupaten|Kota) /, '')).includes(code),
    );
    expect(lost).toEqual([]);
  });

  it('finds every province, with no regency', () => {
    for (const { code, name } of provinces)
      expect(findPlaces(`provinsi ${name}`)[0], name).toMatchObject({
        country: 'ID',
        province: code,
        regency: null,
      });
  });

  it('finds every country by its Indonesian name', () => {
    const own = countries.filter(({ code, name }) => codesOf(name)[0] !== code);
    // Georgia and its like share no name with a place here; whatever is listed below would be a loss.
    expect(own.map(({ code }) => code)).toEqual([]);
  });

  it('writes the label as people read it', () => {
    expect(findPlaces('kota kupang')).toEqual([
      { country: 'ID', province: '53', regency: '53.71', label: 'Kota Kupang, Nusa Tenggara Timur' },
    ]);
    expect(findPlaces('NTT')[0]?.label).toBe('Nusa Tenggara Timur');
    expect(findPlaces('hongkong')[0]?.label).toBe('Hong Kong');
    expect(findPlaces('jaksel')[0]?.label).toBe('Kota Jakarta Selatan, DKI Jakarta');
  });

  it('knows a province by its code, and only Kemendagri’s', () => {
    expect(provinceName('53')).toBe('Nusa Tenggara Timur');
    expect(provinceName('94')).toBe('Papua Tengah');
    expect(provinceName('00')).toBeUndefined();
  });
});

describe('names that stand for several', () => {
  it.each([
    ['kupang', ['53.71', '53.01']],
    ['Bima', ['52.72', '52.06']],
    ['padang', ['13.71']],
    ['lampung', ['18']],
    ['manggarai', ['53.10', '53.15', '53.19']],
    ['sumba', ['53.11', '53.12', '53.17', '53.18']],
    ['solok', ['13.72', '13.02', '13.11']],
    ['jakarta', ['31']],
    ['papua barat', ['92', '96']],
    ['gorontalo', ['75', '75.71', '75.01']],
  ])('"%s" gives %j', (text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  it.each([
    ['kab. kupang', '53.01'],
    ['kabupaten kupang', '53.01'],
    ['kota kupang', '53.71'],
    ['kupang kota', '53.71'],
    ['banjar, kalsel', '63.03'],
    ['kota banjar jabar', '32.79'],
    ['solok sumbar', '13.72'],
  ])('"%s" says which one', (text, code) => {
    expect(codesOf(text)[0]).toBe(code);
  });

  it('offers at most five', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...regencies), { minLength: 1, maxLength: 8 }), (some) => {
        expect(findPlaces(some.map(({ name }) => name).join(', ')).length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('how people say it', () => {
  it.each([
    ['Maumere', '53.07'],
    ['SoE', '53.02'],
    ['TTS', '53.02'],
    ['ttu', '53.03'],
    ['labuan bajo', '53.15'],
    ['labuanbajo', '53.15'],
    ['Atambua', '53.04'],
    ['larantuka', '53.06'],
    ['solo', '33.72'],
    ['bukit tinggi', '13.75'],
    ['50 kota', '13.07'],
    ['tanjung karang', '18.71'],
    ['NTB', '52'],
    ['Jabar', '32'],
    ['jateng', '33'],
    ['jatim', '35'],
    ['DIY', '34'],
    ['DKI', '31'],
    ['sumbar', '13'],
    ['sumut', '12'],
    ['sumsel', '16'],
    ['kalbar', '61'],
    ['sulsel', '73'],
    ['kepri', '21'],
    ['babel', '19'],
    ['west sumatra', '13'],
    ['east flores', '53.06'],
    ['malay', 'MY'],
    ['Malaysia', 'MY'],
    ['tawau', 'MY'],
    ['arab', 'SA'],
    ['Saudi', 'SA'],
    ['hongkong', 'HK'],
    ['taiwan', 'TW'],
    ['korea', 'KR'],
    ['jepang', 'JP'],
    ['kamboja', 'KH'],
    ['dubai', 'AE'],
    ['timor leste', 'TL'],
    ['myawaddy', 'MM'],
    ['Cambodia', 'KH'],
  ])('"%s" is %s', (text, code) => {
    expect(codesOf(text)[0]).toBe(code);
  });

  it.each([
    ['maumre', '53.07'],
    ['kupng', '53.71'],
    ['surakrta', '33.72'],
    ['malaisia', 'MY'],
    ['bandar lampng', '18.71'],
    ['kamoja', 'KH'],
    ['saya sekarang di makasarr', '73.71'],
  ])('forgives the slip in "%s"', (text, code) => {
    expect(codesOf(text)[0]).toBe(code);
  });

  it('forgives two swapped letters inside long names', () => {
    const long = regencies.map(({ code, name }) => ({ code, bare: name.replace(/^(Kabupaten|Kota) /, '') }));
    fc.assert(
      fc.property(
        fc.constantFrom(...long.filter(({ bare }) => /^[A-Za-z]{9,}$/.test(bare))),
        fc.nat(),
        ({ code, bare }, place) => {
          const at = 1 + (place % (bare.length - 2));
          const typed = bare.slice(0, at) + bare.charAt(at + 1) + bare.charAt(at) + bare.slice(at + 2);
          expect(codesOf(typed)).toContain(code);
        },
      ),
    );
  });

  it.each([
    ['saya di maumere sekarang', ['53.07']],
    ['saya dari kupang sekarang di malaysia', ['MY', '53.71', '53.01']],
    ['larantuka, flores timur, NTT', ['53.06']],
    ['kuching malaysia', ['MY']],
    ['kupang indonesia', ['53.71', '53.01']],
    ['Indonesia', ['ID']],
  ])('reads "%s"', (text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });
});

describe('words that are also names', () => {
  it.each([
    'dilempar batu',
    'saya tidak tahu',
    'belum',
    'di rumah majikan',
    'help us',
    'dipukul pakai batang kayu',
    'nasib saya malang sekali',
  ])('finds no place in "%s"', (text) => {
    expect(findPlaces(text)).toEqual([]);
  });

  it.each([
    ['batu', '35.79'],
    ['di malang', '35.73'],
    ['kota metro', '18.72'],
    ['Palu', '72.71'],
  ])('"%s" is one when it is the answer or said to be a place', (text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it('finds in ordinary messages only what they name', () => {
    const named =
      /kupang|maumere|malaysia|taiwan|hong ?kong|jepang|japan|batam|korea|sikka|atambua|ende|padang|kalimantan|indonesia|arab|kamboja/i;
    const odd = [...ordinary, ...smallTalk, ...quietSeeds].filter(
      (text) => !named.test(text) && findPlaces(text).length > 0,
    );
    expect(odd).toEqual([]);
  });
});

describe('the lists behind it', () => {
  it('names only codes that exist', () => {
    const known = new Set([...provinces, ...regencies].map(({ code }) => code));
    expect(placeAliases.flatMap(([, codes]) => codes).filter((code) => !known.has(code))).toEqual([]);
  });

  it('holds 249 countries, each once', () => {
    expect(new Set(countries.map(({ code }) => code)).size).toBe(249);
    expect(countries.every(({ code, name }) => name !== code && name.length > 2)).toBe(true);
  });
});

describe('its bounds', () => {
  it.each([
    'suarkartaa',
    'saya sekarang ada di suatu tempat yang tidak saya kenal di dekat pelabuhan '.repeat(20),
    'di '.repeat(2000),
    'x'.repeat(60_000),
  ])('takes less than two milliseconds', (text) => {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 20; run += 1) {
      const before = performance.now();
      findPlaces(text);
      least = Math.min(least, performance.now() - before);
    }
    expect(least).toBeLessThan(2);
  });

  it('answers every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(findPlaces(text)).toEqual(findPlaces(text));
      }),
    );
  });
});
