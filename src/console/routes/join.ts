import type { FastifyInstance } from 'fastify';
import { enrol } from '../../store/enrol.ts';
import { readInvite } from '../../store/invites.ts';
import { insecurePage } from '../pages/door.ts';
import { joinPage, linkUnknownPage } from '../pages/set-up.ts';
import { giveSession, isLineSafe } from '../security.ts';
import { go, type Site, show, viewOf } from '../site.ts';
import type { View } from '../view.ts';
import { doorLimit, form, limits, noticeQuery, oneLine, params, plainPage } from './schemas.ts';

const secret = params({ secret: { type: 'string', maxLength: 64 } });

interface JoinBody {
  name: string;
  passphrase: string;
  again: string;
}

/** Somebody invited chooses her passphrase and is in. */
export function joinRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Params: { secret: string } }>(
    '/join/:secret',
    { schema: { params: secret, querystring: noticeQuery }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      const invite = await findLink(site, request.params.secret);
      if (!invite) return show(reply, linkUnknownPage(view, 'join'), 404);
      return show(reply, joinPage(view, invite));
    },
  );
  joinPost(scope, site);
}

function findLink(site: Site, link: string): ReturnType<typeof readInvite> {
  return site.deps.db.transact((tx) => readInvite(tx, site.store, link));
}

function joinPost(scope: FastifyInstance, site: Site): void {
  const body = form({
    name: { type: 'string', maxLength: limits.nameCharsMax },
    passphrase: { type: 'string' },
    again: { type: 'string' },
  });
  scope.post<{ Params: { secret: string }; Body: JoinBody }>(
    '/join/:secret',
    { schema: { params: secret, body }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      const link = request.params.secret;
      const invite = await findLink(site, link);
      if (!invite) return show(reply, linkUnknownPage(view, 'join'), 404);
      const { passphrase } = request.body;
      // Who begins anew keeps her name, whatever the form says.
      const name = invite.isRenewal ? invite.name : request.body.name;
      const again = (problem: string) => show(reply, joinPage(view, { ...invite, name, problem }), 422);
      const problem = faultOf(view, { ...request.body, name });
      if (problem) return again(problem);
      const answer = await enrol(site.deps.db, site.store, { secret: link, name, passphrase });
      switch (answer.is) {
        case 'linkUnknown':
          return show(reply, linkUnknownPage(view, 'join'), 404);
        case 'nameTaken':
          return again(view.words('join.nameTaken'));
        case 'weakPassphrase':
          return again(view.words(`weak.${answer.why}`));
        case 'done':
          giveSession(request, reply, site, answer.token);
          return go(reply, '/console');
      }
    },
  );
}

function faultOf(view: View, { name, passphrase, again }: JoinBody): string | undefined {
  if (oneLine(name) === '') return view.words('weak.name');
  return passphrase === again ? undefined : view.words('weak.differ');
}
