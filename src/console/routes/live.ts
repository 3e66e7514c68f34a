import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessCase } from '../../store/case-reading.ts';
import { noteHolderSeen } from '../../store/case-work.ts';
import { askToSignIn, type Site, showNotFound, visit } from '../site.ts';
import { form, params, uuid } from './schemas.ts';

const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: { since: { type: 'integer', minimum: 0 } },
} as const;

/** A stream has no head that could be asked for alone. */
const stream = { exposeHeadRoute: false };

interface Since {
  Querystring: { since?: number };
}

/** The streams of pages that watch: the queue's, and a case's. */
export function liveRoutes(scope: FastifyInstance, site: Site): void {
  // A stream that ends is opened again at once: floods are stopped by the number of streams (live.ts).
  scope.get<Since>('/live', { ...stream, schema: { querystring } }, async (request, reply) => {
    const here = await visit(site, request, async () => undefined);
    if (!here) return askToSignIn(site, request, reply);
    const { sessionId } = here.signedIn;
    return site.live.open(request, reply, { sessionId, since: sinceOf(request) });
  });

  scope.get<Since & { Params: { id: string } }>(
    '/cases/:id/live',
    { ...stream, schema: { params: params({ id: uuid }), querystring } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) => accessCase(tx, site.store, signedIn, id));
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result) return showNotFound(site, request, reply);
      const { sessionId } = here.signedIn;
      return site.live.open(request, reply, { sessionId, caseId: id, since: sinceOf(request) });
    },
  );
  hereRoute(scope, site);
}

/**
 * "I am here", from a page that is open and awake, every half minute (assets/writing.js). A stream cannot say it:
 * one to a laptop that was closed looks open for a quarter of an hour, and somebody would wait that long.
 */
function hereRoute(scope: FastifyInstance, site: Site): void {
  scope.post<{ Params: { id: string } }>(
    '/cases/:id/here',
    { schema: { params: params({ id: uuid }), body: form() } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        noteHolderSeen(tx, site.store, signedIn, request.params.id),
      );
      if (!here) return askToSignIn(site, request, reply);
      return reply.code(204).send();
    },
  );
}

/** What the page already knows: up to its last news, or up to when it was made. */
function sinceOf(request: FastifyRequest<Since>): number {
  const last = Number(request.headers['last-event-id']);
  return Math.max(Number.isFinite(last) ? last : 0, request.query.since ?? 0);
}
