import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listActs } from '../store/team.ts';
import { type Browser, openScene, type Scene, seen } from './scene.ts';

let scene: Scene;
let rahel: Browser;
let sari: Browser;
beforeAll(async () => {
  scene = await openScene();
  rahel = await scene.supervisor();
  sari = await scene.counsellor('Sari');
});
afterAll(() => scene.close());

const nonces = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const read = async (browser: Browser, caseId: string) =>
  seen((await browser.get(`/console/cases/${caseId}`)).body);

/** What the case's page says of itself: the newest item that it shows. */
const seenIn = async (browser: Browser, caseId: string) =>
  /name="seen" form="close" value="(\d+)"/.exec((await browser.get(`/console/cases/${caseId}`)).body)?.[1] ??
  '';

/** A case that Sari holds. */
async function heldBySari(address: string, words: string): Promise<string> {
  const caseId = await scene.danger(address, words);
  // Beyond what she may hold, an emergency is taken all the same; the page says so.
  expect((await sari.press(`/console/cases/${caseId}/claim`)).to).toMatch(
    new RegExp(`^/console/cases/${caseId}(\\?notice=overCap)?$`),
  );
  await scene.engine.settle();
  return caseId;
}

describe('the queue', () => {
  it('shows who is in danger, how urgent by shape and word, how long, where from, and the last words', async () => {
    await scene.danger('queue-1', 'tolong dia pegang parang di depan pintu');
    const page = seen((await sari.get('/console')).body);
    expect(page).toMatch(/Darurat baru saja .*tolong dia pegang parang di depan pintu .*Telegram Ambil/);
    scene.house.clock.advance(3 * 60_000);
    expect(seen((await sari.get('/console')).body)).toContain('3 menit menunggu');
  });

  it('counts those who wait in its title, and says so to the part as well', async () => {
    const waiting = (await sari.get('/console')).body.match(/<li class="card/g)?.length ?? 0;
    expect(waiting).toBeGreaterThan(0);
    const part = (await sari.get('/console/queue', { 'hx-request': 'true' })).body;
    expect(part).toContain(`<title>(${waiting}) Catatan</title>`);
    expect(part).toMatch(/^<div id="queue"/);
  });

  it('teaches when it is empty, and says when nobody is on duty', async () => {
    const empty = await openScene();
    const browser = await empty.supervisor();
    const page = seen((await browser.get('/console')).body);
    expect(page).toContain('Yang paling mendesak selalu paling atas.');
    expect(page).toContain('Belum ada yang bertugas.');
    await browser.press('/console/duty', { duty: 'bertugas' });
    const later = (await browser.get('/console')).body;
    expect(seen(later)).not.toContain('Belum ada yang bertugas.');
    expect(later).toMatch(/value="bertugas" aria-pressed="true"/);
    await empty.close();
  });
});

describe('taking a case', () => {
  it('of two who press, one wins and the other sees who', async () => {
    const caseId = await scene.danger('race-1', 'saya disekap, tolong');
    const browsers = [rahel, sari];
    const answers = await Promise.all(
      browsers.map((browser) => browser.press(`/console/cases/${caseId}/claim`)),
    );
    const won = answers.findIndex(({ to }) => to === `/console/cases/${caseId}`);
    const lost = 1 - won;
    expect(answers[lost]?.to).toBe(`/console/cases/${caseId}?notice=held`);
    const winner = ['Ibu Rahel', 'Sari'][won] ?? '';
    const page = await browsers[lost]?.get(String(answers[lost]?.to));
    expect(seen(page?.body ?? '')).toContain(`Sudah diambil ${winner} lebih dulu.`);
    expect(seen(page?.body ?? '')).toContain(`Dipegang ${winner}.`);
    expect(page?.body).not.toContain('id="composer"');
    expect((await listActs(scene.house)).filter((act) => act === 'claim')).toHaveLength(1);
  });

  it('pressed twice is taken once, and leads to the same place', async () => {
    const caseId = await scene.danger('twice-1', 'dia mau bunuh saya');
    for (const _ of [1, 2])
      expect((await sari.press(`/console/cases/${caseId}/claim`)).to).toBe(`/console/cases/${caseId}`);
    await scene.engine.settle();
    const joined = scene.engine
      .heard('twice-1')
      .filter((text) => text.includes('Seorang petugas sudah masuk'));
    expect(joined).toHaveLength(1);
  });
});

describe('a case', () => {
  it('shows the danger sign on the words it was heard in, and why it is urgent, in plain words', async () => {
    const caseId = await scene.danger('why-1', 'saya disekap di mess, dia pegang parang');
    const page = (await rahel.get(`/console/cases/${caseId}`)).body;
    expect(page).toMatch(/<li class="said person danger u1"/);
    expect(seen(page)).toContain('Tanda bahaya:');
    expect(seen(page)).not.toContain('tanda lain dari yang ditulis');
    expect(seen(page)).toContain('Tanya dulu: aman untuk chat?');
  });

  it('carries her words to the person once, however often they are sent', async () => {
    const caseId = await heldBySari('say-1', 'saya disekap, saya takut');
    const words = { text: 'Saya Sari.\r\nSaya di sini.  ', nonce: nonces[0] };
    const first = await sari.press(`/console/cases/${caseId}/say`, words);
    expect([first.status, first.to]).toEqual([303, `/console/cases/${caseId}?notice=said`]);
    await sari.press(`/console/cases/${caseId}/say`, words);
    await Promise.all([1, 2].map(() => sari.press(`/console/cases/${caseId}/say`, words, { part: true })));
    await scene.engine.settle();
    await sari.press(`/console/cases/${caseId}/say`, words);
    await scene.engine.settle();
    expect(scene.engine.heard('say-1').filter((text) => text === 'Saya Sari.\nSaya di sini.')).toHaveLength(
      1,
    );
    const page = (await sari.get(`/console/cases/${caseId}`)).body;
    expect(page.match(/Saya di sini\./g)).toHaveLength(1);
    expect(seen(page)).toMatch(/Kamu · [\d.]+ · terkirim/);
    expect(await read(rahel, caseId)).toMatch(/Sari · [\d.]+ · terkirim/);
  });

  it('answers a part with a fresh line to write on, the words as waiting, and a new nonce', async () => {
    const caseId = await heldBySari('part-1', 'saya disekap di mess');
    const answer = await sari.press(
      `/console/cases/${caseId}/say`,
      { text: 'Saya <di> sini', nonce: nonces[1] },
      { part: true },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/^<form class="composer" id="composer"/);
    expect(answer.body).toContain('<hx-partial hx-target="#talk" hx-swap="outerMorph">');
    expect(seen(answer.body)).toContain('Saya <di> sini Kamu · menunggu terkirim');
    expect(/name="nonce" value="([^"]+)"/.exec(answer.body)?.[1]).not.toBe(nonces[1]);
    expect(/<textarea[^>]*>([^<]*)</.exec(answer.body)?.[1]).toBe('');
    await scene.engine.settle();
    expect(seen((await sari.get(`/console/cases/${caseId}/part`)).body)).toMatch(
      /Saya <di> sini Kamu · [\d.]+ · terkirim/,
    );
  });

  it('gives words back that it could not keep: an old page, a lost session, a case that is no longer hers', async () => {
    const caseId = await heldBySari('lost-1', 'tolong saya disekap');
    const words = { text: 'Ini "penting" <b>', nonce: nonces[0] };
    const path = `/console/cases/${caseId}/say`;
    const back = (body: string) => /<textarea[^>]*>([^<]*)<\/textarea>/.exec(body)?.[1];
    const stale = await sari.press(path, words, { csrf: 'old', part: true });
    expect([stale.status, back(stale.body)]).toEqual([403, 'Ini &#34;penting&#34; &#60;b&#62;']);
    expect(seen(stale.body)).toContain('tekan Kirim sekali lagi');
    const token = /name="csrf" value="([^"]+)"/.exec(stale.body)?.[1] ?? '';
    expect((await sari.press(path, words, { csrf: token, part: true })).status).toBe(200);

    const gone = await scene.browser().press(path, words, { page: '/console/sign-in', part: true });
    expect([gone.status, back(gone.body)]).toEqual([401, 'Ini &#34;penting&#34; &#60;b&#62;']);
    await sari.press(`/console/cases/${caseId}/release`);
    for (const part of [true, false]) {
      const late = await sari.press(path, words, { part });
      expect([late.status, back(late.body)]).toEqual([409, 'Ini &#34;penting&#34; &#60;b&#62;']);
      expect(seen(late.body)).toContain('bukan peganganmu lagi');
    }
  });

  it('sends nothing when nothing was written', async () => {
    const caseId = await heldBySari('empty-1', 'saya disekap di gudang');
    const before = scene.engine.heard('empty-1').length;
    const answer = await sari.press(`/console/cases/${caseId}/say`, { text: ' \r\n ', nonce: nonces[0] });
    expect(seen((await sari.get(String(answer.to))).body)).toContain('Belum ada yang ditulis');
    await scene.engine.settle();
    expect(scene.engine.heard('empty-1').length).toBe(before);
  });

  it('let go is back in the queue, and the person is told', async () => {
    const caseId = await heldBySari('go-1', 'dia mau bunuh saya sekarang');
    expect((await sari.press(`/console/cases/${caseId}/release`)).to).toBe('/console?notice=released');
    expect((await sari.press(`/console/cases/${caseId}/release`)).to).toContain('notice=notYours');
    await scene.engine.settle();
    expect(scene.engine.heard('go-1').join('\n')).toContain('Petugas keluar dari chat ini');
    expect((await rahel.get('/console')).body).toContain(`/console/cases/${caseId}/claim`);
    expect(await read(rahel, caseId)).toContain('Sari melepas kasus ini');
  });

  it('is closed with one of the reasons, and then nobody writes in it', async () => {
    const caseId = await heldBySari('close-1', 'saya disekap semalam');
    const path = `/console/cases/${caseId}/close`;
    expect((await sari.press(path, { reason: 'apa saja' })).status).toBe(400);
    expect((await sari.press(path, { reason: '' })).to).toContain('notice=chooseReason');
    const seenHere = await seenIn(sari, caseId);
    const closed = await sari.press(path, { reason: 'dirujuk_penuh', seen: seenHere });
    expect(closed.to).toBe('/console?notice=closedHeavy');
    // It was an emergency: somebody looks after her, too (standards.md R51).
    expect(seen((await sari.get(String(closed.to))).body)).toMatch(/Yang barusan berat\. .*Siaga/);
    expect((await sari.press(path, { reason: 'selesai', seen: seenHere })).to).toContain('notice=notYours');
    await scene.engine.settle();
    const page = (await sari.get(`/console/cases/${caseId}`)).body;
    expect(seen(page)).toContain('Kasus ini sudah ditutup: Sudah dirujuk sepenuhnya.');
    expect(page).not.toMatch(/id="composer"|\/claim"|\/close"/);
    expect((await sari.press(`/console/cases/${caseId}/claim`)).to).toContain('notice=alreadyClosed');
    expect(scene.engine.heard('close-1').join('\n')).toContain('Percakapan dengan petugas sudah selesai');
  });

  it('is not closed over words that its page did not show: they are shown first', async () => {
    const caseId = await heldBySari('close-2', 'saya disekap lagi');
    const seenHere = await seenIn(sari, caseId);
    await scene.engine.hear('close-2', 'dia kembali bawa parang');
    await scene.engine.settle();
    const path = `/console/cases/${caseId}/close`;
    const refused = `/console/cases/${caseId}?notice=newWords`;
    expect((await sari.press(path, { reason: 'selesai' })).to).toBe(refused);
    expect((await sari.press(path, { reason: 'selesai', seen: seenHere })).to).toBe(refused);
    const page = seen((await sari.get(refused)).body);
    expect(page).toMatch(/Kasus belum ditutup: ada yang baru .*dia kembali bawa parang/);
    const answer = await sari.press(path, { reason: 'selesai', seen: await seenIn(sari, caseId) });
    expect(answer.to).toBe('/console?notice=closedHeavy');
  });

  it('is offered to colleagues once the person waited and nobody was seen, and taken over from the queue', async () => {
    const caseId = await heldBySari('over-1', 'saya disekap di kebun');
    const taking = `/console/cases/${caseId}/claim`;
    await sari.press(`/console/cases/${caseId}/say`, { text: 'Saya di sini', nonce: nonces[0] });
    await scene.engine.settle();
    scene.house.clock.advance(61_000);
    expect(await read(rahel, caseId)).toContain('Terputus Halaman Sari tidak terbuka lagi.');
    expect((await rahel.get('/console')).body).not.toContain(taking);
    await scene.house.does((tx) =>
      tx.execute(sql`update cases set offered_at = now() where id = ${caseId}::uuid`),
    );
    const queue = (await rahel.get('/console')).body;
    expect(seen(queue)).toContain('Ditawarkan Dipegang Sari');
    expect(queue).toContain(taking);
    expect((await rahel.press(taking)).to).toContain(`/console/cases/${caseId}`);
    expect((await sari.get(`/console/queue/side?of=${caseId}`)).body.split(`side-${caseId}"`)).toHaveLength(
      1,
    );
  });

  it('is never read without a trace', async () => {
    const caseId = await scene.danger('trace-1', 'saya disekap');
    const reads = async () => (await listActs(scene.house)).filter((act) => act === 'read').length;
    const before = await reads();
    await rahel.get(`/console/cases/${caseId}`);
    await rahel.get(`/console/cases/${caseId}/part`);
    expect(await reads()).toBe(before + 2);
  });
});

describe('what a hostile person writes', () => {
  const hostile = `tolong <script>alert(1)</script> " onmouseover="x" ' <img src=x onerror=y> \${7*7} &lt;b&gt; </textarea>`;

  it('is text on every page, and never a tag or an attribute', async () => {
    const caseId = await heldBySari('evil-1', `saya disekap ${hostile}`);
    await scene.engine.hear('evil-1', `lagi ${hostile}`);
    await scene.engine.settle();
    await sari.press(`/console/cases/${caseId}/say`, { text: hostile, nonce: nonces[0] });
    await scene.engine.settle();
    const paths = ['/console', '/console/talks', '/console/queue', `/console/queue/side?of=${caseId}`];
    for (const path of [...paths, `/console/cases/${caseId}`, `/console/cases/${caseId}/part`]) {
      const { body } = await sari.get(path);
      expect(body, path).toContain('saya disekap');
      expect(body.replace(/<script src="[^"]*" defer><\/script>/g, ''), path).not.toMatch(
        /<script|<img|onmouseover="|onerror=y/,
      );
    }
    const page = (await sari.get(`/console/cases/${caseId}`)).body;
    expect(seen(page)).toContain(`lagi ${hostile}`);
    expect(seen(page)).toContain(`${hostile} Kamu`);
  });

  it('is text in a name, a reason and an address too', async () => {
    const evil = '"><script>x</script>';
    const browser = await scene.counsellor(evil);
    const pages = [
      await browser.get('/console/team'),
      await browser.get('/console/more'),
      await browser.get('/console'),
      await browser.get(`/console?notice=${encodeURIComponent(evil)}`),
      await browser.get(`/console/${encodeURIComponent(evil)}`),
      await scene.browser().get(`/console/sign-in?next=${encodeURIComponent(evil)}`),
      await rahel.press('/console/team/invites', { name: evil, roles: 'counsellor' }),
    ];
    for (const { body } of pages) expect(body).not.toContain('<script>x');
    expect(seen(pages[0]?.body ?? '')).toContain(evil);
  });
});
