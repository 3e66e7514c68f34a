import type { FastifyInstance } from 'fastify';
import { services } from '../../directory/numbers.ts';
import { nightCardPage } from '../pages/night-card.ts';
import { askToSignIn, type Site, show, viewOf, visit } from '../site.ts';
import { noticeQuery } from './schemas.ts';

/** The page for the wall: for whoever is signed in, the same for all. */
export function nightCardRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/night-card', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, async () => undefined);
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, nightCardPage(viewOf(site, request, reply, here.signedIn), services));
  });
}
