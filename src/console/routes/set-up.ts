import type { FastifyInstance } from 'fastify';
import { currentGroup } from '../../store/groups.ts';
import { confirmRecoveryKey, type SetUp, setUp } from '../../store/set-up.ts';
import { insecurePage } from '../pages/door.ts';
import { linkUnknownPage, recoveryKeyPage, recoveryPage, setUpPage } from '../pages/set-up.ts';
import { giveSession, isLineSafe } from '../security.ts';
import { askToSignIn, go, type Site, show, viewOf, visitDoor } from '../site.ts';
import type { View } from '../view.ts';
import { doorLimit, form, limits, noticeQuery, oneLine, params, plainPage } from './schemas.ts';

const secret = params({ secret: { type: 'string', maxLength: 64 } });

interface SetUpBody {
  name: string;
  chatName: string;
  passphrase: string;
  again: string;
}

export function setUpRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<{ Params: { secret: string } }>(
    '/setup/:secret',
    { schema: { params: secret, querystring: noticeQuery }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      // Once there is a team every such link is dead; before, looking must not say which links exist.
      if (await site.deps.db.transact((tx) => currentGroup(tx, 'tim')))
        return show(reply, linkUnknownPage(view, 'setUp'), 404);
      return show(reply, setUpPage(view, {}));
    },
  );
  setUpPost(scope, site);
  recoveryRoutes(scope, site);
}

function setUpPost(scope: FastifyInstance, site: Site): void {
  const body = form({
    name: { type: 'string', maxLength: limits.nameCharsMax },
    chatName: { type: 'string', maxLength: limits.chatNameCharsMax },
    passphrase: { type: 'string' },
    again: { type: 'string' },
  });
  scope.post<{ Params: { secret: string }; Body: SetUpBody }>(
    '/setup/:secret',
    { schema: { params: secret, body }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const { name, chatName } = request.body;
      const view = viewOf(site, request, reply, null);
      if (!isLineSafe(request, site.publicUrl)) return show(reply, insecurePage(view), 403);
      const again = (problem: string) => show(reply, setUpPage(view, { name, chatName, problem }), 422);
      const problem = faultOf(view, request.body);
      if (problem) return again(problem);
      const { passphrase } = request.body;
      const asked = { secret: request.params.secret, name, passphrase, chatName };
      const answer: SetUp = await setUp(site.deps.db, site.store, asked);
      switch (answer.is) {
        case 'linkUnknown':
          return show(reply, linkUnknownPage(view, 'setUp'), 404);
        case 'weakPassphrase':
          return again(view.words(`weak.${answer.why}`));
        case 'done':
          giveSession(request, reply, site, answer.token);
          return show(
            reply,
            recoveryKeyPage(viewOf(site, request, reply, null, answer.token), answer.recoveryKey),
          );
      }
    },
  );
}

function faultOf(view: View, { name, chatName, passphrase, again }: SetUpBody): string | undefined {
  if (oneLine(name) === '') return view.words('weak.name');
  if (oneLine(chatName) === '') return view.words('weak.chatName');
  return passphrase === again ? undefined : view.words('weak.differ');
}

/** The recovery key typed back: now, later, or again after a slip. */
function recoveryRoutes(scope: FastifyInstance, site: Site): void {
  scope.get(
    '/recovery',
    { schema: { querystring: noticeQuery }, config: plainPage },
    async (request, reply) => {
      // Right after the set-up her second key is still to come: the recovery key is typed back first.
      const here = await visitDoor(site, request, async () => undefined);
      if (!here || here.at.standing === 'locked') return askToSignIn(site, request, reply);
      return show(reply, recoveryPage(viewOf(site, request, reply, here.at.signedIn)));
    },
  );
  const body = form({ typed: { type: 'string', maxLength: 200 } });
  scope.post<{ Body: { typed: string } }>(
    '/recovery',
    { schema: { body }, config: { ...doorLimit, ...plainPage } },
    async (request, reply) => {
      const here = await visitDoor(site, request, async (tx, { standing, signedIn }) =>
        standing === 'locked' ? undefined : confirmRecoveryKey(tx, site.store, signedIn, request.body.typed),
      );
      if (here?.result === undefined) return askToSignIn(site, request, reply);
      if (here.result) return go(reply, '/console?notice=keyConfirmed');
      const view = viewOf(site, request, reply, here.at.signedIn);
      return show(reply, recoveryPage(view, view.words('recovery.wrong')), 422);
    },
  );
}
