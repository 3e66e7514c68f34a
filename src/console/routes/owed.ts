import type { FastifyInstance } from 'fastify';
import type { ChildBasis } from '../../conversation/case-item.ts';
import { childBases, setChildBasis } from '../../store/case-notes.ts';
import { readFeedback } from '../../store/feedback.ts';
import { isSupervisor } from '../../store/members.ts';
import { type RevealReason, revealContact, revealReasons } from '../../store/reveals.ts';
import { contactPage, wordsCharsMax } from '../pages/contact.ts';
import { feedbackPage } from '../pages/feedback.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import { caseUrl } from './claim.ts';
import { form, noticeQuery, params, uuid } from './schemas.ts';

/** What law and rules owe to people: a number shown with a reason, a child's ground, what people said of us. */
export function owedRoutes(scope: FastifyInstance, site: Site): void {
  revealRoute(scope, site);
  basisRoute(scope, site);
  scope.get('/feedback', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, async (tx, signedIn) =>
      isSupervisor(signedIn) ? readFeedback(tx) : undefined,
    );
    if (!here) return askToSignIn(site, request, reply);
    if (!here.result) return showNotFound(site, request, reply);
    return show(reply, feedbackPage(viewOf(site, request, reply, here.signedIn), here.result));
  });
}

/** Shown in the answer to the press itself: no address leads to it, and opening it again is another act (L10). */
function revealRoute(scope: FastifyInstance, site: Site): void {
  const body = form(
    { reason: { enum: [...revealReasons] } },
    { words: { type: 'string', maxLength: wordsCharsMax * 2, default: '' } },
  );
  scope.post<{ Params: { id: string; item: string }; Body: { reason: RevealReason; words: string } }>(
    '/cases/:id/contacts/:item/reveal',
    { schema: { params: params({ id: uuid, item: uuid }), body } },
    async (request, reply) => {
      const { id: caseId, item: itemId } = request.params;
      const here = await visit(site, request, (tx, signedIn) =>
        revealContact(tx, site.store, signedIn, { caseId, itemId }, request.body),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result.is === 'unknown') return showNotFound(site, request, reply);
      if (here.result.is === 'noReason') return go(reply, caseUrl(caseId, 'reasonMissing'));
      return show(reply, contactPage(viewOf(site, request, reply, here.signedIn), caseId, here.result));
    },
  );
}

function basisRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ basis: { enum: ['', ...childBases] }, reason: { type: 'string', maxLength: 1_000 } });
  scope.post<{ Params: { id: string }; Body: { basis: ChildBasis | ''; reason: string } }>(
    '/cases/:id/child-basis',
    { schema: { params: params({ id: uuid }), body } },
    async (request, reply) => {
      const { id } = request.params;
      const { basis, reason } = request.body;
      const here = await visit(site, request, async (tx, signedIn) =>
        basis === '' ? 'empty' : setChildBasis(tx, site.store, signedIn, id, { basis, reason }),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'unknown') return showNotFound(site, request, reply);
      return go(reply, caseUrl(id, here.result === 'noted' ? 'childBasisKept' : 'reasonMissing'));
    },
  );
}
