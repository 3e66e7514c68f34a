/**
 * The reviewed phrases of the danger table: signs, section by section of the language notes, and ordinary
 * messages that must stay quiet. One message a line. A bug report becomes a line here first.
 */
function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Signs in Indonesian, formal, colloquial and chat spelling. Keys are the sections of the notes. */
export const signs: Readonly<Record<string, string[]>> = {
  'A immediate danger': lines(`
    tolong
    tolong saya
    selamatkan saya
    help
    sos
    darurat
    bahaya
    saya dalam bahaya
    saya tidak aman
    nyawa saya terancam
    mau dibunuh
    dia mau bunuh saya
    pegang pisau
    pegang parang
    pegang golok
    sedang memegang pisau
    dia mengejar
    dia di luar pintu
    saya sembunyi
    dia datang
    sebentar lagi dia pulang
    jangan telepon
    jangan balas
    nanti ketahuan
    bicara pelan
    tidak bisa bicara
  `),
  'B locked up, movement, contact': lines(`
    dikurung
    disekap
    disekap dan tidak boleh keluar
    terkurung
    dikunci
    pintu dikunci dari luar
    tidak boleh keluar
    tidak boleh pulang
    tidak bisa kabur
    dijaga
    diawasi
    ada satpam
    ada bodyguard
    di dalam compound
    HP diambil
    HP disita
    HP diperiksa
    tidak boleh telepon
    pinjam HP orang
    dilarang hubungi keluarga
    tidak bisa keluar kamp
    minta tebusan
    ditebus
    harus bayar baru boleh keluar
  `),
  'C documents, money, work': lines(`
    paspor diambil bos
    paspor ditahan
    paspor disita majikan
    paspor dipegang agen
    paspor dipegang majikan
    menahan paspor
    KTP ditahan
    ijazah ditahan
    dokumen ditahan
    visa turis
    overstay
    gaji tidak dibayar
    gaji ditahan
    gaji dipotong
    tidak digaji
    potongan
    utang agen
    dijerat utang
    kerja tanpa libur
    jam kerja 15 jam
    dipaksa kerja
    dipaksa scam
    dipaksa love scam
    dipaksa judol
    dipaksa telemarketing
    disetrum
    dijual ke perusahaan lain
    dipindah-pindah
    diperjualbelikan
  `),
  'D beaten, hurt': lines(`
    dipukul
    dipukuli
    ditampar
    ditendang
    dicekik
    dijambak
    dianiaya
    disiksa
    penyiksaan
    KDRT
    kekerasan fisik
    dibakar
    disiram
    luka
    berdarah
    lebam
    pingsan
    patah
    hamil dan dipukul
    dilempar barang
    diinjak
    main tangan
    diapa-apain
  `),
  'E sexual violence': lines(`
    diperkosa
    perkosaan
    rudapaksa
    dirudapaksa
    dilecehkan
    pelecehan
    dicabuli
    pencabulan
    digagahi
    dinodai
    dirusak
    disetubuhi
    digilir
    dipaksa melayani
    layani tamu
    dipaksa berhubungan
    dipaksa tidur
    dipegang-pegang
    diraba
    digerayangi
    disentuh
    digituin
    diapain
    dia maksa
    ditelanjangi
    difoto tanpa izin
    direkam tanpa izin
    dipaksa VCS
    dijual
    dijajakan
    open BO dipaksa
    disuruh jadi PSK
    kehilangan keperawanan
    hamil karena diperkosa
    diperkosa oleh ayah tiri
    fotoku disebar
    video dikirim ke teman
    diancam sebar
    diminta foto bugil
    akun palsu pakai fotoku
    deepfake
    foto diedit
    pinjol sebar foto
    mantan mengancam
  `),
  'F suicide and self-harm': lines(`
    bunuh diri
    bundir
    b*ndir
    bnh diri
    bunuhdiri
    bunuh  diri
    BUNUH-DIRI!!
    mau mati
    pengen mati aja
    mending mati
    m4ti aja mending
    aku mau m4ti
    capek hidup
    cape hidup
    lelah hidup
    udah ga kuat
    ga sanggup lagi
    beban keluarga
    pengen hilang
    tidur selamanya
    pengin ilang aja dari dunia
    mau nyusul almarhum ibu
    baygon
    minum racun
    gantung diri
    sayat nadi
    loncat dari jembatan
    cutting
    gores-gores tangan pakai silet
    OD obat tidur
    sudah minum obat banyak
    logout hidup
    game over hidup
    back to lobby
    unalive
    kms
    gak pengen bangun lagi
    akhiri semua
    surat terakhir
    titip anak saya
    pamit
    gak ada gunanya hidup
  `),
  'G under age': lines(`
    umur saya 15
    umur saya 15 th
    adik saya 15thn
    aku kelas 2 SMP
    kls 8
    masih SD
    saya masih SMP
    aku masih sma
    masih sekolah
    belum 18
    di bawah umur
    anak di bawah umur
    masih kecil
    KTP-nya dituakan
    umurnya diubah
  `),
  'H third party': lines(`
    teman saya diperkosa
    adik saya hilang kontak
    sepupu saya tidak bisa dihubungi
    keponakan saya katanya kerja di Malaysia tapi hilang kontak
    dia di Kamboja
    adik minta pulang
    suruh keluarga bantu saya pulang
    tetangga saya dipukul suaminya
    ibu saya disekap
    istri saya tidak ada kabar
  `),
};

/** Sentences in Kupang Malay, Minang and Javanese; a native speaker has yet to check them. */
export const localSigns: Readonly<Record<string, string[]>> = {
  'Kupang Malay': lines(`
    tolong beta
    bantu be do
    tolong katong
    be takut
    beta takut mati
    be pung hati son enak
    dia pukul be
    dong pukul beta
    be dapa pukul
    su dapa pukul
    dong kunci be dalam rumah
    dong kurung beta
    be son bisa kaluar
    son kasi be kaluar
    dong ambe be pung paspor
    dong ambil be pung paspor
    paspor dong pegang
    be pung hape dong ambe
    be son dapa gaji
    gaji dong tahan
    son bayar beta
    dia paksa be
    dia paksa tidor deng dia
    dia bekin beta yang son baek
    dia raba-raba be
    dong mo kasi mati be
    be mo mati sa
    be su son kuat
    be capek hidup
    be mo lari
    be hamil dari dia
    dong bawa be pi Malaysia
    beta punya om yang bawa
    be baru umur 15
    be masih skolah
    masih ana kici
    jang kas tau sapa-sapa
    jang bilang sapa-sapa
  `),
  Minang: lines(`
    tolong den
    tolong ambo
    tolongan ambo
    den takuik
    ambo takuik bana
    inyo lantak den
    ditinjunyo ambo
    ditampanyo den
    dilanyau nyo
    ambo kanai lacuik
    laki ambo suko mamukua
    ambo dikuruang
    dikunci dari lua
    ndak buliah kalua
    ndak bisa pulang
    paspor den diambiak
    HP ambo ditahan
    gaji ndak dibayia
    gaji ditahan
    den dipasonyo
    dipaso tidua
    dipacikannyo den
    dirusaknyo
    dipakosonyo
    den nio mati
    lah ndak sanggup lai hiduik
    ambo lah panek hiduik
    den lari dari rumah
    masih ketek
    masih sakola
    umua limo baleh
    jan dikecekan ka urang
  `),
  Javanese: lines(`
    tulung
    tulungi aku
    njaluk tulung
    nyuwun tulung
    wedi
    aku wedi
    aku digebugi
    dikeplak
    diantemi bojoku
    aku ditapuk
    disiksa
    aku dikunci
    dikurung ning omah
    ora oleh metu
    ora isa metu
    mboten saged medal
    pasporku dijupuk
    pasporku dicekel juragan
    HP-ku dirampas
    gajine ora dibayar
    dirudapeksa
    dipeksa turu
    digrayangi
    dicekel-cekel
    dipeksa ngladeni
    pengen mati
    kepengin mati
    wis ora kuwat
    wis ra kuat
    kesel urip
    bosen urip
    nglalu
    aku minggat saka omah
    isih cilik
    isih sekolah
    umur limalas
    aja kandha-kandha
    aja nganti konangan
  `),
};

/** English, as a second language writes it. */
export const englishSigns = lines(`
  help me
  help me please
  save me
  he hit me
  my husband beats me
  he is going to kill me
  he has a knife
  i am in danger
  i am locked in
  they locked me in the room
  they wont let me leave
  I can't get out
  they took my passport
  my boss keeps my passport
  they don't pay me
  I was raped
  he raped me
  he touched my body
  forced to have sex
  i want to die
  I want to kill myself
  i cant go on
  they will sell me
  they are moving us tomorrow
  he threatens to post my photos
  my ex is blackmailing me
  he is outside my door
  i'm scared of him
  he choked me
  she is bleeding
  i cant breathe
  my friend was kidnapped
  i am 15 years old
  don't call me, he will hear
  I was trafficked
  forced to work without pay
  i ran away from my employer
  help me get home
`);

/** The seeds of the notes that are marked urgent. */
export const urgentSeeds = lines(`
  tolong beta, dong kunci beta di rumah, be son bisa kaluar
  Saya disekap dan tidak boleh keluar
  paspor ditahan
  den takuik, laki den pulang mabuak, dilanyaunyo
  aku wis ra kuat
  adik sy umur 15 dibawa org ke Batam
  BUNUH-DIRI!!
  dia pegang parang di luar
  saya sedang memegang pisau
  dokumen ditahan diancam jika lapor
  fotoku mau disebar kalau gak kirim uang
  saya tidak dipukul, cuma dikunci
`);

/** The seeds marked not urgent and every trap of the notes. */
export const quietSeeds = lines(`
  pukul 7 pagi buka?
  biaya perpanjang paspor berapa
  gaji rata-rata di Taiwan
  mati lampu
  metode pembayaran
  keamanan data saya
  kunci jawaban OPP
  galak bana kawan den
  tolong info jadwal
  bahaya merokok
  disetrum listrik rumah
  dipukul rata
  kunci jawaban
  hilang HP
  kurung
  bayar gaji rata-rata
  kerja 12 tahun
  dihukum 15 tahun
  umur kontrak 2 tahun
`);

/** Ordinary messages of people who ask, answer our own questions, or chat. */
export const ordinary = lines(`
  halo
  selamat pagi kak
  assalamualaikum
  permisi, mau tanya
  ini nomor apa ya?
  siapa ini
  iya
  tidak
  ya, aman
  terima kasih banyak
  ok siap
  saya sendiri
  keluarga saya
  orang lain
  seorang anak
  kekerasan di rumah
  kekerasan seksual
  ditipu atau dipaksa
  disakiti di rumah
  diancam lewat HP
  hilang kabar jauh
  bicara dengan orang
  bantuan hukum
  tempat aman
  pengobatan
  mencari orang
  kapan saja
  pagi
  0-3 hari lalu
  minggu lalu
  Kupang
  saya di Maumere sekarang
  Malaysia
  umur saya 25
  umur saya 34 tahun
  18-25
  saya kerja di Malaysia sudah 3 tahun
  saya sudah kerja 15 tahun di pabrik
  kontrak kerja saya 2 tahun
  mau tanya syarat kerja ke Taiwan
  gaji di Hong Kong berapa?
  gaji dipotong berapa untuk biaya penempatan?
  berapa lama proses visa kerja?
  apakah boleh berangkat pakai visa turis?
  paspor saya habis masa berlaku, bagaimana perpanjang?
  paspor sudah jadi, kapan bisa diambil?
  bikin paspor di mana ya
  KTP saya hilang di jalan
  dokumen apa saja yang harus dibawa?
  surat apa saja yang diperlukan
  PT ini resmi tidak?
  cek nama perusahaan dong
  ada lowongan di Jepang?
  jadwal pelatihan hari apa?
  tolong kirim jadwalnya
  tolong dibantu isi formulir
  tolong jelaskan cara daftar
  tolong ya kak, cek status saya
  minta tolong kirim alamat kantor
  bisa bantu saya isi data?
  TOLONG INFO JADWAL BERANGKAT
  kantor buka pukul 8 sampai pukul 4?
  suami pulang pukul 6 sore
  bos datang pukul berapa?
  rapat pukul 10 di balai desa
  akun saya dikunci, lupa password
  pintu kantor sudah dikunci
  kunci motor saya hilang
  HP saya hilang di pasar
  hp saya rusak, layarnya pecah
  baterai mau mati
  hp mau mati nih, nanti lanjut
  mati gaya di rumah
  ketawa sampai mati
  sinyal mati terus
  capek kerja lembur
  capek banget hari ini
  udah ga kuat, panas banget
  gak kuat pedasnya
  saya sakit kepala
  anak saya sakit demam
  patah hati
  luka lama sudah sembuh
  saya hamil 5 bulan, boleh kerja?
  apa itu TPPO?
  apa itu KDRT
  pengertian kekerasan seksual
  seminar tentang perkosaan besok
  berita pembunuhan itu seram ya
  film bunuh diri itu bagus
  artikel tentang pelecehan
  tugas kuliah tentang KDRT
  saya mahasiswa, mau wawancara soal perdagangan orang
  nomor darurat berapa?
  kontak darurat isi apa?
  anak saya sekolah di SD Inpres
  daftar sekolah umur 7 tahun boleh?
  rumah dijual murah
  motor saya dijual bulan lalu
  barang dikirim besok
  paket saya belum sampai
  nomor customer service tidak bisa dihubungi
  tidak bisa pulang karena macet
  saya tidak bisa datang besok
  mau pulang kampung lebaran
  mau lari pagi dulu
  kerja di restoran melayani tamu
  jaga kesehatan ya
  ada satpam di kantor?
  website ini aman tidak?
  apakah data saya aman?
  saya aman kok
  tidak ada bahaya
  tidak, saya tidak dalam bahaya
  aman sekarang
  boleh minta nomor kantor?
  lagi masak di dapur pakai pisau
  potong sayur pakai pisau
  main bola, bolanya ditendang jauh
  digigit nyamuk
  takut terlambat
  takut salah isi
  takut ketinggalan pesawat
  anak takut jarum
  jam kerja 8 jam sehari
  libur hari apa
  cuti berapa hari
  pinjol resmi apa saja?
  kirim foto KTP ke mana?
  foto paspor ukuran berapa?
  video promosi sudah diposting
  kapan hasilnya keluar
  nilai tidak keluar
  uang belum keluar dari ATM
  hari ini hujan deras
  lagi di jalan
  besok saya kabari
  nanti saya chat lagi
  sabar ya
  wkwkwk lucu
  haha iya
  sakit hati sama teman
  dia baik sama saya
  ibu saya sehat
  adik saya kuliah di Kupang
  kakak saya kerja di Batam
  sudah makan
  what is this?
  hello, good morning
  how long does the visa take?
  I want to work in Taiwan
  is my data safe?
  thank you so much
  please send me the schedule
  can you help me fill in the form?
  what documents do I need?
  what time do you open
  mau tanya soal bpjs kelas 3
  alamatnya jalan Sudirman no 15
  saya butuh informasi
  mau lapor jalan rusak
  kak, adminnya ada?
  saya tidak tahu
  tidak mau jawab
  lewati
  nomor resi saya hilang
  be mo tanya do
  ambo nio batanyo
  kulo badhe tanglet
  piye carane daftar?
  bolehkah saya bertanya
`);
