import type { Language } from '../../flows/kit/events.ts';
import type { DemoVisitor } from './demo-story.ts';

/** Who writes in the exercise. Made up, like everybody in the demo. */
export interface ExerciseChat extends DemoVisitor {
  /** How the page calls it. */
  title: string;
  /** Minutes to first words that are asked of us at this urgency (design §7). */
  minutes: number;
  /** She is a child: nobody asks her for a picture (standards.md R28, R34). */
  isChild?: boolean;
}

const indonesian: readonly ExerciseChat[] = [
  {
    title: 'Adik yang hilang kabar',
    minutes: 10,
    says: [
      'Permisi, selamat malam.',
      'Adik perempuan saya kerja di Malaysia. Sudah tiga minggu tidak ada kabar dan nomornya mati.',
    ],
    waits: ['Ibu kami tanya terus, saya tunggu di sini ya', 'masih ada orang di sini?'],
    silence: 'maaf, masih di sana?',
    answers: [
      { to: /\baman\b/i, say: 'Aman, saya di rumah sendiri.' },
      { to: /terakhir|kapan|kabar/i, say: 'Tanggal 30 lewat WA. Dia bilang mau ganti majikan.' },
      { to: /majikan|agen|siapa|berangkat|pt\b/i, say: 'Yang bawa tetangga, namanya belum mau saya sebut.' },
      {
        to: /di ?mana|kota|alamat|tinggal/i,
        say: 'Katanya di Johor, di rumah majikan. Alamatnya tidak tahu.',
      },
      { to: /paspor|surat|dokumen|foto/i, say: 'Fotokopi paspornya ada di ibu.' },
      { to: /tahu|izin|setuju/i, say: 'Dia tidak tahu saya menulis ke sini.' },
    ],
    replies: [
      'Terima kasih sudah dibalas. Kami takut lapor ke mana-mana.',
      'Iya. Apa yang bisa kami lakukan dulu?',
      'Baik, saya kumpulkan yang ada. Besok saya tulis lagi.',
    ],
  },
  {
    title: 'Anak 15 tahun, diancam fotonya disebar',
    minutes: 10,
    isChild: true,
    says: [
      'kak',
      'aku 15 tahun. ada orang di instagram ancam sebar foto aku kalau aku ga kirim uang malam ini',
    ],
    waits: ['kak dia chat terus', 'aku takut'],
    silence: 'kak?',
    answers: [
      { to: /\baman\b/i, say: 'di kamar. pintunya dikunci, ayah ibu tidur' },
      { to: /uang|kirim|bayar|transfer/i, say: 'belum. dia minta 500 ribu jam 12' },
      { to: /blok|simpan|bukti|screenshot|tangkap/i, say: 'belum aku blok. chatnya masih ada' },
      { to: /orang ?tua|ayah|ibu|dewasa|percaya/i, say: 'jangan bilang ayah ya kak. mungkin tanteku boleh' },
      { to: /sendiri|sedih|mati|sakit/i, say: 'aku pengen hilang aja kak. tapi ga kok' },
    ],
    replies: [
      'makasih kak. aku kira aku bakal dimarahin',
      'iya kak aku ga kirim uangnya',
      'oke kak, besok pulang sekolah aku chat lagi',
    ],
  },
  {
    title: 'Kekerasan sekarang',
    minutes: 3,
    says: ['tolong', 'suami saya mengamuk lagi, saya dikunci di kamar dan dia pegang parang'],
    waits: ['dia gedor pintu', 'baterai saya tinggal sedikit'],
    silence: 'masih di sana?',
    answers: [
      { to: /\baman\b/i, say: 'belum. saya ngetik pelan-pelan' },
      { to: /di ?mana|alamat|lokasi|kota/i, say: 'di Kupang. alamatnya nanti ya' },
      { to: /polisi|110|129|telepon|nomor/i, say: 'kalau menelepon dia dengar. lewat chat dulu' },
      { to: /anak|sendiri|siapa/i, say: 'sama anak saya, empat tahun. dia tidur' },
      { to: /luka|sakit|darah/i, say: 'tangan saya berdarah sedikit, masih bisa jalan' },
    ],
    replies: [
      'syukurlah ada orang',
      'iya. temani saya sebentar',
      'dia keluar, ada motor. saya ke tetangga sekarang, HP saya simpan',
    ],
  },
];

const english: readonly ExerciseChat[] = [
  {
    title: 'A sister gone silent',
    minutes: 10,
    says: ['Good evening.', 'My sister works in Malaysia, we have not heard from her for three weeks.'],
    waits: ['our mother keeps asking, i am waiting here', 'is anybody there?'],
    silence: 'sorry, are you still there?',
    answers: [
      { to: /\bsafe\b/i, say: 'It is, I am alone at home.' },
      { to: /last|when|heard/i, say: 'On the 30th. She said that she would change employers.' },
      { to: /employer|agent|who|recruit/i, say: 'A neighbour took her. I would rather not name him yet.' },
      { to: /where|city|address|live/i, say: 'In Johor, at the employer’s house. No address.' },
      { to: /passport|paper|document|photo/i, say: 'Our mother has a copy of her passport.' },
      { to: /know|agree|consent/i, say: 'She does not know that I write here.' },
    ],
    replies: [
      'Thank you for answering. We were afraid to report anywhere.',
      'Yes. What can we do first?',
      'Good, I will collect what we have and write again tomorrow.',
    ],
  },
  {
    title: 'A 15-year-old, blackmailed with pictures',
    minutes: 10,
    isChild: true,
    says: ['hi', 'i am 15. somebody on instagram threatens to spread my photos if i do not pay tonight'],
    waits: ['they keep writing', 'i am scared'],
    silence: 'hello?',
    answers: [
      { to: /\bsafe\b/i, say: 'in my room. my parents are asleep' },
      { to: /money|pay|send/i, say: 'not yet. they want it by twelve' },
      { to: /block|keep|proof|screenshot/i, say: 'i have not blocked them. the chat is still there' },
      { to: /parent|adult|trust|mother|father/i, say: 'please not my father. maybe my aunt' },
      { to: /alone|sad|die|hurt/i, say: 'sometimes i want to disappear. but i will not' },
    ],
    replies: [
      'thank you. i thought you would be angry',
      'ok i will not send the money',
      'ok, i will write again after school tomorrow',
    ],
  },
  {
    title: 'Violence now',
    minutes: 3,
    says: ['help', 'he locked me in the bedroom and he has a knife'],
    waits: ['he is banging on the door', 'my battery is low'],
    silence: 'still there?',
    answers: [
      { to: /\bsafe\b/i, say: 'not yet. i can type quietly' },
      { to: /where|address|location|city/i, say: 'in kupang. the address later please' },
      { to: /police|110|129|call|phone|number/i, say: 'if i call he hears me. the chat first' },
      { to: /child|alone|who/i, say: 'my child is with me, four years old, asleep' },
      { to: /hurt|injur|blood/i, say: 'my hand bleeds a little, i can walk' },
    ],
    replies: [
      'thank god somebody is there',
      'yes. stay with me for a moment',
      'that is his motorbike. i go to the neighbour now, putting the phone away',
    ],
  },
];

/** @returns the three, in the order in which they come */
export const exerciseIn = (language: Language): readonly ExerciseChat[] =>
  language === 'en' ? english : indonesian;

/** What the page says, in one language. */
export const exerciseWords = {
  id: {
    title: 'Latihan 15 menit',
    lead: 'Tiga orang karangan menulis, satu demi satu. Kamu konselor yang bertugas: buka konsol di tab lain, ambil, balas. Halaman ini menghitung berapa lama sampai tiap orang mendapat manusia.',
    start: 'Mulai latihan',
    console: 'Buka konsol',
    queued: 'belum menulis',
    writing: 'sedang menulis',
    waiting: 'menunggu {time}',
    taken: 'diambil setelah {taken}, belum ada kata',
    answered: 'manusia menjawab setelah {time}',
    never: 'tidak mendapat manusia dalam {time}',
    left: 'sisa {time}',
    over: 'Selesai. Yang baik, dan yang bisa dicoba:',
    goodHead: 'Baik',
    tryHead: 'Coba',
    again: 'Ulangi latihan',
    good: {
      onTime: 'Kata pertama dalam {minutes} menit.',
      safe: 'Menanyakan apakah aman, sebelum hal lain.',
      gentle: 'Tanpa kata yang menyalahkan, tanpa janji.',
      one: 'Satu pertanyaan sekali.',
      ended: 'Sampai selesai: ia tahu apa berikutnya.',
    },
    try: {
      onTime: 'Kata pertama dalam {minutes} menit. Satu kalimat cukup: “Saya petugas, saya di sini.”',
      safe: 'Tanyakan lebih dulu: “Sekarang aman untuk menulis?” Ada di Kalimat siap.',
      gentle:
        'Ganti “kenapa” dan “seharusnya” dengan “ceritakan”; ganti janji dengan apa yang kamu lakukan sekarang.',
      one: 'Satu pertanyaan dalam satu pesan: yang takut menjawab yang pertama saja.',
      ended: 'Temani sampai ia berhenti sendiri, atau tutup kasusnya dengan alasan.',
      photo: 'Jangan minta foto dikirim, lebih-lebih dari anak. Bantu ia menyimpan bukti di HP-nya.',
    },
  },
  en: {
    title: '15-minute exercise',
    lead: 'Three made-up people write, one after the other. You are the counsellor on duty: open the console in another tab, take, answer. This page counts how long each of them waits for a human.',
    start: 'Begin',
    console: 'Open the console',
    queued: 'has not written yet',
    writing: 'is writing',
    waiting: 'has been waiting for {time}',
    taken: 'taken after {taken}, no words yet',
    answered: 'a human answered after {time}',
    never: 'got no human within {time}',
    left: '{time} left',
    over: 'Over. What went well, and what to try:',
    goodHead: 'Good',
    tryHead: 'Try',
    again: 'Do it again',
    good: {
      onTime: 'First words within {minutes} minutes.',
      safe: 'Asked whether it is safe, before anything else.',
      gentle: 'No word that blames, no promise.',
      one: 'One question at a time.',
      ended: 'To the end: they know what comes next.',
    },
    try: {
      onTime: 'First words within {minutes} minutes. One sentence will do: "I am a counsellor, I am here."',
      safe: 'Ask first: "Is it safe to write now?" It stands among the ready words.',
      gentle: 'Say "tell me" instead of "why" or "should have"; say what you do now instead of a promise.',
      one: 'One question in one message: who is afraid answers only the first.',
      ended: 'Stay until they stop by themselves, or close the case with a reason.',
      photo: 'Never ask for a picture, least of all a child. Help them to keep proof on their own phone.',
    },
  },
} as const;
