import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { csrfField, languageSwitch, placePage } from './layout.ts';

/** Language, light, the quick exit explained, and the way out. */
export function morePage(view: View): Html {
  const { words, theme, me } = view;
  return placePage(view, {
    place: 'more',
    heading: words('more'),
    content: html`<p>${words('more.signedInAs', { name: me?.name ?? '' })}</p>
<h2>${words('more.language')}</h2>${languageSwitch(view)}
<h2>${words('more.theme')}</h2>
<form class="choices" method="post" action="/console/choices" aria-label="${words('more.theme')}">${csrfField(view)}
<input type="hidden" name="back" value="${view.path}">${(['auto', 'dark', 'light'] as const).map(
      (choice) =>
        html`<button name="theme" value="${choice}" aria-pressed="${choice === theme ? 'true' : 'false'}">${words(`more.theme.${choice}`)}</button>`,
    )}</form><p class="hint">${words('more.themeHint')}</p>
<h2>${words('more.leave')}</h2><p>${words('more.leaveHint')}</p>
<form method="post" action="/console/sign-out" data-once>${csrfField(view)}<button class="wide">${words('signIn.out')}</button></form>`,
  });
}
