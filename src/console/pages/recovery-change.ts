import { type Html, html } from '../../http/html.ts';
import type { RecoveryState } from '../../store/recovery-change.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { passkeyForm } from './factors.ts';
import { csrfField, placePage } from './layout.ts';
import { shownKey } from './set-up.ts';

export interface ChangeContents {
  state: RecoveryState;
  asksCode: boolean;
  usePasskey: object | undefined;
}

/** What another key does and does not do; her second key; and the form for a key that waits to be typed back. */
export function changePage(
  view: View,
  { state, asksCode, usePasskey }: ChangeContents,
  problem?: string,
): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('rekey'),
    script: 'passkey.js',
    content: html`<p>${words('rekey.now', { when: momentOf(state.createdAt, words) })}</p>
<p>${words('rekey.why')}</p><p class="notice">${words('rekey.old')}</p>${trouble(problem)}
${
  state.nextAt &&
  html`<h2>${words('rekey.waits')}</h2><p>${words('rekey.waitsWhy', { when: momentOf(state.nextAt, words) })}</p>${typedBack(view)}
<h2>${words('rekey.anew')}</h2>`
}<p>${words('rekey.prove')}</p>
${
  usePasskey &&
  passkeyForm(view, {
    action: '/console/recovery/change/passkey',
    asked: usePasskey,
    isNew: false,
    button: words('rekey.passkey'),
  })
}
${
  asksCode &&
  html`<form class="card-form" method="post" action="/console/recovery/change" data-once>${csrfField(view)}
${field({ name: 'code', label: words('factor.code'), autocomplete: 'one-time-code', charsMax: 11, isNumber: true })}
<button class="wide">${words('rekey.go')}</button></form>`
}<p><a class="button" href="/console/readiness">${words('back')}</a></p>`,
  });
}

/** Shown in the one answer that drew it; a reload cannot bring it back. */
export function nextKeyPage(view: View, recoveryKey: string): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('rekey.new'),
    content: html`<p class="lead">${words('recovery.lead')}</p>${shownKey(view, recoveryKey)}
<p>${words('recovery.do')}</p><p>${words('rekey.untilTyped')}</p>${typedBack(view)}`,
  });
}

function typedBack(view: View): Html {
  const { words } = view;
  return html`<form class="card-form" method="post" action="/console/recovery/change/finish" data-once>${csrfField(view)}
${field({ name: 'typed', label: words('recovery.typed'), hint: words('recovery.typedHint'), autocomplete: 'off', charsMax: 200 })}
<button class="primary wide">${words('rekey.finish')}</button></form>`;
}

export function changeRefusedPage(view: View): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('rekey'),
    content: html`<p class="notice">${words('rekey.notYours')}</p>
<p><a class="button" href="/console/readiness">${words('back')}</a></p>`,
  });
}
