import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import type { TrustProxy } from '../config.ts';
import type { Log } from '../log.ts';
import { compressReplies } from './compress.ts';
import { sendErrorPage } from './error-page.ts';
import { type HealthDeps, registerHealth } from './health.ts';
import { type MetricsDeps, registerMetrics } from './metrics.ts';
import { createTrust, dropFalseForwarding, trustThisMachine } from './proxy-trust.ts';
import { createSourceKey, perSource, rates } from './rates.ts';
import { isForeign } from './same-origin.ts';

/** Bounds on what one request may take, and why. */
const limits = {
  /** A form with a long text, percent-encoded. */
  bodyBytes: 64 * 1024,
  /** A slow line may need a minute for it; longer is somebody holding the door. */
  requestMs: 60_000,
  headersMs: 20_000,
  /** Open streams end by themselves when the server closes; what does not is cut. */
  closeMs: 2000,
};

export interface ServerDeps extends HealthDeps {
  log: Log;
  /** Where people reach us. An https one turns on HSTS. */
  publicUrl?: string | undefined;
  /** Which proxies are believed; absent: those on this machine. */
  trustProxy?: TrustProxy | undefined;
  /** Absent: there is no /metrics. */
  metrics?: MetricsDeps | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Names the source of a request by a hash (rates.ts): for limits, never for a log or a table. */
    sourceKey(request: FastifyRequest): string;
  }
}

/**
 * The web server that the chat page and the console live on: strict headers, forms, cookies, limits, one
 * error page, health. Does not listen yet. It writes no request log: neither addresses nor urls.
 *
 * Every route may count on: `no-store` and noindex unless it says otherwise, writing requests from our own
 * pages only, errors shown calmly and logged with the route's pattern.
 */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const trust = createTrust(deps.trustProxy ?? trustThisMachine);
  const app = fastify({
    logger: false,
    trustProxy: trust,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: { headersTimeout: limits.headersMs },
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      sendErrorPage(request, reply, error.statusCode ?? 400);
    },
  });
  app.decorate('errorFrame', {});
  dropFalseForwarding(app, trust);
  answerErrors(app, deps.log);
  setHeaders(app);
  await app.register(helmet, helmetOptions(deps.publicUrl));
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: limits.bodyBytes });
  await limitRates(app);
  compressReplies(app);
  refuseForeign(app, deps.publicUrl);
  registerHealth(app, deps);
  if (deps.metrics) registerMetrics(app, deps.metrics);
  // Browsers ask for it where a page names no icon; an empty answer is quieter than an error.
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), limits.closeMs).unref();
  });
  return app;
}

/** Own files only, nothing inline, no frame, no referrer (standards.md R13). */
function helmetOptions(publicUrl: string | undefined) {
  const https = publicUrl?.startsWith('https:') ?? false;
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        manifestSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' as const },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : (false as const),
  };
}

/** No page of ours, nor anything that got into one, may ask this phone where it is or what it sees and hears. */
const neverAsked = 'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()';

function setHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('x-robots-tag', 'noindex, nofollow');
    reply.header('permissions-policy', neverAsked);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    return payload;
  });
}

function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const said = error.statusCode ?? 500;
    const status = said >= 400 && said < 600 ? said : 500;
    // The pattern of the route, never the url: it may carry an id or a secret.
    if (status >= 500) log.error('http.failed', { route: request.routeOptions.url ?? 'none', status }, error);
    return sendErrorPage(request, reply, status);
  });
}

async function limitRates(app: FastifyInstance): Promise<void> {
  const sourceKey = createSourceKey();
  app.decorate('sourceKey', sourceKey);
  await app.register(rateLimit, {
    max: perSource(rates.requestsPerSource),
    timeWindow: rates.window,
    cache: rates.sourcesMax,
    keyGenerator: sourceKey,
  });
  const misses = app.rateLimit({ max: perSource(rates.missesPerSource), timeWindow: rates.window });
  app.setNotFoundHandler({ preHandler: misses }, (request, reply) => sendErrorPage(request, reply, 404));
}

function refuseForeign(app: FastifyInstance, publicUrl: string | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request, publicUrl)) return sendErrorPage(request, reply, 403);
  });
}
