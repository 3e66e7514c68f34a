import type { FastifyInstance } from 'fastify';
import type { QueueCard } from '../../store/case-contents.ts';
import type { Tx } from '../../store/database.ts';
import { dutyRoster, nobodyOnDuty } from '../../store/duty.ts';
import { cardsMax, claimNext, listQueue } from '../../store/queue.ts';
import { queueFigures } from '../../store/queue-figures.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { recoveryConfirmed } from '../../store/set-up.ts';
import {
  type QueueContents,
  type QueuePart,
  queuePage,
  queuePartAnswer,
  sidePart,
  talksPage,
  talksPart,
} from '../pages/queue.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { claimTo } from './claim.ts';
import { form, noticeQuery, params, uuid, withQuery } from './schemas.ts';

interface Paged {
  Querystring: { page?: number };
}

/** A queue of three thousand is an emergency of another kind; its end is not looked for by thumb. */
const pagesMax = 100;
const figureDays = 7;

/** What waits, and what she holds. */
export function queueRoutes(scope: FastifyInstance, site: Site): void {
  const schema = { querystring: withQuery({ page: { type: 'integer', minimum: 0, maximum: pagesMax } }) };
  scope.get<Paged>('/', { schema, prefixTrailingSlash: 'no-slash' }, async (request, reply) => {
    const { page = 0 } = request.query;
    const here = await visit(site, request, (tx, signedIn) => readQueue(site, tx, signedIn, page));
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, queuePage(viewOf(site, request, reply, here.signedIn), here.result));
  });
  scope.get<Paged>('/queue', { schema }, async (request, reply) => {
    const { page = 0 } = request.query;
    const here = await visit(site, request, async (tx, signedIn) =>
      partOf(await listQueue(tx, site.store, signedIn, page), page),
    );
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, queuePartAnswer(viewOf(site, request, reply, here.signedIn), here.result));
  });
  talkRoutes(scope, site);
  takeRoute(scope, site);
}

/** Hers and those she is asked to take over come on top of the thirty of the first page. */
function partOf(cards: QueueCard[], page: number): QueuePart {
  const others = cards.filter((card) => !card.mine && !card.askedOfMe);
  return { cards, page, hasNext: others.length >= cardsMax && page < pagesMax };
}

async function readQueue(site: Site, tx: Tx, signedIn: SignedIn, page: number): Promise<QueueContents> {
  const { store } = site;
  const roster = await dutyRoster(tx, store);
  const to = store.clock.now();
  const from = new Date(to.getTime() - figureDays * 86_400_000);
  return {
    ...partOf(await listQueue(tx, store, signedIn, page), page),
    team: roster.map((member) => ({ ...member, id: member.memberId })),
    isNobodyOnDuty: await nobodyOnDuty(tx, store),
    keyConfirmed: await recoveryConfirmed(tx),
    holdsKeys: signedIn.groups.size > 0,
    figures: await queueFigures(tx, store, { from, to }),
  };
}

function talkRoutes(scope: FastifyInstance, site: Site): void {
  const page = { schema: { querystring: noticeQuery } };
  const parts = [
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
}

/** "Ambil yang teratas": the server chooses, so two who press at once get two people. */
function takeRoute(scope: FastifyInstance, site: Site): void {
  scope.post('/take', { schema: { body: form() } }, async (request, reply) => {
    const here = await visit(site, request, (tx, signedIn) => claimNext(tx, site.store, signedIn));
    if (!here) return askToSignIn(site, request, reply);
    if ('is' in here.result) return go(reply, '/console?notice=nothingToTake');
    return claimTo(site, request, reply, here.result);
  });
}
