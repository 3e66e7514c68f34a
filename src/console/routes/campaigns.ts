import type { FastifyInstance } from 'fastify';
import { listCampaigns, makeCampaign } from '../../store/campaigns.ts';
import { maySteer } from '../../store/members.ts';
import { campaignsPage, campaignsRefusedPage } from '../pages/campaigns.ts';
import { askToSignIn, go, type Site, show, viewOf, visit } from '../site.ts';
import { form, noticeQuery, oneLine } from './schemas.ts';

/** Poster links and what came of them, for whoever steers the organisation. */
export function campaignRoutes(scope: FastifyInstance, site: Site): void {
  const contents = () => ({ telegramName: site.deps.telegramName?.() });
  scope.get('/campaigns', { schema: { querystring: noticeQuery } }, async (request, reply) => {
    const here = await visit(site, request, async (tx, signedIn) =>
      maySteer(signedIn) ? { campaigns: await listCampaigns(tx, site.store) } : undefined,
    );
    if (!here) return askToSignIn(site, request, reply);
    const view = viewOf(site, request, reply, here.signedIn);
    if (!here.result) return show(reply, campaignsRefusedPage(view), 403);
    return show(reply, campaignsPage(view, { ...contents(), ...here.result }));
  });

  const body = form({ name: { type: 'string', maxLength: 64 } });
  scope.post<{ Body: { name: string } }>('/campaigns', { schema: { body } }, async (request, reply) => {
    const name = oneLine(request.body.name).replaceAll(' ', '-');
    const here = await visit(site, request, async (tx, signedIn) => {
      const is = await makeCampaign(tx, site.store, signedIn, name);
      return { is, campaigns: is === 'refused' ? [] : await listCampaigns(tx, site.store) };
    });
    if (!here) return askToSignIn(site, request, reply);
    const { is, campaigns } = here.result;
    if (is === 'made') return go(reply, '/console/campaigns?notice=campaignMade');
    const view = viewOf(site, request, reply, here.signedIn);
    if (is === 'refused') return show(reply, campaignsRefusedPage(view), 403);
    const problem = view.words(`campaigns.${is}`);
    return show(reply, campaignsPage(view, { ...contents(), campaigns, problem, typed: name }), 422);
  });
}
