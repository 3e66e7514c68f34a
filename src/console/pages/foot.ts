import type { WayOut } from '../../conversation/way-out.ts';
import { type Html, html } from '../../http/html.ts';
import type { ShownCaseClocks } from '../../store/case-clocks.ts';
import type { OpenedCase } from '../../store/case-contents.ts';
import type { Drafts } from '../../store/drafts.ts';
import { closeWords } from '../case-words.ts';
import { mannersFor, type QuickManner, quickNames, quickText } from '../quick.ts';
import { clockOf, momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField } from './layout.ts';

/** Longer than anybody writes on a phone, shorter than what a channel cuts. */
export const sayCharsMax = 2_000;

/** What her boxes start with. */
export interface Writing {
  /** For the next words written here. */
  nonce: string;
  drafts: Drafts;
  /** How words written now would go out (R11); absent where there is no chat to write to. */
  way?: WayOut | undefined;
}

/** With what the clocks allow now. */
export interface FootContents extends Writing {
  clocks: ShownCaseClocks;
}

export interface Draft {
  caseId: string;
  /** Names this writing once: pressed twice or sent again on a bad line, it is one message. */
  nonce: string;
  text?: string | undefined;
  /** The text was kept before and was put back. */
  isKept?: boolean;
  problem?: string | undefined;
  /** She is signed out: the door opens beside, so that her words stay here. */
  isOut?: boolean;
}

/** Under the thumb: what can be done with this case now. */
export function foot(view: View, opened: OpenedCase, { nonce, drafts, clocks, way }: FootContents): Html {
  const { words } = view;
  if (opened.state === 'closed')
    return html`<div class="foot note" id="foot-closed"><p>${words('case.closed', { why: closeWords(words, opened.closeReason) })}</p>
${opened.closedAt && html`<p class="hint">${words('case.closedAt', { when: momentOf(opened.closedAt, words) })}</p>`}</div>`;
  if (opened.mine)
    return html`<div class="foot" id="foot-mine">${tools(view, opened, { nonce, drafts, clocks })}
${wayHint(view, way)}${composer(view, { caseId: opened.id, nonce, text: drafts.say, isKept: drafts.say !== undefined })}</div>`;
  if (clocks.transfer && clocks.transfer.to.id === view.me?.id) return askedFoot(view, opened);
  if (opened.claimedBy) return heldFoot(view, opened, { nonce, drafts, clocks });
  return html`<form class="foot take" id="foot-take" method="post" action="/console/cases/${opened.id}/claim" data-once>${csrfField(view)}
<button class="primary wide">${words('case.take')}</button><p class="hint">${words('case.takeWhy')}</p></form>`;
}

/** What will happen to her words, before she writes them: nobody learns afterwards that they did not go (R11). */
function wayHint({ words }: View, way: WayOut | undefined): Html | false {
  if (!way || (way.is === 'now' && way.until === null)) return false;
  return html`<p class="hint way">${wayWords(words, way)}</p>`;
}

function wayWords(words: View['words'], way: WayOut): string {
  if (way.is === 'now') return words('way.until', { time: way.until ? clockOf(way.until, words) : '' });
  if (way.is === 'line') return words(way.isHers ? 'way.herLine' : 'way.line');
  return way.until ? words('way.hours', { when: momentOf(way.until, words) }) : words('way.hers');
}

/** A colleague asks her to take over: yes or not now, both under the thumb. */
function askedFoot(view: View, { id, claimedBy }: OpenedCase): Html {
  const { words } = view;
  const name = claimedBy?.name ?? words('happened.somebody');
  return html`<form class="foot take" id="foot-asked" method="post" action="/console/cases/${id}/transfer/answer" data-once>${csrfField(view)}
<p>${words('state.transferToMe', { name })}</p>
<p class="both"><button name="answer" value="decline">${words('transfer.decline')}</button><button class="primary" name="answer" value="accept">${words('transfer.accept')}</button></p></form>`;
}

/** Somebody else has it: who reads may leave her a note, and take the case over once it is offered. */
function heldFoot(view: View, opened: OpenedCase, { nonce, drafts, clocks }: FootContents): Html {
  const { words } = view;
  const name = opened.claimedBy?.name ?? words('happened.somebody');
  return html`<div class="foot held-foot" id="foot-held"><p>${words('case.heldBy', { name })} <span class="hint">${words('case.heldByWhy')}</span></p>
<div class="tools">${clocks.offered && html`<form method="post" action="/console/cases/${opened.id}/claim" data-once>${csrfField(view)}<button class="primary">${words('case.takeOver')}</button></form>`}
${noteBox(view, opened.id, { nonce, drafts })}</div></div>`;
}

/** Ready words, the note, the telephone. Each opens over the talk: the line to write on stays where it is. */
function tools(view: View, opened: OpenedCase, writing: FootContents): Html {
  return html`<div class="tools">${quickBox(view, opened)}${noteBox(view, opened.id, writing)}${calling(view, opened, writing.clocks)}</div>`;
}

/** The clock waits while she is on the phone; pressed again it begins anew. */
function calling(view: View, { id }: OpenedCase, { callingUntil }: ShownCaseClocks): Html {
  const { words } = view;
  return html`<form method="post" action="/console/cases/${id}/calling" data-once>${csrfField(view)}<button title="${words('calling.why')}"${callingUntil && html` class="is-on"`}>${words('calling')}</button></form>`;
}

/** Without a script a ready sentence is a link to this page with the words in the box. */
function quickBox(view: View, opened: OpenedCase): Html {
  const { words } = view;
  const [first = 'plain', ...others] = mannersFor(opened.head);
  return html`<details class="tool" id="quick" name="tool" hx-morph-skip><summary>${words('quick')}</summary><div class="sheet">
<p class="hint">${words('quick.why')}${first !== 'plain' && html` <b>${words(`quick.manner.${first}`)}</b>`}</p>${quickList(view, opened, first)}${others.map(
    (manner) =>
      html`<details class="manner"><summary>${words(`quick.manner.${manner}`)}</summary>${quickList(view, opened, manner)}</details>`,
  )}</div></details>`;
}

function quickList({ words }: View, { id, head }: OpenedCase, manner: QuickManner): Html {
  return html`<ul class="quick">${quickNames.map((name) => {
    const text = quickText(name, head, manner);
    return html`<li><a href="/console/cases/${id}?quick=${name}&amp;manner=${manner}" data-quick="${text}"><b>${words(`quick.${name}`)}</b><span>${text}</span></a></li>`;
  })}</ul>`;
}

/** A note stays with the team. Its box, its colour and its button are its own, so that nobody sends it by mistake. */
function noteBox(view: View, caseId: string, { nonce, drafts }: Writing): Html {
  const { words } = view;
  const path = `/console/cases/${caseId}`;
  return html`<details class="tool" id="note" name="tool" hx-morph-skip><summary>${words(drafts.note === undefined ? 'note' : 'note.draft')}</summary>
<form class="sheet inner" method="post" action="${path}/note" data-once data-draft="${path}/draft" data-box="note">
${csrfField(view)}<input type="hidden" name="nonce" value="${nonce}">
<label for="note-text">${words('note.label')}</label><p class="hint">${words('note.why')}</p>
<textarea id="note-text" name="text" rows="3" maxlength="${sayCharsMax}" required autocomplete="off">${drafts.note ?? ''}</textarea>
${draftState(view, drafts.note !== undefined)}
<p class="row-end">${saveButton(view, path, 'note')}<button>${words('note.keep')}</button></p></form></details>`;
}

/** A fetch of the case's part leaves this alone (hx-morph-skip): nobody's half-written words are swept away. */
export function composer(
  view: View,
  { caseId, nonce, text = '', problem, isOut = false, isKept = false }: Draft,
): Html {
  const { words } = view;
  const path = `/console/cases/${caseId}`;
  return html`<form class="composer" id="composer" method="post" action="${path}/say" hx-post="${path}/say" hx-target="#composer" hx-swap="outerHTML" hx-disable="find button" hx-morph-skip data-draft="${path}/draft" data-box="say">
${problem !== undefined && html`<p class="notice trouble" role="alert">${problem}${isOut && html` <a href="/console" target="_blank" rel="noopener">${words('signIn')}</a>`}</p>`}
<p class="notice trouble" role="alert" data-failed hidden>${words('case.sendFailed')}</p>
${csrfField(view)}<input type="hidden" name="nonce" value="${nonce}">
<div class="write"><textarea id="text" name="text" rows="1" maxlength="${sayCharsMax}" required aria-label="${words('case.write')}" placeholder="${words('case.write')}" autocomplete="off">${text}</textarea>
<button class="primary" data-busy="${words('case.sending')}" title="${words('case.sendHint')}">${words('case.send')}</button></div>
<div class="draft-line">${draftState(view, isKept)}${saveButton(view, path, 'say')}</div></form>`;
}

/** Whether what stands in the box is kept: the script shows one of the three (assets/writing.js). */
function draftState({ words }: View, isKept: boolean): Html {
  return html`<p class="draft-is"><span data-draft-is="kept"${!isKept && html` hidden`}>${words('draft.kept')}</span><span class="draft-lost" role="status"><span data-draft-is="lost" hidden>${words('draft.lost')}</span><span data-draft-is="out" hidden>${words('draft.out')} <a href="/console" target="_blank" rel="noopener">${words('signIn')}</a></span></span></p>`;
}

/** Where no script runs, keeping is a button. */
function saveButton({ words }: View, path: string, box: 'say' | 'note'): Html {
  return html`<button class="unscripted" name="box" value="${box}" formaction="${path}/draft" formnovalidate>${words('draft.save')}</button>`;
}
