import type { FastifyInstance } from 'fastify';
import { currentGroup } from '../../store/groups.ts';
import { endAllSessions, endSession } from '../../store/sessions.ts';
import { signIn } from '../../store/sign-in.ts';
import { insecurePage, signInPage } from '../pages/door.ts';
import { giveSession, isLineSafe, takeSession } from '../security.ts';
import { askToSignIn, backTo, go, type Site, show, viewOf, visit, visitDoor } from '../site.ts';
import { doorLimit, form, limits, noticeQuery, path, plainPage } from './schemas.ts';

interface SignInBody {
  name: string;
  passphrase: string;
  next?: string;
}

export function signInRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Querystring: { next?: string } }>(
    '/sign-in',
    { schema: { querystring: noticeQuery }, config: plainPage },
    async (request, reply) => {
      const next = backTo(request.query.next);
      const here = await visitDoor(site, request, async () => undefined);
      if (here?.at.standing === 'open') return go(reply, next ?? '/console');
      // Half way in, or locked: the door that she needs is another one.
      if (here) return askToSignIn(site, request, reply);
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      // Before set-up there is no group and nobody to sign in: whoever comes early learns why.
      const group = await site.deps.db.transact((tx) => currentGroup(tx, 'tim'));
      return show(reply, signInPage(view, group ? { next } : { problem: view.words('signIn.notSetUp') }));
    },
  );
  signInPost(scope, site);
  // A phone is lost and she has another one: what the lost one could open ends now (docs/threat-model.md).
  scope.post('/sign-out/everywhere', { schema: { body: form() } }, async (request, reply) => {
    const left = await visit(site, request, (tx, signedIn) => endAllSessions(tx, site.store, signedIn));
    if (!left) return askToSignIn(site, request, reply);
    site.live.endSession(left.signedIn.sessionId);
    takeSession(request, reply, site);
    return go(reply, '/console/sign-in?notice=signedOut');
  });
  scope.post('/sign-out', { schema: { body: form() } }, async (request, reply) => {
    const left = await visitDoor(site, request, (tx, at) => endSession(tx, site.store, at.signedIn));
    if (left) site.live.endSession(left.at.signedIn.sessionId);
    takeSession(request, reply, site);
    return go(reply, '/console/sign-in?notice=signedOut');
  });
}

function signInPost(scope: FastifyInstance, site: Site): void {
  const typed = {
    name: { type: 'string', maxLength: limits.nameCharsMax },
    passphrase: { type: 'string', maxLength: limits.passphraseCharsMax },
  };
  const body = form(typed, { next: path });
  scope.post<{ Body: SignInBody }>(
    '/sign-in',
    { schema: { body }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const { name, passphrase } = request.body;
      const next = backTo(request.body.next);
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      const answer = await signIn(site.deps.db, site.store, { name, passphrase });
      switch (answer.is) {
        case 'in':
          giveSession(request, reply, site, answer.token);
          return go(reply, next ?? '/console');
        case 'wrong':
          return show(
            reply,
            signInPage(view, { typed: name, next, problem: view.words('signIn.wrong') }),
            401,
          );
        case 'wait': {
          const problem = view.words('signIn.wait', { minutes: String(answer.minutes) });
          return show(reply, signInPage(view, { typed: name, next, problem }), 429);
        }
      }
    },
  );
}
