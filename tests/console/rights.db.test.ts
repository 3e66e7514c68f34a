import { sql } from 'drizzle-orm';
import type { RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCaseTo } from '../../src/store/case-groups.ts';
import { shutOut } from '../../src/store/exclusions.ts';
import { readSession } from '../../src/store/sessions.ts';
import { fieldsOf, type Ids, nameOf, pathOf, type Right, rightOf } from './routes.ts';
import { type Browser, openScene, type Scene, tokenIn } from './scene.ts';

/**
 * Every route × every role × own and other case, from the list of routes. Whoever may not, sees no word of a person
 * and changes nothing; the same press by whoever may, is in the tests of that page.
 */
const people = ['supervisor', 'counsellor', 'shutOut', 'stranger', 'admin'] as const;
type Who = (typeof people)[number];

/** Of the two cases: the first is an adult's, held by the supervisor; the second is a child's, and held by nobody. */
const mayRead: Record<Who, [boolean, boolean]> = {
  supervisor: [true, true],
  counsellor: [true, false],
  shutOut: [false, false],
  stranger: [false, false],
  admin: [false, false],
};

const forbidden: Record<Right, readonly Who[]> = {
  door: [],
  own: [],
  case: ['shutOut', 'stranger', 'admin'],
  holder: ['counsellor', 'shutOut', 'stranger', 'admin'],
  keys: ['stranger', 'admin'],
  invite: ['counsellor', 'shutOut', 'stranger'],
  decide: ['counsellor', 'shutOut', 'stranger', 'admin'],
  supervisor: ['counsellor', 'shutOut', 'stranger', 'admin'],
};

const planted = ['parang', 'disekap'];
let scene: Scene;
let browsers: Record<Who, Browser>;
let cases: [string, string];
let memberId: string;

beforeAll(async () => {
  scene = await openScene();
  const { house } = scene;
  const supervisor = await scene.supervisor();
  const admin = scene.browser();
  admin.cookies.set('suar_session', await house.join(await house.invite(null, ['admin']), 'Pak Admin'));
  browsers = {
    supervisor,
    counsellor: await scene.counsellor('Sari'),
    shutOut: await scene.counsellor('Tini'),
    stranger: await scene.stranger('Rani'),
    admin,
  };
  cases = [
    await scene.danger('right-1', 'saya disekap di mess, dia pegang parang'),
    await scene.danger('right-2', 'kami disekap, mereka bawa parang'),
  ];
  await supervisor.press(`/console/cases/${cases[0]}/claim`);
  await scene.engine.settle();
  const token = browsers.shutOut.cookies.get('suar_session') ?? '';
  const tini = await house.does((tx) => readSession(tx, house.deps, token));
  memberId = tini?.signedIn.member.id ?? '';
  const rahel = await scene.signedIn();
  for (const caseId of cases) await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, memberId));
  await house.does((tx) => sealCaseTo(tx, house.deps, scene.engine.turn.keys, cases[1], 'anak'));
});
afterAll(() => scene.close());

const listed = (method: 'GET' | 'POST') =>
  scene.routes.filter((route) => [route.method].flat().includes(method));
const idsOf = (at: 0 | 1): Ids => ({ caseId: cases[at], memberId });
const isOfCase = ({ url }: RouteOptions) => url.includes('/cases/:id');

/** Everything that a press could change: rows that say who reads, holds, is told or may come in. */
async function everything(): Promise<unknown> {
  const [row] = await scene.house.does((tx) =>
    tx.execute(
      sql`select (select md5(string_agg(t::text, '|' order by id)) from cases t) as cases,
            (select count(*) from case_items) as items,
            (select md5(string_agg(t::text, '|' order by id)) from case_keys t) as pairs,
            (select count(*) from case_key_holders) as copies, (select count(*) from case_exclusions) as shut,
            (select md5(string_agg(t::text, '|' order by t::text)) from group_holders t) as holders,
            (select count(*) from key_groups) as generations, (select count(*) from invites) as links,
            (select count(*) from inbox) as inbox, (select count(*) from outbox) as outbox,
            (select md5(string_agg(roles::text || coalesce(left_at::text, ''), '|' order by id)) from members) as team,
            (select md5(t::text) from org t) as org, (select md5(t::text) from recovery t) as recovery, (select count(*) from readiness) as readiness`,
    ),
  );
  return row;
}

describe.each(people)('%s', (who) => {
  it.each([0, 1] as const)('sees words of case %i only where she may read it', async (at) => {
    const pages = listed('GET').filter(
      (route) => !route.url.endsWith('/live') && (at === 0 || isOfCase(route)),
    );
    for (const route of pages) {
      const { status, body } = await browsers[who].get(pathOf(route, idsOf(at)));
      const may = mayRead[who][at];
      // A file that is nowhere is not there for anybody.
      const isThere = may && !route.url.includes(':file');
      if (isOfCase(route)) expect(status, nameOf(route)).toBe(isThere ? 200 : 404);
      // On no page at all is there a word of what she may not read; the two cases share theirs.
      if (may || (at === 1 && mayRead[who][0])) continue;
      for (const word of planted) expect(body.includes(word), `${nameOf(route)} ${word}`).toBe(false);
    }
  });

  it('gets no stream of a case that she may not read', async () => {
    for (const at of [0, 1] as const)
      if (!mayRead[who][at])
        expect((await browsers[who].get(`/console/cases/${cases[at]}/live`)).status).toBe(404);
  });

  it('changes nothing by any button that is not hers, on her own case or another’s', async () => {
    const before = await everything();
    const csrf = tokenIn((await browsers[who].get('/console/more')).body);
    for (const route of listed('POST')) {
      const right = rightOf(route);
      if (right === undefined) continue;
      for (const at of isOfCase(route) ? ([0, 1] as const) : ([0] as const)) {
        const isShut = isOfCase(route) && right !== 'own' && !mayRead[who][at];
        if (!forbidden[right].includes(who) && !isShut) continue;
        const ids = idsOf(at);
        const { status, body } = await browsers[who].press(pathOf(route, ids), fieldsOf(route, ids), {
          csrf,
        });
        expect(status, nameOf(route)).not.toBe(400);
        expect(status, nameOf(route)).toBeLessThan(500);
        for (const word of planted) expect(body.includes(word), nameOf(route)).toBe(false);
        expect(await everything(), `${nameOf(route)} case ${at}`).toEqual(before);
      }
    }
  });
});

it('the same presses do change something for whoever may', async () => {
  const before = await everything();
  const ids = idsOf(0);
  const route = listed('POST').find(({ url }) => url.endsWith('/readers/:member/let-in'));
  if (!route) return expect.fail('no such route');
  await browsers.supervisor.press(pathOf(route, ids), fieldsOf(route, ids));
  expect(await everything()).not.toEqual(before);
});
