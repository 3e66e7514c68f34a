import type { FastifyInstance } from 'fastify';
import {
  type NumberFault,
  type NumberName,
  numberNames,
  orgLimits,
  readOrgSettings,
  typedSettings,
} from '../../org-settings.ts';
import { maySteer } from '../../store/members.ts';
import { readOrg, saveOrg } from '../../store/org.ts';
import { organisationPage } from '../pages/organisation.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import type { View } from '../view.ts';
import { form, limits, noticeQuery, oneLine } from './schemas.ts';

interface Typed extends Record<NumberName, string> {
  legalName: string;
  chatName: string;
  operatorKind: string;
  province: string;
  hours: string;
  onCallRule: string;
  privacyContact: string;
  safeWords: string;
}

const text = { type: 'string', maxLength: orgLimits.textCharsMax * 2 };
/** As text: a number that is none is answered with a sentence and what else was typed, not with a fault. */
const number = { type: 'string', maxLength: 20 };
const body = form({
  legalName: text,
  chatName: { type: 'string', maxLength: limits.chatNameCharsMax },
  operatorKind: { enum: ['uptd_ppa', 'lembaga_layanan_masyarakat', 'lainnya'] },
  province: { type: 'string', pattern: '^(\\d{2})?$' },
  hours: text,
  onCallRule: text,
  privacyContact: text,
  safeWords: text,
  ...Object.fromEntries(numberNames.map((name) => [name, number])),
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
    const { chatName: typedName, safeWords, ...rest } = request.body;
    const chatName = oneLine(typedName);
    const { faults, numbers } = typedSettings(rest);
    const settings = readOrgSettings({
      ...rest,
      ...numbers,
      languages: undefined,
      safeWords: safeWords.split(','),
    });
    const here = await visit(site, request, async (tx, signedIn) => {
      const isSaved = chatName !== '' && faults.length === 0 && maySteer(signedIn);
      const { languages } = (await readOrg(tx)).settings;
      if (isSaved)
        await saveOrg(tx, site.store, signedIn, { chatName, settings: { ...settings, languages } });
      return isSaved;
    });
    if (!here) return askToSignIn(site, request, reply);
    if (here.result) return go(reply, '/console/organisation?notice=orgSaved');
    const view = viewOf(site, request, reply, here.signedIn);
    const mayChange = maySteer(here.signedIn);
    const problems = problemsOf(view, { mayChange, chatName, faults });
    return show(
      reply,
      organisationPage(view, { chatName, settings, mayChange, problems, typed: request.body }),
      422,
    );
  });
}

/** Why it was not saved, in sentences that say what to do. */
function problemsOf(
  { words }: View,
  { mayChange, chatName, faults }: { mayChange: boolean; chatName: string; faults: readonly NumberFault[] },
): string[] {
  if (!mayChange) return [words('office.readOnly')];
  const name = (of: NumberName) => words(`office.${of}`);
  return [
    ...(chatName === '' ? [words('office.missing')] : []),
    ...faults.map((fault) =>
      fault.is === 'outside'
        ? words('office.outside', {
            what: name(fault.name),
            min: String(fault.min),
            max: String(fault.max),
          })
        : words('office.disordered', { first: name(fault.first), second: name(fault.second) }),
    ),
  ];
}
