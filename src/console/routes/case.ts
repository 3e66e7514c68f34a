import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CloseReason, OpenedCase } from '../../store/case-contents.ts';
import { closeReasons } from '../../store/case-contents.ts';
import { accessCase } from '../../store/case-reading.ts';
import { claimCase, closeCase, releaseCase, sayToPerson } from '../../store/case-work.ts';
import type { Tx } from '../../store/database.ts';
import { listMembers } from '../../store/members.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { type CaseContents, casePage, casePart, saidAnswer, unsaidAnswer } from '../pages/case.ts';
import { unsentPage } from '../pages/fault.ts';
import { sayCharsMax } from '../pages/foot.ts';
import { askToSignIn, go, isForPart, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { form, noticeQuery, params, uuid } from './schemas.ts';

interface OfCase {
  Params: { id: string };
}
interface Say extends OfCase {
  Body: { text: string; nonce: string };
}

const ofCase = params({ id: uuid });
const caseUrl = (id: string, notice?: Notice) =>
  `/console/cases/${id}${notice === undefined ? '' : `?notice=${notice}`}`;

/** A case: read through accessCase alone, which writes down who looked (standards.md R50). */
export function caseRoutes(scope: FastifyInstance, site: Site): void {
  const pages = [
    { path: '/cases/:id', render: casePage },
    { path: '/cases/:id/part', render: casePart },
  ];
  for (const page of pages)
    scope.get<OfCase>(
      page.path,
      { schema: { params: ofCase, querystring: noticeQuery } },
      async (request, reply) => {
        const here = await visit(site, request, (tx, signedIn) =>
          readCase(site, tx, signedIn, request.params.id),
        );
        if (!here) return askToSignIn(site, request, reply);
        if (!here.result) return showNotFound(site, request, reply);
        return show(reply, page.render(viewOf(site, request, reply, here.signedIn), here.result));
      },
    );
  claimRoute(scope, site);
  leaveRoutes(scope, site);
  sayRoute(scope, site);
}

async function readCase(
  site: Site,
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
): Promise<CaseContents | undefined> {
  const opened = await accessCase(tx, site.store, signedIn, caseId);
  return opened && { opened, nameOf: await namesOf(site, tx, opened), nonce: site.store.ids.uuid() };
}

/** Names for the members whose ids stand in the case. */
async function namesOf(site: Site, tx: Tx, opened: OpenedCase): Promise<(id: string) => string | undefined> {
  if (!opened.items.some((item) => 'memberId' in item)) return () => undefined;
  const members = await listMembers(tx, site.store);
  const names = new Map(members.map((member) => [member.id, member.name]));
  return (id) => names.get(id);
}

function claimRoute(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase>(
    '/cases/:id/claim',
    { schema: { params: ofCase, body: form() } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) => claimCase(tx, site.store, signedIn, id));
      if (!here) return askToSignIn(site, request, reply);
      switch (here.result.is) {
        case 'claimed':
          return go(reply, caseUrl(id));
        case 'held':
          return go(reply, caseUrl(id, 'held'));
        case 'closed':
          return go(reply, caseUrl(id, 'alreadyClosed'));
        case 'noKey':
          return go(reply, '/console?notice=noKey');
        case 'unknown':
          return showNotFound(site, request, reply);
      }
    },
  );
}

/** Letting go and closing. Pressed twice, the second finds nothing of hers and says so. */
function leaveRoutes(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase>(
    '/cases/:id/release',
    { schema: { params: ofCase, body: form() } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) => releaseCase(tx, site.store, signedIn, id));
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, here.result === 'released' ? '/console?notice=released' : caseUrl(id, 'notYours'));
    },
  );
  closeRoute(scope, site);
}

/** A form that does not say what was seen on its page has seen nothing. */
function closeRoute(scope: FastifyInstance, site: Site): void {
  const seenSoFar = { type: 'integer', minimum: 0, maximum: 2_147_483_647, default: 0 };
  const body = form({ reason: { enum: ['', ...closeReasons] } }, { seen: seenSoFar });
  scope.post<OfCase & { Body: { reason: CloseReason | ''; seen: number } }>(
    '/cases/:id/close',
    { schema: { params: ofCase, body } },
    async (request, reply) => {
      const { id } = request.params;
      const { reason, seen } = request.body;
      if (reason === '') return go(reply, caseUrl(id, 'chooseReason'));
      const here = await visit(site, request, (tx, signedIn) =>
        closeCase(tx, site.store, signedIn, id, reason, seen),
      );
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, here.result === 'closed' ? '/console?notice=closed' : caseUrl(id, here.result));
    },
  );
}

function sayRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ text: { type: 'string', maxLength: sayCharsMax * 2 }, nonce: uuid });
  scope.post<Say>('/cases/:id/say', { schema: { params: ofCase, body } }, async (request, reply) => {
    const { id } = request.params;
    const text = request.body.text.replace(/\r\n?/g, '\n').trim();
    if (text === '') return go(reply, caseUrl(id, 'sayEmpty'));
    const here = await visit(site, request, async (tx, signedIn) => {
      const kept = await sayToPerson(tx, site.store, signedIn, id, text, request.body.nonce);
      const contents =
        kept === 'kept' && isForPart(request) ? await readCase(site, tx, signedIn, id) : undefined;
      return { kept, contents };
    });
    if (!here) return keepWords(site, request, reply, text);
    const { kept, contents } = here.result;
    const view = viewOf(site, request, reply, here.signedIn);
    if (kept === 'kept')
      return contents ? show(reply, saidAnswer(view, contents, text)) : go(reply, caseUrl(id, 'said'));
    if (!isForPart(request)) return show(reply, unsentPage(view, text, view.words(`case.${kept}`)), 409);
    const draft = { caseId: id, nonce: request.body.nonce, text, problem: view.words(`case.${kept}`) };
    return show(reply, unsaidAnswer(view, draft), 409);
  });
}

/** The session ended under her hands: her words come back to her. */
function keepWords(
  site: Site,
  request: FastifyRequest<Say>,
  reply: FastifyReply,
  text: string,
): FastifyReply {
  const view = viewOf(site, request, reply, null);
  const problem = view.words('case.signedOut');
  if (!isForPart(request)) return show(reply, unsentPage(view, text, problem), 401);
  const draft = { caseId: request.params.id, nonce: request.body.nonce, text, problem, isOut: true };
  return show(reply, unsaidAnswer(view, draft), 401);
}

/** A page that was open too long has an old token: the same words, a new token, one more press. */
export function refuseStaleWords(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { text = '', nonce } = (request.body ?? {}) as Partial<Say['Body']>;
  const { id } = request.params as Partial<Say['Params']>;
  if (id === undefined || nonce === undefined) return reply.code(403).header('hx-reswap', 'none').send();
  const view = viewOf(site, request, reply, null);
  const draft = { caseId: id, nonce, text, problem: view.words('case.stale') };
  return show(reply, unsaidAnswer(view, draft), 403);
}
