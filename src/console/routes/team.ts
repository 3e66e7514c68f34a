import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Tx } from '../../store/database.ts';
import { createInvite, listInvites, mayInvite } from '../../store/invites.ts';
import { listMembers } from '../../store/members.ts';
import { countMisplaced } from '../../store/rotation.ts';
import type { Role } from '../../store/schema/members.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { trust } from '../../store/trust.ts';
import { invitePage, type TeamContents, teamPage } from '../pages/team.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import { form, limits, noticeQuery, oneLine, params, uuid } from './schemas.ts';

/** Who is in the team, who may read, and how somebody new comes in. */
export function teamRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/team', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, (tx, signedIn) => contentsFor(site, tx, signedIn));
    if (!here) return askToSignIn(site, request, reply);
    return show(reply, teamPage(viewOf(site, request, reply, here.signedIn), here.result));
  });

  scope.post<{ Params: { id: string } }>(
    '/team/:id/trust',
    { schema: { params: params({ id: uuid }), body: form() } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        trust(tx, site.store, signedIn, request.params.id),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'unknown') return showNotFound(site, request, reply);
      return go(reply, `/console/team?notice=${here.result === 'trusted' ? 'trusted' : 'trustNoKey'}`);
    },
  );
  inviteRoute(scope, site);
}

async function contentsFor(site: Site, tx: Tx, signedIn: SignedIn): Promise<TeamContents> {
  const may = mayInvite(signedIn);
  return {
    members: await listMembers(tx, site.store),
    mayTrust: signedIn.groups.size > 0,
    mayInvite: may,
    invites: may ? await listInvites(tx, site.store) : [],
    left: signedIn.groups.size > 0 ? await countMisplaced(tx) : 0,
  };
}

function inviteRoute(scope: FastifyInstance, site: Site): void {
  const role = { enum: ['counsellor', 'supervisor', 'admin'] };
  const body = form(
    { name: { type: 'string', maxLength: limits.nameCharsMax } },
    { roles: { type: 'array', items: role, maxItems: 3 } },
  );
  scope.post<{ Body: { name: string; roles?: Role[] } }>(
    '/team/invites',
    { schema: { body } },
    async (request, reply) => {
      const { roles = [] } = request.body;
      const name = oneLine(request.body.name);
      const here = await visit(site, request, async (tx, signedIn) => {
        const isAsked = name !== '' && roles.length > 0 && mayInvite(signedIn);
        const invite = isAsked
          ? await createInvite(tx, site.store, { roles, name, by: signedIn })
          : undefined;
        return { invite, contents: await contentsFor(site, tx, signedIn) };
      });
      if (!here) return askToSignIn(site, request, reply);
      const view = viewOf(site, request, reply, here.signedIn);
      const { invite, contents } = here.result;
      if (invite) {
        const readsCases = roles.some((role) => role !== 'admin');
        const opensCases = readsCases && here.signedIn.groups.size > 0;
        const link = `${originOf(site, request)}/console/join/${invite.secret}`;
        return show(reply, invitePage(view, { name, link, opensCases, readsCases }));
      }
      const problem = contents.mayInvite
        ? view.words(name === '' ? 'weak.name' : 'team.inviteNoRole')
        : view.words('team.inviteRefused');
      return show(reply, teamPage(view, { ...contents, invite: { name, problem } }), 422);
    },
  );
}

/** Where the link leads: the address the operator named, else the one she came by. */
export function originOf(site: Site, request: FastifyRequest): string {
  return site.publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.host}`;
}
