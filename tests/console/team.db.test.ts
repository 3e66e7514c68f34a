import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openScene, passphrase, type Scene, seen, setCookie, setUpApp } from './scene.ts';

let scene: Scene;
let rahel: Browser;
beforeAll(async () => {
  scene = await openScene();
  rahel = await scene.supervisor();
});
afterAll(() => scene.close());

const linkIn = (body: string) => /<output id="link" class="link">([^<]+)</.exec(body)?.[1] ?? '';
const fields = (name: string) => ({ name, passphrase, again: passphrase });

describe('the team', () => {
  it('invites by a link that is shown once, opens cases at once, and works once', async () => {
    const made = await rahel.press('/console/team/invites', { name: 'Sari', roles: ['counsellor'] });
    const link = linkIn(made.body);
    expect(link).toMatch(/^http:\/\/localhost(:80)?\/console\/join\/[\w-]{43}$/);
    expect(seen(made.body)).toContain('Tautan ini sekaligus membuka kasus');
    expect((await rahel.get('/console/team')).body).not.toContain(link);
    const path = new URL(link).pathname;
    const sari = scene.browser();
    expect((await sari.press(path, fields('Sari'), { page: path })).to).toBe('/console');
    expect(await setUpApp(sari, scene.house.clock.now())).toBe('/console');
    const caseId = await scene.danger('team-1', 'saya disekap');
    expect((await sari.get(`/console/cases/${caseId}`)).status).toBe(200);
    expect((await scene.browser().press(path, fields('Dewi'), { page: path, csrf: 'x' })).status).toBe(403);
    expect((await scene.browser().get(path)).status).toBe(404);
  });

  it('entrusts somebody who came without keys, and from then on she reads', async () => {
    const rani = await scene.stranger('Rani');
    const caseId = await scene.danger('team-2', 'saya disekap di mess');
    expect((await rani.get(`/console/cases/${caseId}`)).status).toBe(404);
    const page = (await rahel.get('/console/team')).body;
    const path = /action="(\/console\/team\/[\da-f-]+\/trust)"/.exec(page)?.[1] ?? '';
    expect(seen(page)).toMatch(/Rani Konselor · Menunggu dipercayakan/);
    expect((await rahel.press(path)).to).toBe('/console/team?notice=trusted');
    expect((await rani.get(`/console/cases/${caseId}`)).status).toBe(200);
    expect(seen((await rahel.get('/console/team')).body)).toMatch(/Rani Konselor · Bisa membaca/);
  });

  it('lets nobody entrust who holds nothing, and no counsellor invite', async () => {
    const empty = await scene.stranger('Wulan');
    const other = await scene.stranger('Maria');
    expect((await empty.get('/console/team')).body).not.toContain('/trust"');
    const id = /team\/([\da-f-]+)\/trust/.exec((await rahel.get('/console/team')).body)?.[1];
    expect((await empty.press(`/console/team/${id}/trust`)).to).toBe('/console/team?notice=trustNoKey');
    expect((await other.get('/console/team')).body).not.toContain('id="invite"');
    const asked = await other.press('/console/team/invites', { name: 'Sari Dua', roles: ['supervisor'] });
    expect([asked.status, linkIn(asked.body)]).toEqual([422, '']);
    expect(seen(asked.body)).toContain('Peranmu tidak bisa mengundang');
  });

  it('wants a name and a role, and knows no other roles', async () => {
    const asked = await rahel.press('/console/team/invites', { name: 'Nona' });
    expect([asked.status, seen(asked.body).includes('sedikitnya satu peran')]).toEqual([422, true]);
    expect(asked.body).toContain('value="Nona"');
    expect((await rahel.press('/console/team/invites', { name: ' ', roles: ['admin'] })).status).toBe(422);
    expect((await rahel.press('/console/team/invites', { name: 'Nona', roles: ['king'] })).status).toBe(400);
  });

  it('keeps duty with the member, also after she signed out', async () => {
    const tini = await scene.counsellor('Tini');
    await tini.press('/console/duty', { duty: 'siaga', back: '/console/team' });
    await tini.press('/console/sign-out');
    expect(seen((await rahel.get('/console')).body)).toMatch(/Siaga .*Tini/);
    expect((await rahel.press('/console/duty', { duty: 'selalu' })).status).toBe(400);
  });
});

describe('somebody of the team', () => {
  /** The page of one of the team, as the supervisor reaches it. */
  async function pageOf(name: string): Promise<string> {
    const page = (await rahel.get('/console/team')).body;
    const row =
      page.split('<li class="member').find((part) => part.includes(`<strong>${name}</strong>`)) ?? '';
    return /href="(\/console\/team\/[\da-f-]+)"/.exec(row)?.[1] ?? expect.fail(`no way to ${name}`);
  }

  it('who forgot her passphrase begins anew by a link, under her own name', async () => {
    const old = await scene.counsellor('Yuli');
    const made = await rahel.press(`${await pageOf('Yuli')}/renew`);
    const path = new URL(linkIn(made.body)).pathname;
    expect(seen((await rahel.get('/console/team')).body)).toMatch(
      /Yuli Konselor · pengganti kata sandi · membuka kasus/,
    );
    const yuli = scene.browser();
    const door = (await yuli.get(path)).body;
    expect([seen(door).includes('Halo, Yuli. Pilih kata sandi baru.'), door.includes('id="name"')]).toEqual([
      true,
      false,
    ]);
    const typed = { name: 'Orang Lain', passphrase: 'kain tenun di lemari', again: 'kain tenun di lemari' };
    expect((await yuli.press(path, typed, { page: path })).to).toBe('/console');
    expect((await old.get('/console')).to).toBe('/console/sign-in');
    expect(await setUpApp(yuli, scene.house.clock.now())).toBe('/console');
    expect(seen((await rahel.get('/console/team')).body)).not.toContain('Orang Lain');
  });

  it('who was invited by mistake finds a dead link', async () => {
    const made = await rahel.press('/console/team/invites', { name: 'Salah Orang', roles: ['counsellor'] });
    const path = new URL(linkIn(made.body)).pathname;
    const page = (await rahel.get('/console/team')).body;
    const row = page.split('<li class="member').find((part) => part.includes('Salah Orang')) ?? '';
    const revoke = /action="([^"]+\/revoke)"/.exec(row)?.[1] ?? '';
    expect((await rahel.press(revoke)).to).toBe('/console/team?notice=inviteRevoked');
    expect((await scene.browser().get(path)).status).toBe(404);
    expect((await rahel.press(revoke)).to).toBe('/console/team?notice=inviteGone');
  });

  it('is given children’s cases and loses them again', async () => {
    const mina = await scene.counsellor('Mina');
    const path = await pageOf('Mina');
    expect((await rahel.press(`${path}/child-cases/give`)).to).toBe('/console/team?notice=childGiven');
    expect(seen((await mina.get('/console/team')).body)).toMatch(/Mina .*?Bisa membaca · kasus anak/);
    expect((await rahel.press(`${path}/child-cases/take`)).to).toBe('/console/team?notice=childTaken');
    expect(seen((await rahel.get(path)).body)).toContain('Beri kasus anak');
  });

  it('is shut out of one case by a supervisor, and let in again', async () => {
    const lusi = await scene.counsellor('Lusi');
    const caseId = await scene.danger('team-shut', 'saya disekap, dia saudara Lusi');
    const page = `/console/cases/${caseId}/readers`;
    expect(seen((await lusi.get(page)).body)).toContain('Saya mengenal orang ini');
    const body = (await rahel.get(page)).body;
    const row = body.split('<li class="member').find((part) => part.includes('<strong>Lusi</strong>')) ?? '';
    const shut = /action="([^"]+\/shut-out)"/.exec(row)?.[1] ?? '';
    expect((await rahel.press(shut)).to).toBe(`${page}?notice=shutOut`);
    expect((await lusi.get(`/console/cases/${caseId}`)).status).toBe(404);
    expect((await rahel.press(shut.replace('shut-out', 'let-in'))).to).toBe(`${page}?notice=letIn`);
    expect((await lusi.get(`/console/cases/${caseId}`)).status).toBe(200);
  });

  it('who leaves is out at once, is asked about once more before, and the page says what it cannot undo', async () => {
    const nona = await scene.counsellor('Nona Baru');
    const path = await pageOf('Nona Baru');
    const asked = seen((await rahel.get(`${path}/leave`)).body);
    expect(asked).toContain('Yang tidak bisa ditarik: apa yang sudah ia baca, salin, atau foto.');
    expect((await rahel.press(`${path}/leave`)).to).toBe('/console/team?notice=teamLeft');
    expect((await nona.get('/console')).to).toBe('/console/sign-in');
    const page = await rahel.get('/console/team');
    expect(seen(page.body)).toMatch(/Nona Baru Konselor · Sudah tidak di tim/);
    // What was sealed to the old key waits to be sealed anew; one press does a portion.
    expect(seen(page.body)).toContain('Mengunci ulang kasus lama');
    expect((await rahel.press('/console/team/reseal')).to).toBe('/console/team?notice=resealed');
    expect(seen((await rahel.get('/console/team')).body)).not.toContain('Mengunci ulang kasus lama');
  });

  it('alone with all keys is told so in red on every page', async () => {
    for (const path of ['/console', '/console/team', '/console/more'])
      expect(seen((await rahel.get(path)).body), path).toContain(
        'Kurang dari dua orang memegang semua kunci',
      );
  });
});

describe('a choice', () => {
  it('of language is kept in this browser and says everything in it', async () => {
    const browser = await scene.supervisor();
    const answer = await browser.press('/console/choices', { language: 'en', back: '/console/team' });
    expect(answer.to).toBe('/console/team');
    expect(setCookie(answer, 'suar_bahasa')).toMatch(
      /^suar_bahasa=en; .*Path=\/console; HttpOnly; SameSite=Strict/,
    );
    const page = (await browser.get('/console')).body;
    expect(page).toContain('<html lang="en"');
    expect(seen(page)).not.toMatch(/Antrean|menunggu|Ambil|Bertugas/);
    expect((await browser.press('/console/choices', { language: 'xx', back: '/console' })).status).toBe(400);
  });

  it('of light wins over the hour, which is dark from dusk to dawn', async () => {
    const browser = await scene.supervisor();
    const theme = async () => /data-theme="(\w+)"/.exec((await browser.get('/console/more')).body)?.[1];
    scene.house.clock.set(new Date('2026-01-05T04:00:00Z'));
    expect(await theme()).toBe('auto');
    scene.house.clock.set(new Date('2026-01-05T11:00:00Z'));
    expect(await theme()).toBe('dark');
    await browser.press('/console/choices', { theme: 'light', back: '/console/more' });
    expect(await theme()).toBe('light');
  });

  it('never leads out of the console', async () => {
    for (const back of [
      'https://jahat.example',
      '//jahat.example',
      '/chat',
      '/console/../chat',
      '/console?x=y',
    ])
      expect((await rahel.press('/console/choices', { theme: 'dark', back })).to, back).toBe('/console');
  });
});
