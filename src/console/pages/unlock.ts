import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { nextField, passkeyForm } from './factors.ts';
import { csrfField, layout, leave, noticeLine, placePage } from './layout.ts';

/** The locked console: nothing of a case, and three ways back in. */
export function unlockPage(
  view: View,
  {
    usePasskey,
    hasPin,
    next,
    problem,
  }: {
    usePasskey?: object | undefined;
    hasPin: boolean;
    next?: string | undefined;
    problem?: string | undefined;
  },
): Html {
  const { words } = view;
  const isQuick = hasPin || usePasskey !== undefined;
  const passphrase = html`<form class="card-form" method="post" action="/console/unlock/passphrase" data-once>${csrfField(view)}${nextField(next)}
${field({ name: 'passphrase', label: words('unlock.passphrase'), type: 'password', autocomplete: 'current-password', charsMax: 200, isFirst: !isQuick })}
<button class="${isQuick ? 'wide' : 'primary wide'}">${words('unlock.passphraseGo')}</button></form>`;
  return layout(view, {
    place: null,
    kind: 'door',
    script: 'passkey.js',
    body: html`<header class="top"><h1>${words('unlock')}</h1>${leave(view)}</header>
<main id="main" class="column">${noticeLine(view)}<p>${words('unlock.why')}</p>${trouble(problem)}
${usePasskey && passkeyForm(view, { action: '/console/unlock/passkey', asked: usePasskey, isNew: false, button: words('factor.passkeyUse'), next })}
${hasPin && pinForm(view, { action: '/console/unlock/pin', label: words('unlock.pin'), button: words('unlock.pinGo'), next })}
${passphrase}
<form method="post" action="/console/sign-out">${csrfField(view)}<button>${words('signIn.out')}</button></form></main>`,
  });
}

function pinForm(
  view: View,
  {
    action,
    label,
    button,
    next,
  }: { action: string; label: string; button: string; next?: string | undefined },
): Html {
  return html`<form class="card-form" method="post" action="${action}" data-once>${csrfField(view)}${nextField(next)}
${field({ name: 'pin', label, type: 'password', autocomplete: 'off', charsMax: 6, isNumber: true, isFirst: true })}
<button class="primary wide">${button}</button></form>`;
}

/** A PIN for this shift. */
export function pinPage(view: View, { problem }: { problem?: string } = {}): Html {
  const { words } = view;
  const minutes = String(Math.round((view.lockSeconds ?? 0) / 60));
  return placePage(view, {
    place: 'more',
    heading: words('unlock.setPin'),
    content: html`<p>${words('unlock.setPinWhy')}</p><p class="hint">${words('unlock.hint', { minutes })}</p>${trouble(problem)}
${pinForm(view, { action: '/console/pin', label: words('unlock.pin'), button: words('unlock.setPinGo') })}
<p><a href="/console">${words('unlock.later')}</a></p>`,
  });
}

/** "Kunci": in the bar's page and wherever a page wants it; the script presses it when nobody touches the screen. */
export function lockForm(view: View): Html {
  return html`<form method="post" action="/console/lock" data-lock-form>${csrfField(view)}<input type="hidden" name="back" value="${view.path}">
<button>${view.words('unlock.now')}</button></form>`;
}
