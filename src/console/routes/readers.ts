import type { FastifyInstance } from 'fastify';
import { letIn, listCaseReaders, shutOut } from '../../store/exclusions.ts';
import { mayDecide } from '../../store/leaving.ts';
import { readersPage } from '../pages/team-keys.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { form, noticeQuery, params, uuid } from './schemas.ts';

/** Who may read one case, and shutting somebody out of it. */
export function readerRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Params: { id: string } }>(
    '/cases/:id/readers',
    { schema: { params: params({ id: uuid }), querystring: noticeQuery } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) =>
        listCaseReaders(tx, site.store, signedIn, id),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result) return showNotFound(site, request, reply);
      const view = viewOf(site, request, reply, here.signedIn);
      return show(reply, readersPage(view, id, here.result, mayDecide(here.signedIn)));
    },
  );
  const decisions = { 'shut-out': shutOut, 'let-in': letIn } as const;
  const notices: Record<string, Notice> = {
    shut: 'shutOut',
    in: 'letIn',
    last: 'lastReader',
    refused: 'notAllowed',
  };
  for (const [verb, decide] of Object.entries(decisions))
    scope.post<{ Params: { id: string; member: string } }>(
      `/cases/:id/readers/:member/${verb}`,
      { schema: { params: params({ id: uuid, member: uuid }), body: form() } },
      async (request, reply) => {
        const { id, member } = request.params;
        const here = await visit(site, request, (tx, signedIn) =>
          decide(tx, site.store, signedIn, id, member),
        );
        if (!here) return askToSignIn(site, request, reply);
        const notice = notices[here.result];
        if (notice === undefined) return showNotFound(site, request, reply);
        // Whoever shut herself out has no way back to that page.
        const isGone = here.result === 'shut' && member === here.signedIn.member.id;
        return go(reply, `${isGone ? '/console' : `/console/cases/${id}/readers`}?notice=${notice}`);
      },
    );
}
