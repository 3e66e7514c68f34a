import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../store/database.ts';
import { listFactors, type Proof, proveCode } from '../../store/factors.ts';
import { askPasskey, checkPasskey } from '../../store/passkeys.ts';
import {
  beginRecoveryChange,
  finishRecoveryChange,
  mayChangeRecovery,
  readRecovery,
} from '../../store/recovery-change.ts';
import type { AtDoor, SignedIn } from '../../store/sessions.ts';
import { type ChangeContents, changePage, changeRefusedPage, nextKeyPage } from '../pages/recovery-change.ts';
import { relyingParty } from '../security.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { readAnswer } from './factors.ts';
import { doorLimit, form, limits, noticeQuery, plainPage } from './schemas.ts';

const config = { ...doorLimit, ...plainPage };

/** Another recovery key: a supervisor's second key first, then the new paper, then the paper typed back (design §6). */
export function recoveryChangeRoutes(scope: FastifyInstance, site: Site): void {
  scope.get(
    '/recovery/change',
    { schema: { querystring: noticeQuery }, config: plainPage },
    (request, reply) => showPage(site, request, reply),
  );
  const ways = [
    {
      path: '/recovery/change',
      body: form({ code: { type: 'string', maxLength: 11 } }),
      prove: (_request: FastifyRequest, tx: Tx, at: AtDoor, { code = '' }: Typed) =>
        proveCode(tx, site.store, at, code),
    },
    {
      path: '/recovery/change/passkey',
      body: form({ answer: { type: 'string', maxLength: limits.passkeyCharsMax } }),
      prove: async (request: FastifyRequest, tx: Tx, at: AtDoor, { answer = '' }: Typed): Promise<Proof> => {
        const relying = relyingParty(request, site.publicUrl);
        const isRight =
          relying !== undefined && (await checkPasskey(tx, site.store, relying, at, readAnswer(answer)));
        return { is: isRight ? 'in' : 'wrong' };
      },
    },
  ];
  for (const { path, body, prove } of ways)
    scope.post<{ Body: Typed }>(path, { schema: { body }, config }, (request, reply) =>
      begin(site, request, reply, (tx, at) => prove(request, tx, at, request.body)),
    );
  finishRoute(scope, site);
}

interface Typed {
  code?: string;
  answer?: string;
}

/** The proof and the new key are one transaction: a key that was drawn was asked for with a second key in hand. */
async function begin(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  prove: (tx: Tx, at: AtDoor) => Promise<Proof>,
): Promise<FastifyReply> {
  const here = await visit(site, request, async (tx, signedIn) => {
    if (!(await mayChangeRecovery(tx, signedIn))) return { is: 'refused' as const };
    const proof = await prove(tx, { standing: 'open', signedIn });
    if (proof.is !== 'in') return proof;
    return { is: 'shown' as const, key: await beginRecoveryChange(tx, site.store, signedIn) };
  });
  if (!here) return askToSignIn(site, request, reply);
  const { result } = here;
  if (result.is === 'refused') return showPage(site, request, reply);
  const view = viewOf(site, request, reply, here.signedIn);
  if (result.is === 'shown') return show(reply, nextKeyPage(view, result.key ?? ''));
  const problem =
    result.is === 'wait'
      ? view.words('factor.wait', { minutes: String(result.minutes) })
      : view.words('factor.codeWrong');
  return showPage(site, request, reply, { problem, status: result.is === 'wait' ? 429 : 401 });
}

function finishRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ typed: { type: 'string', maxLength: 200 } });
  scope.post<{ Body: { typed: string } }>(
    '/recovery/change/finish',
    { schema: { body }, config },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        finishRecoveryChange(tx, site.store, signedIn, request.body.typed),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'changed') return go(reply, '/console/readiness?notice=recoveryChanged');
      const view = viewOf(site, request, reply, here.signedIn);
      if (here.result === 'wrong')
        return showPage(site, request, reply, { problem: view.words('recovery.wrong'), status: 422 });
      return showPage(site, request, reply);
    },
  );
}

/** The page as it stands now: with the key that waits to be typed back, if one does. */
async function showPage(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  { problem, status = 200 }: { problem?: string; status?: number } = {},
): Promise<FastifyReply> {
  const here = await visit(site, request, (tx, signedIn) => look(site, request, tx, signedIn));
  if (!here) return askToSignIn(site, request, reply);
  const view = viewOf(site, request, reply, here.signedIn);
  if (here.result === 'refused') return show(reply, changeRefusedPage(view), 403);
  return show(reply, changePage(view, here.result, problem), status);
}

async function look(
  site: Site,
  request: FastifyRequest,
  tx: Tx,
  signedIn: SignedIn,
): Promise<ChangeContents | 'refused'> {
  const state = await readRecovery(tx);
  if (!state || !(await mayChangeRecovery(tx, signedIn))) return 'refused';
  const factors = await listFactors(tx, site.store, signedIn.member.id);
  const relying = relyingParty(request, site.publicUrl);
  return {
    state,
    asksCode: factors.some(({ kind }) => kind === 'totp'),
    usePasskey: relying && (await askPasskey(tx, site.store, relying, { standing: 'open', signedIn })),
  };
}
