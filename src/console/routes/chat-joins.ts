import type { FastifyInstance } from 'fastify';
import { wayOut } from '../../conversation/way-out.ts';
import { isReader } from '../../store/case-readers.ts';
import { findCase } from '../../store/case-search.ts';
import {
  askJoin,
  confirmJoin,
  declineJoin,
  type JoinDecision,
  limits as joinLimits,
  listJoins,
  undoJoin,
} from '../../store/joins.ts';
import { isSupervisor, listMembers } from '../../store/members.ts';
import { offerNumber } from '../../store/number-offer.ts';
import { receiptLookup } from '../../store/receipts.ts';
import { readWay } from '../../store/way-out.ts';
import { findCharsMax, joinPage, joinsPage } from '../pages/joins.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { caseUrl } from './claim.ts';
import { doorLimit, form, noticeQuery, params, uuid } from './schemas.ts';

interface OfId {
  Params: { id: string };
}

const ofId = params({ id: uuid });

/** Bringing a chat to the case its person lost: one asks with a reason, another confirms (design §6). */
export function chatJoinRoutes(scope: FastifyInstance, site: Site): void {
  searchRoutes(scope, site);
  askRoutes(scope, site);
  decisionRoutes(scope, site);
}

function searchRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<OfId>(
    '/cases/:id/join',
    { schema: { params: ofId, querystring: noticeQuery } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, { member }) => isReader(tx, id, member.id));
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result) return showNotFound(site, request, reply);
      return show(reply, joinPage(viewOf(site, request, reply, here.signedIn), id, undefined));
    },
  );
  // In the body, so that a number stands in no address and no log; slow for whoever guesses.
  const body = form({ find: { type: 'string', maxLength: findCharsMax } });
  scope.post<OfId & { Body: { find: string } }>(
    '/cases/:id/join/find',
    { schema: { params: ofId, body }, config: doorLimit },
    async (request, reply) => {
      const { id } = request.params;
      const may = await visit(site, request, (tx, { member }) => isReader(tx, id, member.id));
      if (!may) return askToSignIn(site, request, reply);
      if (!may.result) return showNotFound(site, request, reply);
      const by = await wantedBy(site, request.body.find);
      const here = await visit(site, request, (tx, signedIn) =>
        by ? findCase(tx, site.store, signedIn, by) : Promise.resolve(undefined),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result || here.result.caseId === id)
        return go(reply, `/console/cases/${id}/join?notice=joinNotFound`);
      return show(reply, joinPage(viewOf(site, request, reply, here.signedIn), id, here.result));
    },
  );
}

/** A number is hashed before the transaction that looks for it; anything else may be a code. */
async function wantedBy(
  site: Site,
  text: string,
): Promise<{ lookup: Buffer } | { code: string } | undefined> {
  const number = text.replace(/[\s.-]/g, '');
  if (/^\d{16}$/.test(number)) return { lookup: await receiptLookup(site.store, number) };
  const code = text.trim().toLowerCase();
  return /^[\da-f]{8}[\da-f-]{0,28}$/.test(code) ? { code } : undefined;
}

function askRoutes(scope: FastifyInstance, site: Site): void {
  const body = form({ to: uuid, reason: { type: 'string', maxLength: joinLimits.reasonCharsMax * 2 } });
  scope.post<OfId & { Body: { to: string; reason: string } }>(
    '/cases/:id/join',
    { schema: { params: ofId, body } },
    async (request, reply) => {
      const { id } = request.params;
      const { to: toCaseId, reason } = request.body;
      const here = await visit(site, request, (tx, signedIn) =>
        askJoin(tx, site.store, signedIn, { caseId: id, toCaseId, reason }),
      );
      if (!here) return askToSignIn(site, request, reply);
      const notices: Record<typeof here.result, Notice> = {
        asked: 'joinAsked',
        notYours: 'notYours',
        noReason: 'reasonMissing',
        cannot: 'joinCannot',
      };
      return go(reply, caseUrl(id, notices[here.result]));
    },
  );
  scope.post<OfId>(
    '/cases/:id/offer-number',
    { schema: { params: ofId, body: form() } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, async (tx, signedIn) => {
        const way = await readWay(tx, site.store, id);
        const now = site.store.clock.now();
        const isNow = way !== undefined && wayOut({ ...way, now }).is === 'now';
        return offerNumber(tx, site.store, signedIn, { caseId: id, isNow });
      });
      if (!here) return askToSignIn(site, request, reply);
      const notices = { offered: 'numberOffered', notYours: 'notYours', notNow: 'numberLater' } as const;
      return go(reply, caseUrl(id, notices[here.result]));
    },
  );
}

function decisionRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/joins', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, async (tx, signedIn) => ({
      joins: await listJoins(tx, site.store, signedIn),
      names: new Map((await listMembers(tx, site.store)).map(({ id, name }) => [id, name])),
    }));
    if (!here) return askToSignIn(site, request, reply);
    const { joins, names } = here.result;
    const contents = {
      joins,
      nameOf: (id: string) => names.get(id),
      mayConfirm: isSupervisor(here.signedIn),
    };
    return show(reply, joinsPage(viewOf(site, request, reply, here.signedIn), contents));
  });
  const notices: Record<JoinDecision, Notice> = {
    joined: 'joinDone',
    declined: 'joinDeclined',
    parted: 'joinUndone',
    notAllowed: 'notAllowed',
    over: 'joinOver',
  };
  const decisions = { confirm: confirmJoin, decline: declineJoin, undo: undoJoin };
  for (const [verb, decide] of Object.entries(decisions))
    scope.post<OfId>(
      `/joins/:id/${verb}`,
      { schema: { params: ofId, body: form() } },
      async (request, reply) => {
        const here = await visit(site, request, (tx, signedIn) =>
          decide(tx, site.store, signedIn, request.params.id),
        );
        if (!here) return askToSignIn(site, request, reply);
        return go(reply, `/console/joins?notice=${notices[here.result]}`);
      },
    );
}
