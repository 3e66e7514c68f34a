import type { FastifyInstance } from 'fastify';
import { type Duty, listMembers, setDuty } from '../../store/members.ts';
import { listQueue } from '../../store/queue.ts';
import { recoveryConfirmed } from '../../store/set-up.ts';
import { queuePage, queuePartAnswer, sidePart, talksPage, talksPart } from '../pages/queue.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { form, noticeQuery, params, path, uuid } from './schemas.ts';

const page = { schema: { querystring: noticeQuery } };

/** What waits, what she holds, and whether she is on duty. */
export function queueRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/', { ...page, prefixTrailingSlash: 'no-slash' }, async (request, reply) => {
    const here = await visit(site, request, async (tx, signedIn) => ({
      cards: await listQueue(tx, site.store, signedIn),
      team: await listMembers(tx, site.store),
      keyConfirmed: await recoveryConfirmed(tx),
      holdsKeys: signedIn.groups.size > 0,
    }));
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, queuePage(viewOf(site, request, reply, here.signedIn), here.result));
  });

  const parts = [
    { path: '/queue', render: queuePartAnswer },
    { path: '/talks/part', render: talksPart },
    { path: '/talks', render: talksPage },
  ];
  for (const part of parts)
    scope.get(part.path, page, async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) => listQueue(tx, site.store, signedIn));
      if (!here) return askToSignIn(site, request, reply);
      return show(reply, part.render(viewOf(site, request, reply, here.signedIn), here.result));
    });

  const querystring = { ...params({ of: uuid }), additionalProperties: false };
  scope.get<{ Querystring: { of: string } }>(
    '/queue/side',
    { schema: { querystring } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) => listQueue(tx, site.store, signedIn));
      if (!here) return askToSignIn(site, request, reply);
      const view = viewOf(site, request, reply, here.signedIn);
      return show(reply, sidePart(view, here.result, request.query.of));
    },
  );
  dutyRoute(scope, site);
}

/** Duty belongs to the member: it holds after she signs out. */
function dutyRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ duty: { enum: ['bertugas', 'siaga', 'libur'] } }, { back: path });
  scope.post<{ Body: { duty: Duty; back?: string } }>(
    '/duty',
    { schema: { body } },
    async (request, reply) => {
      const { duty, back } = request.body;
      const here = await visit(site, request, (tx, signedIn) => setDuty(tx, site.store, signedIn, duty));
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, back === '/console/team' ? back : '/console');
    },
  );
}
