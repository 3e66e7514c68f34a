import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type WayOut, wayOut } from '../../conversation/way-out.ts';
import { assert } from '../../errors.ts';
import { readCaseClocks } from '../../store/case-clocks.ts';
import { type CloseReason, closeReasons } from '../../store/case-contents.ts';
import { listLooks, readUrgency } from '../../store/case-looks.ts';
import { listReaders } from '../../store/case-readers.ts';
import { accessCase } from '../../store/case-reading.ts';
import { claimCase, closeCase, noteHolderSeen, releaseCase, sayToPerson } from '../../store/case-work.ts';
import type { Tx } from '../../store/database.ts';
import { endDraft, readDrafts } from '../../store/drafts.ts';
import { dutyRoster } from '../../store/duty.ts';
import { listMembers } from '../../store/members.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { readWay } from '../../store/way-out.ts';
import { type CaseContents, casePage, casePart, saidAnswer, unsaidAnswer } from '../pages/case.ts';
import type { Around } from '../pages/case-acts.ts';
import { unsentPage } from '../pages/fault.ts';
import { sayCharsMax } from '../pages/foot.ts';
import { type QuickManner, type QuickName, quickManners, quickNames, quickText } from '../quick.ts';
import { askToSignIn, go, isForPart, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import { caseUrl, claimTo } from './claim.ts';
import { form, params, uuid, withQuery } from './schemas.ts';

interface OfCase {
  Params: { id: string };
}
interface Say extends OfCase {
  Body: { text: string; nonce: string; again?: 'yes' };
}

const ofCase = params({ id: uuid });

/** A case: read through accessCase alone, which writes down who looked (standards.md R50). */
export function caseRoutes(scope: FastifyInstance, site: Site): void {
  const querystring = withQuery({ quick: { enum: [...quickNames] }, manner: { enum: [...quickManners] } });
  const pages = [
    { path: '/cases/:id', render: casePage },
    { path: '/cases/:id/part', render: casePart },
  ];
  for (const page of pages)
    scope.get<OfCase & { Querystring: { quick?: QuickName; manner?: QuickManner } }>(
      page.path,
      { schema: { params: ofCase, querystring } },
      async (request, reply) => {
        const here = await visit(site, request, (tx, signedIn) =>
          readCase(site, tx, signedIn, request.params.id, isForPart(request)),
        );
        if (!here) return askToSignIn(site, request, reply);
        if (!here.result) return showNotFound(site, request, reply);
        const contents = withReadyWords(here.result, request.query);
        return show(reply, page.render(viewOf(site, request, reply, here.signedIn), contents));
      },
    );
  claimRoute(scope, site);
  leaveRoutes(scope, site);
  sayRoute(scope, site);
}

/** @param isPart a fetch of the part: the menu stands as it was, and what is in it is not read anew */
async function readCase(
  site: Site,
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
  isPart: boolean,
): Promise<CaseContents | undefined> {
  const opened = await accessCase(tx, site.store, signedIn, caseId);
  if (!opened) return undefined;
  // A page of hers is open now: she is there, with a script or without.
  if (opened.mine && !isPart) await noteHolderSeen(tx, site.store, signedIn, caseId);
  const clocks = await readCaseClocks(tx, site.store, caseId);
  assert(clocks, 'caseWithoutClocks', { caseId });
  const names = new Map((await listMembers(tx, site.store)).map((member) => [member.id, member.name]));
  return {
    opened,
    clocks,
    around: isPart ? { colleagues: [], readers: [] } : await readAround(site, tx, signedIn, caseId, names),
    nameOf: (id) => names.get(id),
    nonce: site.store.ids.uuid(),
    drafts: await readDrafts(tx, signedIn, caseId),
    way: opened.mine ? await readWayOut(site, tx, opened) : undefined,
  };
}

/** What becomes of words written on this page now (standards.md R11). */
async function readWayOut(site: Site, tx: Tx, { id }: CaseContents['opened']): Promise<WayOut | undefined> {
  const way = await readWay(tx, site.store, id);
  return way && wayOut({ ...way, now: site.store.clock.now() });
}

/** Whom it can be handed to, and who has read it. */
async function readAround(
  site: Site,
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
  names: ReadonlyMap<string, string>,
): Promise<Around> {
  const mayRead = new Set(await listReaders(tx, caseId));
  const roster = await dutyRoster(tx, site.store);
  return {
    colleagues: roster
      .filter(
        ({ duty, memberId }) =>
          duty === 'bertugas' && memberId !== signedIn.member.id && mayRead.has(memberId),
      )
      .map(({ memberId, name }) => ({ id: memberId, name })),
    readers: (await listLooks(tx, caseId)).flatMap(({ memberId, at }) => {
      const name = names.get(memberId);
      return name === undefined ? [] : [{ name, at }];
    }),
  };
}

/** Where no script runs, a ready sentence comes by a link and stands in the box after what was there. */
function withReadyWords(
  contents: CaseContents,
  { quick, manner }: { quick?: QuickName; manner?: QuickManner },
): CaseContents {
  if (!quick) return contents;
  const say = [contents.drafts.say, quickText(quick, contents.opened.head, manner)]
    .filter(Boolean)
    .join('\n');
  return { ...contents, drafts: { ...contents.drafts, say } };
}

function claimRoute(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase>(
    '/cases/:id/claim',
    { schema: { params: ofCase, body: form() } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) => claimCase(tx, site.store, signedIn, id));
      if (!here) return askToSignIn(site, request, reply);
      return claimTo(site, request, reply, { caseId: id, result: here.result });
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
      const here = await visit(site, request, async (tx, signedIn) => {
        const urgency = (await readUrgency(tx, id)) ?? 4;
        return { closed: await closeCase(tx, site.store, signedIn, id, reason, seen), urgency };
      });
      if (!here) return askToSignIn(site, request, reply);
      const { closed, urgency } = here.result;
      if (closed !== 'closed') return go(reply, caseUrl(id, closed));
      // After an emergency somebody looks after her, too (standards.md R51).
      return go(reply, `/console?notice=${urgency === 1 ? 'closedHeavy' : 'closed'}`);
    },
  );
}

function sayRoute(scope: FastifyInstance, site: Site): void {
  const text = { type: 'string', maxLength: sayCharsMax * 2 };
  const body = form({ text, nonce: uuid }, { again: { enum: ['yes'] } });
  scope.post<Say>('/cases/:id/say', { schema: { params: ofCase, body } }, async (request, reply) => {
    const { id } = request.params;
    const text = request.body.text.replace(/\r\n?/g, '\n').trim();
    if (text === '') return go(reply, caseUrl(id, 'sayEmpty'));
    const here = await visit(site, request, async (tx, signedIn) => {
      const { nonce, again } = request.body;
      const kept = await sayToPerson(tx, site.store, signedIn, id, text, nonce);
      // Words sent again are not those in her box.
      if (kept === 'kept' && !again)
        await endDraft(tx, site.store, signedIn, { caseId: id, box: 'say', nonce });
      const contents =
        kept === 'kept' && isForPart(request) ? await readCase(site, tx, signedIn, id, true) : undefined;
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
  // A save or a sign of life: the script takes the next token and tries again (assets/writing.js).
  if (/\/(draft|here)$/.test(request.routeOptions.url ?? ''))
    return reply
      .code(403)
      .header('x-form-token', viewOf(site, request, reply, null).csrf)
      .send();
  if (id === undefined || nonce === undefined) return reply.code(403).header('hx-reswap', 'none').send();
  const view = viewOf(site, request, reply, null);
  const draft = { caseId: id, nonce, text, problem: view.words('case.stale') };
  return show(reply, unsaidAnswer(view, draft), 403);
}
