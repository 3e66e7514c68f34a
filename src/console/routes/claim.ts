import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClaimResult } from '../../store/case-contents.ts';
import { go, type Site, showNotFound } from '../site.ts';
import type { Notice } from '../view.ts';

export const caseUrl = (id: string, notice?: Notice) =>
  `/console/cases/${id}${notice === undefined ? '' : `?notice=${notice}`}`;

/** Where a press of *Ambil* leads, by what came of it. */
export function claimTo(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  { caseId, result }: { caseId: string; result: ClaimResult },
): FastifyReply {
  switch (result.is) {
    case 'claimed':
      return go(reply, caseUrl(caseId, result.overCap ? 'overCap' : undefined));
    case 'held':
      return go(reply, caseUrl(caseId, 'held'));
    case 'full':
      return go(reply, '/console?notice=full');
    case 'closed':
      return go(reply, caseUrl(caseId, 'alreadyClosed'));
    case 'noKey':
      return go(reply, '/console?notice=noKey');
    case 'unknown':
      return showNotFound(site, request, reply);
  }
}
