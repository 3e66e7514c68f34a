import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { askPasskey, checkPasskey } from '../../store/passkeys.ts';
import { lockSession } from '../../store/sessions.ts';
import { pinTriesLeft, setPin, unlockWithPassphrase, unlockWithPin } from '../../store/unlock.ts';
import { insecurePage } from '../pages/door.ts';
import { pinPage, unlockPage } from '../pages/unlock.ts';
import { isLineSafe, relyingParty, sessionToken } from '../security.ts';
import { askToSignIn, backTo, go, type Site, sessionRules, show, viewOf, visit, visitDoor } from '../site.ts';
import type { View } from '../view.ts';
import { readAnswer } from './factors.ts';
import { doorLimit, form, limits, noticeQuery, path, plainPage } from './schemas.ts';

const config = { ...doorLimit, ...plainPage };

/** The lock of the console (design §6): by hand, by itself, and the quick ways back in. */
export function unlockRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Querystring: { next?: string } }>(
    '/unlock',
    { schema: { querystring: noticeQuery }, config: plainPage },
    (request, reply) => showLock(site, request, reply, { next: backTo(request.query.next) }),
  );
  scope.post<{ Body: { back?: string } }>(
    '/lock',
    { schema: { body: form({}, { back: path }) } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, { sessionId }) => lockSession(tx, site.store, sessionId));
      // Pages that watch fall silent: what they would fetch is not shown any more.
      if (here) site.live.endSession(here.signedIn.sessionId);
      if (!here) return askToSignIn(site, request, reply);
      const next = backTo(request.body.back);
      return go(reply, next ? `/console/unlock?next=${encodeURIComponent(next)}` : '/console/unlock');
    },
  );
  // A hand on the screen that asks for nothing: reading counts as being there.
  scope.post('/touch', { schema: { body: form() } }, async (request, reply) => {
    const here = await visit(site, request, async () => undefined);
    return here ? reply.code(204).send() : askToSignIn(site, request, reply);
  });
  passkeyRoute(scope, site);
  pinRoutes(scope, site);
  passphraseRoute(scope, site);
}

interface Lock {
  next?: string | undefined;
  problem?: (view: View) => string;
  status?: number;
}

async function showLock(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  { next, problem, status = 200 }: Lock,
): Promise<FastifyReply> {
  const relying = relyingParty(request, site.publicUrl);
  const here = await visitDoor(site, request, async (tx, at) => ({
    usePasskey: at.standing === 'locked' && relying && (await askPasskey(tx, site.store, relying, at)),
    hasPin: (await pinTriesLeft(tx, at.signedIn.sessionId)) > 0,
  }));
  if (here?.at.standing === 'open') return go(reply, next ?? '/console');
  if (!here || here.at.standing === 'unverified') return askToSignIn(site, request, reply);
  const view = viewOf(site, request, reply, null);
  const { usePasskey, hasPin } = here.result;
  const shown = { usePasskey: usePasskey || undefined, hasPin, next, problem: problem?.(view) };
  return show(reply, unlockPage(view, shown), status);
}

function passkeyRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ answer: { type: 'string', maxLength: limits.passkeyCharsMax } }, { next: path });
  scope.post<{ Body: { answer: string; next?: string } }>(
    '/unlock/passkey',
    { schema: { body }, config },
    async (request, reply) => {
      const next = backTo(request.body.next);
      const relying = relyingParty(request, site.publicUrl);
      const here = await visitDoor(
        site,
        request,
        async (tx, at) =>
          at.standing === 'locked' &&
          relying !== undefined &&
          (await checkPasskey(tx, site.store, relying, at, readAnswer(request.body.answer))),
      );
      if (here?.result) return go(reply, next ?? '/console');
      const problem = (view: View) => view.words('factor.passkeyFailed');
      return showLock(site, request, reply, { next, problem, status: 401 });
    },
  );
}

function pinRoutes(scope: FastifyInstance, site: Site): void {
  const pin = { type: 'string', maxLength: 11 } as const;
  scope.post<{ Body: { pin: string; next?: string } }>(
    '/unlock/pin',
    { schema: { body: form({ pin }, { next: path }) }, config },
    async (request, reply) => {
      const next = backTo(request.body.next);
      const here = await visitDoor(site, request, async (tx, at) => ({
        is: await unlockWithPin(tx, site.store, at, request.body.pin),
        left: await pinTriesLeft(tx, at.signedIn.sessionId),
      }));
      if (!here) return askToSignIn(site, request, reply);
      const { is, left } = here.result;
      if (is === 'in') return go(reply, next ?? '/console');
      const problem = ({ words }: View) =>
        is === 'spent' ? words('unlock.pinSpent') : words('unlock.pinWrong', { count: String(left) });
      return showLock(site, request, reply, { next, problem, status: 401 });
    },
  );
  scope.get('/pin', { schema: { querystring: noticeQuery }, config: plainPage }, async (request, reply) => {
    const here = await visit(site, request, async () => undefined);
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, pinPage(viewOf(site, request, reply, here.signedIn)));
  });
  scope.post<{ Body: { pin: string } }>(
    '/pin',
    { schema: { body: form({ pin }) }, config },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        setPin(tx, site.store, signedIn, request.body.pin),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'set') return go(reply, '/console/more?notice=pinSet');
      const view = viewOf(site, request, reply, here.signedIn);
      return show(reply, pinPage(view, { problem: view.words('unlock.pinWeak') }), 422);
    },
  );
}

function passphraseRoute(scope: FastifyInstance, site: Site): void {
  const passphrase = { type: 'string', maxLength: limits.passphraseCharsMax } as const;
  scope.post<{ Body: { passphrase: string; next?: string } }>(
    '/unlock/passphrase',
    { schema: { body: form({ passphrase }, { next: path }) }, config },
    async (request, reply) => {
      const next = backTo(request.body.next);
      if (!isLineSafe(request, site.publicUrl))
        return show(reply, insecurePage(viewOf(site, request, reply, null)), 403);
      const token = sessionToken(request) ?? '';
      const rules = sessionRules(site, request);
      const { db } = site.deps;
      const answer = await unlockWithPassphrase(db, site.store, token, request.body.passphrase, rules);
      if (!answer) return askToSignIn(site, request, reply);
      if (answer.is === 'in') return go(reply, next ?? '/console');
      if (answer.is === 'wrong')
        return showLock(site, request, reply, {
          next,
          problem: (view) => view.words('unlock.passphraseWrong'),
          status: 401,
        });
      const minutes = String(answer.minutes);
      const problem = (view: View) => view.words('factor.wait', { minutes });
      return showLock(site, request, reply, { next, problem, status: 429 });
    },
  );
}
