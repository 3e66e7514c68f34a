/** Countries and territories of ISO 3166 with the names people write, Indonesian, English and spoken ones. */
export interface Country {
  /** ISO 3166 alpha-2. */
  code: string;
  /** The Indonesian name, as it is shown. */
  name: string;
  /** Other ways to say it, and cities that people name instead of the country. */
  also: string[];
  /** People from here go there: its names are known with slips too. */
  isFrequent: boolean;
}

const codes =
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
  BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
  ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
  HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
  LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
  NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
  SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
  UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/);

/** Names that the platform's list writes as nobody does. */
const shownNames: Readonly<Record<string, string>> = {
  HK: 'Hong Kong',
  MO: 'Makau',
  MM: 'Myanmar',
  PS: 'Palestina',
  TL: 'Timor Leste',
  TR: 'Turki',
};

/** The countries that people from here go to, as they call them; then cities and camps there. */
const spoken: Readonly<Record<string, string>> = {
  MY: `malay, malaysia barat, malaysia timur, malasia, malaisia, negeri jiran, kuala lumpur, kl, johor,
    johor bahru, johor baru, jb, penang, pulau pinang, selangor, sabah, sarawak, kuching, tawau,
    sandakan, kota kinabalu, lahad datu, melaka, pahang, perak malaysia, kedah, kelantan, shah alam,
    klang, miri, sibu, bintulu, ipoh`,
  SG: 'singapur, singapura, singapore, sgp',
  BN: 'brunai, brunei, bandar seri begawan',
  HK: 'hongkong, hk, kowloon, hong kong sar',
  MO: 'macau, macao, makao',
  TW: 'taipei, taipe, kaohsiung, taichung, taoyuan, tainan, hsinchu, formosa',
  KR: 'korea, korsel, korea sel, seoul, busan, incheon, south korea, ansan',
  KP: 'korut, north korea',
  JP: 'jepun, japan, tokyo, osaka, nagoya, yokohama, fukuoka',
  CN: 'cina, china, tiongkok, tiongkok daratan, rrc, beijing, shanghai, guangzhou, guangdong',
  SA: `arab, saudi, saudi arabia, arab saudi, arabsaudi, ksa, riyadh, riyad, jeddah, jedah, mekkah, mekah,
    makkah, madinah, dammam, tanah suci`,
  AE: `dubai, abu dhabi, abudhabi, uea, uae, emirat, uni emirat, emirates, sharjah, uni emirat arab, united
    arab emirates`,
  QA: 'doha, katar',
  KW: 'kuwait city',
  BH: 'manama',
  OM: 'muscat, muskat',
  JO: 'yordan, amman, yordania',
  SY: 'suriah, syria, damaskus',
  EG: 'mesir, kairo, cairo',
  TR: 'turki, turkey, istanbul',
  KH: `kamboja, cambodia, kambodia, kampuchea, phnom penh, pnom penh, phnompenh, sihanoukville,
    sihanoukvile, poipet, bavet, bavet city, kandal, o smach, krong bavet, chrey thom`,
  MM: `myanmar, burma, birma, myawaddy, myawadi, yangon, kk park, mawlamyine, shwe kokko, laukkai, tachilek`,
  TH: `thailand, tailand, muangthai, bangkok, mae sot, maesot, pattaya, phuket, hat yai, chiang mai, chiang
    rai`,
  LA: 'laos, vientiane, golden triangle, segitiga emas, bokeo, laos golden triangle',
  PH: 'filipina, philippines, pilipina, manila, cebu, davao, pasay',
  VN: 'vietnam, pietnam, hanoi, saigon, ho chi minh',
  TL: 'timor leste, timorleste, timtim, timor timur, timor lorosae, dili, east timor',
  AU: 'ostrali, australi, sydney, melbourne, perth, darwin',
  US: 'amerika, amrik, usa, united states, amerika serikat, new york',
  GB: 'inggris, england, united kingdom, uk, london, britania',
  NL: 'belanda, holland, netherlands, amsterdam',
  DE: 'jerman, germany, berlin',
  CZ: 'ceko, czech',
  IN: 'india, new delhi, mumbai',
  LY: 'libia, libya',
  PL: 'polandia',
};

/** Indonesian and English names through Intl, the spoken ones beside them. */
export const countries: readonly Country[] = (() => {
  const indonesian = new Intl.DisplayNames('id', { type: 'region' });
  const english = new Intl.DisplayNames('en', { type: 'region' });
  return codes.map((code) => {
    const own = indonesian.of(code) ?? code;
    const also = [own, english.of(code) ?? code, ...(spoken[code]?.split(/,\s*/) ?? [])];
    return { code, name: shownNames[code] ?? own, also, isFrequent: spoken[code] !== undefined };
  });
})();
