import { type Html, html } from '../../http/html.ts';
import type { ListedFactor } from '../../store/factors.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { csrfField, languageSwitch, layout, leave, noticeLine, placePage } from './layout.ts';
import { qrCode } from './qr.ts';

/** What the page offers; what is absent she may not or cannot do here. */
export interface FactorOffer {
  /** What the browser is asked for a new passkey. */
  makePasskey?: object | undefined;
  /** What it is asked to use one. */
  usePasskey?: object | undefined;
  /** A new authenticator app. */
  app?: { secret: string; uri: string } | undefined;
  /** She has an app already: its code is asked. */
  asksCode?: boolean;
  /** Passkeys work at this address. */
  isNamed: boolean;
  next?: string | undefined;
  problem?: string | undefined;
}

/** A form that the browser's own dialogue answers; hidden where there is no script to ask with. */
export function passkeyForm(
  view: View,
  {
    action,
    asked,
    isNew,
    button,
    next,
    content,
  }: {
    action: string;
    asked: object;
    isNew: boolean;
    button: string;
    next?: string | undefined;
    content?: Html | undefined;
  },
): Html {
  const { words } = view;
  return html`<form class="card-form" method="post" action="${action}" data-passkey="${JSON.stringify(asked)}" data-for="${isNew ? 'make' : 'use'}" hidden>
${csrfField(view)}${nextField(next)}<input type="hidden" name="answer" value="">${content}
<p class="notice trouble" role="alert" data-failed hidden>${words('factor.passkeyFailed')}</p>
<button class="primary wide">${button}</button></form><noscript><p class="hint">${words('factor.needsScript')}</p></noscript>`;
}

export function nextField(next: string | undefined): Html | false {
  return next !== undefined && html`<input type="hidden" name="next" value="${next}">`;
}

/** The door between the passphrase and the queue: proves a second key, or sets up the first. */
export function factorDoorPage(view: View, offer: FactorOffer): Html {
  const { words } = view;
  const proves = Boolean(offer.usePasskey) || offer.asksCode === true;
  return layout(view, {
    place: null,
    kind: 'door',
    script: 'passkey.js',
    body: html`<header class="top"><h1>${words('factor')}</h1>${leave(view)}</header>
<main id="main" class="column">${noticeLine(view)}<p class="lead">${words(proves ? 'factor.prove' : 'factor.first')}</p>
${trouble(offer.problem)}${proves ? proofForms(view, offer) : newForms(view, offer)}
${proves && html`<p class="hint">${words('factor.lost')}</p>`}
<form method="post" action="/console/sign-out">${csrfField(view)}<button>${words('signIn.out')}</button></form>${languageSwitch(view)}</main>`,
  });
}

function proofForms(view: View, { usePasskey, asksCode, next }: FactorOffer): Html {
  const { words } = view;
  return html`${
    usePasskey &&
    passkeyForm(view, {
      action: '/console/factors/proof',
      asked: usePasskey,
      isNew: false,
      button: words('factor.passkeyUse'),
      next,
    })
  }
${asksCode && codeForm(view, '/console/factors/code', next, !usePasskey)}`;
}

function codeForm(view: View, action: string, next: string | undefined, isFirst: boolean): Html {
  const { words } = view;
  return html`<form class="card-form" method="post" action="${action}" data-once>${csrfField(view)}${nextField(next)}
${field({ name: 'code', label: words('factor.code'), autocomplete: 'one-time-code', charsMax: 11, isNumber: true, isFirst })}
<button class="primary wide">${words('factor.codeGo')}</button></form>`;
}

function newForms(view: View, { makePasskey, app, isNamed, next }: FactorOffer): Html {
  const { words } = view;
  const name = html`${field({ name: 'name', label: words('factor.passkeyName'), value: words('factor.passkeyNameDefault'), autocomplete: 'off', charsMax: 40 })}`;
  return html`<h2>${words('factor.passkey')}</h2><p class="hint">${words(isNamed ? 'factor.passkeyWhy' : 'factor.passkeyNowhere')}</p>
${
  makePasskey &&
  passkeyForm(view, {
    action: '/console/factors/passkey',
    asked: makePasskey,
    isNew: true,
    button: words('factor.passkeyMake'),
    next,
    content: name,
  })
}
${app && appSection(view, app, next)}`;
}

function appSection(view: View, app: { secret: string; uri: string }, next: string | undefined): Html {
  const { words } = view;
  return html`<h2>${words('factor.app')}</h2><p class="hint">${words('factor.appWhy')}</p><p>${words('factor.appScan')}</p>
<p>${qrCode(app.uri, words('factor.app'))}</p>
<p><a class="button" href="${app.uri}">${words('factor.appOpen')}</a></p>
<p class="hint">${words('factor.appSecret')}</p><p><output id="secret" class="key">${grouped(app.secret)}</output></p>
<p class="row scripted"><button type="button" data-copy="secret" data-said="${words('factor.copied')}">${words('factor.copy')}</button></p>
${codeForm(view, '/console/factors/app', next, false)}`;
}

/** In fours, as a person types it from one phone into another. */
function grouped(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}

/** Her second keys, inside: which, since when, one more, one less. */
export function factorsPage(view: View, factors: readonly ListedFactor[], offer: FactorOffer): Html {
  const { words } = view;
  const mayAdd = Boolean(offer.app ?? offer.makePasskey);
  return placePage(view, {
    place: 'more',
    heading: words('factor'),
    script: 'passkey.js',
    content: html`${trouble(offer.problem)}<h2>${words('factor.list')}</h2>
<ul class="members">${factors.map((factor) => factorRow(view, factor, factors.length > 1))}</ul>
<h2>${words('factor.add')}</h2><p class="hint">${words(mayAdd ? 'factor.addWhy' : 'factor.full')}</p>
${mayAdd && newForms(view, offer)}`,
  });
}

function factorRow(view: View, factor: ListedFactor, mayRemove: boolean): Html {
  const { words } = view;
  const when = factor.lastUsedAt && words('factor.used', { when: momentOf(factor.lastUsedAt, words) });
  return html`<li class="member"><div class="member-head"><p><strong>${factor.name ?? words('factor.app')}</strong></p><p class="hint">${when}</p></div>
${mayRemove && html`<form method="post" action="/console/factors/${factor.id}/remove" data-once>${csrfField(view)}<button>${words('factor.remove')}</button></form>`}</li>`;
}
