import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** A probe waits no longer than this: a database that does not answer cannot commit. */
const answerWithinMs = 2000;

export interface HealthDeps {
  /** Whether a turn could be committed now. Throwing or not answering in time counts as no. */
  canCommit(): Promise<boolean>;
  /** Fixed words for what is not as it should be ("alarm.untested"); never ids, names or sentences. */
  degradedBy(): Promise<string[]>;
}

/** The answer, or what stands in for it when it fails or is late. */
async function within<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  const late = new AbortController();
  const waited = sleep(answerWithinMs, otherwise, { signal: late.signal }).catch(() => otherwise);
  try {
    return await Promise.race([asked, waited]);
  } catch {
    // A probe that fails is the answer "no", which the caller shows.
    return otherwise;
  } finally {
    late.abort();
  }
}

/** `/healthz`: the process is up. `/readyz`: 503 only when no turn can be committed (design §7b). */
export function registerHealth(app: FastifyInstance, deps: HealthDeps): void {
  const open = { config: { rateLimit: false as const } };
  app.get('/healthz', open, async (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok'));
  app.get('/readyz', open, async (_request, reply) => {
    if (!(await within(deps.canCommit(), false)))
      return reply.code(503).send({ state: 'unavailable', reasons: ['database'] });
    const reasons = await within(deps.degradedBy(), ['unknown']);
    return reply.send({ state: reasons.length === 0 ? 'ready' : 'degraded', reasons });
  });
}
