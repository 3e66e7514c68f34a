import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { csrfField, doorPage } from './layout.ts';

export interface Field {
  name: string;
  label: string;
  hint?: string | undefined;
  type?: 'text' | 'password';
  value?: string | undefined;
  autocomplete: string;
  charsMax: number;
  isFirst?: boolean;
  /** Digits alone: a phone shows its number keys. */
  isNumber?: boolean;
}

/** A labelled line to type into. A phone must neither correct nor remember what is typed here. */
export function field(input: Field): Html {
  const { name, hint } = input;
  return html`<div class="field"><label for="${name}">${input.label}</label>
<input id="${name}" name="${name}" type="${input.type ?? 'text'}" value="${input.value ?? ''}" maxlength="${input.charsMax}" autocomplete="${input.autocomplete}" autocapitalize="off" autocorrect="off" spellcheck="false" required${input.isNumber && html` inputmode="numeric"`}${hint && html` aria-describedby="${name}-hint"`}${input.isFirst && html` autofocus`}>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`;
}

/** What must be put right before going on. */
export function trouble(text: string | undefined): Html | false {
  return text !== undefined && html`<p class="notice trouble" role="alert">${text}</p>`;
}

/** @param typed what she typed as her name, kept over a refusal; never the passphrase */
export function signInPage(
  view: View,
  { typed, next, problem }: { typed?: string; next?: string | undefined; problem?: string },
): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('signIn'),
    content: html`${trouble(problem)}<form class="card-form" method="post" action="/console/sign-in" data-once>
${csrfField(view)}${next && html`<input type="hidden" name="next" value="${next}">`}
${field({ name: 'name', label: words('signIn.name'), value: typed, autocomplete: 'username', charsMax: 60, isFirst: !typed })}
${field({ name: 'passphrase', label: words('signIn.passphrase'), type: 'password', autocomplete: 'current-password', charsMax: 200, isFirst: Boolean(typed) })}
<button class="primary wide">${words('signIn.go')}</button>
<p class="hint">${words('signIn.forgot')}</p></form>`,
  });
}

/** A passphrase must not travel in clear: said before anything is typed, and again if it was sent. */
export function insecurePage(view: View): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('signIn'),
    content: html`<p class="notice trouble" role="alert">${words('signIn.insecure')}</p>
<p>${words('signIn.insecureWhy')}</p><p>${words('signIn.insecureDo')}</p>`,
  });
}
