import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Urgency } from '../../../flows/kit/events.ts';
import { readUrgency } from '../../store/case-looks.ts';
import {
  acceptTransfer,
  addConstraint,
  addNote,
  declineTransfer,
  lowerUrgency,
  offerTransfer,
  raiseUrgency,
  removeConstraint,
  startCalling,
} from '../../store/case-work.ts';
import type { Tx } from '../../store/database.ts';
import { endDraft } from '../../store/drafts.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { actLimits } from '../pages/case-acts.ts';
import { sayCharsMax } from '../pages/foot.ts';
import { askToSignIn, go, type Site, showNotFound, visit } from '../site.ts';
import type { Notice } from '../view.ts';
import { caseUrl } from './claim.ts';
import { form, params, uuid } from './schemas.ts';

interface OfCase {
  Params: { id: string };
}

const ofCase = params({ id: uuid });

/** What is done with a case beside talking: each a button, an act in the audit, and a word about what came of it. */
export function caseActRoutes(scope: FastifyInstance, site: Site): void {
  noteRoute(scope, site);
  callingRoute(scope, site);
  transferRoutes(scope, site);
  urgencyRoute(scope, site);
  constraintRoutes(scope, site);
}

/** One press: the work in her session, then back to the case with a sentence. @param work returns `unknown` for what is not hers to see */
async function press(
  site: Site,
  request: FastifyRequest<OfCase>,
  reply: FastifyReply,
  work: (tx: Tx, signedIn: SignedIn) => Promise<Notice | 'unknown'>,
): Promise<FastifyReply> {
  const here = await visit(site, request, work);
  if (!here) return askToSignIn(site, request, reply);
  if (here.result === 'unknown') return showNotFound(site, request, reply);
  return go(reply, caseUrl(request.params.id, here.result));
}

/** There is no way from a note to a person: another route, another function, another kind of line. */
function noteRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ text: { type: 'string', maxLength: sayCharsMax * 2 }, nonce: uuid });
  scope.post<OfCase & { Body: { text: string; nonce: string } }>(
    '/cases/:id/note',
    { schema: { params: ofCase, body } },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const { id } = request.params;
        const { text, nonce } = request.body;
        const noted = await addNote(tx, site.store, signedIn, id, text.replace(/\r\n?/g, '\n'));
        if (noted === 'empty') return 'noteEmpty';
        if (noted === 'unknown') return 'unknown';
        await endDraft(tx, site.store, signedIn, { caseId: id, box: 'note', nonce });
        return 'noteKept';
      }),
  );
}

function callingRoute(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase>('/cases/:id/calling', { schema: { params: ofCase, body: form() } }, (request, reply) =>
    press(site, request, reply, async (tx, signedIn) => {
      const called = await startCalling(tx, site.store, signedIn, request.params.id);
      return called.is === 'calling' ? 'calling' : 'notYours';
    }),
  );
}

function transferRoutes(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase & { Body: { to: string } }>(
    '/cases/:id/transfer',
    { schema: { params: ofCase, body: form({ to: { type: 'string', maxLength: 36 } }) } },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const { to } = request.body;
        if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(to)) return 'transferRefused';
        const asked = await offerTransfer(tx, site.store, signedIn, request.params.id, to);
        if (asked === 'asked') return 'transferAsked';
        return asked === 'notYours' ? 'notYours' : 'transferRefused';
      }),
  );
  scope.post<OfCase & { Body: { answer: 'accept' | 'decline' } }>(
    '/cases/:id/transfer/answer',
    { schema: { params: ofCase, body: form({ answer: { enum: ['accept', 'decline'] } }) } },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const answer = request.body.answer === 'accept' ? acceptTransfer : declineTransfer;
        const came = await answer(tx, site.store, signedIn, request.params.id);
        if (came === 'over') return 'transferOver';
        return came === 'accepted' ? 'transferred' : 'transferDeclined';
      }),
  );
}

/** Up or down is by where it stands now; either way a reason (standards.md R24). */
function urgencyRoute(scope: FastifyInstance, site: Site): void {
  const body = form({
    to: { type: 'string', maxLength: 1 },
    reason: { type: 'string', maxLength: actLimits.reasonCharsMax * 2 },
  });
  scope.post<OfCase & { Body: { to: string; reason: string } }>(
    '/cases/:id/urgency',
    { schema: { params: ofCase, body } },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const { id } = request.params;
        const { to, reason } = request.body;
        const level = ([1, 2, 3, 4] as const).find((urgency) => String(urgency) === to);
        const now = await readUrgency(tx, id);
        if (now === undefined) return 'unknown';
        if (level === undefined) return 'urgencySame';
        const judge = isMore(level, now) ? raiseUrgency : lowerUrgency;
        const judged = await judge(tx, site.store, signedIn, id, level, reason);
        if (judged === 'unknown') return 'unknown';
        if (judged === 'noReason') return 'reasonMissing';
        return judged === 'judged' ? 'urgencyChanged' : 'urgencySame';
      }),
  );
}

/** 1 is the most urgent. */
function isMore(level: Urgency, than: Urgency): boolean {
  return level < than;
}

function constraintRoutes(scope: FastifyInstance, site: Site): void {
  scope.post<OfCase & { Body: { text: string } }>(
    '/cases/:id/constraints',
    {
      schema: {
        params: ofCase,
        body: form({ text: { type: 'string', maxLength: actLimits.constraintCharsMax * 2 } }),
      },
    },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const noted = await addConstraint(tx, site.store, signedIn, request.params.id, request.body.text);
        if (noted === 'unknown') return 'unknown';
        return noted === 'noted' ? 'constraintKept' : 'noteEmpty';
      }),
  );
  scope.post<{ Params: { id: string; item: string } }>(
    '/cases/:id/constraints/:item/remove',
    { schema: { params: params({ id: uuid, item: uuid }), body: form() } },
    (request, reply) =>
      press(site, request, reply, async (tx, signedIn) => {
        const { id, item } = request.params;
        const noted = await removeConstraint(tx, site.store, signedIn, id, item);
        return noted === 'noted' ? 'constraintRemoved' : 'unknown';
      }),
  );
}
