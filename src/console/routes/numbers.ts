import type { FastifyInstance } from 'fastify';
import { regencies } from '../../directory/areas.ts';
import { type NeededNumber, neededNumbers } from '../../directory/needed.ts';
import { needsRegion, services } from '../../directory/numbers.ts';
import type { Tx } from '../../store/database.ts';
import { isSupervisor } from '../../store/members.ts';
import { readOrg } from '../../store/org.ts';
import type { SignedIn } from '../../store/sessions.ts';
import { type Call, listCalls, readStamps, recordCall } from '../../store/stamps.ts';
import { callPage, numbersPage } from '../pages/numbers.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import { form, params } from './schemas.ts';

interface OfService {
  Params: { service: string };
}
interface Asked extends OfService {
  Querystring: { number?: string };
}
interface Stamped extends OfService {
  Body: { number: string; outcome: Call['outcome']; said: string; region?: string };
}

const ofService = params({ service: { type: 'string', pattern: '^[\\w-]{1,80}$' } });
const number = { type: 'string', maxLength: 40 };

async function readNumbers(tx: Tx): Promise<NeededNumber[]> {
  const { settings } = await readOrg(tx);
  return neededNumbers(services, settings.province, await readStamps(tx));
}

/** The directory as the team keeps it true: who called a number, when, what was said (design §7). */
export function numbersRoutes(scope: FastifyInstance, site: Site): void {
  const query = { q: { type: 'string', maxLength: 60 }, notice: { type: 'string', maxLength: 40 } };
  const querystring = { type: 'object', additionalProperties: false, properties: query };
  scope.get<{ Querystring: { q?: string } }>(
    '/numbers',
    { schema: { querystring } },
    async (request, reply) => {
      const here = await visit(site, request, readNumbers);
      if (!here) return askToSignIn(site, request, reply);
      const view = viewOf(site, request, reply, here.signedIn);
      return show(reply, numbersPage(view, { numbers: here.result, sought: request.query.q ?? '' }));
    },
  );

  const asked = { type: 'object', additionalProperties: false, properties: { number } };
  scope.get<Asked>(
    '/numbers/:service',
    { schema: { params: ofService, querystring: asked } },
    async (request, reply) => {
      const here = await visit(site, request, (tx) =>
        readOne(site, tx, request.params.service, request.query.number),
      );
      if (!here) return askToSignIn(site, request, reply);
      if (!here.result) return showNotFound(site, request, reply);
      const view = viewOf(site, request, reply, here.signedIn);
      return show(reply, callPage(view, { ...here.result, mayMarkWrong: isSupervisor(here.signedIn) }));
    },
  );
  stampRoute(scope, site);
}

async function readOne(site: Site, tx: Tx, service: string, wanted: string | undefined) {
  const needed = (await readNumbers(tx)).find(
    (each) => each.service.id === service && (wanted === undefined || each.phone.number === wanted),
  );
  return needed && { needed, calls: await listCalls(tx, site.store, service) };
}

/** Taking a number away from everybody is a supervisor's act; that it answered is anybody's. */
function stampRoute(scope: FastifyInstance, site: Site): void {
  const outcome = { enum: ['answered', 'notAnswered', 'wrong'] };
  const body = form(
    { number, outcome, said: { type: 'string', maxLength: 1000 } },
    { region: { type: 'string', maxLength: 5 } },
  );
  scope.post<Stamped>(
    '/numbers/:service',
    { schema: { params: ofService, body } },
    async (request, reply) => {
      const here = await visit(site, request, (tx, signedIn) => stamp(site, tx, signedIn, request));
      if (!here) return askToSignIn(site, request, reply);
      const { one, kept } = here.result;
      if (!one) return showNotFound(site, request, reply);
      if (kept === 'kept') return go(reply, '/console/numbers?notice=numberSaved');
      const view = viewOf(site, request, reply, here.signedIn);
      const typed = { said: request.body.said };
      const mayMarkWrong = isSupervisor(here.signedIn);
      const problem = view.words(`numbers.${kept}`);
      return show(reply, callPage(view, { ...one, mayMarkWrong, problem, typed }), 422);
    },
  );
}

/** @returns the number's page, and whether the call was kept or why not; no page: there is no such number */
async function stamp(
  site: Site,
  tx: Tx,
  signedIn: SignedIn,
  { params: { service }, body }: { params: Stamped['Params']; body: Stamped['Body'] },
) {
  const { number: called, outcome, said } = body;
  const one = await readOne(site, tx, service, called);
  if (!one) return { one, kept: 'kept' as const };
  if (outcome === 'wrong' && !isSupervisor(signedIn)) return { one, kept: 'notYours' as const };
  const region = regencies.find(({ code }) => code === body.region)?.code ?? null;
  if (needsRegion(called) && region === null) return { one, kept: 'chooseRegion' as const };
  const where = needsRegion(called) ? region : null;
  const call = { serviceId: service, number: called, region: where, outcome, said: said.trim() };
  await recordCall(tx, site.store, signedIn, call);
  return { one, kept: 'kept' as const };
}
