import type { Language } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import { englishStory } from './demo-story-en.ts';

/**
 * Every word of the demo, as data. All of it is made up: nobody's name, nobody's address, nobody's case.
 * A newcomer reads it on her first minute with Suar, so it is written as people write, and kindly.
 */
export interface Story {
  chatName: string;
  supervisor: string;
  counsellor: string;
  /** Who has written already when the newcomer comes. */
  cases: DemoCase[];
  /** Who comes while she looks on, one after the other. */
  visitors: DemoVisitor[];
}

export interface DemoCase {
  /** How long ago she wrote; the longest first. */
  minutesAgo: number;
  says: string[];
  /** What she answers when she is asked; where there is no answer she has put the phone away. */
  answers?: DemoAnswers;
  /** What she adds after that. */
  adds?: string;
  /** The supervisor took it at once, and this was said. */
  talk?: { us: string; person: string | null }[];
}

/** As in the report, but a place is typed. */
export type DemoAnswers = Pick<Answers, 'who' | 'age' | 'topic' | 'dangerNow' | 'when' | 'contact'> & {
  /** Pressed after a danger sign, and the country typed: the numbers then work from there. */
  abroad?: string;
  where?: string;
  help?: string[];
  hours?: string[];
  /** The note may be kept and counted. */
  agrees?: boolean;
};

export interface DemoVisitor {
  /** A line every few seconds; the last one is danger. */
  says: string[];
  /** What she adds while nobody has taken her chat. */
  waits: string[];
  /** When the counsellor is here and silent for long; said once. */
  silence: string;
  /** To what the counsellor asks; each is said once. */
  answers: { to: RegExp; say: string }[];
  /** To anything else, in this order; after the last one she has gone. */
  replies: string[];
}

const indonesianStory: Story = {
  chatName: 'Ruang Tulis',
  supervisor: 'Rahel',
  counsellor: 'Sari',
  cases: [
    {
      minutesAgo: 132,
      says: [
        'Permisi. Besok saya diminta bayar 5 juta supaya bisa berangkat kerja ke Taiwan. Visanya menyusul.',
      ],
      answers: {
        who: 'me',
        age: '18to25',
        topic: 'trafficking',
        dangerNow: 'no',
        when: 'within3days',
        where: 'Kabupaten Indramayu',
        help: ['legal'],
        contact: 'anytime',
        agrees: true,
      },
      adds: 'Uangnya hasil ibu saya jual sapi, jadi saya takut salah.',
    },
    {
      minutesAgo: 94,
      says: ['PETUGAS', 'Saya tidak tahu mulai dari mana, maaf. Boleh bicara dengan orang saja?'],
    },
    {
      minutesAgo: 52,
      says: ['Suami saya pukul saya lagi tadi. Saya takut di rumah.'],
      talk: [
        {
          us: 'Halo, Ibu. Saya petugas, saya sudah baca tulisan Ibu. Sekarang aman untuk mengetik?',
          person: 'Aman, Bu. Dia keluar, saya sama anak saya.',
        },
        {
          us: 'Baik. Kalau dia pulang, ketik KELUAR saja. Apa yang paling Ibu perlukan sekarang?',
          person: 'Saya mau tahu besok bisa ke mana, bawa anak satu.',
        },
        {
          us: 'Terima kasih sudah percaya. Saya carikan sekarang, lalu saya kabari di sini.',
          person: null,
        },
      ],
    },
    {
      minutesAgo: 38,
      says: [
        'Adik perempuan saya kerja di Malaysia, sudah dua minggu tidak bisa dihubungi. Ibu kami tidak bisa tidur.',
      ],
      answers: {
        who: 'family',
        age: '18to25',
        topic: 'goneSilent',
        dangerNow: 'unknown',
        when: 'days6to14',
        where: 'Malaysia',
        help: ['findPerson', 'comeHome'],
        contact: 'hours',
        hours: ['evening'],
        agrees: true,
      },
      adds: 'Terakhir dia bilang mau ganti majikan, lalu nomornya mati.',
    },
    {
      minutesAgo: 21,
      says: [
        'Saya kerja di rumah orang. Paspor saya diambil majikan sejak hari pertama, gaji empat bulan belum dibayar.',
      ],
      answers: { abroad: 'Arab Saudi', who: 'me', age: '26to40', topic: 'trafficking', dangerNow: 'no' },
      adds: 'Saya cuma ingin pulang, Bu. Anak saya masuk SD tahun ini.',
    },
    {
      minutesAgo: 8,
      says: [
        'halo kak, aku 15 tahun. ada orang di instagram ngancam mau sebar foto aku kalau aku ga kirim uang besok',
      ],
      answers: {
        who: 'me',
        age: '12to17',
        topic: 'online',
        dangerNow: 'no',
        when: 'within3days',
        where: 'Kota Kupang',
      },
      adds: 'jangan bilang ayah ibu dulu ya kak',
    },
  ],
  visitors: [
    {
      says: [
        'halo',
        'benar di sini boleh cerita?',
        'suami saya marah besar lagi',
        'saya dikunci di kamar, dia pegang pisau',
      ],
      waits: ['dia masih di depan pintu', 'baterai saya tinggal sedikit, tapi saya tunggu di sini'],
      silence: 'masih di sana, kak?',
      answers: [
        { to: /\baman\b/i, say: 'belum. dia di ruang depan, saya bisa ngetik pelan-pelan' },
        { to: /di ?mana|alamat|lokasi|kota/i, say: 'di batam. alamatnya boleh nanti saja?' },
        { to: /polisi|110|129|telepon|nomor/i, say: 'kalau menelepon dia dengar. boleh lewat chat dulu?' },
        { to: /luka|sakit|darah|dokter/i, say: 'lengan saya memar, tapi saya bisa jalan' },
        { to: /anak|sendiri/i, say: 'sama anak saya, umur empat. dia tidur' },
      ],
      replies: [
        'terima kasih sudah jawab. saya kira tidak ada orang',
        'iya. temani saya sebentar ya',
        'itu motornya, dia pergi. tetangga sebelah baik, saya ke sana sekarang',
        'saya sudah di rumah tetangga. terima kasih banyak, kak. HP saya simpan dulu',
      ],
    },
    {
      says: [
        'halo, ini dengan siapa?',
        'saya laki-laki, boleh juga kan?',
        'saya di Kamboja, dulu dijanjikan kerja admin',
        'paspor saya diambil dan kami disekap, yang mau kabur dipukuli',
      ],
      waits: ['sekarang jam ganti orang, saya pegang HP sepuluh menit', 'saya masih bisa baca'],
      silence: 'saya masih pegang HP',
      answers: [
        { to: /\baman\b/i, say: 'sepuluh menit ini aman, pengawasnya makan' },
        {
          to: /di ?mana|alamat|lokasi|kota/i,
          say: 'dekat perbatasan, gedung tinggi ada pagarnya. nama tempatnya saya tidak tahu',
        },
        { to: /berapa|orang|teman|sendiri/i, say: 'dari Indonesia ada tujuh orang di lantai ini' },
        { to: /luka|sakit|makan|sehat/i, say: 'teman saya demam dua hari. saya sendiri masih kuat' },
        {
          to: /kbri|kedutaan|polisi|nomor|telepon/i,
          say: 'nomornya saya catat. menelepon belum bisa, mengetik bisa',
        },
      ],
      replies: [
        'syukurlah ada orang. dari kemarin saya cari nomor yang dijawab',
        'iya, saya ikuti. bilang saja apa yang harus saya lakukan',
        'keluarga saya jangan dikabari dulu, ibu saya sakit jantung',
        'pengawasnya balik. besok jam segini saya tulis lagi. terima kasih',
      ],
    },
    {
      says: [
        'kak, boleh tanya?',
        'umurku 19',
        'ada yang ajak kerja di kafe, sudah dijemput kemarin',
        'aku dikurung di mes, besok mau dibawa ke pulau lain. aku takut',
      ],
      waits: ['ada yang jaga di luar', 'aku pelankan suara HP-nya'],
      silence: 'kak?',
      answers: [
        { to: /\baman\b/i, say: 'sekarang aman, yang jaga lagi di depan' },
        {
          to: /di ?mana|alamat|lokasi|kota/i,
          say: 'kayaknya di Surabaya, dekat pelabuhan. dari jendela kelihatan kapal',
        },
        { to: /teman|sendiri|berapa|siapa/i, say: 'ada dua lagi di kamar ini, umurnya lebih kecil dari aku' },
        {
          to: /polisi|110|129|telepon|nomor/i,
          say: 'boleh kalau polisi, tapi jangan sampai mereka tahu aku yang bilang',
        },
        { to: /jam|kapan|besok/i, say: 'katanya jam lima pagi, naik mobil putih' },
      ],
      replies: [
        'makasih kak udah jawab. tanganku gemetar',
        'iya kak, aku nurut',
        'aku kasih tahu dua temanku pelan-pelan ya',
        'ada yang naik tangga, aku simpan HP dulu. jangan lupa aku ya kak',
      ],
    },
  ],
};

/** @returns who is in the demo and what they say, in that language */
export function storyIn(language: Language): Story {
  return language === 'en' ? englishStory : indonesianStory;
}

/** What the terminal shows, Indonesian and English beside each other: nobody has chosen a language yet. */
export const terminal = {
  preparing: '  Menyiapkan peragaan… / Preparing the demo…\n',
  stopping: '\n  Menghapus semuanya… / Removing everything…\n',
  usage: 'npm run demo -- [--lang id|en]\n',
  banner: ({ link, url, chat, exercise, name, passphrase }: BannerGaps): string => `
  Buka sebagai konselor (sekali pakai) / Open as a counsellor (works once)
    ${link}

  Tulis sebagai orang yang minta bantuan / Write as somebody who asks for help
    ${chat}

  Sesaat setelah tautan pertama dibuka, seseorang mulai menulis: ambil kartunya, balas, dan ia menjawab.
  Soon after the first link is opened somebody starts to write: take her card, answer, and she answers back.

  Latihan 15 menit: tiga orang menulis, halaman ini menghitung / 15-minute exercise: three people write, it counts
    ${exercise}

  Masuk lagi / Sign in again   ${url}/console – ${name}, kata sandi / passphrase: ${passphrase}
  Semua orang dan cerita di sini karangan. / Everybody and every story here is made up.
  Ctrl-C untuk berhenti; tidak ada yang tersisa. / Ctrl-C to stop; nothing is left behind.
`,
};

interface BannerGaps {
  link: string;
  url: string;
  chat: string;
  exercise: string;
  name: string;
  passphrase: string;
}
