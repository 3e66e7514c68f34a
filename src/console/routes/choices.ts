import type { FastifyInstance } from 'fastify';
import type { Language } from '../../../flows/kit/events.ts';
import { dutyRoster } from '../../store/duty.ts';
import { morePage } from '../pages/more.ts';
import { keepChoice } from '../security.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import type { Theme } from '../view.ts';
import { form, noticeQuery, path, plainPage } from './schemas.ts';

interface Choices {
  language?: Language;
  theme?: Theme;
  back: string;
}

/** Language and light, kept in cookies of this browser; at the door too. */
export function choiceRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/more', { schema: { querystring: noticeQuery }, config: plainPage }, async (request, reply) => {
    const here = await visit(site, request, (tx) => dutyRoster(tx, site.store));
    if (!here) return askToSignIn(site, request, reply);
    const team = here.result.map((member) => ({ ...member, id: member.memberId }));
    return show(reply, morePage(viewOf(site, request, reply, here.signedIn), team));
  });

  const choices = { language: { enum: ['id', 'en'] }, theme: { enum: ['auto', 'dark', 'light'] } };
  const body = form({ back: path }, choices);
  scope.post<{ Body: Choices }>('/choices', { schema: { body } }, async (request, reply) => {
    const { language, theme, back } = request.body;
    if (language) keepChoice(request, reply, site, 'language', language);
    if (theme) keepChoice(request, reply, site, 'theme', theme);
    // Only a path of ours: an address from a form is somebody else's until it is looked at.
    return go(reply, /^\/console(\/[\w-]+)*$/.test(back) ? back : '/console');
  });
}
