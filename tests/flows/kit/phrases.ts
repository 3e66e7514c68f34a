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

/** Whole messages as people write them: indirect, misspelled, with the sign somewhere in the middle. */
export const stories = lines(`
  suami saya mabuk terus nampar saya di depan anak anak
  semalam suami nendang perut saya padahal lagi hamil
  kak suami aku barusan banting aku ke tembok
  dia jambak rambutku sampai rontok
  saya diusir dari rumah jam 2 malam sama suami
  bapak tiri saya masuk kamar malam malam
  om saya pegang dada saya
  guru ngaji saya suka cium cium saya
  majikan masuk kamar saya tiap malam
  aku dipaksa temenin tamu di karaoke
  saya disuruh kerja di kafe tapi ternyata disuruh layani laki laki
  katanya kerja restoran tapi sampai sini disuruh jual diri
  kami 12 orang dikurung di ruko, pintu digembok
  saya ga boleh keluar mess sama sekali
  tiap hari kerja 16 jam kalau ga target disetrum
  bos bilang harus bayar 30 juta kalau mau pulang
  majikan saya ambil paspor sama hp saya
  sudah 8 bulan saya tidak terima gaji
  anak saya umur 14 dibawa kabur orang ke Medan
  keponakan saya hilang sejak 3 hari, katanya diajak kerja
  adik perempuan saya di Myanmar minta ditebus
  tolong kami disekap di Myawaddy
  saya TKW di Riyadh dipukuli majikan perempuan
  majikan siram saya air panas
  saya kabur dari majikan sekarang di jalan
  besok pagi saya mau diterbangkan ke Kamboja pakai visa turis
  malam ini kami mau dipindah ke tempat lain
  mereka mau jual saya ke bos cina
  sy takut bgt dia ngejar sy bawa parang
  dia ada di depan kosku
  mantan saya neror terus tiap hari
  mantan ngancem mau nyebar video vcs kami
  ada yang minta uang kalau tidak video saya dikirim ke suami
  foto bugil saya tersebar di grup wa sekolah
  saya diperas orang di fb, video saya mau disebarkan
  pacar maksa aku kirim foto telanjang
  temanku diperkosa 3 orang
  saya hamil gara gara majikan
  saya dikasih minum lalu tidak sadar, bangun sudah tanpa baju
  saya masih kelas 9 dipaksa nikah
  anak tetangga dipukuli bapaknya setiap hari
  istri saya mau bunuh diri
  saya ditodong pisau
  dia mencekik leher saya tadi
  darahnya banyak sekali tolong
  saya tidak bisa bernapas
  hp saya diambil, ini pinjam punya teman
  cepat tolong dia sudah datang
  TOLONG SAYA
  tolong tolong tolong
  pls help me im scared
  my employer hits me every day
  they locked the door and took my phone
  i am pregnant and he beats me
  she is only 14 and they want to sell her
  they force me to scam people
  he said he will kill my children
  my agent took my documents and i owe money
  be pung suami pukul be tiap hari
  dong tipu be, bilang kerja toko padahal jadi pelayan bar
  beta pung adi hilang di Malaysia su 2 bulan
  bos sonde bayar be pung gaji 5 bulan
  dong ancam mau bunuh beta pung mama
  laki den mamukua den taruih
  ambo dipaso kawin samo urang gaek
  aku digebuki bojoku saben dina
  anakku diprekosa pakdhene
  aku dikurung ning omah, hapeku dijupuk
  aku wes ora kuat urip
  saya diancam mau dilaporkan polisi kalau kabur
  paspor kami semua dikumpulkan bos
  mereka bilang kalau kabur keluarga saya dibunuh
  saya takut pulang ke rumah
  saya tidak aman di sini
  suami saya mengunci saya di kamar
  saya dilarang keluar rumah sama suami
  saya tidak dikasih makan dua hari
  ayah memukul ibu lagi
  ibu saya dipukul bapak
  tolong jemput saya, saya mau kabur malam ini
  saya dijual teman sendiri lewat michat
  umurku 16 disuruh open bo sama pacar
  saya diperas kenalan dari facebook
  mba tolong sy di pukuli suami smpe bengkak
  tadi pagi di cekek sama laki gue
  suamiku kalo marah suka mukul pake sabuk
  mukaku memar ditonjok pacar
  dia lempar hp ke kepala saya
  kak aku baru aja ditampar mama
  bapak pulang mabok trus ngamuk mukulin ibu
  saya diseret keluar rumah
  tetangga sebelah istrinya teriak teriak minta tolong dipukuli
  suami mengancam akan membunuh saya dan anak anak
  dia bawa golok keliling rumah nyari saya
  laki gue ngancem mau bakar rumah
  saya sembunyi di kamar mandi
  pintu kamar saya digedor gedor
  dia nunggu di depan gerbang
  saya diikuti mobil hitam dari tadi
  mantan pacar saya nongkrong di depan kantor tiap hari
  kami tidak boleh keluar dari apartemen
  dikunciin di kamar dr kemarin
  agen bilang kami ga boleh keluar sebelum lunas
  HP kami disita semua
  kami dijaga preman 24 jam
  disuruh nipu orang lewat aplikasi kencan
  kalo target ga nyampe dipukul pake besi
  temen saya udah dijual ke kompani lain
  saya ditipu kerja di Thailand ternyata Myanmar
  anak saya di Kamboja minta tolong pulang
  adik saya ga ada kabar sejak berangkat ke Malaysia
  suami saya ABK sudah 4 bulan tidak bisa dihubungi
  gaji saya 6 bulan belum dibayar majikan
  paspor ditahan majikan, saya mau pulang
  majikan tidak mau kasih paspor saya
  agensi minta 20 juta kalau saya mau berhenti
  saya disuruh tidur di dapur dan makan sisa
  kerja dari jam 5 pagi sampai jam 12 malam tanpa istirahat
  saya sakit tapi tidak boleh berobat
  majikan laki laki sering raba raba saya
  bos ngajak tidur kalau tidak dipecat
  saya diperkosa majikan
  pamanku memperkosa aku
  saya dilecehkan di angkot tadi
  dosen saya minta foto tanpa busana
  teman kerja memegang bagian sensitif saya
  aku dipaksa begituan sama pacar
  pacarku maksa berhubungan padahal aku ga mau
  saya dihamili lalu ditinggal, diancam disuruh gugurin
  anak saya umur 7 tahun dicabuli tetangga
  siswi saya hamil oleh ayahnya
  adikku kelas 6 sd dipegang pegang guru
  keponakan saya 13 tahun mau dinikahkan
  saya 16 tahun dipaksa kerja di bar
  aku masih smp tapi disuruh pacaran sama om om
  video saya mandi direkam orang kos
  akun instagram palsu pake foto saya jualan open bo
  dia nyebarin foto aku ke grup kampus
  diminta transfer 5 juta atau video disebar
  debt collector neror dan sebar foto ktp saya
  aku mau akhirin semuanya malam ini
  rasanya pengen hilang aja
  hidupku udah ga ada artinya
  aku udah siapin tali
  obatnya udah aku minum semua
  aku berdiri di pinggir jembatan
  maafin aku ya semuanya, ini pesan terakhirku
  titip anakku ya kak kalau aku ga ada
  adik saya gantung diri tapi masih hidup
  temenku nyayat tangannya
  gw udah muak idup
  pengin mati wae
  urip wis ora ono gunane
  tulung aku digebuki bapakku
  bojoku ngantemi aku
  aku diancem arep dipateni
  aku ora oleh metu omah
  duitku dijupuk kabeh
  be takut, bapa mabuk bawa parang cari mama
  dong su bawa lari be pung adik nona
  be dapa kunci dari luar
  bos sonde kasi pulang
  om tiri paksa be tidor
  be mau bunuh diri sa
  tolong be, laki pukul sampe darah
  ambo disekap urang
  den diancam nio dibunuh
  adiak ambo dilarian urang
  gaji ambo ndak dibayia anam bulan
  laki ambo maancam jo ladiang
  indak kuek den lai
  someone is following me
  my boyfriend has a gun
  he locked me in the bathroom
  they beat us if we dont reach the target
  i have no passport, boss has it
  they sold my friend yesterday
  i havent been paid for 5 months
  he forces me to have sex
  my stepfather touches me at night
  i took all the pills
  i dont want to be here anymore
  someone posted my nudes
  im 16 and they want me to marry
  please come fast
  im bleeding
  saya keguguran gara gara ditendang
  lemas, banyak darah keluar
  kepala saya bocor dipukul botol
  adek pingsan dipukul bapak
  saya diracun
  Halo kak, nama saya S. Sudah tiga tahun menikah dan tiap suami kalah judi online saya yang jadi sasaran, kemarin gigi saya sampai copot
  Selamat malam, saya PMI di Selangor. Majikan tidak kasih saya libur dan gaji sudah lima bulan ditahan, saya mau lari tapi takut polisi
  kak adek sy perempuan umur 14 td siang dijemput cowok naik mobil, katanya mau diajak kerja di warung di Surabaya. hp nya mati
  Saya sedang di kapal menuju Batam bersama 20 orang. Kami tidak pegang paspor, semuanya dipegang tekong
  pacar saya punya video kami dan dia bilang kalau putus videonya bakal dikirim ke orang tua saya
  Ibu saya dipasung di belakang rumah oleh paman
  guru olahraga nyuruh saya buka baju di ruang ganti terus dia motret
  Suami mengunci pintu dan mengambil semua uang, saya dan anak tidak makan dari kemarin
  tlg kirim polisi, alamatnya nanti sy kirim, dia msh di luar bawa linggis
  sy kerja di spa d kuta, ternyata dsuruh plus plus, ktp dtahan mami
  aku benci diriku, aku pengen tidur dan ga usah bangun
  udah dua kali aku coba mengakhiri hidup
  anak saya dipalak dan dikeroyok teman sekolahnya
  dia sudah pernah membakar baju saya dan bilang nanti giliran saya
  mereka bilang saya harus melayani 10 laki laki sehari
  tolong pak saya dikejar orang gang, saya lari ke masjid
  kaka beta dapa jual di Batam
  dong kas minum be obat, be sonde sadar
  ambo acok ditangani laki
  bapakku mabuk ngamuk nggowo arit
  my madam beats me with hanger and i sleep in the kitchen
  we are kept in a building with guards, please help us get out
  he put a hidden camera in my bathroom
  saya disuruh menggugurkan kandungan sambil dipukul
  dipaksa sunat
  suami saya selingkuh dan memaksa saya berhubungan badan tiap malam
  saya takut mati di sini
  om itu janjiin hp terus suruh aku pegang itunya
  kakak ipar sering ngintip saya mandi
  mau pulang tapi tiket dan dokumen dipegang agen
  saya lagi di imigrasi Malaysia, ditangkap, tidak punya dokumen
  teman sekamar saya sudah seminggu tidak pulang setelah dijemput bos
  saya habis diperkosa, baju masih saya pakai
  dia ngancem kalo aku lapor adikku yang kena
  aku lg di wc, dia gedor2 pintu
`);

/** Ordinary messages beside those: questions, small troubles, thanks, work and family. */
export const smallTalk = lines(`
  halo kak, mau tanya lowongan kerja di Malaysia
  syarat jadi TKI resmi apa saja
  apakah PT Maju Jaya terdaftar di BP2MI?
  berapa potongan gaji ke Hongkong
  biaya penempatan ke Taiwan berapa
  umur minimal kerja di Jepang berapa
  umur saya 19 boleh daftar?
  anak saya umur 20 mau kerja di Korea
  saya lulusan SMA mau kerja di luar negeri
  saya lulusan SMK tahun 2020
  visa kerja vs visa turis bedanya apa
  kontrak kerja harus ada apa saja
  jam kerja di Taiwan berapa jam
  gaji pokok di Malaysia berapa ringgit
  apakah boleh ganti majikan?
  bagaimana cara perpanjang kontrak dengan majikan
  majikan saya baik
  paspor saya mau habis bulan depan
  paspor harus disimpan siapa?
  saya sudah pulang ke Indonesia bulan lalu
  saya mau pulang cuti lebaran
  tiket pulang berapa ya
  jadwal kapal Pelni ke Kupang
  alamat kantor BP3MI di mana
  jam buka kantor pukul berapa
  nomor telepon kantor berapa
  bisa bicara dengan petugas?
  kapan petugas balas?
  saya tunggu ya
  saya mau hapus laporan saya
  laporan saya sudah sampai mana
  bagaimana cara mengubah jawaban
  saya salah pilih tadi
  maaf salah ketik
  ini chat resmi bukan?
  siapa yang baca chat ini
  apakah rahasia?
  data saya disimpan di mana
  saya cuma mau tanya
  saya relawan di desa
  saya kader posyandu, mau lapor data
  kami mau adakan sosialisasi tentang TPPO
  minta brosur tentang KDRT
  bagaimana cara mencegah kekerasan pada anak
  apa hukuman untuk pelaku perkosaan
  undang-undang tentang pelecehan seksual nomor berapa
  mau wawancara korban untuk skripsi, boleh?
  saya wartawan, minta data kasus
  anak saya nakal, bagaimana mendidik tanpa memukul
  anak saya dipanggil guru
  anak saya jatuh dari sepeda
  kucing saya mati
  bapak saya sudah meninggal tahun lalu
  ibu saya meninggal kemarin
  saya janda anak dua
  suami saya kerja di Kalimantan
  suami saya TKI di Malaysia
  pacar saya orang Maumere
  saya sudah menikah
  saya hamil anak kedua
  saya kena PHK
  saya butuh uang
  saya mau pinjam uang
  utang saya di koperasi belum lunas
  cicilan motor belum dibayar
  gaji saya sudah dibayar
  gaji belum masuk, bank lagi libur
  hp saya diservis
  hp saya disimpan di tas
  rumah saya kebanjiran
  pintu rumah saya rusak
  kunci rumah hilang
  gembok pagar rusak
  mobil saya ditabrak
  sakit gigi
  berdarah waktu sikat gigi gusinya
  capek habis lari pagi
  laper banget
  kangen rumah
  kangen ibu
  pengen pulang kampung
  sedih jauh dari keluarga
  lagi galau
  bosan di rumah
  lagi nonton film pembunuhan
  main game tembak-tembakan
  lucu banget sampai nangis
  wkwkwk bisa aja
  sampai jumpa besok
  selamat tinggal
  semoga sehat selalu
  good night
  ok thanks
  where is your office?
  how much is the fee?
  what is trafficking?
  I am 25 years old
  my contract ends next month
  can I change employer?
  is this confidential?
  how do I renew my passport?
  I want to go home for holiday
  I miss my family
  my phone is broken
  please call me tomorrow
  be mo tanya kerja di Malaysia
  be pung nama Maria
  beta di Kupang
  katong mo urus paspor
  ambo di Padang
  ambo nio karajo ka Malaysia
  iyo, lai aman
  aku arep takon
  aku wis mangan
  nggih matur nuwun
  suwun mas
  saya mau ke puskesmas besok
  anak saya demam tinggi
  bapak saya stroke
  ibu mau operasi
  tangan saya patah jatuh dari motor waktu kerja
  kepala pusing
  suami saya lagi di laut
  pacar saya marah
  istri saya cemburu
  kami bertengkar soal uang
  mertua cerewet
  tetangga berisik
  anak saya berantem sama temannya
  anak tidak mau sekolah
  anjing saya mati
  kucing tetangga mati ketabrak
  mati kutu
  lampu mati dari tadi malam
  air mati
  wifi mati
  jalan ditutup
  pintu tol ditutup
  kantor tutup jam 3
  hari libur tutup
  jual beli motor
  mau jual tanah
  jual pulsa
  dijual cepat rumah di Kupang
  saya dipindah tugas ke Ende
  saya dipindahkan ke kelas lain
  berangkat besok jam 5
  besok kami berangkat naik kapal
  nanti malam ada acara
  nanti sore dijemput suami
  saya dijemput di bandara
  dibawa pulang oleh-olehnya
  ditahan dulu ya pesanannya
  uang jaminan ditahan berapa lama?
  sertifikat disimpan di bank
  ijazah saya hilang
  KTP saya rusak
  foto KTP sudah saya kirim
  foto profil bagus
  video call bisa?
  kirim video cara daftar
  share lokasi dong
  sebar info ini ke grup
  saya kehilangan dompet
  kehilangan tas di bus
  hilang sinyal
  hilang nafsu makan
  capek kuliah
  capek nunggu balasan
  lelah tapi senang
  bosan kerja di pabrik
  tidak kuat angkat galon
  gak kuat dingin
  gak tahan pedas
  tidak sanggup bayar kos
  saya menyerah main game ini
  saya takut gelap
  takut ketinggian
  takut hantu
  anak takut dokter
  saya malu
  saya bingung
  saya sedih
  saya kecewa
  saya marah
  kerja shift malam
  kerja lembur dibayar?
  lembur wajib gak?
  majikan minta perpanjang kontrak
  majikan kasih bonus
  majikan ganti nomor
  agen minta foto 4x6
  agen minta dokumen lengkap
  PT minta biaya medical
  bos lagi rapat
  tolong bukakan pintu
  tolong beli beras
  tolong sampaikan ke petugas
  tolong dicek ya
  minta tolong dong kak isi formulirnya gimana
  bantu isi dong
  help me with the form
  can someone help me register
  need help with visa
  emergency contact diisi siapa
  kontak darurat suami saya
  ada diskon?
  saya 30 tahun
  usia 22
  usia 40 tahun boleh?
  lahir tahun 2001
  kelas 1 bpjs
  kelas 2 kereta
  masih kecil gajinya
  sma di mana
  lulus smp bisa kerja?
  sekolah minggu
  hukuman mati itu apa
  kasus pembunuhan di berita
  film horor
  lirik lagu bunuh aku dengan cintamu
  arti kata disekap
  nonton drama korea sampai nangis
  kunci gitar lagu ini
  pukul berapa sekarang
  jam 7 malam
  saya pukul rata aja harganya
  paspor diambil besok di imigrasi
  kapan paspor bisa diambil?
  gaji bulan ini cair kapan?
  gaji dipotong bpjs ya?
  tidak boleh telat ya
  tidak boleh bawa HP waktu ujian
  anak tidak boleh main HP
  tidak bisa login
  tidak bisa buka link
  tidak bisa datang
  tidak bisa kirim foto
  keluar dari grup
  keluar negeri
  mau keluar kota
  keluar masuk kerja
  hasil tes sudah keluar
  ada yang bisa bantu?
  siapa yang jaga malam ini
  satpam kantor baik
  Selamat siang, saya ingin bertanya mengenai persyaratan dan biaya untuk bekerja di Hong Kong sebagai asisten rumah tangga. Terima kasih
  Kak saya baca di Facebook ada lowongan operator di Batam gajinya 8 juta, apakah perusahaan itu resmi?
  Saya ibu dari dua anak, suami bekerja di Malaysia dan rutin kirim uang setiap bulan. Saya mau tanya cara mengurus paspor anak
  Permisi min, untuk pelatihan kader desa minggu depan apakah perlu bawa laptop sendiri?
  Saya guru SD di Sikka, ingin mengundang tim untuk sosialisasi pencegahan perdagangan orang di sekolah kami
  halo kak, kemarin saya sudah isi formulir tapi belum ada balasan, mohon dicek
  Saya mahasiswa hukum, mau minta data jumlah kasus KDRT tahun 2024 untuk skripsi
  Anak saya mau masuk SMP tahun ini, apakah ada beasiswa?
  Kontrak saya di Taiwan habis bulan Juni, apakah bisa langsung perpanjang tanpa pulang?
  apakah biaya penempatan boleh dipotong dari gaji?
  Majikan saya baik, saya dapat libur setiap minggu dan gaji dibayar tepat waktu
  saya sudah di rumah dengan selamat, terima kasih atas bantuannya
  paspor saya simpan sendiri, tidak ada masalah
  suami saya orangnya sabar, cuma lagi susah cari kerja
  dulu pernah ada masalah tapi sekarang sudah baik baik saja
  tadi pagi hujan lebat jadi saya tidak bisa ke kantor
  tolong infokan nomor WA petugas yang bisa dihubungi
  Berapa lama laporan saya diproses? nomor resi saya sudah saya simpan
  Di desa kami banyak yang berangkat tanpa dokumen resmi, bagaimana cara memberi penyuluhan?
  Apakah benar visa umroh tidak boleh dipakai kerja?
  saya mau kasih masukan, aplikasinya bagus tapi tulisannya kecil
  hp saya lowbat, nanti saya lanjut cerita
  maaf tadi anak saya yang pegang hp
  rumah saya dekat kantor polisi
  saya kerja di toko, jam kerja 9 jam, hari minggu libur
  nama saya Bunga, dari Atambua
  bisa pakai bahasa Tetun?
  saya butuh surat keterangan untuk berangkat
  pukul delapan saya tunggu di kantor desa
  ada pelatihan menjahit gratis?
  mohon maaf baru balas, sinyal di sini jelek
  anak saya yang kecil suka nangis malam
  listrik mati jadi hp tidak bisa dicas
  besok saya ke kota naik oto
  saya baru pulang dari ladang
  lagi potong rumput pakai parang di kebun
`);

/** Signs right beside a word that takes other signs away: "pisau dapur", "dipukul pakai kabel". */
export const besideTraps = lines(`
  dipukul pakai kabel
  guru memukul saya pakai buku
  dipukul karena tidak mengerjakan tugas
  suami todong pisau dapur
  dia mau bunuh saya waktu tidur
  minum pestisida di sawah
  dikunci kamar hp diambil
  tidak boleh pulang sudah 3 minggu
  malam ini kami mau dipindah paspor dipegang bos
  saya dilecehkan di restoran tempat kerja
  dikejar dia waktu pulang
  mau kabur dari majikan pagi ini
  umur saya 15 kerja di bar
  dipaksa main film porno
  diancam denda 50 juta kalau pulang
  dia bawa parang ke kebun cari saya
  disetrum pakai listrik kalau tidak capai target
  dipukul waktu pelatihan di penampungan
  adik saya umur 14 dipaksa kerja
  saya pingsan karena tidak dikasih makan
  saya diperkosa di hotel
  saya dikurung di rumah bos
  dibanting ke tembok
`);
