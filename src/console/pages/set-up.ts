import { type Html, html } from '../../http/html.ts';
import type { Role } from '../../store/schema/members.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { csrfField, doorPage } from './layout.ts';

interface Typed {
  name?: string | undefined;
  chatName?: string | undefined;
  problem?: string | undefined;
}

function passphrases({ words }: View): Html {
  return html`${field({ name: 'passphrase', label: words('setUp.passphrase'), hint: words('setUp.passphraseHint'), type: 'password', autocomplete: 'new-password', charsMax: 200 })}
${field({ name: 'again', label: words('setUp.again'), type: 'password', autocomplete: 'new-password', charsMax: 200 })}`;
}

/** The first supervisor: her name, the chat's neutral name, a passphrase twice. */
export function setUpPage(view: View, { name, chatName, problem }: Typed): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('setUp'),
    content: html`<p>${words('setUp.lead')}</p>${trouble(problem)}
<form class="card-form" method="post" action="${view.path}" data-once>${csrfField(view)}
${field({ name: 'name', label: words('setUp.name'), hint: words('setUp.nameHint'), value: name, autocomplete: 'username', charsMax: 60, isFirst: true })}
${field({ name: 'chatName', label: words('setUp.chatName'), hint: words('setUp.chatNameHint'), value: chatName, autocomplete: 'off', charsMax: 40 })}
${passphrases(view)}
<button class="primary wide">${words('setUp.go')}</button></form>`,
  });
}

/** Shown in the one answer that made it; a reload cannot bring it back. */
export function recoveryKeyPage(view: View, recoveryKey: string): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('recovery'),
    content: html`<p class="lead">${words('recovery.lead')}</p>${shownKey(view, recoveryKey)}
<p>${words('recovery.why')}</p><p>${words('recovery.do')}</p>${typedBack(view)}`,
  });
}

/** The key itself, to print or to copy. */
export function shownKey({ words }: View, recoveryKey: string): Html {
  return html`<section class="secret"><h2 class="print-only">${words('recovery.printTitle')}</h2>
<output id="key" class="key">${recoveryKey}</output>
<p class="row scripted"><button type="button" data-print>${words('recovery.print')}</button>
<button type="button" data-copy="key" data-said="${words('recovery.copied')}">${words('recovery.copy')}</button></p></section>`;
}

/** Typing it back, later or again after a slip. */
export function recoveryPage(view: View, problem?: string): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('recovery'),
    content: html`<p>${words('recovery.why')}</p>${trouble(problem)}${typedBack(view)}`,
  });
}

function typedBack(view: View): Html {
  const { words } = view;
  return html`<form class="card-form" method="post" action="/console/recovery" data-once>${csrfField(view)}
${field({ name: 'typed', label: words('recovery.typed'), hint: words('recovery.typedHint'), autocomplete: 'off', charsMax: 200 })}
<button class="primary wide">${words('recovery.go')}</button>
<p><a href="/console">${words('recovery.later')}</a></p></form>`;
}

/** Somebody invited: greets by the name on the link, which she may change. */
export function joinPage(
  view: View,
  { name, roles, isRenewal, problem }: Typed & { name: string; roles: Role[]; isRenewal: boolean },
): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('join'),
    content: html`<p>${words(isRenewal ? 'team.joinAnew' : 'join.lead', { name })}</p>
<p class="hint">${words('join.roles', { roles: roles.map((role) => words(`role.${role}`)).join(', ') })}</p>${trouble(problem)}
<form class="card-form" method="post" action="${view.path}" data-once>${csrfField(view)}
${isRenewal ? html`<input type="hidden" name="name" value="${name}">` : field({ name: 'name', label: words('setUp.name'), hint: words('setUp.nameHint'), value: name, autocomplete: 'username', charsMax: 60 })}
${passphrases(view)}
<button class="primary wide">${words('join.go')}</button></form>`,
  });
}

/** Used, expired, mistyped: the same page for all, for whoever tries links learns nothing. */
export function linkUnknownPage(view: View, link: 'setUp' | 'join'): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words(link),
    content: html`<p class="notice trouble" role="alert">${words(`${link}.linkUnknown`)}</p>
<p>${words(`${link}.linkUnknownWhy`)}</p><p><a class="button" href="/console/sign-in">${words('signIn')}</a></p>`,
  });
}
