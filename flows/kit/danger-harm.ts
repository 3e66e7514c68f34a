import type { Row } from './danger.ts';

/** Signs of sexual violence, threats, being followed, being a child in this, and of fear itself. */
export const harmRows: readonly Row[] = [
  {
    rule: 'sexual.now',
    kind: 'sexualAssault',
    urgency: 1,
    needs: `NOW ~RAPED; RAPED ~NOW; WILL +RAPED; THEY WILL RAPES; RAPES +ME|KIN ~NOW; NOW ~THEY RAPES;
      FORCE ~SEXUAL ~NOW; going +to +rape; trying +to +rape; raped ~today|tonight|now|just; just +raped`,
    unless: 'SAYING; kasus +di; viral +NOW',
  },
  {
    rule: 'sexual',
    kind: 'sexualAssault',
    urgency: 2,
    needs: `layani|melayani laki|pria|lelaki|om; layani|melayani NUM +laki|orang|tamu|pria;
      suruh|nyuruh|disuruh|minta|paksa ME|buka ~baju|celana +ME|di|terus|dan;
      suruh|nyuruh|disuruh ME +buka +baju|celana; disuruh +buka +baju|celana;
      suruh|nyuruh|disuruh|dipaksa ~pegang +itunya|anunya|punyanya|kemaluan|kemaluannya|burungnya;
      plus_plus; hidden +camera; kamera +tersembunyi; motret +ME; memaksa +berhubungan;
      ajak|ngajak|diajak|mengajak +tidur|ngamar|ml|check_in|checkin|berhubungan; ajak|ngajak +ME +tidur;
      bagian +sensitif|vital|intim; hamil +oleh; mandi ~direkam|rekam|difoto|divideo;
      rekam|merekam|direkam ~mandi; minta +foto +tanpa;
      THEY|ELDER|BOSS pegang|remas|ngeremas|cium|nyium|peluk|meluk|sentuh|nyentuh|elus|ngelus
      +ME|KIN|dada|paha|pantat|payudara|kemaluan|badan;
      pegang|remas|elus +dada|paha|pantat|payudara|kemaluan|alat_kelamin|vagina;
      suka +cium|nyium|peluk|meluk|pegang ~ME|KIN; suka +cium +cium; ELDER|BOSS|om ~masuk +kamar +ME;
      ELDER ~masuk +kamar ~malam|ME; masuk +kamar +ME ~malam; RAPED; THEY RAPES ME|KIN; RAPES +ME|KIN;
      ^perkosaan$; ^pelecehan$; ^pelecehan_seksual$; ^pencabulan$; ^kekerasan_seksual ME$; ^rape$;
      SUFFERS perkosaan|pelecehan|pencabulan|kekerasan_seksual;
      korban +perkosaan|pelecehan|pencabulan|rudapaksa|kekerasan_seksual; perkosaan +ME; FORCE ~SEXUAL;
      paksa|maksa|memaksa|peksa|ajak|minta +ME ~SEXUAL; THEY maksa|paksa|peksa|memaksa; ^dia maksa$;
      FORCE ~SELLS; disuruh|dijadikan|jadi +SELLS; open_bo; dipaksa +layani|melayani;
      layani|melayani|ngladeni|malayani +tamu|pelanggan|laki|om|bos|dia|nafsu; ^layani tamu$;
      PERSON +digilir*; digilir* +orang|laki|NUM|teman|ramai; ^digilir$;
      PERSON +disentuh|diraba|dipegang_pegang|diremas|dicium|dipeluk|digrepe|digerepe; ^disentuh$;
      disentuh +sentuh|THEY|paksa; diraba*; digrepe*; digerepe*; raba +raba; dipegang_pegang;
      pegang_pegang +ME|KIN|dada|paha|pantat|badan; dipegang +dada|paha|pantat|payudara|kemaluan|alat;
      dicekel_cekel; dipacikan*; dicium +paksa; PERSON dirusak*; dirusaknyo; ^dirusak$; diapa_apain;
      diapain; diapa_apai; digituin; digituan; digitukan;
      kehilangan +keperawanan|kegadisan|kesucian|perawan;
      hamil +karena|gara|dari|akibat +diperkosa|dia|ayah|bapak|majikan|bos|paman|om|dipaksa;
      hamil +gara_gara; PERSON +dihamili; dihamili*; pregnant ~rape|raped|forced;
      difoto|direkam|divideo|dividioin|difotoin|rekam|merekam +NOT|tanpa|diam|telanjang|bugil|mandi|ME;
      direkam ~mandi|telanjang|ganti_baju|bugil; tanpa +izin +direkam|difoto;
      sexually +assaulted|abused|harassed; sexual +assault|abuse; touched|touches|touching +ME|KIN|my;
      forced +sex|to_have_sex; have +sex +with ~forced|made; intip|ngintip +ME|mandi; diintip*; ditidurin;
      dipasonyo; dipaso +tidua; bekin +ME +yang +NOT +baek|baik; sodomi; disodomi*; oleh +bapak|ayah +tiri;
      cabul; pedofil*; ditelanjangi*`,
    unless: `^kekerasan_seksual$; ^sexual violence$; SAYING; piket|jadwal|arisan|shift digilir*;
      digilir* +piket|jadwal|arisan|shift; tender; pencegahan;
      barang|hp|motor|mobil|layar|rumah|fasilitas|pagar|pintu|jalan +dirusak*;
      melayani|layani ~restoran|hotel|toko|pembeli|masyarakat|kasir;
      restoran|hotel|toko|kasir|kafe melayani|layani; lowongan; melayani +tuhan|dengan;
      diapain +enaknya|ya|biar|supaya; layar +disentuh; touched +my +heart; cctv;
      rapat|webinar|suara|telepon +direkam; out +of +touch; maksa +banget; anak +tidur; tidur +siang;
      buka +baju +renang; spa +murah; apakah +pelecehan`,
    whenDenied: 2,
  },
  {
    rule: 'online',
    kind: 'onlineThreat',
    urgency: 2,
    needs: `MAKES PICTURE tanpa +busana|baju; PICTURE SPREAD; SPREAD PICTURE; THREAT ~SPREAD; ancam* +sebar*;
      WILL +SPREAD +PICTURE; PICTURE WILL +SPREAD; PICTURE +ME ~disebar*|SPREAD;
      PICTURE dikirim*|kirim|dikasih +ke +teman|keluarga|grup|orang|semua|kantor|sekolah;
      PICTURE +ME|telanjang|bugil|pribadi ~dikirim*;
      MAKES +PICTURE +bugil|telanjang|vulgar|seksi|NOT|tanpa_baju|pribadi|nude;
      minta|diminta|dimintai|dimintain|disuruh|dipaksa|suruh|paksa +kirim|ngirim PICTURE;
      MAKES PICTURE bugil|telanjang|vulgar|tanpa_baju|pribadi; MAKES +pap; MAKES +vcs; dipaksa +vcs;
      vcs ~rekam|direkam|disebar|diancam|ancam|record;
      akun_palsu +pakai|pake|pk|atas|ME|foto|pakek|menggunakan; akun_palsu ~ME|foto;
      fake_account|fake_profile; deepfake*; foto ~diedit* ~telanjang|bugil|porno|jorok; ^foto diedit$;
      foto +ME +diedit*|edit; fotoku +diedit*; pinjol +sebar*|teror|ancam|nyebar|ngancam|neror;
      pinjol ~foto; mantan|mantanku +ME THREAT; mantan|mantanku +THREAT; sextort*; sekstorsi; blackmail*;
      revenge +porn; nudes; leak|leaked|leaking|post|posting|share|send +my|her +PICTURE; aib +ME;
      konten +pribadi; threatens +to +post; bayar|transfer|uang ~PICTURE +SPREAD; akun +ME +dihack ~THREAT`,
    unless: `PICTURE +ktp|kk|paspor|ijazah|dokumen|produk|profil|lamaran|berkas|formulir; ktp; kk; persyaratan;
      formulir; cv; lamaran; jualan; berkas; SAYING; promosi; acara; kegiatan; dokumentasi; undangan;
      pap +makan; sebar +undangan|brosur|info|ini; brosur; video +viral +kucing`,
    whenDenied: 2,
  },
  {
    rule: 'online.extorted',
    kind: 'onlineThreat',
    urgency: 2,
    needs: `diperas; pemerasan; memeras|meras +ME|KIN; peras +ME|KIN; being +extorted; extorting|extorted +ME`,
    unless: `diperas +susu|jeruk|santan|kelapa|baju|air|tenaganya; susu|jeruk|santan|kelapa|baju diperas; SAYING`,
    whenDenied: 2,
  },
  {
    rule: 'online.lender',
    kind: 'onlineThreat',
    urgency: 2,
    needs: `pinjol|debt_collector|dc|penagih
      ~sebar*|nyebar*|disebar*|neror|teror*|diteror|ancam*|ngancam|mengancam|ngancem;
      diteror +pinjol|dc|debt_collector|penagih`,
  },
  {
    rule: 'atTheDoor',
    kind: 'stalked',
    urgency: 1,
    needs: `please +come +fast|quick|quickly|now; come +quick|quickly; cepat|lekas +datang|kesini|ke_sini;
      THEY ~di_depan|depan +rumah|kos|kosku|kostku|kamar|pintu|rumahku|kontrakan|gang;
      CRY ~THEY ALREADY +datang|sampai|pulang; THEY +sudah +di_sini|disini|dekat; dikejar*;
      THEY kejar|ngejar|mengejar +ME|KIN; THEY ngejar|mengejar; ^dia mengejar$; chasing +ME|us;
      THEY +di_luar|di_depan +pintu|rumah|kamar|kos; THEY ~di_luar +pintu; di_luar|depan|luar +pintu +THEY;
      depan +rumah|kos|kamar|kost +ME ~THEY; THEY +di_depan|depan +rumah|kos|kamar|kost|pintu;
      ^dia di_luar$; ^dia di_luar pintu$; ^di_luar pintu$; gedor* pintu|rumah|kos|kamar|jendela|gerbang;
      menggedor*; digedor*; dobrak*; mendobrak; ndobrak; didobrak;
      ME sembunyi|ngumpet|bersembunyi|singitan|batapok|sambunyi|umpet|hiding;
      sembunyi +di +kamar|toilet|wc|lemari|rumah|kolong|hutan|semak|kebun; ngumpet +di; ^sembunyi$;
      hiding +in|from|under; outside +my|the +door|house|room|window; breaking +in|down;
      banging +on +my|the; THEY +masuk +rumah|kamar +ME ~NOT|paksa|malam`,
    unless: `dikejar +deadline|target|tugas|waktu|setoran|anjing|cita|dosen;
      ngejar|mengejar|kejar +deadline|target|cita|mimpi|impian|waktu|kereta|bus|setoran|diskon; SAYING;
      kurir; paket; ojek; gojek; grab; petak_umpet; main +petak; chasing +my +dreams; kejar_tayang;
      tetangga +baik`,
    whenPast: 2,
    whenDenied: null,
  },
  {
    rule: 'stalked',
    kind: 'stalked',
    urgency: 2,
    needs: `THEY ~nunggu|nungguin|menunggu|nongkrong|mondar|ngintai|mengintai ~depan|di_depan|luar|dekat;
      THEY ~depan +kantor|sekolah|kampus|gerbang +ME; mantan +ME ~depan;
      PERSON +diikuti*|dibuntuti*|dikuntit*|dibuntutin|diikutin; dibuntuti*; dikuntit*;
      nguntit|menguntit|membuntuti|ngikutin|mengikuti|buntuti +ME|KIN;
      THEY ngikutin|membuntuti|menguntit|nguntit; stalking +ME; stalked; stalker; following +ME; dilacak*;
      lacak +hp|lokasi +ME; pasang +gps +di; tracking +ME|my; ^dia datang$; ^THEY ALREADY datang|pulang$;
      THEY sebentar_lagi|bentar_lagi +pulang|datang|sampai;
      sebentar_lagi|bentar_lagi +THEY +pulang|datang|sampai|nyampe; THEY +datang +lagi ~AFRAID|sembunyi;
      he|hes|they|theyre +coming +home|back|now|here; AFRAID THEY +datang|pulang|tahu|tau|dengar`,
    unless: `ojek; gojek; grab; kurir; antri; antrian; jemput; loket; SAYING; ig; instagram; akun; jadwal;
      kegiatan; pelatihan; kelas; lacak +paket|resi; datang +ke +kantor; jam; tamu_undangan; acara; bersama`,
    whenDenied: null,
  },
  {
    rule: 'someoneNear',
    kind: 'stalked',
    urgency: 2,
    needs: `^JANGAN telepon|telpon|telp|tlp|call|nelpon|balas|bales|chat$;
      ^JANGAN telepon|telpon|telp|balas|bales|chat ME$;
      ^JANGAN telepon|telpon|telp|balas|bales|chat NOW|dulu|lagi|do|dolo$;
      JANGAN telepon|telpon|telp|balas|bales|chat ~THEY|ketahuan|AFRAID|dengar|bahaya|nanti|HEARD; HEARD;
      nanti +THEY +tahu|tau|dengar|marah|lihat|baca;
      bicara|ngomong|ngomonge|kecek +pelan|pelan_pelan|bisik|alon;
      ^NOT CAN bicara|ngomong|telepon|telpon|ngobrol|talk|speak$;
      ME NOT CAN bicara|ngomong|talk|speak +NOW|keras|di_sini|disini|dia;
      NOT +CAN +bicara|ngomong|talk|speak ~THEY; he|they +might|will +see|hear|read;
      dont +call|text|reply +ME|now; ^dont call|text|reply$;
      JANGAN
      +kas_tau|kastau|kasi_tau|kasih_tau|bilang|bilang_bilang|dikecekan|kandha|kandha_kandha|cerita|lapor|kasitau +siapa|sapa|sapa_sapa|urang|siapa_siapa|orang|polisi|suami|keluarga|anyone;
      aja +kandha; jan +dikecekan; jang +kas_tau; jang +bilang +sapa;
      THEY +ada|di +sini|disini|samping|sebelah|dekat|rumah; THEY +lagi +di +samping|sebelah|rumah`,
    unless: `bahasa; inggris; arab; mandarin; korea; jepang; english; SAYING; kejutan; surprise; ulang_tahun;
      kelas; petugas|admin|kantor|cs +di|ada; dokter; toko; apa +ada|yang; orang +di +rumah +sehat;
      ada +orang +di +sini`,
    whenDenied: null,
  },
  {
    rule: 'unsafe',
    kind: 'threat',
    urgency: 2,
    needs: `PERSON|kami +NOT +aman|safe;
      PERSON +merasa|rasa|ngerasa|feel|feeling|lagi|masih|juga|NOW +NOT +aman|safe|unsafe; ME +unsafe;
      feel +unsafe; NOT +feel|feeling +safe;
      NOT +aman +di|buat|untuk|bagi|sama|dengan|deng|lagi|kalau|kalo|NOW|karena
      +rumah|sini|ME|THEY|KIN|pulang|sekarang|dia|mess|kos|kamar|tempat; NOT +aman +lagi|NOW;
      di_rumah|disini|di_sini|rumah +NOT +aman; NOT +aman +disini|di_sini|di_rumah;
      NOT +safe +here|home|with|at|anymore; ME +terancam; hidup +ME +terancam; rumah +NOT +aman`,
    unless: `situs; website; link; aplikasi; jaringan; wifi; kendaraan; makanan; chat; web; internet; transaksi;
      apakah; SAYING; obat; kosmetik; pinjol; toko; jalan +raya; data`,
    whenDenied: 2,
  },
  {
    rule: 'threatened',
    kind: 'threat',
    urgency: 2,
    needs: `im|am +AFRAID; im|am so|very|really +AFRAID; diancam*; dianjam; dancam; ^terancam$;
      PERSON +terancam|diteror*|diintimidasi*|dituntut +bos; diteror*; diintimidasi*; THEY THREAT;
      ancam|mengancam|ngancam|ngancem|ancem|mangancam|nakutin|menakuti|neror|meneror +ME|KIN|keluarga;
      ancaman +dari|dia|suami|mantan|bos; threatened|threatens|threatening|threaten +ME|KIN|to|my;
      threatened +by; threat +to|from; AFRAID THEY; AFRAID +sama|dengan|deng|jo|karo|of +THEY|him|her;
      AFRAID mati|dibunuh|dipukul*|HITTEN|KILLED|dijual|ditangkap|pulang|LOCKED|RAPED; takut +GOHOME;
      scared +of +him|her|them|my; scared +for +my|her; disumpahi; santet; ditakut_takuti;
      NOT +berani +GOHOME|keluar|lapor|bicara; diusir*; diusia dari|rumah; dibuang +keluarga`,
    unless: `^diancam lewat hp$; ^threatened online$; AFRAID of +heights|flying|dogs|dark;
      AFRAID ~matematika|pelajaran|galak|ujian|hantu|jarum|kucing|anjing|orang_banyak;
      diancam* +hukuman|pidana|pasal; diancam* dengan +hukuman|pidana|pasal;
      terancam +gagal|dipecat|phk|punah|bangkrut|batal; SAYING; apakah;
      AFRAID +salah|telat|terlambat|ketinggalan|kehabisan;
      takut +dia NOT|sakit|telat|kehujanan|lapar|kecewa; diusir +nyamuk`,
    whenDenied: 2,
  },
  {
    rule: 'fleeing',
    kind: 'threat',
    urgency: 2,
    needs: `WANT|arep|ingin|berhasil|mencoba|coba +kabur|minggat|melarikan|lari +dari|dr|deri;
      WANT +kabur|minggat;
      kabur|lari|minggat|melarikan_diri|mlayu +dari|saka|dr
      +rumah|majikan|suami|mess|bos|kos|penampungan|kamp|agen|dia|tempat|compound|laki|omah|bojo;
      ^ME ALREADY lari|kabur|kabua$; ^ALREADY lari|kabur$; ME WANT +lari|kabur|mlayu|kabua|minggat;
      ME ALREADY +lari|kabur|kabua; ^ME kabur|lari|kabua|minggat$; ^kabur|kabua|minggat$; melarikan_diri;
      ran|run|running +away; escape|escaped|escaping +from; want|need +to +escape; NOT +CAN +kabur|escape`,
    unless: `lari +pagi|sore|maraton|santai|kecil|NUM; maraton; marathon; olahraga; jogging; SAYING;
      mata|penglihatan|pandangan ~kabur; penjahat|maling|tahanan|napi|pembeli|pelanggan kabur|lari;
      kenyataan; lari +ke +toilet`,
    whenDenied: null,
  },
  {
    rule: 'child.age',
    kind: 'child',
    urgency: 2,
    needs: `only|just|baru +AGE|TEENWORD; is +only +AGE;
      umur|umurku|umurnya|usia|usiaku|usianya|umua|umure|aged|age|berumur|berusia ME +AGE|TEENWORD;
      umur|umurku|umurnya|usia|usiaku|usianya|umua|umure|aged|age|berumur|berusia
      +ME|dia|masih|baru|saya|KIN +AGE|TEENWORD;
      umur|umurku|umurnya|usia|usiaku|usianya|umua|umure|aged|age|berumur|berusia +AGE|TEENWORD;
      umur|umua|usia +TENSWORD +belas|baleh|blas; umur +limalas|limo;
      KIN|ME +AGE|TEENWORD +th|thn|tahun|taun|yo|yrs|years|year;
      KIN +ME +AGE|TEENWORD +th|thn|tahun|taun|yo|years; ME +baru|masih|msh|isih +AGE|TEENWORD;
      ME +baru|masih +umur|usia; baru|masih|msh +AGE +th|thn|tahun|taun;
      im|i|she|hes|shes|he|am|is +AGE|TEENWORD +years|yo|yrs; im +AGE|TEENWORD; i +am +AGE|TEENWORD;
      she|he +is +AGE|TEENWORD; my +daughter|son|sister|brother|child +is +AGE; ^AGE th|thn$; ^umur AGE$`,
    unless: `HARMLESSNUMBER +AGE; HARMLESSNUMBER selama|sudah +AGE;
      AGE +tahun|thn|th|taun|years +lalu|lagi|kemudian|penjara|kerja|ago|experience|lamanya|kontrak;
      AGE years +ago|experience; kerja +sudah +AGE; daftar +sekolah; imunisasi; vaksin; posyandu; akta;
      ulang_tahun; ultah; hadiah;
      AGE +menit|jam|hari|minggu|bulan|juta|ribu|persen|minutes|hours|days|km|kali;
      umur|usia +kontrak|kehamilan|kandungan|pernikahan|usaha|rumah; hamil +umur; late; blok; nomor; gang;
      rt; jalan`,
  },
  {
    rule: 'child',
    kind: 'child',
    urgency: 2,
    needs: `ME +masih|msh|isih|baru +sd|smp|mts|sma|smk|sekolah|skolah|sakola|kecil|ketek|cilik|pelajar;
      ^masih|msh|isih|baru sd|smp|mts|sma|smk|sekolah|skolah|sakola|kecil|ketek|cilik$;
      masih|msh|isih +sd|smp|mts|sma|smk|sekolah|skolah|sakola|dibawah_umur|di_bawah;
      KIN +masih|msh|isih +kecil|ketek|cilik|sekolah; KIN +ME +masih|msh|isih +kecil|ketek|cilik|sekolah;
      kelas|kls|kelasku +GRADE +sd|smp|mts|sma|smk; ME +kelas|kls +GRADE; ^kelas|kls GRADE$; ^kls GRADE$;
      masih|msh|baru +kelas|kls +GRADE; KIN +kelas|kls +GRADE; KIN +ME +kelas|kls +GRADE;
      belum|blm|durung +NUM +tahun|thn|th; belum|blm +cukup|dewasa +umur|usia; ^belum|blm NUM$;
      ME +belum|blm +NUM; belum +dewasa; di_bawah_umur; dibawah_umur; bawah_umur; under_age; underage;
      minor +girl|child|boy;
      ktp|ktpnya|ktpku|umur|umurnya|usianya|umurku|usia
      +dituakan|diubah|dipalsukan|ditambah|dipalsu|dinaikkan|dituain|dirubah; ktp +nya +dituakan; ana_kici;
      anak_kici; still +in +school; im +a +minor; anak +sd|smp|sma ~HITTEN|RAPED|dijual|dibawa|FORCE;
      anak +di_bawah_umur|dibawah_umur;
      perkawinan|pernikahan|nikah|kawin|dinikahkan +anak|dini|dibawah_umur ~ME|dipaksa;
      bapak|ayah|papa|paman|kakek|guru +ME +suka +pegang|raba|cium`,
    unless: `gaji; ukuran; ukurannya; harga; untung; modal; usaha +masih; hasil; bpjs; vip; rawat; kamar; kereta;
      hotel; SAYING; peluang; suara; daftar +sekolah; ibu +guru; lulusan; ijazah; lowongan; minimal; syarat;
      pesawat; belum +NUM +hari|jam|menit|bulan; pakaian; sepatu; baju; kelas +online|yoga`,
    whenDenied: null,
  },
  {
    rule: 'afraid',
    kind: 'threat',
    urgency: 2,
    needs: `^AFRAID$; ^ME AFRAID$; ^AFRAID ME$; ^ME AFRAID BANGET$; ^ME BANGET AFRAID$; ^AFRAID BANGET$;
      ^ME lagi AFRAID$; ^ME sangat AFRAID$; ^ME am|so AFRAID$; ^ME so AFRAID$; hati +NOT +enak`,
  },
];
