/**
 * Families of words that the danger table is written with, in Indonesian, chat spelling, Kupang Malay,
 * Minang, Javanese and English together: nobody in fear picks a language first. A word in CAPITALS is
 * another family; `pukul*` is every word that begins so. Words are as normalise.ts leaves them.
 *
 * A family only groups words; what fires is decided in danger-table.ts. Mistakes in the three local
 * languages are for native speakers to correct here, in one place.
 */
export const families: Readonly<Record<string, string>> = {
  NOT: `havent hasnt wasnt arent tidak tdk tidk tdak gak ga gk gx nggak ngga enggak engga kagak kaga ndak
    nda ndk tak tra tida kada son sonde sond sonda indak ora ra mboten boten bukan belum blm blum not
    never cant cannot wont dont doesnt didnt couldnt isnt`,

  ME: `rambutku kepalaku mukaku wajahku tanganku badanku tubuhku perutku leherku kakiku dadaku pipiku kosku
    kostku rumahku kamarku pintuku saya sy sya aku ak aq ku gw gwe gue gua beta be bet den denai aden
    ambo awak kula kulo i im ive me my kami kita katong ketong kotong us we our hamba sayo`,
  KIN: `adi adiku adikku anakku kakakku ibuku mamaku istriku temanku temenku sahabatku ponakanku teman tmn
    temen sahabat adik adek ade adk adiak adhik adhikku kakak kaka saudara sodara saudari sepupu
    keponakan ponakan kamanakan anak ank ana ibu mama istri bini tetangga kawan kanca kancaku tamang uni
    mbakyu mbakyuku nona cewek gadis siswi murid sister brother friend daughter wife mother cousin niece
    nephew child kid girl`,
  PERSON: 'ME KIN dia she her him',
  ALREADY: 'sudah udah udh sdh dah su suda wis wes uwis lah alah already',
  BANGET: 'banget bgt sekali bana sangat skali nian tenan pisan very so much',
  JANGAN: 'jangan jgn jan jang aja ojo dont',
  SUFFERS: 'kena korban mengalami alami ngalamin mengalamin dapat dapa menjadi jadi victim menerima sering',
  GIVEN: `dikasi dikasih dikase kasi kase kas kasih bagi dibagi boleh bole buliah dibolehin dibolehkan
    diizinkan diijinkan diperbolehkan dikasihkan allowed dikasi_ijin`,
  HURTEN: `was_beaten got_beaten being_beaten been_beaten get_beaten am_beaten beaten_up beaten_by was_hit
    got_hit was_attacked was_assaulted been_assaulted was_stabbed got_stabbed being_tortured
    was_tortured been_tortured being_abused was_kicked was_punched was_slapped being_hurt beats_me
    beat_me hit_me hits_me`,
  HOLDS: `nggowo gowo nggawa pegang memegang megang bawa membawa bw pake pakai ambil ambe holding has got with
    took cabut mencabut bawak ngambil mengambil nyekel mamacik`,
  MUST: 'harus disuruh suruh wajib kudu must musti mesti have_to diminta minta need_to',
  MOVED: `dibawa* dijual* dipindah* diberangkatkan diterbangkan sold moved dibaok* digowo digawa diseberangkan`,
  UTANG: 'utang hutang utangnya hutangnya utangku hutangku debt utange',
  WRONGVISA: `visa_turis visa_kunjungan visa_ziarah visa_umroh visa_umrah visa_wisata visa_pelancong tourist_visa`,
  SCAMWORK: `scam scammer scamming love_scam judol judi_online penipuan operator_judi telemarketing penipu judi
    admin_judi scam_online target`,
  MAKES: `minta diminta dimintai dimintain disuruh dipaksa suruh paksa maksa meminta nyuruh kirim ask asked
    asks wants send`,
  HEARD: 'ketahuan ketauan katauan katahuan konangan ketahuan_dia found_out kedengaran ketangkap_basah',
  BOSS: `bos boss majikan agen agensi agency agent sponsor calo tekong mandor perusahaan pt toke tauke
    employer recruiter supervisor pengawas juragan penyalur leader cici`,
  SPOUSE: `suami suamiku laki lakiku bojo bojoku pacar pacarku cowok cowokku mantan mantanku tunangan husband
    boyfriend ex exku partner misua`,
  ELDER: `bapak bapa bapaku bapakku ayah ayahku papa papi om paman pakde paklek mertua ipar konyadu kakek opa
    too mamak guru dosen pendeta romo pastor ustaz ustad ustadz kiai kyai abang abangku father dad
    stepfather uncle`,
  THEY: `dia ia dy mereka dong dorang dorg dheweke deweke wong inyo nyo he she they hes shes theyre someone
    seseorang orang org urang oknum preman polisi tentara aparat tamu pelanggan BOSS SPOUSE ELDER`,

  WANT: `mau mo mw pengen pengin pingin pgn pgen ingin kepengin kepingin pen nio namuah hendak want wanna
    wants arep pengan pingen`,
  WILL: 'WANT akan bakal bakalan gonna going_to will about_to ape meh',
  FORCE: 'dipaksa* dipaso* dipeksa* dipakso* disuruh* diharuskan forced made',
  CAN: `bisa bs isa iso boleh bole bleh buliah oleh saged able allowed dapat dibolehkan diperbolehkan
    diizinkan diijinkan`,
  OUT: 'keluar kluar kaluar kalua metu medal kabur lari escape leave',
  GOHOME: 'pulang plg balik muleh mulih bale',
  SEMUA: 'semua semuanya kalian everyone',
  NOW: `sekarang skrg skrang skr saiki kini now hari_ini malam_ini tadi td barusan baru_saja today tonight
    detik_ini tadi_malam`,
  SOON: `besok bsk beso sesok nanti_malam malam_ini nanti_sore sore_ini hari_ini sebentar_lagi subuh lusa
    sekarang skrg tomorrow tonight soon now malam_nanti besuk`,
  PAST: `dulu dolo duluan pernah tahun_lalu taun_lalu bulan_lalu minggu_lalu waktu_kecil semasa sering suka
    biasa biasanya acap used_to last_year last_month years_ago often sometimes kadang`,

  HITTEN: `dicekek* dicekik* dipukulin digebukin ditendangin dikroyok* dipukul* dipukuli* dpukul* dipukua*
    ditampar* ditampanyo ditempeleng* ditonjok* ditinju* ditendang* dijambak* dianiaya* dianiyaya*
    disiksa* dihajar* digebuk* digebug* dikeroyok* dibanting* dicambuk* dipecut* dibacok* ditusuk*
    ditikam* disundut* dikeplak* diantem* dihantam* digampar* ditapuk* dipidak* dilanyau* dilantak*
    dilacuik* ditabok* dipiting* dilukai* diseret* disabet* digaplok* dijotos* ditempiling* dipopor*
    diinjak* digebugi dilempari dihantem* dikasari ditunjang*`,
  HITS: `cekek nyekek ngantem* lempar ngeroyok mengeroyok siram nyiram menyiram injak nginjak menginjak
    ngelempar melempar sundut nyundut seret menyeret nyeret nyambuk cambuk pukul mukul* memukul* pukulin
    pukuli gebuk* gebug* nggebug* nabok tabok nampar tampar menampar* tendang nendang* menendang* cekik
    nyekik* mencekik* hajar ngehajar menghajar* jambak* menjambak* siksa nyiksa* menyiksa* aniaya
    menganiaya* lantak* tinju bacok ngebacok tusuk nusuk* tikam banting* membanting* mamukua* lacuik*
    bapukul tonjok nonjok* ngantem keplak ngeplak hits hit beats beat beating hitting slaps slapped
    kicks kicked punches punched chokes choked strangled abuses abused hurts hurting tortures bats
    nyakitin menyakiti pukulkan tempeleng gampar menganiaya`,
  BEATS: `mukul* memukul* mukulin pukulin gebukin nggebuk* nabok nampar* menampar* nendang* menendang* nyekik
    mencekik* menghajar* ngehajar menjambak* njambak nyiksa* menyiksa* menganiaya* nonjok* menonjok
    membanting ngebanting mamukua* ngantem* beats hits hitting beating slaps kicks nginjak menginjak
    nyambuk melukai`,
  BODY: `kepala kepalaku muka mukaku wajah wajahku badan badanku tubuh perut perutku punggung kaki tangan
    tanganku leher leherku dada mata mulut pipi`,
  STRONG: 'kuat kuwat kuek kuaik kuek_lai sanggup sangguik mampu',
  WEAPON: `ladiang pisau piso lading parang golok celurit clurit arit sabit senjata sajam pistol senapan badik
    samurai pedang linggis kapak kampak belati keris cutter gunting knife gun machete sword`,
  KILLS: `ngabisin habisin ngehabisin menghilangkan_nyawa bunuhin bunuh mbunuh membunuh ngebunuh mateni matiin
    habisi menghabisi kasi_mati kase_mati kas_mati kill killing murder mambunuah`,
  KILLED: 'dibunuh* dipateni dihabisi* dimatiin dibunuah* killed murdered',

  LOCKED: `dikurung* disekap* terkurung dikunci* dikunciin terkunci dikuruang* disandera* ditawan diborgol*
    dirantai* dipasung* dkunci dsekap dikerangkeng locked_in locked_up imprisoned`,
  LOCKS: `kunci kunciin ngunci ngunciin mengunci kurung ngurung mengurung sekap nyekap menyekap locks locked
    lock`,
  PAPERS: `paspor pasport paspo passport pasporku passportku ktp ktpku ijazah ijasah dokumen dokumenku
    akta_lahir documents document papers surat_surat identitas`,
  PHONE: 'hp hpku hape hapeku handphone hanphone ponsel hengpon phone telepon_saya cellphone',
  TAKEN: `diambil* diambiak* ditahan* disita* dirampas* dirampok dijupuk* dicekel* diambek dijabel*
    dikumpulin* direbut* disembunyikan* taken confiscated withheld held`,
  TAKES: `ambil ngambil mengambil ambe pegang megang memegang tahan nahan menahan sita nyita menyita rampas
    ngerampas merampas bawa simpan took take takes keeps kept keep holds holding has confiscated`,
  PAY: 'gaji gajih gajiku gajine upah honor bayaran salary wage wages pembayaran',

  RAPED: `diprekosa* diperkosaan diperkosa* diprkosa* dprkosa dirudapaksa* rudapaksa dirudapeksa dilecehkan*
    dilecehin dicabuli* digagahi* dinodai disetubuhi* ditiduri digerayangi* digrayangi* ditelanjangi*
    ditelanjangin dipakoso* dipakosonyo diperkaos raped molested groped`,
  RAPES: `perkosa memperkosa merkosa cabuli mencabuli nyabulin lecehkan melecehkan ngelecehin gagahi
    menggagahi nodai setubuhi menyetubuhi tiduri meniduri nidurin raba meraba ngeraba grepe gerayangi
    grayangi remas telanjangi cium_paksa rape rapes raping molest molests grope gropes`,
  SEXUAL: `porno begituan gituan tidur turu tidor tidua berhubungan hubungan_badan hubungan_intim seks sex vcs
    bugil telanjang oral ngentot melayani layani ngladeni melayaninyo bersetubuh have_sex sleep_with
    intim`,
  SELLS: 'psk pelacur open_bo bo lonte jual_diri ladies lc prostitute prostitusi melacur mucikari',
  PICTURE: `foto fotoku foto_ku photo photos video videoku vidio vidioku pidio pap gambar nudes nude pics
    pictures aib rekaman`,
  SPREAD: `disebar* disebarin tersebar dsebar diviralkan diviralin diposting dipost diupload disebarluaskan
    leaked sebar* nyebar* menyebar* viralin viralkan viral memviralkan posting leak share`,
  THREAT: `maancam maancamnyo diancam* dianjam dancam terancam diteror* diintimidasi* ancam ancamannya
    mengancam* ngancam* ngancem* ancem* neror meneror mangancam diancamnyo threatened threatens
    threatening threaten blackmailed blackmailing`,

  DIE: 'mati mampus modar matek mati_sa mati_aja die dead',
  POISON: `pemutih pembersih baygon racun racun_tikus pestisida gramoxone roundup potas potasium sianida
    herbisida insektisida wipol bayclin obat_nyamuk obat_serangga poison`,
  LIFE: 'kehidupan hdp hidup urip hiduik idup iduik life',
  TIRED: 'capek cape capai lelah panek kesel bosen bosan muak letih tired',
  AFRAID: 'takut takuik takuttt wedi ajrih takot scared afraid terrified ketakutan',

  CRY: `tolong tlg tlong tolongan tulung tulungi tulungono tolongi sos help selamatkan selametin mayday
    pitulungan`,
  CRYREST: `AFRAID im cepat cepet cpt segera buruan please pls plis plz do dolo dulu banget bgt njaluk nyuwun
    minta mohon pitulungan NOW ME KIN bantu any someone`,
  SOFT: `pernah ada lagi sampai mau akan pung bisa dapa jadi di sedang ever been being be merasa ikut sempat`,
  POLITE: `kak min admin pak bu mas mbak bang om bapak ibu dong dongg donk ya yaa yah deh lah sih nih halo
    hallo hai hi hello sis bro gan siapapun siapa_saja tuhan ya_allah allah anyone someone somebody oh
    ah aduh eh`,
  ASKING: `info informasi kirim kirimkan kasih kasi beri berikan jelaskan jelasin cek cekkan balas bales bantu
    isi jawab carikan cari tanya tanyakan sebutkan share kabari tunggu lihat buka ajari ajarin with
    translate`,

  SAYING: `berita nonton film_horor film_tentang sinetron novel drakor drama lagu artikel skripsi seminar
    sosialisasi pengertian definisi makalah lirik tugas_kuliah tugas_sekolah kuliah_tentang penelitian
    webinar puisi cerpen podcast arti_kata arti_dari artinya_apa apa_itu what_is movie song article news
    essay pasal uu undang kampanye survei`,
  HARMLESSNUMBER: `kerja bekerja menikah nikah dihukum hukuman kontrak penjara tinggal pengalaman garansi selama
    cicilan tenor`,
  LAUGH: 'haha* hahah* ahaha* wkwk* wkwkwk* hehe* hihi* xixi* kwkw* awkwk* lol lmao rofl ngakak wk kekeke',
  SCAMLAND: `kamboja cambodia myanmar laos poipet sihanoukville myawaddy bavet kk_park filipina golden_triangle`,
  TEENWORD: `sebelas duabelas tigabelas empatbelas limabelas enambelas tujuhbelas sewelas rolas telulas patbelas
    patlas limalas limolas nembelas nemlas pitulas thirteen fourteen fifteen sixteen seventeen twelve
    eleven`,
  TENSWORD: 'dua tiga empat ampek lima limo enam anam tujuh tujuah',
};
