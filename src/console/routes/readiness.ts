import type { FastifyInstance } from 'fastify';
import { readReadiness } from '../../readiness.ts';
import { mayDecide } from '../../store/leaving.ts';
import { maySteer } from '../../store/members.ts';
import { type SaidStep, saidSteps, sayStep, unsayStep } from '../../store/readiness.ts';
import { readinessPage } from '../pages/readiness.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { form, noticeQuery } from './schemas.ts';

/** The *Kesiapan* page: what is proven, and the three steps that only a human can say are done. */
export function readinessRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/readiness', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, (tx) => readReadiness(tx, site.store));
    if (!here) return askToSignIn(site, request, reply);
    const contents = {
      readiness: here.result,
      maySay: maySteer(here.signedIn),
      mayRekey: mayDecide(here.signedIn),
    };
    return show(reply, readinessPage(viewOf(site, request, reply, here.signedIn), contents));
  });

  const body = form({ step: { enum: saidSteps }, done: { enum: ['yes', 'no'] } });
  scope.post<{ Body: { step: SaidStep; done: 'yes' | 'no' } }>(
    '/readiness',
    { schema: { body } },
    async (request, reply) => {
      const { step, done } = request.body;
      const here = await visit(site, request, async (tx, signedIn) => {
        if (!maySteer(signedIn)) return;
        await (done === 'yes' ? sayStep : unsayStep)(tx, site.store, signedIn, step);
      });
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, '/console/readiness');
    },
  );
}
