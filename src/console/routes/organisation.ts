import type { FastifyInstance } from 'fastify';
import { orgLimits, readOrgSettings } from '../../org-settings.ts';
import { maySteer } from '../../store/members.ts';
import { readOrg, saveOrg } from '../../store/org.ts';
import { organisationPage } from '../pages/organisation.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { form, limits, noticeQuery, oneLine } from './schemas.ts';

interface Typed {
  legalName: string;
  chatName: string;
  operatorKind: string;
  province: string;
  hours: string;
  onCallRule: string;
  privacyContact: string;
  safeWords: string;
  closedAdultYears: number;
  childUntilAge: number;
  casesMax: number;
  lockMinutes: number;
}

const text = { type: 'string', maxLength: orgLimits.textCharsMax * 2 };
const whole = { type: 'integer', minimum: 0, maximum: 1000 };
const body = form({
  legalName: text,
  chatName: { type: 'string', maxLength: limits.chatNameCharsMax },
  operatorKind: { enum: ['uptd_ppa', 'lembaga_layanan_masyarakat', 'lainnya'] },
  province: { type: 'string', pattern: '^(\\d{2})?$' },
  hours: text,
  onCallRule: text,
  privacyContact: text,
  safeWords: text,
  closedAdultYears: whole,
  childUntilAge: whole,
  casesMax: whole,
  lockMinutes: whole,
});

/** The *Organisasi* page (design §7b). */
export function organisationRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/organisation', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, readOrg);
    if (!here) return askToSignIn(site, request, reply);
    const { chatName, settings } = here.result;
    const view = viewOf(site, request, reply, here.signedIn);
    return show(reply, organisationPage(view, { chatName, settings, mayChange: maySteer(here.signedIn) }));
  });

  scope.post<{ Body: Typed }>('/organisation', { schema: { body } }, async (request, reply) => {
    const { chatName: typed, safeWords, ...rest } = request.body;
    const chatName = oneLine(typed);
    const settings = readOrgSettings({ ...rest, languages: undefined, safeWords: safeWords.split(',') });
    const here = await visit(site, request, async (tx, signedIn) => {
      const isSaved = chatName !== '' && maySteer(signedIn);
      const { languages } = (await readOrg(tx)).settings;
      if (isSaved)
        await saveOrg(tx, site.store, signedIn, { chatName, settings: { ...settings, languages } });
      return isSaved;
    });
    if (!here) return askToSignIn(site, request, reply);
    if (here.result) return go(reply, '/console/organisation?notice=orgSaved');
    const view = viewOf(site, request, reply, here.signedIn);
    const mayChange = maySteer(here.signedIn);
    const problem = view.words(mayChange ? 'office.missing' : 'office.readOnly');
    return show(reply, organisationPage(view, { chatName, settings, mayChange, problem }), 422);
  });
}
