import { type Html, html } from '../../http/html.ts';
import { closeReasons, type OpenedCase } from '../../store/case-contents.ts';
import { closeWords, urgencyWords } from '../case-words.ts';
import { clockOf } from '../times.ts';
import type { View } from '../view.ts';
import { childBasisForm, isChild } from './contact.ts';
import { csrfField } from './layout.ts';

/** The talk carries the number of what it shows into this form, which stays as it is while the talk goes on. */
export const closeForm = 'close';

/** Bounds of what is typed about a case; a line of a pinned rule must be read at a glance. */
export const actLimits = { reasonCharsMax: 500, constraintCharsMax: 120 } as const;

/** Who else is there, for the acts that need somebody. */
export interface Around {
  /** Those on duty who may read this case, she herself left out. */
  colleagues: { id: string; name: string }[];
  /** Who has read it, the last first. */
  readers: { name: string; at: Date }[];
}

/** What is done with a case as a whole: rarely, and never by a slip of the thumb. */
export function caseMenu(view: View, opened: OpenedCase, around: Around): Html {
  const { words } = view;
  const isOpen = opened.state === 'open';
  return html`<details class="menu" id="menu" hx-morph-skip><summary>${words('case.menu')}</summary><div class="menu-sheet">
${isOpen && opened.mine && handOver(view, opened, around)}
${isOpen && changeUrgency(view, opened)}
${isOpen && addConstraint(view, opened)}
${isOpen && isChild(opened) && act(words('childBasis'), childBasisForm(view, opened))}
${isOpen && opened.mine && [samePerson(view, opened), newNumber(view, opened), release(view, opened), close(view, opened)]}
${readBy(view, around)}</div></details>`;
}

/** One act: closed until it is asked for, so that the list fits a small screen. */
function act(heading: string, content: Html): Html {
  return html`<details class="act" name="act"><summary>${heading}</summary><div>${content}</div></details>`;
}

const pathOf = ({ id }: OpenedCase, act: string) => `/console/cases/${id}/${act}`;

function handOver(view: View, opened: OpenedCase, { colleagues }: Around): Html {
  const { words } = view;
  return act(
    words('act.handOver'),
    colleagues.length === 0
      ? html`<p class="hint">${words('act.handOverNobody')}</p>`
      : html`<form method="post" action="${pathOf(opened, 'transfer')}" data-once>${csrfField(view)}
<label for="to">${words('act.handOverTo')}</label>
<select id="to" name="to" required><option value="">${words('act.choose')}</option>${colleagues.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select>
<button class="wide">${words('act.handOverGo')}</button><p class="hint">${words('act.handOverWhy')}</p></form>`,
  );
}

/** Only a human lowers; either way a reason stands in the case (standards.md R24). */
function changeUrgency(view: View, opened: OpenedCase): Html {
  const { words } = view;
  const others = ([1, 2, 3, 4] as const).filter((urgency) => urgency !== opened.urgency);
  return act(
    words('act.urgency'),
    html`<form method="post" action="${pathOf(opened, 'urgency')}" data-once>${csrfField(view)}
<label for="urgency">${words('act.urgencyTo')}</label>
<select id="urgency" name="to" required><option value="">${words('act.choose')}</option>${others.map(
      (to) =>
        html`<option value="${to}">${words(to < opened.urgency ? 'act.raiseTo' : 'act.lowerTo', { level: urgencyWords(words, to) })}</option>`,
    )}</select>
<label for="urgency-why">${words('act.urgencyWhy')}</label><textarea id="urgency-why" name="reason" rows="2" maxlength="${actLimits.reasonCharsMax}" required autocomplete="off"></textarea>
<button class="wide">${words('act.urgencyGo')}</button><p class="hint">${words('act.urgencyNote')}</p></form>`,
  );
}

function addConstraint(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return act(
    words('act.constraint'),
    html`<form method="post" action="${pathOf(opened, 'constraints')}" data-once>${csrfField(view)}
<label for="constraint">${words('act.constraintLabel')}</label>
<input id="constraint" name="text" maxlength="${actLimits.constraintCharsMax}" required autocomplete="off">
<button class="wide">${words('act.constraintGo')}</button><p class="hint">${words('act.constraintWhy')}</p></form>`,
  );
}

/** Somebody who lost number, PIN and chat, and whom a human knows. */
function samePerson(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return act(
    words('samePerson'),
    html`<p class="hint">${words('samePerson.why')}</p><p><a class="button" href="${pathOf(opened, 'join')}">${words('samePerson.go')}</a></p>`,
  );
}

/** She never sees it: it is made in the chat, when the person wants one. */
function newNumber(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return act(
    words('act.newNumber'),
    html`<form method="post" action="${pathOf(opened, 'offer-number')}" data-once>${csrfField(view)}
<p class="hint">${words('act.newNumberWhy')}</p><button class="wide">${words('act.newNumberGo')}</button></form>`,
  );
}

function release(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return act(
    words('case.release'),
    html`<form method="post" action="${pathOf(opened, 'release')}" data-once>${csrfField(view)}
<p class="hint">${words('case.releaseWhy')}</p><button class="wide">${words('case.releaseGo')}</button></form>`,
  );
}

function close(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return act(
    words('case.close'),
    html`<form id="${closeForm}" method="post" action="${pathOf(opened, 'close')}" data-once>${csrfField(view)}<label for="reason">${words('case.closeWhy')}</label>
<select id="reason" name="reason" required><option value="">${words('case.closeChoose')}</option>
${closeReasons.map((reason) => html`<option value="${reason}">${closeWords(words, reason)}</option>`)}</select>
<button class="wide">${words('case.closeGo')}</button><p class="hint">${words('case.closeNote')}</p></form>`,
  );
}

function readBy({ words }: View, { readers }: Around): Html {
  return act(
    words('act.readBy'),
    html`<ul class="readers">${readers.map(({ name, at }) => html`<li>${name} <time datetime="${at.toISOString()}">${clockOf(at, words)}</time></li>`)}</ul>`,
  );
}
