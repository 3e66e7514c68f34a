import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  addPushWay,
  listWays,
  type PushSubscription,
  removeWay,
  sendTrial,
  startTelegramWay,
  startWhatsAppWay,
} from '../../store/alarm-ways.ts';
import { claimByAlarm } from '../../store/case-work.ts';
import type { Tx } from '../../store/database.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { type AlarmContents, alarmAnswer, alarmLanding, alarmPage, type Pairing } from '../pages/alarm.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { doorLimit, form, noticeQuery, params, uuid } from './schemas.ts';

const limits = {
  /** An endpoint of a push service and two keys, with room. */
  subscriptionCharsMax: 4_000,
  tokenCharsMax: 64,
} as const;

/** *Alarm saya*, and what an alarm's link opens. */
export function alarmRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/alarm', { schema: { querystring: noticeQuery } }, (request, reply) =>
    showAlarm(site, request, reply, undefined),
  );
  chatRoute(scope, site);
  pushRoute(scope, site);
  removeRoute(scope, site);
  scope.post('/alarm/trial', { schema: { body: form() } }, async (request, reply) => {
    const here = await visit(site, request, (tx, signedIn) => sendTrial(tx, site.store, signedIn));
    if (!here) return askToSignIn(site, request, reply);
    return go(reply, `/console/alarm?notice=${here.result.ways > 0 ? 'trialSent' : 'trialNone'}`);
  });
  landingRoutes(scope, site);
}

async function showAlarm(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  pair: ((tx: Tx, signedIn: SignedIn) => Promise<Pairing>) | undefined,
): Promise<FastifyReply> {
  const here = await visit(site, request, async (tx, signedIn): Promise<AlarmContents> => {
    const pairing = await pair?.(tx, signedIn);
    const pushKey = await site.deps.pushKey?.(tx);
    return { ways: await listWays(tx, site.store, signedIn), pairing, pushKey };
  });
  if (!here) return askToSignIn(site, request, reply);
  return show(reply, alarmPage(viewOf(site, request, reply, here.signedIn), here.result));
}

/** Draws a code and shows it once; a reload shows the page without it. */
function chatRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ kind: { enum: ['telegram', 'whatsapp'] } });
  scope.post<{ Body: { kind: Pairing['kind'] } }>('/alarm/chat', { schema: { body } }, (request, reply) =>
    showAlarm(site, request, reply, async (tx, signedIn) => {
      const { kind } = request.body;
      const start = kind === 'telegram' ? startTelegramWay : startWhatsAppWay;
      const { code } = await start(tx, site.store, signedIn);
      const bot = kind === 'telegram' ? site.deps.telegramName?.() : undefined;
      return { kind, code, link: bot === undefined ? null : `https://t.me/${bot}?start=alarm_${code}` };
    }),
  );
}

function pushRoute(scope: FastifyInstance, site: Site): void {
  const body = form({ subscription: { type: 'string', maxLength: limits.subscriptionCharsMax } });
  scope.post<{ Body: { subscription: string } }>(
    '/alarm/push',
    { schema: { body } },
    async (request, reply) => {
      const subscription = readSubscription(request.body.subscription);
      const here = await visit(site, request, async (tx, signedIn) =>
        subscription ? addPushWay(tx, site.store, signedIn, subscription) : undefined,
      );
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, `/console/alarm?notice=${here.result ? 'wayAdded' : 'wayRefused'}`);
    },
  );
}

/** What the browser gave, when it has that shape; the store looks at what is in it. */
function readSubscription(text: string): PushSubscription | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    // Whoever sends something else has no browser that we know of.
    return undefined;
  }
  const { endpoint, keys } = (given ?? {}) as {
    endpoint?: unknown;
    keys?: { p256dh?: unknown; auth?: unknown };
  };
  if (typeof endpoint !== 'string' || typeof keys?.p256dh !== 'string' || typeof keys.auth !== 'string')
    return undefined;
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

function removeRoute(scope: FastifyInstance, site: Site): void {
  scope.post<{ Params: { id: string } }>(
    '/alarm/ways/:id/remove',
    { schema: { params: params({ id: uuid }), body: form() } },
    async (request, reply) => {
      const { id } = request.params;
      const here = await visit(site, request, (tx, signedIn) => removeWay(tx, site.store, signedIn, id));
      if (!here) return askToSignIn(site, request, reply);
      return go(reply, `/console/alarm${here.result ? '?notice=wayRemoved' : ''}`);
    },
  );
}

/**
 * The alarm's own link: it works signed out, on whatever phone it rang on, and opens nothing of a case. Looking
 * changes nothing (link previews look); only the button does. Words need a sign-in.
 */
function landingRoutes(scope: FastifyInstance, site: Site): void {
  const token = params({ token: { type: 'string', maxLength: limits.tokenCharsMax } });
  scope.get<{ Params: { token: string } }>(
    '/alarm/:token',
    { schema: { params: token, querystring: noticeQuery }, config: doorLimit },
    async (request, reply) =>
      show(reply, alarmLanding(viewOf(site, request, reply, null), request.params.token)),
  );
  scope.post<{ Params: { token: string } }>(
    '/alarm/:token',
    { schema: { params: token, body: form() }, config: doorLimit },
    async (request, reply) => {
      const answer = await site.deps.db.transact((tx) => claimByAlarm(tx, site.store, request.params.token));
      return show(reply, alarmAnswer(viewOf(site, request, reply, null), answer));
    },
  );
}
