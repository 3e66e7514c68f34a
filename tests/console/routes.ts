import type { RouteOptions } from 'fastify';

/**
 * Every route of the console and whose it is. A route that is not listed here fails access.db.test.ts: whoever adds
 * one says first who may press it.
 *
 * - `door`: anybody; it needs no session, or leads to one
 * - `own`: whoever is signed in, about herself or the team's common pages
 * - `case`: whoever may read that case
 * - `holder`: whoever has that case in her hands
 * - `keys`: whoever holds a key that can be passed on
 * - `invite`: a supervisor or an admin
 * - `decide`: a supervisor who holds every key
 * - `supervisor`: a supervisor
 */
export type Right = 'door' | 'own' | 'case' | 'holder' | 'keys' | 'invite' | 'decide' | 'supervisor';

export const rights: Record<string, Right> = {
  'GET /console/wishes': 'own',
  'POST /console/wishes/:id/done': 'supervisor',
  'POST /console/wishes/:id/refuse': 'supervisor',
  'POST /console/wishes/:id/hold': 'supervisor',
  'POST /console/wishes/:id/unhold': 'supervisor',
  'POST /console/wishes/:id/erase': 'supervisor',

  'GET /console/cases/:id/join': 'case',
  'POST /console/cases/:id/join': 'holder',
  'POST /console/cases/:id/join/find': 'case',
  'POST /console/cases/:id/offer-number': 'holder',
  'GET /console/joins': 'own',
  'POST /console/joins/:id/confirm': 'supervisor',
  'POST /console/joins/:id/decline': 'supervisor',
  'POST /console/joins/:id/undo': 'supervisor',

  'GET /console': 'own',
  'GET /console/acts': 'supervisor',
  'POST /console/acts/verify': 'supervisor',
  'GET /console/alarm': 'own',
  'GET /console/alarm-worker.js': 'door',
  'GET /console/alarm/:token': 'door',
  'POST /console/alarm/:token': 'door',
  'POST /console/alarm/chat': 'own',
  'POST /console/alarm/push': 'own',
  'POST /console/alarm/trial': 'own',
  'POST /console/alarm/ways/:id/remove': 'own',
  'GET /console/app.webmanifest': 'door',
  'GET /console/assets/:tag/:name': 'door',
  'GET /console/campaigns': 'invite',
  'POST /console/campaigns': 'invite',
  'GET /console/cases/:id': 'case',
  'GET /console/cases/:id/files/:file': 'case',
  'GET /console/cases/:id/files/:file/body': 'case',
  'GET /console/cases/:id/live': 'case',
  'GET /console/cases/:id/part': 'case',
  'GET /console/cases/:id/readers': 'case',
  'POST /console/cases/:id/calling': 'holder',
  'POST /console/cases/:id/claim': 'case',
  'POST /console/cases/:id/close': 'holder',
  'POST /console/cases/:id/child-basis': 'case',
  'POST /console/cases/:id/contacts/:item/reveal': 'case',
  'POST /console/cases/:id/constraints': 'case',
  'POST /console/cases/:id/constraints/:item/remove': 'case',
  'POST /console/cases/:id/draft': 'own',
  'POST /console/cases/:id/files/:file/remove': 'case',
  'POST /console/cases/:id/here': 'holder',
  'POST /console/cases/:id/note': 'case',
  'POST /console/cases/:id/readers/:member/let-in': 'decide',
  'POST /console/cases/:id/readers/:member/shut-out': 'case',
  'POST /console/cases/:id/release': 'holder',
  'POST /console/cases/:id/say': 'holder',
  'POST /console/cases/:id/transfer': 'holder',
  'POST /console/cases/:id/transfer/answer': 'holder',
  'POST /console/cases/:id/urgency': 'case',
  'POST /console/choices': 'door',
  'POST /console/duty': 'own',
  'GET /console/feedback': 'supervisor',
  'GET /console/factors': 'own',
  'POST /console/factors/:id/remove': 'own',
  'POST /console/factors/app': 'own',
  'POST /console/factors/code': 'own',
  'POST /console/factors/passkey': 'own',
  'POST /console/factors/proof': 'own',
  'GET /console/join/:secret': 'door',
  'POST /console/join/:secret': 'door',
  'GET /console/live': 'own',
  'POST /console/lock': 'own',
  'GET /console/more': 'own',
  'GET /console/night-card': 'own',
  'GET /console/numbers': 'own',
  'GET /console/numbers/:service': 'own',
  'POST /console/numbers/:service': 'own',
  'GET /console/organisation': 'own',
  'POST /console/organisation': 'invite',
  'GET /console/pin': 'own',
  'POST /console/pin': 'own',
  'GET /console/queue': 'own',
  'GET /console/queue/side': 'own',
  'GET /console/readiness': 'own',
  'POST /console/readiness': 'invite',
  'GET /console/recovery': 'own',
  'POST /console/recovery': 'own',
  'GET /console/recovery/change': 'decide',
  'POST /console/recovery/change': 'decide',
  'POST /console/recovery/change/passkey': 'decide',
  'POST /console/recovery/change/finish': 'decide',
  'GET /console/setup/:secret': 'door',
  'POST /console/setup/:secret': 'door',
  'GET /console/sign-in': 'door',
  'POST /console/sign-in': 'door',
  'POST /console/sign-out': 'door',
  'POST /console/sign-out/everywhere': 'own',
  'POST /console/take': 'own',
  'GET /console/talks': 'own',
  'GET /console/talks/part': 'own',
  'GET /console/team': 'own',
  'GET /console/team/:id': 'invite',
  'GET /console/team/:id/leave': 'decide',
  'POST /console/team/:id/child-cases/give': 'decide',
  'POST /console/team/:id/child-cases/take': 'decide',
  'POST /console/team/:id/leave': 'decide',
  'POST /console/team/:id/renew': 'invite',
  'POST /console/team/:id/trust': 'keys',
  'POST /console/team/invites': 'invite',
  'POST /console/team/invites/:id/revoke': 'invite',
  'POST /console/team/reseal': 'keys',
  'POST /console/touch': 'own',
  'GET /console/unlock': 'own',
  'POST /console/unlock/passkey': 'own',
  'POST /console/unlock/passphrase': 'own',
  'POST /console/unlock/pin': 'own',
};

export const nameOf = ({ method, url }: RouteOptions) => `${[method].flat().join()} ${url}`;
export const rightOf = (route: RouteOptions) => rights[nameOf(route)];

export interface Ids {
  caseId: string;
  memberId: string;
}

/** The path of a route with real ids in it. */
export function pathOf({ url }: RouteOptions, { caseId, memberId }: Ids): string {
  const id = url.includes('/team/') ? memberId : caseId;
  const path = url
    .replace(':member', memberId)
    .replace(/:(item|file)/, caseId)
    .replace(':id', id);
  const whole = path.replace(/:(secret|token)/, 'x'.repeat(43)).replace(/:\w+/g, 'x');
  return url.endsWith('/side') ? `${whole}?of=${caseId}` : whole;
}

interface Shape {
  type?: string;
  enum?: unknown[];
  pattern?: string;
  /** A day, a moment: never what has to be given. */
  format?: string;
  items?: Shape;
  minimum?: number;
  maxLength?: number;
}

/** Tried in turn against a pattern: an id, an hour, a province, a digit, a day. */
const samples = ['07:00', '07', '53', '1', 'id', '2026-01-05', 'halo'];

function sampleOf(shape: Shape, { caseId, memberId }: Ids, name: string): string {
  if (shape.enum) return String(shape.enum.find((one) => one !== '') ?? '');
  if (shape.pattern) {
    const pattern = new RegExp(shape.pattern);
    const id = /member|^to$/i.test(name) ? memberId : caseId;
    return [id, ...samples].find((sample) => pattern.test(sample)) ?? '';
  }
  if (shape.type === 'array') return sampleOf(shape.items ?? {}, { caseId, memberId }, name);
  if (shape.type === 'integer' || shape.type === 'number') return String(shape.minimum ?? 1);
  if (shape.type === 'boolean') return 'true';
  return (shape.maxLength ?? 4) < 4 ? '1' : 'halo';
}

/** A filled-in form of a route, made from the shape that it accepts. */
export function fieldsOf(route: RouteOptions, ids: Ids): Record<string, string> {
  const { properties = {} } = (route.schema?.body ?? {}) as { properties?: Record<string, Shape> };
  const fields = Object.entries(properties).filter(
    ([name, { format }]) => name !== 'csrf' && format === undefined,
  );
  return Object.fromEntries(
    fields.map(([name, shape]) => [name, name === 'back' ? '/console' : sampleOf(shape, ids, name)]),
  );
}
