/**
 * Other names for provinces and regencies: short forms, seat towns that people say instead, islands, old
 * names. Codes are Kemendagri's. An island or a shared name stands for several, the likelier first.
 */
function table(text: string): [name: string, codes: string[]][] {
  return text
    .trim()
    .split(/\s*[\n;]\s*/)
    .flatMap((line) => {
      const [names = '', codes = ''] = line.split(/\s*=\s*/);
      return names.split(/\s*,\s*/).map((name): [string, string[]] => [name, codes.split(' ')]);
    });
}

export const placeAliases: readonly (readonly [name: string, codes: readonly string[]])[] = table(`
  nanggroe aceh darussalam, nad = 11; sumut = 12; sumbar, minang, ranah minang, minangkabau = 13
  sumsel = 16; babel, bangka belitung = 19; kepri = 21
  dki, jakarta, jkt, daerah khusus ibukota jakarta, daerah khusus jakarta, dkj = 31; jabar = 32
  jateng = 33; jatim = 35; diy, daerah istimewa yogyakarta = 34
  jogja, yogya, jogjakarta, yogyakarta, djogdja = 34.71 34; ntb = 52; ntt, nusa tenggara = 53; kalbar = 61
  kalteng = 62; kalsel = 63; kaltim = 64; kaltara = 65; sulut = 71; sulteng = 72; sulsel = 73; sultra = 74
  sulbar = 76; malut = 82; papua = 91 93 94 95 92; papua barat = 92 96; pabar = 92
  irian jaya, irian = 91 92; jawa, java = 32 33 35 36 34; sumatera, sumatra = 12 13 16 14 18
  kalimantan, borneo = 61 64 63 62 65; sulawesi, celebes = 73 72 71 74 76

  oelamasi = 53.01; tts, soe, timor tengah sel, south central timor = 53.02
  ttu, kefa, kefamenanu, kefamnanu, north central timor = 53.03; atambua = 53.04; kalabahi = 53.05
  larantuka, flotim, adonara, solor, waiwerang, lohayong = 53.06; maumere, maumre, sika = 53.07
  bajawa = 53.09; ruteng = 53.10; waingapu, sumtim = 53.11; waikabubak = 53.12; lewoleba = 53.13
  rote, baa, ndao = 53.14; labuan bajo, labuhan bajo, labuanbajo, mabar, komodo = 53.15; mbay = 53.16
  waibakul = 53.17; tambolaka, waitabula, weetabula, sbd = 53.18; borong, matim = 53.19
  sabu, seba, raijua = 53.20; betun = 53.21; flores = 53.07 53.06 53.08 53.10 53.15
  timor = 53.02 53.03 53.04

  painan = 13.01; arosuka = 13.02; batusangkar = 13.04; parit malintang = 13.05; lubuk basung = 13.06
  sarilamak = 13.07; lubuk sikaping = 13.08; mentawai, tuapejat = 13.09; pulau punjung = 13.10
  simpang empat pasaman = 13.12; sawahlunto sijunjung = 13.03

  kalianda, lamsel, natar = 18.01; gunung sugih, lamteng = 18.02; kotabumi, lampura = 18.03
  liwa, lambar = 18.04; menggala, tuba = 18.05; kota agung = 18.06; sukadana, lamtim = 18.07
  blambangan umpu = 18.08; gedong tataan = 18.09; tubaba = 18.12; krui = 18.13
  tanjung karang, teluk betung, balam, bandarlampung, bandar lampung = 18.71

  solo, surakarta hadiningrat = 33.72; purwokerto, purwokwrto = 33.02; ungaran = 33.22; slawi = 33.28
  mungkid = 33.08; sukoarjo = 33.11; wates = 34.01; wonosari = 34.03; gunung kidul = 34.03
  cibinong = 32.01; cikarang = 32.16; soreang = 32.04; tasik = 32.78 32.06; kerawang = 32.15
  pelabuhan ratu = 32.02; tangsel, bsd = 36.74; rangkasbitung = 36.02; jaksel = 31.74; jakpus = 31.71
  jakut = 31.72; jakbar = 31.73; jaktim = 31.75; kepanjen = 35.07; suroboyo, sby = 35.78
  bojonegara = 35.22; banyuwagi = 35.10

  siantar, pematang siantar = 12.72; kisaran = 12.09; kabanjahe, berastagi = 12.06
  balige, toba samosir = 12.12; lubuk pakam = 12.07; rantau prapat = 12.10
  sidempuan, padang sidempuan = 12.77; tapteng = 12.01; taput = 12.02; tapsel = 12.03
  nias = 12.04 12.78 12.14 12.24 12.25; madina = 12.13; sergai = 12.18; meulaboh = 11.05; takengon = 11.04
  tembilahan, inhil = 14.04; rengat, inhu = 14.02; bagansiapiapi, rohil = 14.07; rohul = 14.06
  kuansing = 14.09; selat panjang = 14.10; tanjung uban = 21.01; ranai = 21.03
  tanjung balai karimun = 21.02; oki = 16.02; oku = 16.01; pali = 16.12; muba = 16.06; belitong = 19.02
  muaro bungo = 15.08

  entikong = 61.03; ngabang = 61.08; sampit = 62.02; pangkalan bun = 62.01; martapura = 63.03
  tenggarong, kukar = 64.02; sangatta = 64.08; penajam, ppu, ikn, nusantara ikn = 64.09
  mahakam hulu, mahulu = 64.11; kutim = 64.08; tanjung selor = 65.01; sebatik = 65.03

  ujung pandang, mks = 73.71; sungguminasa = 73.06; watampone = 73.08; pangkep = 73.10; sidrap = 73.14
  toraja = 73.18 73.26; rantepao = 73.26; makale = 73.18; sitaro = 71.09; tahuna, sangihe = 71.03
  talaud = 71.04; luwuk = 72.01; limboto = 75.01; marisa = 75.04; mamuju utara = 76.01
  polman, polewali = 76.04; masohi = 81.01; saumlaki, tanimbar, maluku tenggara barat = 81.03
  dobo = 81.07; namlea = 81.04; tobelo = 82.03; sofifi, tidore = 82.72; morotai = 82.07; wamena = 95.01
  timika = 94.04; sentani = 91.03; serui = 91.05; biak = 91.06; agats = 93.04

  lombok = 52.03 52.02 52.01 52.08 52.71; lotim, selong = 52.03; loteng, praya = 52.02
  lobar, gerung = 52.01; sumbawa besar = 52.04; singaraja = 51.08; ubud = 51.04; kuta = 51.03
`);

/**
 * Names that are also everyday words, here or in Javanese: inside a sentence they count only after "di",
 * "kota" and the like.
 */
export const everydayNames: ReadonlySet<string> = new Set(
  `batu batang landak metro palu buru karo malang puncak lebak tegal pati kudus banjar asahan bone sigi
  tual agam kaur demak nad baa us uk kl jb hk sbd soe oki oku pali tuba mali niger oman togo peru chad
  guam timor seba rote arab perak sibu miri tasik kuta perth darwin ipoh kedah biak lahat alor muna siak
  sula lingga minang jawa java nusantara komodo`.split(/\s+/),
);
