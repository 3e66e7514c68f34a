import type { Row } from './danger.ts';

/** Signs that somebody is held, cut off, taken somewhere, or kept at work by papers, pay or debt. */
export const heldRows: readonly Row[] = [
  {
    rule: 'lockedFromOutside',
    kind: 'lockedIn',
    urgency: 1,
    needs: `dikunci|dikunciin|terkunci|digembok|dipalang +dari +luar|lua|njaba|jaba|luarnya;
      dari +luar +dikunci|digembok; locked +from +outside|the; digembok +ME|dari|di`,
    whenPast: 2,
  },
  {
    rule: 'lockedIn',
    kind: 'lockedIn',
    urgency: 1,
    needs: `dapa +kunci|kurung|ikat; LOCKED; THEY LOCKS ME|KIN; LOCKS +ME|KIN; THEY LOCKS di +kamar|rumah|dalam;
      locked +in|up; NOT +CAN OUT; NOT +GIVEN +OUT; NOT +GIVEN +ME|KIN +OUT; NOT +oleh +OUT;
      dilarang|larang|melarang|ngelarang +OUT; larang|melarang|ngelarang +ME|KIN +OUT;
      NOT +let +ME|KIN +leave|go|out|escape|GOHOME;
      NOT +leave +the|this +house|room|building|place|compound|camp; NOT +get +out; trapped;
      terjebak +di|dalam; PERSON +terjebak; ^terjebak$; ^ditahan$;
      ditahan +di +rumah|kamar|mess|gudang|sini|tempat|penampungan|kantor; PERSON +ditahan;
      held +captive|hostage|against|here; hostage; disandera*; sandera +ME|KIN; penyekapan;
      PERSON|tangan|kaki +diikat*; tangan|kaki +ME|KIN +diikat*; dijadikan +tahanan|sandera;
      NOT +allowed +to +leave|go; NOT +dapa +kaluar; NOT +keluar +rumah|kamar NUM +hari|minggu|bulan`,
    unless: `akun|rekening|hp|handphone|layar|kartu|atm|file|grup|motor|mobil|facebook|fb|ig|instagram|whatsapp|wa|email|aplikasi|koper|lemari|laci|loker|pintu|pagar|gerbang|rumah|jendela|gudang|toko|kantor|stang|chat|komentar|phone|account|barang|paket|sim|saldo LOCKED|ditahan;
      LOCKED +password|stang|komentar; dikunci +hatinya;
      air|uang|dana|saldo|suara|dahak|asi|nilai|hasil|haid|aplikasi|grup NOT;
      NOT ~OUT|keluar dari|di +grup|group|akun|menu|aplikasi|game|chat; macet|hujan|banjir ~NOT;
      OUT ~macet|hujan|banjir|lebaran|ujian; terjebak ~macet|banjir|hujan|nostalgia|kerja; kunci_jawaban;
      kunci +gitar|inggris; SAYING; PAPERS|PAY|motor|pesanan|jaminan|PHONE ditahan; PAPERS ME ditahan;
      PAY ME ditahan; PHONE ME ditahan; PAPERS pung ditahan; lockdown; NOT +keluar +nama|angka|kota|negeri`,
    whenPast: 2,
    whenDenied: 2,
  },
  {
    rule: 'guarded',
    kind: 'lockedIn',
    urgency: 2,
    needs: `PERSON ~ditangkap; ditangkap +polisi|imigrasi|petugas; NOT +CAN +GOHOME; NOT +GIVEN +GOHOME|pergi;
      NOT +boleh|bole|buliah|dikasih|dikasi|diizinkan +pergi; NOT +oleh +GOHOME;
      larang|melarang|dilarang +ME|KIN +GOHOME|pergi; dilarang +GOHOME|pergi; NOT +go +home;
      PERSON +dijaga|diawasi|dipantau|dimata_matai;
      dijaga|diawasi|dipantau +ketat|terus|satpam|bodyguard|preman|orang|dia|polisi|NUM; ^dijaga$;
      ^diawasi$; ^dijaga diawasi$; ada +satpam|bodyguard|penjaga +terus|di_depan|di_pintu|yang;
      ^ada satpam|bodyguard$; ^ada satpam bodyguard$; bodyguard; dalam +compound|kamp; di +compound;
      compound; kk_park; mess|penampungan|asrama|kamp +tertutup|dijaga|dikunci|ilegal|illegal|gelap;
      di +penampungan ~NOT|takut|lama;
      pinjam|minjam|minjem|pinjem|nyilih +hp|hape|handphone|ponsel +orang|teman|temen|tetangga|kawan;
      hp|hape|handphone +pinjam|pinjaman|pinjem; pakai|pake|pk +hp|hape +orang|teman|temen;
      borrowed|using ~phone; being +watched|guarded; watched|guarded +by|all|day;
      NOT +CAN +keluar +kamp|kompleks`,
    unless: `macet; hujan; lebaran; banjir; cuti; tiket; pesawat; kapal; ombak; lembur; kerja +dulu; besok;
      minggu_ini|minggu_depan; mudik; natal; puasa; cctv; dijaga +kesehatan|kebersihan;
      satpam +kantor|komplek|bank; SAYING; jaga_kesehatan; charger; belajar; daftar;
      makanan|gula +dijaga|NOT; bandara; pelaku|maling|pencuri|koruptor ditangkap; kalau +ditangkap;
      toko|rumah|gudang +dijaga`,
    whenDenied: null,
  },
  {
    rule: 'deprived',
    kind: 'lockedIn',
    urgency: 2,
    needs: `NOT +makan ~kemarin|kemaren; NOT +makan NUM|dua|tiga +hari;
      NOT +dikasih|dikasi|diberi|dikase|GIVEN +makan|minum|makanan|tidur|istirahat|obat|berobat;
      NOT|belum +makan|mangan NUM +hari; dibiarkan +kelaparan|sakit; kelaparan +di|ME;
      NOT +given|allowed +food|eat|sleep; starving +ME|us; dikasih +makan +sekali;
      tidur +di +lantai|kandang|luar`,
    unless: 'diet; puasa; bayi; anjing; kucing; dokter; SAYING; asi; ayam',
  },
  {
    rule: 'ransom',
    kind: 'lockedIn',
    urgency: 2,
    needs: `minta|bayar|ganti|denda ~kalau|kalo|klo|jika ~WANT +berhenti|pulang|keluar|resign;
      minta|bayar +NUM +juta ~berhenti|pulang|keluar; tebusan; ditebus*; nebus|tebus +ME|KIN|dia; ransom;
      MUST +bayar|pay|mbayar|ganti ~baru|dulu|sebelum|before +boleh|bisa|OUT|GOHOME|berhenti|resign;
      bayar ~baru +boleh|bisa +OUT|GOHOME|berhenti|resign|stop; bayar +denda ~OUT|GOHOME|berhenti;
      denda ~baru +boleh|bisa; pay ~before +leave|go|i|we|they;
      MUST +bayar|ganti +NUM +juta ~OUT|GOHOME|berhenti`,
    unless: 'gadai; pegadaian; emas; bpjs; parkir; tol; resep; obat; tiket; makan; motor; sertifikat',
  },
  {
    rule: 'cutOff',
    kind: 'lockedIn',
    urgency: 2,
    needs: `PHONE TAKEN; TAKEN +PHONE; PHONE diperiksa*; PHONE THEY +TAKES; THEY TAKES PHONE;
      NOT +GIVEN
      +telepon|telpon|telp|tlp|nelpon|menelepon|hubungi|menghubungi|kontak|call|pegang_hp|pegang_hape|pakai_hp|pake_hp|hp;
      NOT +boleh|oleh|buliah
      +telepon|telpon|telp|tlp|nelpon|menelepon|hubungi|menghubungi|kontak|pegang_hp|pegang_hape|pakai_hp|pake_hp;
      NOT +CAN hubungi|menghubungi|telepon|kontak +keluarga|orang_tua|rumah|siapa;
      dilarang +hubungi|menghubungi|telepon|telpon|kontak|bicara|pegang_hp|pakai_hp;
      larang +ME +telepon|hubungi|kontak; NOT +let +ME +call|talk|use|phone;
      NOT +allowed +to +call|use|talk|phone; took|taken|takes +my|her|our +phone;
      my|her +phone ~taken|confiscated; ^hp diambil disita diperiksa$`,
    unless: `di +sekolah|kelas|pesantren; sekolah; guru; ujian; kurir; paket; jambret; copet; maling; pesantren;
      counter; servis; NOT bahasa; garansi; orang_tua +TAKEN; razia; pulsa`,
    whenDenied: null,
  },
  {
    rule: 'goneSilent',
    kind: 'lockedIn',
    urgency: 2,
    needs: `seminggu|sebulan|minggu|hari|bulan +NOT +pulang|kembali|balik;
      NOT +pulang +setelah|sejak +dijemput|pergi|NUM; KIN NOT +pulang_pulang;
      hilang|putus|ilang|lost|kehilangan +kontak|kabar|komunikasi|contact; hilang_kontak;
      NOT +CAN +dihubungi|dikontak|ditelepon|ditelpon|dihub;
      NOT +ada|pernah|kasih|dapat|dapa|memberi +kabar|kabarnya; NOT +kabar; NOT +ngabarin;
      KIN|SPOUSE +ME +hilang|ilang|menghilang|missing|lenyap; KIN +hilang|missing; missing +KIN;
      KIN|dia|SPOUSE ~di +SCAMLAND; KIN|dia|SPOUSE katanya +kerja|bekerja +di|ke; katanya|jarene +kerja +di;
      ^katanya kerja di$; ^minta pulang$;
      minta|mohon|nangis|nyuwun +pulang|dipulangkan|dijemput|ditolong|diselamatkan;
      dia|KIN minta|mohon|merengek +pulang|GOHOME; keluarga ~bantu|tolong|tebus|bayar +ME|dia|KIN +pulang;
      suruh|minta|mohon +keluarga ~bantu|tolong|tebus|jemput|bayar|transfer;
      bantu|tolong|tolongi +ME|KIN|dia +pulang|keluar|kabur|dipulangkan;
      help|get +ME|him|her|us|KIN +get|go|come|out|home|escape|leave; NOT +heard +from;
      NOT +reach|contact|answering +KIN|her|him|ME; lost +contact`,
    unless: `^hilang kabar jauh$; ^gone silent far away$;
      nomor|nomer|kantor|cs|customer|website|situs|call_center|hotline|server|admin|petugas|bp2mi|imigrasi|kurir|driver|bank|aplikasi NOT;
      customer; SAYING; lebaran; kampung +halaman; cuti; liburan; wisata; kuliah; enak +ya|gak|kah|nggak;
      lulus; undangan; help +me +out; hp|dompet|kunci|tas +ME +hilang; kabar +gembira; sinyal; nomor +kantor`,
    whenDenied: null,
  },
  {
    rule: 'movedSoon',
    kind: 'beingMoved',
    urgency: 1,
    needs: `sell|selling +her|him|us|them|me; WILL|disuruh +MOVED ~SOON; SOON ~WILL|disuruh +MOVED;
      PERSON MOVED ~SOON; SOON +PERSON MOVED; SOON +MOVED; WILL +dijual*|sold; WILL +sell +ME|KIN;
      sell|selling|move|moving|taking|sending +ME|KIN|us|her|him|them ~SOON|away;
      THEY WILL jual|bawa|pindahkan|jemput|kirim +ME|KIN; disuruh|dipaksa +berangkat ~SOON;
      SOON ~disuruh|dipaksa +berangkat;
      berangkat ~SOON ~visa_turis|visa_kunjungan|visa_ziarah|diam_diam|rahasia; diculik*; menculik; nyulik;
      culik +ME|KIN; kidnap*`,
    unless: `barang|paket|dokumen|ktp|paspor|berkas|syarat|persyaratan|makanan|oleh_oleh|koper|baju|surat|uang|pesanan|produk|tiket|motor|rumah|tanah|kue|ikan|sayur|laptop|mobil|hp|kebun MOVED;
      apa +yang|saja; MOVED +barang|dokumen|ktp|makanan|oleh_oleh|baju|surat; SAYING;
      MOVED ~jalan_jalan|liburan|rumah_sakit|dokter|rs|puskesmas|tugas; jadwal; kapan; jemput +ME +di|jam;
      undangan; formulir; taking +me +out`,
    whenDenied: 2,
  },
  {
    rule: 'moved',
    kind: 'beingMoved',
    urgency: 2,
    needs: `dapa +jual|tipu|paksa|bawa; PERSON +dapa +jual; bawa|dibawa|membawa +lari; dilarian; dilarikan*;
      PERSON ALREADY +dijual*; THEY tipu|nipu|menipu +ME|KIN; tipu|nipu|menipu +ME|KIN ~kerja|jadi|disuruh;
      bilang|katanya|janji|dijanjikan|dijanjiin ~kerja|toko|restoran|pabrik
      ~padahal|ternyata|taunya|sampai|malah; PERSON +dijual*;
      dijual* +ke|sama|oleh|pada|kepada +PERSON|bos|orang|perusahaan|agen|majikan|tempat|mucikari;
      dijual* +bos|orang|agen|majikan|jadi; ^dijual$; ^dijual ke perusahaan$; ^dijual ke perusahaan lain$;
      diperjualbelikan; dijajakan*; dipindah_pindah; dipindah_pindahkan;
      dipindah* +perusahaan|tempat|bos|kamp|majikan|compound|negara|pindah|pindahkan; jual|menjual +ME|KIN;
      sold +ME|us|her|him; ME +sold; KIN|ME +dibawa*; KIN +ME ~dibawa*;
      dibawa* +orang|org|om|tante|dia|agen|calo|sponsor|bos|lari|kabur|urang|wong;
      THEY bawa|mambaok|bawak +ME|KIN; bawa +ME|KIN +pi|ke; yang +bawa +ME|KIN; om +yang +bawa;
      dibawa* ~ke +SCAMLAND|malaysia|batam|arab|dubai; trafficked; human_trafficking;
      korban +tppo|perdagangan|trafficking|tipu; PERSON +ditipu +agen|calo|kerja|sponsor|bos|lowongan;
      ditipu +kerja|agen|calo|sponsor|lowongan; tricked|lured +ME|us|into|KIN;
      disuruh|dipaksa|dikasih|padahal|ternyata ~WRONGVISA;
      WRONGVISA ~disuruh|padahal|kerja|bekerja|ternyata; ^WRONGVISA$;
      ditinggal +di +SCAMLAND|jalan|hutan|laut; PERSON mo +dijual; general_pass; calling_visa; kapal +malam;
      jalur +belakang|tikus`,
    unless: `MOVED
      ~rumah_sakit|rs|puskesmas|dokter|klinik|jalan_jalan|liburan|sekolah|igd|ugd|bidan|posyandu|masjid|gereja|pasar|tugas;
      rumah|motor|mobil|tanah|barang|produk|kebun|sawah|hp|laptop|tiket MOVED; SAYING; apakah; bagasi; kado;
      tanya; bolehkah; bawa +ME +pulang; suasana; perasaan; sold +out;
      dipindah* +tugas|kelas|shift|divisi|jadwal; dipindahkan +ke +kelas|divisi`,
    whenDenied: 2,
  },
  {
    rule: 'papers',
    kind: 'papersTaken',
    urgency: 2,
    needs: `NOT +WANT|mau +GIVEN|balikin|kembalikan|mengembalikan|serahkan|ngasih ~PAPERS;
      have|punya +no +passport; NOT have +passport; boss|employer|agent +has ~passport|it; PAPERS TAKEN;
      TAKEN +PAPERS; TAKEN +PERSON|THEY +PAPERS; PAPERS THEY TAKES; THEY TAKES PAPERS;
      PAPERS dipegang*|dibawa*|disimpan*|dikumpulkan*|dikuasai* +THEY|oleh|sama|dengan|by;
      PAPERS +dipegang*; PAPERS +ME +dipegang*|disimpan|dibawa;
      menahan|nahan|tahan|sita|menyita|rampas|merampas PAPERS;
      took|takes|taken|confiscated|keeps|kept|holding|holds|has|have|stole|withhold*|withheld
      +my|our|her|his|their|all +PAPERS; my|our|her +PAPERS +was|is|were|has|got|been ~TAKEN|with;
      NOT +GIVEN|give|return|kembalikan ~PAPERS|PAPERS;
      PAPERS +NOT +dikembalikan|dikasih|dibalikin|kembali|returned; NOT +punya|pegang +paspor; ^overstay$;
      ME overstay; overstay ~AFRAID|ditangkap; PAPERS +ME +ditahan`,
    unless: `bisa +TAKEN; sudah_bisa; kapan; dimana; di_mana; siap +TAKEN;
      diambil +di|kapan|besok|sendiri|hari|setelah; dipegang|dibawa|disimpan +sendiri|ME; TAKEN +sendiri;
      hotel; perpanjang; apa +yang|saja; ketinggalan; fotokopi; kantor_imigrasi; loket; apakah; SAYING; ojk`,
    whenDenied: null,
  },
  {
    rule: 'unpaid',
    kind: 'papersTaken',
    urgency: 2,
    needs: `duitku|uangku ~dijupuk|diambil|dirampas +semua|kabeh|bos|majikan; NOT +been +paid; NOT been +paid;
      duit|uang +ME ~dijupuk|diambil|dirampas +semua|kabeh|bos|majikan;
      PAY NOT +dibayar*|dibayarkan|dibayia|cair|keluar|turun|dikasi|dikasih|bayar|diberi|dikirim|paid;
      NOT +digaji|dibayar|diupah|paid; NOT +dapa|dapat|dikasih|terima|nerima|diberi +gaji|upah|bayaran;
      PAY +ditahan*|dirampas|disita|dipotong*|diambil|withheld; PAY +ME|kami +ditahan|dipotong|diambil|NOT;
      dong +tahan +gaji; gaji +dong|bos|majikan|agen +tahan|potong|ambil; NOT +bayar +ME|gaji|upah;
      NOT +pay|paid|paying +ME|us|my|our|wages|salary; unpaid +PAY; withhold* +my|our +PAY; ^potongan$;
      ^gaji ditahan dipotong$; gajine +ora; potong* +gaji +terus|semua|habis; kerja +NOT +dibayar|digaji;
      upah +NOT`,
    unless: `bpjs; pajak; koperasi; pph; apakah; berapa; aturan; PAY +dipotong +untuk +apa; zakat; iuran;
      belum +cair +bantuan; bansos; pkh; tukin; cpns; pns; dana; SAYING; rata; thr; lembur +NOT; bonus;
      tagihan; listrik; pinjol; cicilan`,
  },
  {
    rule: 'debt',
    kind: 'threat',
    urgency: 2,
    needs: `UTANG +agen|agensi|majikan|bos|sponsor|calo|pt|perusahaan;
      UTANG +sama|ke|dengan +agen|bos|sponsor|calo|majikan; dijerat*|terjerat|jeratan +UTANG;
      UTANG ~NOT +CAN +OUT|GOHOME|berhenti; bayar|lunasi +UTANG ~baru +bisa|boleh;
      debt ~before|agency|boss|agent|leave; UTANG +dulu +baru`,
    unless: 'SAYING; bank; kpr; apakah',
  },
  {
    rule: 'forced',
    kind: 'threat',
    urgency: 2,
    needs: `malam|pagi +tanpa +istirahat|libur; NOT +dikasih +libur; force|forces|forcing +ME|us|her|KIN;
      PERSON FORCE +kerja|bekerja|lembur|nikah|menikah|kawin|ikut|tanda|gugurin|aborsi|hamil;
      dipaksa*|dipaso*|dipeksa*|dipakso*; paksa|maksa|memaksa|peksa|mamaso +ME|KIN; FORCE ~SCAMWORK;
      ^dipaksa$; forced +to|me|us|her|him|into|marriage|labor|labour; kerja +paksa;
      FORCE +kawin|nikah|menikah; kawin +paksa; dijodohkan +paksa; dinikahkan +paksa; WILL +dinikahkan;
      PERSON +dinikahkan;
      kerja|bekerja|kerjo|work* NOT|tanpa|without +libur|istirahat|henti|berhenti|rest|break|day;
      kerja|bekerja|jam_kerja|work* ~LONGHOURS +jam|hours; ^jam_kerja LONGHOURS jam$;
      SCAMWORK +kamboja|di|dipaksa; jadi +SCAMWORK; disuruh +SCAMWORK|nipu|menipu|scam; scam_center;
      love_scam; ^telemarketing$; ^target$; ^scam$; ^judol$; ^love_scam$; dipaksa +target;
      NOT +capai|tercapai|mencapai|sampai +target ~HITTEN|dihukum|disetrum|denda;
      dihukum +fisik|push_up|lari|jemur|NOT; diperbudak; budak; slave*; eksploitasi +ME; dieksploitasi`,
    unless: `^ditipu atau dipaksa$; ^tricked or forced$; update; upgrade; install; restart; logout; SAYING;
      dipaksa +keadaan|situasi|sabar|macet|diet|sekolah|makan|les; dipaksa +minum +obat; apakah;
      tanpa +pengalaman|ijazah|modal; NUM +jam +seminggu; lapor +akun; nomor +scam; libur +nasional;
      maksa +banget; target +pasar|penjualan|bulanan`,
    whenDenied: 2,
  },
];
