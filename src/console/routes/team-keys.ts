import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../store/database.ts';
import { createRenewal, mayInvite, revokeInvite } from '../../store/invites.ts';
import { giveChildCases, leaveTeam, mayDecide, takeChildCases } from '../../store/leaving.ts';
import { type ListedMember, listMembers } from '../../store/members.ts';
import { resealPortion } from '../../store/rotation.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { invitePage } from '../pages/team.ts';
import { leavePage, memberPage } from '../pages/team-keys.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { form, noticeQuery, params, uuid } from './schemas.ts';
import { originOf } from './team.ts';

interface OfMember {
  Params: { id: string };
}

const ofMember = { params: params({ id: uuid }) };
const press = { schema: { ...ofMember, body: form() } };
const look = { schema: { ...ofMember, querystring: noticeQuery } };

/** Case pairs sealed anew by one press: some tenths of a second on a small machine. */
const portion = 300;

/** What is decided about one of the team: a new link, the children's cases, leaving; and old keys given up. */
export function teamKeyRoutes(scope: FastifyInstance, site: Site): void {
  memberPages(scope, site);
  renewRoute(scope, site);
  const decisions = [
    { path: '/team/:id/child-cases/give', decide: giveChildCases, said: 'childGiven', is: 'given' },
    { path: '/team/:id/child-cases/take', decide: takeChildCases, said: 'childTaken', is: 'taken' },
    { path: '/team/:id/leave', decide: leaveTeam, said: 'teamLeft', is: 'left' },
  ] as const;
  for (const { path, decide, said, is } of decisions)
    scope.post<OfMember>(path, press, async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) =>
        decide(tx, site.store, signedIn, request.params.id),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (here.result === 'unknown') return showNotFound(site, request, reply);
      const notice: Notice = here.result === is ? said : 'notAllowed';
      return go(reply, `/console/team?notice=${notice}`);
    });
  scope.post<OfMember>('/team/invites/:id/revoke', press, async (request, reply) => {
    const here = await visit(
      site,
      request,
      async (tx, signedIn) =>
        mayInvite(signedIn) && (await revokeInvite(tx, site.store, signedIn, request.params.id)),
    );
    if (!here) return askToSignIn(site, request, reply);
    return go(reply, `/console/team?notice=${here.result ? 'inviteRevoked' : 'inviteGone'}`);
  });
  scope.post('/team/reseal', { schema: { body: form() } }, async (request, reply) => {
    const here = await visit(site, request, (tx, signedIn) =>
      resealPortion(tx, site.store, signedIn, portion),
    );
    if (!here) return askToSignIn(site, request, reply);
    return go(reply, '/console/team?notice=resealed');
  });
}

async function findMember(site: Site, tx: Tx, id: string): Promise<ListedMember | undefined> {
  return (await listMembers(tx, site.store)).find((member) => member.id === id && !member.leftAt);
}

function memberPages(scope: FastifyInstance, site: Site): void {
  const pages = [
    {
      path: '/team/:id',
      may: mayInvite,
      render: (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn, member: ListedMember) => {
        const view = viewOf(site, request, reply, signedIn);
        const isMe = member.id === signedIn.member.id;
        return memberPage(view, member, { mayDecide: mayDecide(signedIn), isMe });
      },
    },
    {
      path: '/team/:id/leave',
      may: mayDecide,
      render: (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn, member: ListedMember) =>
        leavePage(viewOf(site, request, reply, signedIn), member),
    },
  ];
  for (const page of pages)
    scope.get<OfMember>(page.path, look, async (request, reply) => {
      const here = await visit(site, request, async (tx, signedIn) =>
        page.may(signedIn) ? findMember(site, tx, request.params.id) : undefined,
      );
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result) return showNotFound(site, request, reply);
      return show(reply, page.render(request, reply, here.signedIn, here.result));
    });
}

function renewRoute(scope: FastifyInstance, site: Site): void {
  scope.post<OfMember>('/team/:id/renew', press, async (request, reply) => {
    const here = await visit(site, request, async (tx, signedIn) =>
      mayInvite(signedIn)
        ? createRenewal(tx, site.store, { memberId: request.params.id, by: signedIn })
        : undefined,
    );
    if (!here) return askToSignIn(site, request, reply);
    if (!here.result) return showNotFound(site, request, reply);
    const { name, roles, secret } = here.result;
    const readsCases = roles.some((role) => role !== 'admin');
    const opensCases = readsCases && here.signedIn.groups.size > 0;
    const link = `${originOf(site, request)}/console/join/${secret}`;
    const view = viewOf(site, request, reply, here.signedIn);
    return show(reply, invitePage(view, { name, link, opensCases, readsCases }));
  });
}
