import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { perSource, rates } from '../http/rates.ts';
import { readAssets } from './assets.ts';
import { createBanners } from './banners.ts';
import { createLive } from './live.ts';
import { createLock } from './lock.ts';
import { brokenPage, stalePage } from './pages/fault.ts';
import { actsRoutes } from './routes/acts.ts';
import { alarmRoutes } from './routes/alarm.ts';
import { attachmentRoutes } from './routes/attachment.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { caseRoutes, refuseStaleWords } from './routes/case.ts';
import { caseActRoutes } from './routes/case-acts.ts';
import { chatJoinRoutes } from './routes/chat-joins.ts';
import { choiceRoutes } from './routes/choices.ts';
import { draftRoutes } from './routes/draft.ts';
import { dutyRoutes } from './routes/duty.ts';
import { factorRoutes } from './routes/factors.ts';
import { joinRoutes } from './routes/join.ts';
import { liveRoutes } from './routes/live.ts';
import { nightCardRoutes } from './routes/night-card.ts';
import { numbersRoutes } from './routes/numbers.ts';
import { organisationRoutes } from './routes/organisation.ts';
import { owedRoutes } from './routes/owed.ts';
import { queueRoutes } from './routes/queue.ts';
import { readerRoutes } from './routes/readers.ts';
import { readinessRoutes } from './routes/readiness.ts';
import { recoveryChangeRoutes } from './routes/recovery-change.ts';
import { setUpRoutes } from './routes/set-up.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { teamRoutes } from './routes/team.ts';
import { teamKeyRoutes } from './routes/team-keys.ts';
import { unlockRoutes } from './routes/unlock.ts';
import { wishesRoutes } from './routes/wishes.ts';
import { isOurForm } from './security.ts';
import { type ConsoleDeps, createReseal, isForPart, type Site, show, showNotFound, viewOf } from './site.ts';

/** Every page and every button of the console; tests/console/access.db.test.ts knocks at each. */
const routes: readonly ((scope: FastifyInstance, site: Site) => void)[] = [
  attachmentRoutes,
  signInRoutes,
  setUpRoutes,
  recoveryChangeRoutes,
  campaignRoutes,
  joinRoutes,
  queueRoutes,
  caseRoutes,
  caseActRoutes,
  draftRoutes,
  dutyRoutes,
  alarmRoutes,
  teamRoutes,
  teamKeyRoutes,
  readerRoutes,
  factorRoutes,
  unlockRoutes,
  choiceRoutes,
  organisationRoutes,
  wishesRoutes,
  chatJoinRoutes,
  owedRoutes,
  readinessRoutes,
  numbersRoutes,
  nightCardRoutes,
  actsRoutes,
  liveRoutes,
];

/**
 * The console: what the team sees, under /console on the given server (http/server.ts, whose cookies, forms,
 * limits and headers it relies on). Pages work without a script; with one, the queue and a case are live.
 */
export function registerConsole(app: FastifyInstance, deps: ConsoleDeps): void {
  const { store, publicUrl, db, clock } = deps;
  const site: Site = {
    deps,
    store,
    publicUrl,
    live: createLive(db, clock),
    assets: readAssets(),
    banners: createBanners(store, clock),
    lock: createLock(clock, deps.lockMinutes),
    reseal: createReseal(),
  };
  app.register(
    async (scope) => {
      scope.addHook('preHandler', (request, reply) => refuseForeignForm(site, request, reply));
      scope.addHook('preClose', () => site.live.close());
      scope.setErrorHandler((error: FastifyError, request, reply) => showFault(site, error, request, reply));
      const misses = scope.rateLimit({ max: perSource(rates.missesPerSource), timeWindow: rates.window });
      scope.setNotFoundHandler({ preHandler: misses }, (request, reply) =>
        showNotFound(site, request, reply),
      );
      site.assets.register(scope);
      for (const add of routes) add(scope, site);
    },
    { prefix: '/console' },
  );
}

/** Every POST carries the token of a page that we made for this browser, or nothing happens. */
async function refuseForeignForm(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  if (request.method !== 'POST' || isOurForm(request, site)) return undefined;
  if (isForPart(request)) return refuseStaleWords(site, request, reply);
  return show(reply, stalePage(viewOf(site, request, reply, null)), 403);
}

/** Everything that throws below a route ends here: a calm page, and a log line with the route's pattern. */
function showFault(
  site: Site,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // An id that cannot be one is the same as an id that is nowhere.
  if (error.validation && error.validationContext === 'params') return showNotFound(site, request, reply);
  const said = error.statusCode ?? 500;
  const status = said >= 400 && said < 600 ? said : 500;
  if (status >= 500)
    site.deps.log.error('console.failed', { route: request.routeOptions.url ?? 'none', status }, error);
  // A whole page has no place inside a part of one: the page keeps what it has and says so itself.
  if (isForPart(request)) return reply.code(status).header('hx-reswap', 'none').send();
  return show(reply, brokenPage(viewOf(site, request, reply, null), status), status);
}
