import { type Html, html } from '../../http/html.ts';
import type { Campaign, CampaignMonth } from '../../store/campaigns.ts';
import { smallCount, tellableCount } from '../../store/small-counts.ts';
import { monthOf } from '../times.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { csrfField, placePage } from './layout.ts';
import { qrCode } from './qr.ts';

export interface CampaignsContents {
  campaigns: readonly Campaign[];
  /** The organisation's bot; undefined while Telegram is not connected. */
  telegramName: string | undefined;
  problem?: string;
  typed?: string;
}

/** Links of posters: how many began by each, how many of them a human came to; and a new link with its code. */
export function campaignsPage(view: View, contents: CampaignsContents): Html {
  const { words } = view;
  const { campaigns, telegramName, problem, typed } = contents;
  const ours = campaigns.filter(({ isOurs }) => isOurs);
  const others = summed(campaigns.filter(({ isOurs }) => !isOurs));
  return placePage(view, {
    place: 'more',
    heading: words('campaigns'),
    content: html`<p>${words('campaigns.lead')}</p><p class="hint">${words('campaigns.small', { count: String(smallCount) })}</p>
${telegramName === undefined && html`<p class="notice">${words('campaigns.noBot')}</p>`}
<h2>${words('campaigns.new')}</h2>${trouble(problem)}
<form class="card-form" method="post" action="/console/campaigns" data-once>${csrfField(view)}
${field({ name: 'name', label: words('campaigns.name'), hint: words('campaigns.nameHint'), value: typed, autocomplete: 'off', charsMax: 32 })}
<button class="primary wide">${words('campaigns.make')}</button></form>
<h2>${words('campaigns.list')}</h2>${ours.length === 0 && html`<p>${words('campaigns.none')}</p>`}
${ours.map((campaign) => campaignRow(view, campaign, telegramName))}
${others.length > 0 && html`<section class="campaign"><h3>${words('campaigns.others')}</h3><p class="hint">${words('campaigns.othersWhy')}</p>${months(view, others)}</section>`}`,
  });
}

function campaignRow(view: View, { name, months: counted }: Campaign, bot: string | undefined): Html {
  const { words } = view;
  const link = bot && `https://t.me/${bot}?start=${name}`;
  return html`<section class="campaign"><h3>${name}</h3>${months(view, counted)}${
    link &&
    html`<details><summary>${words('campaigns.link')}</summary><p><output id="link-${name}" class="key">${link}</output></p>
<p class="row scripted"><button type="button" data-copy="link-${name}" data-said="${words('campaigns.copied')}">${words('campaigns.copy')}</button></p>
${qrCode(link, words('campaigns.qr', { name }))}</details>`
  }</section>`;
}

function months({ words }: View, counted: readonly CampaignMonth[]): Html {
  if (counted.length === 0) return html`<p class="hint">${words('campaigns.nobody')}</p>`;
  const shown = (count: number) =>
    String(tellableCount(count) ?? words('campaigns.few', { count: String(smallCount) }));
  return html`<table class="counts"><thead><tr><th>${words('campaigns.month')}</th><th>${words('campaigns.began')}</th><th>${words('campaigns.reached')}</th></tr></thead>
<tbody>${counted.map(
    ({ month, began, reached }) =>
      html`<tr><td>${monthOf(month, words)}</td><td>${shown(began)}</td><td>${shown(reached)}</td></tr>`,
  )}</tbody></table>`;
}

/** Names that nobody of the team made may be anything, also a person's: only their sum is shown. */
function summed(campaigns: readonly Campaign[]): CampaignMonth[] {
  const sums = new Map<string, CampaignMonth>();
  for (const { month, began, reached } of campaigns.flatMap(({ months: each }) => each)) {
    const sum = sums.get(month) ?? { month, began: 0, reached: 0 };
    sums.set(month, { month, began: sum.began + began, reached: sum.reached + reached });
  }
  return [...sums.values()].sort((a, b) => b.month.localeCompare(a.month));
}

export function campaignsRefusedPage(view: View): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('campaigns'),
    content: html`<p class="notice">${words('office.readOnly')}</p>`,
  });
}
