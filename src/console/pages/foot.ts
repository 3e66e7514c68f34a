import { type Html, html } from '../../http/html.ts';
import { closeReasons, type OpenedCase } from '../../store/case-contents.ts';
import { closeWords } from '../case-words.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField } from './layout.ts';

/** Longer than anybody writes on a phone, shorter than what a channel cuts. */
export const sayCharsMax = 2_000;

export interface Draft {
  caseId: string;
  /** Names this writing once: pressed twice or sent again on a bad line, it is one message. */
  nonce: string;
  text?: string;
  problem?: string | undefined;
  /** She is signed out: the door opens beside, so that her words stay here. */
  isOut?: boolean;
}

/** Under the thumb: what can be done with this case now. */
export function foot(view: View, opened: OpenedCase, nonce: string): Html {
  const { words } = view;
  if (opened.state === 'closed')
    return html`<div class="foot note" id="foot-closed"><p>${words('case.closed', { why: closeWords(words, opened.closeReason) })}</p>
${opened.closedAt && html`<p class="hint">${words('case.closedAt', { when: momentOf(opened.closedAt, words) })}</p>`}</div>`;
  if (opened.mine) return composer(view, { caseId: opened.id, nonce });
  if (opened.claimedBy)
    return html`<div class="foot note" id="foot-held"><p>${words('case.heldBy', { name: opened.claimedBy.name })}</p>
<p class="hint">${words('case.heldByWhy')}</p>
<form method="post" action="/console/cases/${opened.id}/claim" data-once>${csrfField(view)}<button title="${words('case.takeOverWhy')}">${words('case.takeOver')}</button>
<p class="hint">${words('case.takeOverWhy')}</p></form></div>`;
  return html`<form class="foot take" id="foot-take" method="post" action="/console/cases/${opened.id}/claim" data-once>${csrfField(view)}
<button class="primary wide">${words('case.take')}</button><p class="hint">${words('case.takeWhy')}</p></form>`;
}

/** A fetch of the case's part leaves this alone (hx-morph-skip): nobody's half-written words are swept away. */
export function composer(view: View, { caseId, nonce, text = '', problem, isOut = false }: Draft): Html {
  const { words } = view;
  const path = `/console/cases/${caseId}/say`;
  return html`<form class="foot composer" id="composer" method="post" action="${path}" hx-post="${path}" hx-target="#composer" hx-swap="outerHTML" hx-disable="find button" hx-morph-skip>
${problem !== undefined && html`<p class="notice trouble" role="alert">${problem}${isOut && html` <a href="/console/sign-in" target="_blank" rel="noopener">${words('signIn')}</a>`}</p>`}
<p class="notice trouble" role="alert" data-failed hidden>${words('case.sendFailed')}</p>
${csrfField(view)}<input type="hidden" name="nonce" value="${nonce}">
<div class="write"><textarea id="text" name="text" rows="1" maxlength="${sayCharsMax}" required aria-label="${words('case.write')}" placeholder="${words('case.write')}" autocomplete="off">${text}</textarea>
<button class="primary" data-busy="${words('case.sending')}" title="${words('case.sendHint')}">${words('case.send')}</button></div></form>`;
}

/** The talk carries the number of what it shows into this form, which stays as it is while the talk goes on. */
export const closeForm = 'close';

/** Letting go and closing: rarely, and never by a slip of the thumb. */
export function caseMenu(view: View, opened: OpenedCase): Html | false {
  const { words } = view;
  if (!opened.mine || opened.state === 'closed') return false;
  const path = `/console/cases/${opened.id}`;
  return html`<details class="menu" id="menu" hx-morph-skip><summary>${words('case.menu')}</summary><div class="menu-sheet">
<form method="post" action="${path}/release" data-once>${csrfField(view)}<button class="wide">${words('case.release')}</button>
<p class="hint">${words('case.releaseWhy')}</p></form>
<form id="${closeForm}" method="post" action="${path}/close" data-once>${csrfField(view)}<label for="reason">${words('case.closeWhy')}</label>
<select id="reason" name="reason" required><option value="">${words('case.closeChoose')}</option>
${closeReasons.map((reason) => html`<option value="${reason}">${closeWords(words, reason)}</option>`)}</select>
<button class="wide">${words('case.close')}</button><p class="hint">${words('case.closeNote')}</p></form></div></details>`;
}
