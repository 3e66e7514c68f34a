import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../store/database.ts';
import {
  checkCode,
  confirmApp,
  type ListedFactor,
  listFactors,
  type Proof,
  removeFactor,
  startApp,
} from '../../store/factors.ts';
import { askForPasskey, askPasskey, checkPasskey, keepPasskey } from '../../store/passkeys.ts';
import type { AtDoor } from '../../store/sessions.ts';
import { type FactorOffer, factorDoorPage, factorsPage } from '../pages/factors.ts';
import { relyingParty } from '../security.ts';
import { askToSignIn, backTo, go, type Site, show, showNotFound, viewOf, visit, visitDoor } from '../site.ts';
import type { View } from '../view.ts';
import { doorLimit, form, limits, noticeQuery, oneLine, params, path, plainPage, uuid } from './schemas.ts';

interface Shown {
  factors: ListedFactor[];
  offer: FactorOffer;
}

/** The second key (L16): proven or set up between the passphrase and the queue, looked after inside. */
export function factorRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Querystring: { next?: string } }>(
    '/factors',
    { schema: { querystring: noticeQuery }, config: plainPage },
    async (request, reply) => {
      const next = backTo(request.query.next);
      const here = await visitDoor(site, request, (tx, at) => look(site, request, tx, at, next));
      // What a locked console may show is the lock.
      if (!here || here.at.standing === 'locked') return askToSignIn(site, request, reply);
      return show(reply, page(doorView(site, request, reply, here.at), here.at, here.result));
    },
  );
  codeRoutes(scope, site);
  passkeyRoutes(scope, site);
  scope.post<{ Params: { id: string } }>(
    '/factors/:id/remove',
    { schema: { params: params({ id: uuid }), body: form() } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        removeFactor(tx, site.store, { standing: 'open', signedIn }, request.params.id),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'unknown') return showNotFound(site, request, reply);
      return go(
        reply,
        `/console/factors?notice=${here.result === 'removed' ? 'factorRemoved' : 'factorLast'}`,
      );
    },
  );
}

/** What she has and what she may do now; draws the challenge of the one passkey question that the page asks. */
async function look(
  site: Site,
  request: FastifyRequest,
  tx: Tx,
  at: AtDoor,
  next?: string,
  problem?: string,
): Promise<Shown> {
  const { store } = site;
  const relying = relyingParty(request, site.publicUrl);
  const factors = await listFactors(tx, store, at.signedIn.member.id);
  const common = { isNamed: relying !== undefined, next, problem };
  if (at.standing === 'locked') return { factors, offer: common };
  if (at.standing === 'unverified' && factors.length > 0) {
    const usePasskey = relying && (await askPasskey(tx, store, relying, at));
    const asksCode = factors.some(({ kind }) => kind === 'totp');
    return { factors, offer: { ...common, usePasskey, asksCode } };
  }
  const makePasskey = relying && (await askForPasskey(tx, store, relying, at));
  return { factors, offer: { ...common, makePasskey, app: await startApp(tx, store, at) } };
}

/** Half way in she is told nothing of the inside. */
function doorView(site: Site, request: FastifyRequest, reply: FastifyReply, at: AtDoor): View {
  return viewOf(site, request, reply, at.standing === 'open' ? at.signedIn : null);
}

function page(view: View, { standing }: AtDoor, { factors, offer }: Shown) {
  return standing === 'open' ? factorsPage(view, factors, offer) : factorDoorPage(view, offer);
}

/** A proof of either kind: in, or the page again with the reason. */
async function prove(
  site: Site,
  request: FastifyRequest<{ Body: { next?: string } }>,
  reply: FastifyReply,
  { attempt, wrong }: { attempt: (tx: Tx, at: AtDoor) => Promise<Proof>; wrong: (view: View) => string },
): Promise<FastifyReply> {
  const next = backTo(request.body.next);
  const here = await visitDoor(site, request, async (tx, at) =>
    at.standing === 'locked' ? undefined : attempt(tx, at),
  );
  if (!here?.result) return askToSignIn(site, request, reply);
  const { at, result: proof } = here;
  if (proof.is === 'in')
    return go(reply, at.standing === 'open' ? '/console/factors?notice=factorAdded' : (next ?? '/console'));
  const view = doorView(site, request, reply, at);
  const problem =
    proof.is === 'wait' ? view.words('factor.wait', { minutes: String(proof.minutes) }) : wrong(view);
  const again = await visitDoor(site, request, (tx, now) => look(site, request, tx, now, next, problem));
  if (!again) return askToSignIn(site, request, reply);
  return show(reply, page(view, again.at, again.result), proof.is === 'wait' ? 429 : 401);
}

function codeRoutes(scope: FastifyInstance, site: Site): void {
  const body = form({ code: { type: 'string', maxLength: 11 } }, { next: path });
  const ways = [
    { path: '/factors/code', attempt: checkCode },
    { path: '/factors/app', attempt: confirmApp },
  ];
  for (const way of ways)
    scope.post<{ Body: { code: string; next?: string } }>(
      way.path,
      { schema: { body }, config: { ...doorLimit, ...plainPage } },
      (request, reply) =>
        prove(site, request, reply, {
          attempt: (tx, at) => way.attempt(tx, site.store, at, request.body.code),
          wrong: (view) => view.words('factor.codeWrong'),
        }),
    );
}

/** What a browser answers is a text of JSON in a field. @returns undefined for anything else */
export function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: said on the page like any answer that does not fit.
    return undefined;
  }
}

function passkeyRoutes(scope: FastifyInstance, site: Site): void {
  const answer = { type: 'string', maxLength: limits.passkeyCharsMax } as const;
  const name = { type: 'string', maxLength: limits.chatNameCharsMax } as const;
  const config = { ...doorLimit, ...plainPage };
  const wrong = (view: View) => view.words('factor.passkeyFailed');
  const asProof = (isRight: boolean): Proof => ({ is: isRight ? 'in' : 'wrong' });
  scope.post<{ Body: { answer: string; name: string; next?: string } }>(
    '/factors/passkey',
    { schema: { body: form({ answer, name }, { next: path }) }, config },
    (request, reply) =>
      prove(site, request, reply, {
        attempt: async (tx, at) => {
          const relying = relyingParty(request, site.publicUrl);
          const view = viewOf(site, request, reply, at.signedIn);
          const made = {
            answer: readAnswer(request.body.answer),
            name: oneLine(request.body.name) || view.words('factor.passkeyNameDefault'),
          };
          return asProof(relying !== undefined && (await keepPasskey(tx, site.store, relying, at, made)));
        },
        wrong,
      }),
  );
  scope.post<{ Body: { answer: string; next?: string } }>(
    '/factors/proof',
    { schema: { body: form({ answer }, { next: path }) }, config },
    (request, reply) =>
      prove(site, request, reply, {
        attempt: async (tx, at) => {
          const relying = relyingParty(request, site.publicUrl);
          const given = readAnswer(request.body.answer);
          return asProof(relying !== undefined && (await checkPasskey(tx, site.store, relying, at, given)));
        },
        wrong,
      }),
  );
}
