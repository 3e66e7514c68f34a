import { type Html, html } from '../../http/html.ts';
import { codeOf, type FoundCase } from '../../store/case-search.ts';
import { type Join, limits as joinLimits } from '../../store/joins.ts';
import { headline } from '../case-words.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField, placePage } from './layout.ts';

/** Longest of what is typed to find a case: sixteen digits in any spacing, or an id. */
export const findCharsMax = 60;

/** Who is it? Found by what the person or a colleague can say; the reason is written before anybody is asked. */
export function joinPage(view: View, caseId: string, found: FoundCase | undefined): Html {
  const { words } = view;
  const path = `/console/cases/${caseId}`;
  return placePage(view, {
    place: 'talks',
    heading: words('samePerson'),
    content: html`<p>${words('samePerson.lead')}</p><p class="hint">${words('samePerson.code', { code: codeOf(caseId) })}</p>
<form method="post" action="${path}/join/find" data-once>${csrfField(view)}<label for="find">${words('samePerson.find')}</label>
<input id="find" name="find" maxlength="${findCharsMax}" required autocomplete="off" spellcheck="false"><button class="wide">${words('samePerson.findGo')}</button></form>
${found && foundPart(view, caseId, found)}<p><a class="button" href="${path}">${words('wishes.openCase')}</a></p>`,
  });
}

function foundPart(view: View, caseId: string, found: FoundCase): Html {
  const { words } = view;
  const title = found.head ? headline(words, found.head) : words('queue.noHead');
  return html`<section><h2>${words('samePerson.found')}</h2><p><strong>${title}</strong><br>
${words('samePerson.opened', { when: momentOf(found.openedAt, words) })} · ${codeOf(found.caseId)}</p>
<p><a class="button" href="/console/cases/${found.caseId}">${words('wishes.openCase')}</a></p>${
    found.isOpen
      ? html`<form method="post" action="/console/cases/${caseId}/join" data-once>${csrfField(view)}<input type="hidden" name="to" value="${found.caseId}">
<label for="join-why">${words('samePerson.reason')}</label><textarea id="join-why" name="reason" rows="3" maxlength="${joinLimits.reasonCharsMax}" required autocomplete="off"></textarea>
<button class="primary wide">${words('samePerson.ask')}</button></form>`
      : html`<p class="notice">${words('samePerson.closed')}</p>`
  }</section>`;
}

export interface JoinsContents {
  joins: Join[];
  nameOf: (memberId: string) => string | undefined;
  /** She may confirm what others asked. */
  mayConfirm: boolean;
}

/** What waits for a second member, and what can still be taken back. */
export function joinsPage(view: View, contents: JoinsContents): Html {
  const { words } = view;
  const { joins } = contents;
  return placePage(view, {
    place: 'more',
    heading: words('joins'),
    content: html`<p>${words('joins.lead')}</p>${
      joins.length === 0
        ? html`<p>${words('joins.none')}</p>`
        : html`<ul class="numbers">${joins.map((join) => joinRow(view, join, contents))}</ul>`
    }`,
  });
}

function joinRow(view: View, join: Join, { nameOf, mayConfirm }: JoinsContents): Html {
  const { words, me } = view;
  const name = nameOf(join.askedBy) ?? words('happened.somebody');
  const isOwn = join.askedBy === me?.id;
  const both = [
    { id: join.fromCaseId, label: words('joins.from') },
    { id: join.toCaseId, label: words('joins.to') },
  ];
  return html`<li id="join-${join.id}"><p>${words('joins.by', { name, when: momentOf(join.askedAt, words) })}</p>
<p>${both.map(({ id, label }) => html`<a class="button" href="/console/cases/${id}">${label} · ${codeOf(id)}</a> `)}</p>
${
  join.state === 'asked' &&
  mayConfirm &&
  !isOwn &&
  html`<details><summary>${words('joins.confirm')}</summary><p class="hint">${words('joins.confirmWhy')}</p>${form(view, join, 'confirm', html`<button class="primary">${words('joins.confirm')}</button>`)}</details>
${form(view, join, 'decline', html`<button>${words('joins.decline')}</button>`)}`
}${
  join.until &&
  (mayConfirm || isOwn) &&
  html`<details><summary>${words('joins.undo')}</summary><p class="hint">${words('joins.undoWhy', { when: momentOf(join.until, words) })}</p>${form(view, join, 'undo', html`<button class="danger">${words('joins.undo')}</button>`)}</details>`
}</li>`;
}

function form(view: View, join: Join, act: string, inner: Html): Html {
  return html`<form method="post" action="/console/joins/${join.id}/${act}" data-once>${csrfField(view)}${inner}</form>`;
}
