import { type Html, html } from '../../http/html.ts';
import type { Role } from '../../store/schema/members.ts';
import type { View } from '../view.ts';
import { dutySwitch, type OnDuty } from './duty.ts';
import { icon } from './icons.ts';
import { csrfField, languageSwitch, placePage } from './layout.ts';
import { lockForm } from './unlock.ts';

/** What is rarely needed, each a page of its own; `only` for those whose page it is. */
const ways = [
  { path: '/console/alarm', name: 'alarm', sign: 'bell' },
  { path: '/console/night-card', name: 'night', sign: 'note' },
  { path: '/console/readiness', name: 'ready', sign: 'check' },
  { path: '/console/numbers', name: 'numbers', sign: 'phone' },
  { path: '/console/organisation', name: 'office', sign: 'house' },
  { path: '/console/campaigns', name: 'campaigns', sign: 'note', only: ['supervisor', 'admin'] },
  { path: '/console/wishes', name: 'wishes', sign: 'note' },
  { path: '/console/joins', name: 'joins', sign: 'note' },
  { path: '/console/acts', name: 'acts', sign: 'eye' },
  { path: '/console/feedback', name: 'feedback', sign: 'note', only: ['supervisor'] },
] as const;

/** Duty, the ways on, language, light, the quick exit explained, and the way out. */
export function morePage(view: View, team: readonly OnDuty[]): Html {
  const { words, theme, me } = view;
  return placePage(view, {
    place: 'more',
    heading: words('more'),
    content: html`<p>${words('more.signedInAs', { name: me?.name ?? '' })}</p>
<h2>${words('duty')}</h2>${dutySwitch(view, team)}
<ul class="ways">${waysOf(me?.roles ?? []).map(({ path, name, sign }) => html`<li><a href="${path}">${icon(sign)}${words(name)}</a></li>`)}</ul>
<h2>${words('more.language')}</h2>${languageSwitch(view)}
<h2>${words('more.theme')}</h2>
<form class="choices" method="post" action="/console/choices" aria-label="${words('more.theme')}">${csrfField(view)}
<input type="hidden" name="back" value="${view.path}">${(['auto', 'dark', 'light'] as const).map(
      (choice) =>
        html`<button name="theme" value="${choice}" aria-pressed="${choice === theme ? 'true' : 'false'}">${words(`more.theme.${choice}`)}</button>`,
    )}</form><p class="hint">${words('more.themeHint')}</p>
<h2>${words('more.leave')}</h2><p>${words('more.leaveHint')}</p>
<h2>${words('unlock.now')}</h2>${lockForm(view)}
<form class="sign-out" method="post" action="/console/sign-out" data-once>${csrfField(view)}<button class="wide">${words('signIn.out')}</button></form>
<form class="sign-out" method="post" action="/console/sign-out/everywhere" data-once>${csrfField(view)}<button class="wide">${words('signIn.outEverywhere')}</button><p class="hint">${words('signIn.outEverywhereWhy')}</p></form>`,
  });
}

function waysOf(roles: readonly Role[]): readonly (typeof ways)[number][] {
  return ways.filter((way) => !('only' in way) || way.only.some((role) => roles.includes(role)));
}
