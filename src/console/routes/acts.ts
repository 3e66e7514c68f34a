import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ActsAsked, listActs } from '../../store/acts.ts';
import { recordAct } from '../../store/audit.ts';
import { chainAudit, verifyAudit } from '../../store/audit-chain.ts';
import type { Tx } from '../../store/database.ts';
import { isSupervisor } from '../../store/members.ts';
import { type ActsContents, actsPage, actsRefusedPage } from '../pages/acts.ts';
import { askToSignIn, type Site, show, viewOf, visit } from '../site.ts';
import { form, uuid } from './schemas.ts';

interface Asked {
  Querystring: { case?: string; member?: string; before?: number };
}

const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: { case: uuid, member: uuid, before: { type: 'integer', minimum: 1 } },
};

/** The record of access: a supervisor sees who read what, and checks that nobody changed it (standards.md R50). */
export function actsRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<Asked>('/acts', { schema: { querystring } }, async (request, reply) => {
    const { case: caseId, member, before } = request.query;
    const asked: ActsAsked = {
      ...(caseId ? { caseId } : {}),
      ...(member ? { memberId: member } : {}),
      ...(before ? { before } : {}),
    };
    return answer(site, request, reply, (tx) => readActs(site, tx, asked));
  });

  scope.post('/acts/verify', { schema: { body: form() } }, async (request, reply) =>
    answer(site, request, reply, async (tx) => {
      await chainAudit(tx, site.store);
      const report = await verifyAudit(tx, site.store);
      return { ...(await readActs(site, tx, {})), report };
    }),
  );
}

async function readActs(site: Site, tx: Tx, asked: ActsAsked): Promise<ActsContents> {
  return { ...(await listActs(tx, site.store, asked)), asked };
}

/** Opening the record is written into it, in the same transaction. */
async function answer(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (tx: Tx) => Promise<ActsContents>,
): Promise<FastifyReply> {
  const here = await visit(site, request, async (tx, signedIn) => {
    if (!isSupervisor(signedIn)) return undefined;
    await recordAct(tx, site.store, { memberId: signedIn.member.id, act: 'readActs' });
    return read(tx);
  });
  if (!here) return askToSignIn(site, request, reply);
  const view = viewOf(site, request, reply, here.signedIn);
  return here.result ? show(reply, actsPage(view, here.result)) : show(reply, actsRefusedPage(view), 403);
}
