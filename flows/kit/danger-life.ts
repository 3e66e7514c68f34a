import type { Row } from './danger.ts';

/** Signs that a life is in danger now: by somebody's hand, by wounds, by one's own hand. */
export const lifeRows: readonly Row[] = [
  {
    rule: 'kill',
    kind: 'violenceNow',
    urgency: 1,
    needs: `diracun*; KILLS +PERSON; PERSON WILL +KILLED; PERSON +KILLED; WILL +KILLED; ^KILLED$; THEY WILL KILLS;
      THEY KILLS ME|KIN; AFRAID KILLED; THREAT KILLED; THREAT KILLS; nyawa +terancam|melayang|taruhannya;
      nyawa +ME; terancam +nyawa|jiwa; ancaman +pembunuhan; membunuhku; bunuhku; matiin +ME; dead +if +i;
      tried +to +kill`,
    unless: `bunuh +diri; KILLS +nyamuk|tikus|kuman|bakteri|kecoa|semut|virus|waktu|rumput|hama|time|it|myself;
      SAYING`,
    whenDenied: 2,
  },
  {
    rule: 'weapon.pointed',
    kind: 'violenceNow',
    urgency: 1,
    needs: `todong|menodong|nodong|ditodong*|dikalungi|acungkan|mengacungkan|asah|mengasah WEAPON; ditodong*;
      ditodongkan; WEAPON +di|ke +leher|perut|muka|kepala|dada|tangan|tangannya; THREAT ~WEAPON;
      WEAPON ~di_luar|depan|pintu; dikejar ~WEAPON; air_keras; air_raksa; bensin +ke|di +badan|tubuh;
      kena|dapa +pakuak; mamakuak; dipakuak*; THEY pakuak|bacok|tebas +ME|KIN; point|pointed|points ~gun;
      kejar|ngejar|mengejar ~WEAPON; cari|nyari|mencari +ME ~WEAPON; WEAPON ~cari|nyari|kejar +ME`,
    unless: 'kena +pakuak +harago; game; mainan',
    whenDenied: 2,
  },
  {
    rule: 'weapon',
    kind: 'violenceNow',
    urgency: 1,
    needs: 'HOLDS WEAPON; ^WEAPON$; he|they|dia|dong|inyo|nyo +has|got|with +a|pake|pakai WEAPON',
    unless: `masak; memasak; potong|motong|memotong +buah|sayur|kue|bawang|daging|kertas|rambut|kain|rumput|kayu;
      rumput; ke|di +kebun|sawah|ladang; panen; mainan; game; museum; izin; beli; jual; anak +main`,
    whenDenied: 2,
  },
  {
    rule: 'choked',
    kind: 'violenceNow',
    urgency: 1,
    needs: `dicekik*; THEY|tangannya cekik|nyekik|mencekik|choked|chokes|strangled;
      cekik|nyekik|mencekik|choked|strangled|choking +ME|KIN|leher; strangled; choked +by`,
    unless: 'bunga; cicilan; harga; pinjol; biaya; pajak; utang +bank',
    whenPast: 2,
    whenDenied: 2,
  },
  {
    rule: 'hurt',
    kind: 'violenceNow',
    urgency: 1,
    needs: `mabuk|mabok|mabuak ~ngamuk|BEATS|banting; bakar|membakar|mbakar ~rumah|baju|bajuku +ME;
      ditangani +laki|suami|urang; SPOUSE|ELDER|BOSS|dia ~BEATS; HITS ~BODY +ME|KIN; lempar* ~BODY +ME;
      BODY +ME +bocor|robek; pakai|pake|pk +sabuk|gesper|rotan|kayu|besi|balok|selang ~HITTEN;
      HITTEN ~pakai|pake|pk +sabuk|kayu|besi;
      THEY siram|nyiram|injak|lempar|ngelempar|dorong|ndorong +ME|KIN; HITTEN; THEY HITS ME|KIN;
      HITS +ME|KIN; SPOUSE|ELDER|BOSS HITS; PERSON +baku|saling +pukul;
      dapa|kena|kanai
      +pukul|pukulan|pukulannya|tampar|tamparan|gebuk|gebukan|lacuik|hajar|tendang|lantak|siksa|bogem|tonjok|gampar|tinju;
      PERSON disiram*; disiram* +air|bensin|minyak|kuah; ^disiram$; PERSON dibakar*;
      dibakar +hidup|rokok|badan; ^dibakar$; PERSON dilempar*;
      dilempar* +barang|botol|piring|kursi|batu|gelas|asbak|hp|helm|pisau|kaca; ^dilempar$; babak_belur;
      bonyok; HURTEN; beating|hitting|hurting|attacking +ME|KIN; attacked +ME|KIN; penyiksaan +ME;
      PERSON +luka_luka; THEY main_tangan; main_tangan +ke|sama|pada|kepada +ME|KIN; ringan_tangan;
      kasi +tangan +ME; suka +main_tangan; ^main_tangan$`,
    unless: `BEATS|pukul +meja|tembok|dinding|nyamuk|bedug|drum|bola|paku; HITTEN +rata;
      bola|bedug|drum|gendang|paku|gong|genderang|tiang|ayam|sapi|kambing|ikan|tanaman|bunga|sate|kopi|jalan HITTEN|dibakar*|disiram*;
      HITTEN|dihantam ~pajak|inflasi|pandemi|covid|ekonomi|kenyataan|realita|ombak|badai;
      pukul +NUM|berapa|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|setengah; jam +pukul;
      ditusuk +jarum|infus|suntik; hit +me +up; beat +me +to|at; SAYING; disiram* +tanaman|bunga;
      ujian|skripsi|kerjaan|revisi +bonyok; hit +me +that`,
    whenPast: 2,
    whenDenied: 2,
  },
  {
    rule: 'shocked',
    kind: 'violenceNow',
    urgency: 1,
    needs: 'disetrum; distrum; disetrom; dsetrum; electric +shock|shocks|shocked; electrocuted; tased',
    unless: `listrik +rumah; disetrum +listrik|kabel|kulkas|colokan|petir|pln|mesin_cuci|pompa; stopkontak;
      colokan; kulkas; ikan`,
    whenPast: 2,
    whenDenied: 2,
  },
  {
    rule: 'hurt.named',
    kind: 'violenceNow',
    urgency: 2,
    needs: `jadi +sasaran +pukul|pukulan; yang +jadi +sasaran; sasaran +amarah|kemarahan; gigi +ME ~copot|patah;
      ^kdrt$; ^kekerasan$; ^kekerasan fisik$; ^penyiksaan$; ^penganiayaan$; ^violence$; ^domestic_violence$;
      ^lebam$; ^memar$; ^luka$; ^luka_luka$; ^patah$; ^main tangan$;
      SUFFERS kdrt|kekerasan|penyiksaan|penganiayaan; PERSON korban +kdrt|kekerasan|penyiksaan; di_kdrt;
      dikdrt; suami +ME +kdrt; kdrt +sama|oleh|dari +THEY; abusive +SPOUSE;
      SPOUSE +abusive|kasar|kejam|jahat|ganas; PERSON +lebam|memar; badan ME lebam|memar|luka; lebam +lebam;
      muka|mata|tangan|badan|kaki +ME +lebam|memar|luka|bengkak|biru; penuh +luka; PERSON +terluka;
      PERSON luka +karena|gara|di; disakiti*; disakitin; bapukul; bakalai +deng|dengan|sama; bacakak +jo;
      dianggap +binatang; diperlakukan +kasar|kejam|buruk; diperlakukan +NOT +manusiawi; disiksa +batin;
      abused; mistreated; diludahi*; dicubit +sampai; dipiciak*; dilacuik*`,
    unless: `^disakiti di_rumah$; ^hurt at home$; SAYING; apakah; hati +ME; perasaan; pencegahan;
      tanya +soal|tentang; patah +hati|semangat; luka +hati|lama|batin; jatuh +dari; kecelakaan;
      luka +jatuh|kecelakaan`,
    whenDenied: 2,
  },
  {
    rule: 'wounded',
    kind: 'medical',
    urgency: 1,
    needs: `darah|darahnya +banyak; banyak +darah; darah ~NOT +berhenti;
      NOT CAN napas|nafas|bernapas|bernafas|ambekan|breathe; cant +breathe; sesak_napas; sesak_nafas;
      susah +napas|nafas|bernapas; kejang*; NOT +sadar|sadarkan|sadarin; pingsan*; unconscious; passed +out;
      berdarah*; badarah; pendarahan*; perdarahan; bleeding; keguguran;
      patah +tulang|tangan|kaki|rusuk|gigi|hidung; luka +bakar|parah|berat|tusuk|bacok|tembak|robek;
      sekarat; dying; broken +bone|arm|leg|rib|nose; overdosis; overdose; dibius*; dicekoki*; keracunan;
      miscarriage; PERSON +hamil ~HITTEN|jatuh|berdarah`,
    unless: `sikat +gigi; donor; gusi; mimisan; haid; menstruasi; gula_darah; pura_pura; golongan +darah;
      demam_berdarah; dengue; dbd; NOT +sadar +kalau|bahwa|diri|hukum|kesehatan; phone|battery ~dying;
      dying +laughing|to; nonton; pingsan +ketawa; SAYING; tekanan +darah`,
    whenPast: 2,
    whenDenied: null,
  },
  {
    rule: 'inDanger',
    kind: 'violenceNow',
    urgency: 1,
    needs: `dalam +bahaya; dlm +bahaya; PERSON +bahaya; ada +bahaya; ^bahaya$; ^bahaya NOW$; bahaya +NOW;
      ^darurat$; ^emergency$; ^gawat$; ^gawat darurat$; keadaan|situasi|kondisi +darurat; ini +darurat;
      its|is +an +emergency; in +danger; ^danger$; selamatkan|selametin|slamatkan +PERSON|nyawa;
      save|rescue +ME|KIN|them|her|him; tolong +selamatkan; ^selamatkan$; jiwa +ME +terancam;
      situasi +ME +gawat; keselamatan +ME +terancam; danger +NOW`,
    unless: `nomor|nomer|kontak|tombol|pintu|tangga|lampu|alat|rem|unit|ruang|dana +darurat; merokok; rokok;
      berbahaya; apakah; apa +bahaya; SAYING; save +me +a|some|from +boredom; baterai; kalau +ada +bahaya;
      if ~danger`,
    whenDenied: null,
  },
];

/** Signs that somebody may end her own life. All U1: until she is asked, not answered counts as yes (§4.7). */
export const suicideRows: readonly Row[] = [
  {
    rule: 'suicide',
    kind: 'suicide',
    urgency: 1,
    needs: `logout|log_out|gameover|resign|reset|restart +LIFE; temen|teman +ME ~bunuh_diri; bunh_diri; bnh_dr;
      bnuh_dr; bunh_dr; bunuh|membunuh|bunuhin +diriku|diri_sendiri;
      nyakitin|menyakiti|melukai|lukai|nyakiti|sakiti|lukain|nabrakin|tabrakin|menabrakkan|gantung|menggantung +diri|diriku;
      self_delete; delete +myself; end|ended +myself; akhiri|akhirin +segalanya|segala;
      berhenti|benci|stop|quit +LIFE; bunuh_diri; bunuhdiri; bundir; bundirr; bnh_diri; bnuh_diri;
      bunuh_dri; mambunuah_diri; nglalu; gantung_diri; gantungdiri; gantuang_diri; suicide; suicidal;
      unalive; selfharm; self_harm; self_harming;
      kill|killing|hang|hanging|cut|cutting|harm|harming|hurt|hurting +myself;
      end|ending|take|taking +my +life|own; end +it +all;
      mengakhiri|akhiri|ngakhirin|akhirin +semua|semuanya|hidup|hidupku|nyawa|LIFE|penderitaan|saja;
      back_to_lobby; logout|log_out|game_over|gameover|resign|pensiun +hidup|dunia|bumi;
      logout|log_out|gameover|resign|pensiun +dari +LIFE|dunia|bumi; NOT +WANT +live;
      NOT +want +to +live|be_here|exist`,
    unless: 'SAYING; film +bunuh_diri|suicide; squad; prevention; pencegahan; kasus +orang',
    whenDenied: 2,
  },
  {
    rule: 'suicide.means',
    kind: 'suicide',
    urgency: 1,
    needs: `siapin|siapkan|nyiapin|menyiapkan|nyiapkan +tali|racun|obat|surat;
      obat|obatnya|pil ~minum|diminum|telan|ditelan +semua|habis|sekaligus;
      berdiri|duduk|naik|lagi|sekarang +di_pinggir|pinggir|di_tepi|tepi|di_atas
      +jembatan|rel|gedung|rooftop|balkon|atap; di_pinggir|di_tepi +jembatan|rel|jurang;
      sayat|nyayat|menyayat|gores +tangannya; nyilet; WANT +silet; ambil +silet;
      minum|minom|nenggak|tenggak|telan|nelan|menelan|makan|drink|drank POISON; ^baygon$; ^pestisida$;
      ^gramoxone$; ^racun_tikus$;
      sayat*|nyayat|menyayat|iris|ngiris|potong|motong|silet +nadi|pergelangan|urat|tangan|lengan|paha;
      WANT +sayat|nyayat|gores|silet;
      gores*|nggores|goresin tangan|lengan|kulit|badan ~silet|pisau|cutter|luka; gores* +tangan|lengan;
      gores gores tangan; ^cutting$; ME +cutting; suka +cutting; cutting +lagi;
      loncat|lompat|terjun|melompat|meloncat|jump|jumping +dari|ke|off|from
      +jembatan|gedung|lantai|atap|sungai|rel|balkon|apartemen|tower|kapal|laut|tebing|bridge|roof|building|the;
      WANT +loncat|lompat|terjun +dari; ^loncat dari$; tabrakkan +diri; WANT +gantung;
      od +obat|pil|obat_tidur; WANT +od;
      minum|minom|telan|nelan|menelan|nenggak|took|swallowed ~obat|pil|pills|obat_tidur
      banyak|semua|sekaligus|segenggam|overdosis; obat +tidur +banyak|semua|NUM;
      minum|telan|nelan +obat|pil NUM +butir|biji|tablet|pil +sekaligus; took +all;
      beli +baygon|racun +buat +diri|ME`,
    unless: `SAYING; cutting +stiker|sticker|kertas; stiker; sticker; minum +obat NUM +kali|x; foto; liburan;
      wisata; kolam|renang; terjun +ke +dunia; atlet; semprot; bawang; loncat|lompat +tali`,
    whenDenied: 2,
  },
  {
    rule: 'suicide.farewell',
    kind: 'suicide',
    urgency: 1,
    needs: `surat|pesan|chat +terakhir; surat_wasiat;
      WANT +menyusul|nyusul|susul +almarhum|almarhumah|alm|ibu|bapak|mama|papa|ayah|dia;
      nyusul +almarhum|almarhumah|alm; pamit +selamanya|dari_dunia|terakhir|mati; ^pamit$; ^ME pamit$;
      ^pamit SEMUA$; pamit +semuanya|semua; titip +anak|ana|anak_anak +ME; titip +anakku; titipkan +anak;
      tidur +selamanya|selama_lamanya; sleep +forever; goodbye +world|everyone|forever;
      selamat +tinggal +dunia|semua|semuanya; last +message|letter; maafkan +ME +semua ~pergi`,
    unless: `SAYING; daycare; penitipan; sekolah; paud; jam; kerja +dulu; paket; kontrak;
      pamit +pulang|kerja|mundur; grup; group; kampung; mertua +dulu; hari; sampai +sore;
      chat +terakhir +ME +belum|dibaca; chat +terakhir +dari|di; pesan +terakhir +dari|dia|KIN`,
  },
  {
    rule: 'wantsToDie',
    kind: 'suicide',
    urgency: 1,
    needs: `biarin +ME|DIE; biar +DIE; ready|prefer +to +die; WANT +NOT +ada; WANT +pergi|hilang|tidur +selamanya;
      pergi|hilang|lenyap +selamanya; hilang|lenyap|pergi +dari +dunia; tidur NOT +bangun|usah;
      nyesel|nyesal|menyesal +lahir|dilahirkan|LIFE;
      mending|mendingan|harusnya|seharusnya ME NOT +lahir|dilahirkan|ada; NOT +usah +lahir; kapan +ME +mati;
      WANT +meninggal; siap +mati; WANT +DIE; WANT +saja|aja +DIE; WANT +to|cepat|cepet +DIE;
      mending|mendingan|enakan|luwih_becik|lebih_baik|baik +DIE;
      mending|mendingan|lebih_baik|enakan +ME +DIE; wish|wished +ME ~dead|die|died; ^kms$; gonna +kms;
      ME +kms; kms; ME +mo +mati; be mati +sa; biar|biarkan +ME +mati; better +off +dead; should +die;
      NOT +WANT +bangun|wake|wake_up; NOT +WANT +LIFE; rather +die; mati +saja|aja|sa +ME|mending`,
    unless: `hp|baterai|batre|lampu|laptop|mesin|kompor|tv|komputer|sinyal WANT +DIE;
      mati +lampu|gaya|listrik|air|hp|mesin|baterai|batre|ketawa|tertawa|penasaran|kutu|sinyal|wifi|langkah;
      sampai +mati; takut +mati; SAYING; sakit_hati +mau +mati; die +laughing; to +die +for;
      NOT +WANT +bangun +pagi|rumah|usaha; hidup +susah; ikan|ayam|tanaman|kucing`,
    canBeHyperbole: true,
    whenDenied: 2,
  },
  {
    rule: 'tiredOfLife',
    kind: 'suicide',
    urgency: 1,
    needs: `NOT +STRONG +ME +lagi|lai; LIFE ~NOT +ada|ono|punya +arti|guna|artinya|gunanya|gunane|harapan;
      NOT +STRONG +lagi|lai|maneh; ALREADY +NOT +STRONG; NOT +punya|ada +alasan ~LIFE;
      NOT +tahan +lagi|maneh|lai; WANT semua|semuanya|segalanya +berakhir|selesai|usai;
      biar +semua|semuanya +selesai|berakhir; cuma|hanya|cuman|jadi +beban; ALREADY +nyerah|menyerah;
      ME +nyerah|menyerah; NOT +sanggup +lanjut|lagi; NOT +WANT +lanjut; TIRED +LIFE;
      TIRED +sama|dengan|deng|jo|karo|banget|sekali|bana|of|menjalani +LIFE|living;
      NOT +sanggup|sangguik|kuat|kuwat +LIFE; NOT +sanggup|kuat +lagi|lai +LIFE;
      ALREADY +NOT +kuat|kuwat|sanggup|tahan|mampu; ALREADY +NOT CAN +sanggup|tahan;
      NOT +kuat|kuwat|sanggup|mampu +lagi|lai|maneh; NOT +go +on; NOT +take +it +anymore;
      NOT +take +this +anymore; NOT +do +this +anymore; NOT +keep +going;
      beban +keluarga|orang_tua|ortu|semua|semua_orang;
      WANT +hilang|ilang|menghilang|lenyap|ngilang|disappear; NOT +ada +guna|gunanya|artinya|arti +LIFE|ME;
      LIFE +NOT +guna|berguna|berarti|ada_artinya|ada_gunanya|ada_arti|ada_guna;
      LIFE +ME +NOT +guna|berguna|berarti|ada; ME +NOT +berguna +lagi;
      NOT +reason|point +to|of|in +live|living|life; nothing +to +live +for; putus_asa; hopeless;
      nyerah|menyerah +sama|dengan +LIFE|semua|semuanya`,
    unless: `game; tugas; ujian; main; panas; pedas; pedes; lapar; laper; ngantuk; jalan; angkat; ngangkat; nahan;
      menahan +tawa; dingin; macet; puasa; pipis; bau; ketawa; kenyang; rindu; kangen; sinyal; server;
      baterai; gerah; bayar|beli|cicilan|ngikutin|makan|minum|begadang|lari|olahraga|naik; uang; hp; SAYING;
      beban +kerja; LIFE +sehat; nunggu; menunggu; penasaran; ukuran; pulsa; hilang +ingatan|kerja`,
    canBeHyperbole: true,
  },
];
