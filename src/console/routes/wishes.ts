import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Tx } from '../../store/database.ts';
import { confirmErasure, setLegalHold } from '../../store/erasure.ts';
import { isSupervisor } from '../../store/members.ts';
import { decideRequest, listRightsRequests, mayJudge, type RefusalReason } from '../../store/rights.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { wishesPage } from '../pages/wishes.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { form, noticeQuery, params, uuid } from './schemas.ts';

interface OfWish {
  Params: { id: string };
}
type Decide = (tx: Tx, signedIn: SignedIn, request: FastifyRequest<OfWish>) => Promise<Notice>;

const ofWish = params({ id: uuid });

/** Requests about one's own data: a supervisor decides, the person is told (standards.md L3, L4). */
export function wishesRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/wishes', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, listRightsRequests);
    if (!here) return askToSignIn(site, request, reply);
    const contents = { requests: here.result, mayDecide: isSupervisor(here.signedIn) };
    return show(reply, wishesPage(viewOf(site, request, reply, here.signedIn), contents));
  });

  const decided =
    (outcome: 'answered' | RefusalReason): Decide =>
    async (tx, signedIn, { params: { id } }) =>
      (await decideRequest(tx, site.store, signedIn, id, outcome)) === 'decided' ? 'decided' : 'wishGone';
  decideRoute(scope, site, 'done', form(), decided('answered'));
  const body = form({ reason: { enum: ['refusedHold', 'refusedDanger', 'refusedOther'] } });
  decideRoute(scope, site, 'refuse', body, (tx, signedIn, request) =>
    decided((request.body as { reason: RefusalReason }).reason)(tx, signedIn, request),
  );
  decideRoute(scope, site, 'hold', form(), (tx, signedIn, request) =>
    hold(site, tx, signedIn, request, true),
  );
  decideRoute(scope, site, 'unhold', form(), (tx, signedIn, request) =>
    hold(site, tx, signedIn, request, false),
  );
  decideRoute(scope, site, 'erase', form(), async (tx, signedIn, { params: { id } }) => {
    const erased = await confirmErasure(tx, site.store, signedIn, id, site.deps.appendErasure);
    return erased.is === 'gone' ? 'wishGone' : erased.is;
  });
}

async function hold(
  site: Site,
  tx: Tx,
  signedIn: SignedIn,
  request: FastifyRequest<OfWish>,
  holds: boolean,
): Promise<Notice> {
  const wish = (await listRightsRequests(tx)).find(({ id }) => id === request.params.id);
  if (!wish?.caseId) return 'wishGone';
  await setLegalHold(tx, site.store, signedIn, wish.caseId, holds);
  return 'decided';
}

function decideRoute(scope: FastifyInstance, site: Site, act: string, body: object, decide: Decide): void {
  scope.post<OfWish>(`/wishes/:id/${act}`, { schema: { params: ofWish, body } }, async (request, reply) => {
    const here = await visit(
      site,
      request,
      async (tx, signedIn): Promise<Notice> =>
        (await mayJudge(tx, signedIn, request.params.id)) ? decide(tx, signedIn, request) : 'notDeciding',
    );
    if (!here) return askToSignIn(site, request, reply);
    return go(reply, `/console/wishes?notice=${here.result}`);
  });
}
