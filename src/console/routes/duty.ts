import type { FastifyInstance } from 'fastify';
import { setDuty } from '../../store/duty.ts';
import type { Duty } from '../../store/schema/members.ts';
import { askToSignIn, go, type Site, visit } from '../site.ts';
import { form, path } from './schemas.ts';

interface DutyBody {
  duty: Duty;
  until?: string;
  back?: string;
}

/** Duty belongs to the member: it holds after she signs out, until the hour she gave (design §7). */
export function dutyRoutes(scope: FastifyInstance, site: Site): void {
  const until = { type: 'string', format: 'date-time', maxLength: 30 };
  const body = form({ duty: { enum: ['bertugas', 'siaga', 'libur'] } }, { until, back: path });
  scope.post<{ Body: DutyBody }>('/duty', { schema: { body } }, async (request, reply) => {
    const { duty, back } = request.body;
    const ends = request.body.until === undefined ? null : new Date(request.body.until);
    const here = await visit(site, request, (tx, signedIn) =>
      setDuty(tx, site.store, signedIn, { duty, until: ends }),
    );
    if (!here) return askToSignIn(site, request, reply);
    return go(reply, back === '/console/team' || back === '/console/more' ? back : '/console');
  });
}
