import type { FastifyInstance } from 'fastify';
import { type DraftBox, saveDraft } from '../../store/drafts.ts';
import { sayCharsMax } from '../pages/foot.ts';
import { askToSignIn, go, isForPart, type Site, showNotFound, visit } from '../site.ts';
import { form, params, uuid } from './schemas.ts';

interface DraftOf {
  Params: { id: string };
  Body: { box: DraftBox; text: string; nonce: string };
}

/**
 * What is being typed, kept as it is typed (assets/writing.js), or by a button where no script runs. Nobody
 * is told, nothing is read: it only has to be there again after a reload, an expired session, a dead zone.
 */
export function draftRoutes(scope: FastifyInstance, site: Site): void {
  const text = { type: 'string', maxLength: sayCharsMax * 2 };
  const body = form({ box: { enum: ['say', 'note'] }, text, nonce: uuid });
  scope.post<DraftOf>(
    '/cases/:id/draft',
    { schema: { params: params({ id: uuid }), body } },
    async (request, reply) => {
      const { id } = request.params;
      const written = { ...request.body, text: request.body.text.replace(/\r\n?/g, '\n'), caseId: id };
      const here = await visit(site, request, (tx, signedIn) => saveDraft(tx, site.store, signedIn, written));
      if (!here) return isForPart(request) ? reply.code(401).send() : askToSignIn(site, request, reply);
      if (here.result === 'unknown')
        return isForPart(request) ? reply.code(404).send() : showNotFound(site, request, reply);
      return isForPart(request) ? reply.code(204).send() : go(reply, `/console/cases/${id}?notice=draftKept`);
    },
  );
}
