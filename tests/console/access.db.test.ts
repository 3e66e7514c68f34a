import type { RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listActs } from '../store/team.ts';
import { fieldsOf, type Ids, nameOf, pathOf, rightOf, rights } from './routes.ts';
import { openScene, type Scene, seen } from './scene.ts';

let scene: Scene;
let ids: Ids;
beforeAll(async () => {
  scene = await openScene();
  const caseId = await scene.danger('chat-1', 'saya disekap di mess, dia pegang parang');
  ids = { caseId, memberId: (await scene.signedIn()).member.id };
});
afterAll(() => scene.close());

const isOpen = (route: RouteOptions) => rightOf(route) === 'door';
const listed = (method: string) => scene.routes.filter((route) => [route.method].flat().includes(method));

it('every route is listed with whose it is, and no other', () => {
  expect(scene.routes.map(nameOf).sort()).toEqual(Object.keys(rights).sort());
});

describe('without a session', () => {
  it('every page leads to the door and shows nothing of a case', async () => {
    for (const route of listed('GET').filter((route) => !isOpen(route))) {
      const answer = await scene.browser().get(pathOf(route, ids));
      expect([answer.status, answer.to?.split('?')[0]], route.url).toEqual([303, '/console/sign-in']);
      expect(answer.body, route.url).toBe('');
    }
  });

  it('every part leads the whole page to the door', async () => {
    for (const route of listed('GET').filter((route) => !isOpen(route))) {
      const answer = await scene.browser().get(pathOf(route, ids), { 'hx-request': 'true' });
      expect(
        [answer.status, answer.headers['hx-redirect'], answer.headers['hx-reswap'], answer.body],
        route.url,
      ).toEqual([401, '/console/sign-in', 'none', '']);
    }
  });

  it('a part of a case leads back to that case after the door', async () => {
    const page = `/console/cases/${ids.caseId}`;
    const headers = { 'hx-request': 'true', 'hx-current-url': `http://localhost${page}?notice=held` };
    const answer = await scene.browser().get(`${page}/part`, headers);
    expect(answer.headers['hx-redirect']).toBe(`/console/sign-in?next=${encodeURIComponent(page)}`);
    const evil = await scene
      .browser()
      .get(`${page}/part`, { ...headers, 'hx-current-url': 'https://jahat.example/x' });
    expect(evil.headers['hx-redirect']).toBe('/console/sign-in');
  });

  it('every button leads to the door and changes nothing', async () => {
    const before = await listActs(scene.house);
    for (const route of listed('POST').filter((route) => !isOpen(route))) {
      const page = { page: '/console/sign-in' };
      const answer = await scene.browser().press(pathOf(route, ids), fieldsOf(route, ids), page);
      // Words that she wrote come back to her; everything else is the door.
      if (answer.status === 401) expect(seen(answer.body), route.url).toContain('halo');
      else expect([answer.status, answer.to], route.url).toEqual([303, '/console/sign-in']);
    }
    expect(await listActs(scene.house)).toEqual(before);
  });

  it('a token that was made up, cut short or is of another kind is no session', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), scene.house.token.slice(1), "' or 1=1 --", '%00']) {
      const browser = scene.browser();
      browser.cookies.set('suar_session', token);
      expect((await browser.get('/console')).to, token).toMatch(/^\/console\/sign-in/);
    }
  });
});

describe('a button', () => {
  it('counts only with the token of a page we made for this very browser', async () => {
    const mine = await scene.supervisor();
    const colleague = await scene.counsellor('Sari');
    const theirs = (await colleague.get('/console/more')).body;
    const before = await listActs(scene.house);
    const tokens = ['', 'x', 'A'.repeat(86), /name="csrf" value="([^"]+)"/.exec(theirs)?.[1] ?? ''];
    // Every kind of wrong token at one button, a colleague's at every other.
    for (const [at, route] of listed('POST').entries())
      for (const csrf of at === 0 ? tokens : tokens.slice(-1)) {
        const answer = await mine.press(pathOf(route, ids), fieldsOf(route, ids), { csrf });
        expect([answer.status, answer.to], `${route.url} ${csrf}`).toEqual([403, undefined]);
      }
    expect(await listActs(scene.house)).toEqual(before);
  });

  it('of another site is refused before anything else', async () => {
    const mine = await scene.supervisor();
    const csrf = /name="csrf" value="([^"]+)"/.exec((await mine.get('/console/more')).body)?.[1] ?? '';
    const foreign = scene.browser({ headers: { 'sec-fetch-site': 'cross-site' } });
    foreign.cookies.set('suar_session', scene.house.token);
    expect((await foreign.press(`/console/cases/${ids.caseId}/claim`, {}, { csrf })).status).toBe(403);
    expect((await mine.get('/console')).body).toContain(`/console/cases/${ids.caseId}/claim`);
  });

  it('has another token on every page, and each of them counts', async () => {
    const mine = await scene.supervisor();
    const tokens = await Promise.all(
      [1, 2, 3].map(
        async () => /name="csrf" value="([^"]+)"/.exec((await mine.get('/console/more')).body)?.[1] ?? '',
      ),
    );
    expect(new Set(tokens).size).toBe(3);
    for (const csrf of tokens)
      expect((await mine.press('/console/duty', { duty: 'siaga' }, { csrf })).status).toBe(303);
  });
});

describe('what is not there and what is not yours', () => {
  it('are one and the same page', async () => {
    const mine = await scene.supervisor();
    const stranger = await scene.stranger('Rani');
    const nowhere = '3d6f0a4e-5f0c-4f0e-9a3c-0c1d2e3f4a5b';
    const pages = [
      await mine.get('/console/nothing-here'),
      await mine.get('/console/cases/1'),
      await mine.get(`/console/cases/${nowhere}`),
      await mine.get(`/console/cases/${nowhere}/part`),
      await mine.get(`/console/cases/${nowhere}/live`),
      await stranger.get(`/console/cases/${ids.caseId}`),
      await stranger.get(`/console/cases/${ids.caseId}/live`),
      await mine.press(`/console/team/${nowhere}/trust`),
    ];
    for (const page of pages) {
      expect(page.status).toBe(404);
      expect(seen(page.body)).toContain('Halaman itu tidak ada, atau bukan untukmu.');
      expect(page.body).not.toContain('parang');
    }
  });

  it('cannot be taken, written to, let go or closed', async () => {
    const stranger = await scene.stranger('Wulan');
    const on = { page: '/console/more' };
    expect((await stranger.press(`/console/cases/${ids.caseId}/claim`, {}, on)).to).toBe(
      '/console?notice=noKey',
    );
    expect((await stranger.press(`/console/cases/${ids.caseId}/release`, {}, on)).to).toContain('notYours');
    expect(
      (await stranger.press(`/console/cases/${ids.caseId}/close`, { reason: 'selesai' }, on)).to,
    ).toContain('notYours');
    const said = await stranger.press(
      `/console/cases/${ids.caseId}/say`,
      { text: 'halo', nonce: ids.caseId },
      on,
    );
    expect([said.status, seen(said.body).includes('bukan peganganmu')]).toEqual([409, true]);
    expect(seen((await stranger.get('/console')).body)).toContain('Terkunci untukmu');
    expect(seen((await stranger.get('/console')).body)).toContain('belum bisa membaca kasus');
  });
});

describe('every answer', () => {
  it('is kept by no cache, found by no search engine, and has a neutral title', async () => {
    const mine = await scene.supervisor();
    for (const route of listed('GET').filter(({ url }) => !/live$|assets|\.js$/.test(url))) {
      const { headers, body } = await mine.get(pathOf(route, ids));
      expect(headers['cache-control'], route.url).toBe('no-store');
      expect(headers['x-robots-tag'], route.url).toContain('noindex');
      expect(/<title>(.*?)<\/title>/.exec(body)?.[1] ?? 'Catatan', route.url).toMatch(/^(\(\d+\) )?Catatan$/);
    }
  });

  it('is asked for in a shape that is written down', () => {
    for (const { url, schema, method } of scene.routes) {
      expect(schema?.params ?? schema?.querystring ?? schema?.body, `${method} ${url}`).toBeDefined();
      if (url.includes(':')) expect(schema?.params, url).toBeDefined();
      if (method === 'POST') expect(schema?.body, url).toBeDefined();
    }
  });

  it('that holds words of a person travels uncompressed, so that its length tells nothing', async () => {
    const mine = await scene.supervisor();
    const zipped = { 'accept-encoding': 'br, gzip' };
    for (const path of [
      '/console',
      `/console/cases/${ids.caseId}`,
      `/console/cases/${ids.caseId}/part`,
      '/console/talks',
    ])
      expect((await mine.get(path, zipped)).headers['content-encoding'], path).toBeUndefined();
    expect((await mine.get('/console/more', zipped)).headers['content-encoding']).toBe('br');
  });

  it('leaves no word, name, address or secret in the log', async () => {
    const mine = await scene.supervisor();
    await mine.get(`/console/cases/${ids.caseId}`);
    await scene.browser().get('/console/setup/a-secret-of-somebody');
    for (const word of ['parang', 'Rahel', 'Sari', 'a-secret', '203.0.113', scene.house.token, ids.caseId])
      expect(scene.lines.join('\n')).not.toContain(word);
  });
});
