import { type Html, html } from '../../http/html.ts';
import type { QueueCard } from '../../store/case-contents.ts';
import { headline, placeWords, urgencyWords } from '../case-words.ts';
import { waitedOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField } from './layout.ts';

/** Urgency by shape, word and colour together (the shape is the stylesheet's). */
export function urgencyMark({ words }: View, urgency: QueueCard['urgency']): Html {
  return html`<b class="urgency u${urgency}">${urgencyWords(words, urgency)}</b>`;
}

/** "3 menit menunggu"; the browser goes on counting. */
export function waitedMark({ words, now }: View, since: Date | null): Html {
  if (!since) return html`<span class="wait">${words('waiting.nobody')}</span>`;
  const iso = since.toISOString();
  return html`<time class="wait" datetime="${iso}" data-since="${iso}">${waitedOf(since, now, words)}</time>`;
}

function title({ words }: View, card: QueueCard): string {
  return card.head ? headline(words, card.head) : words('queue.locked');
}

function lastWords({ words }: View, card: QueueCard): Html | false {
  if (!card.head) return false;
  return card.head.lastWords
    ? html`<p class="last">${card.head.lastWords}</p>`
    : html`<p class="last none">${words('queue.noWords')}</p>`;
}

function from({ words }: View, card: QueueCard): string {
  const parts = [placeWords(words, card.province, card.head?.country)];
  if (card.head) parts.push(words(`channel.${card.head.channel}`));
  return parts.join(' · ');
}

function holder(view: View, card: QueueCard): Html {
  const { words } = view;
  if (card.mine) return html`<span class="holder">${words('queue.mine')}</span>`;
  if (card.claimedBy && !card.leaseOver)
    return html`<span class="holder">${words('queue.heldBy', { name: card.claimedBy.name })}</span>`;
  if (!card.head) return html`<span class="holder">${words('queue.locked')}</span>`;
  return html`<form method="post" action="/console/cases/${card.caseId}/claim" data-once>${csrfField(view)}
<button class="primary">${words(card.claimedBy ? 'case.takeOver' : 'queue.take')}</button></form>`;
}

/** Why a case that somebody holds is offered again: on a line of its own, or it would squeeze the button. */
function leftLying({ words }: View, { claimedBy, leaseOver, mine }: QueueCard): Html | false {
  if (!claimedBy || !leaseOver || mine) return false;
  return html`<p class="from">${words('queue.heldBy', { name: claimedBy.name })}; ${words('queue.leaseOver')}</p>`;
}

/** One person who waits, in one look. */
export function queueCard(view: View, card: QueueCard): Html {
  const heading = title(view, card);
  return html`<li class="card u${card.urgency}" id="card-${card.caseId}">
<p class="card-head">${urgencyMark(view, card.urgency)}${waitedMark(view, card.waitingSince)}</p>
<h2>${card.head ? html`<a href="/console/cases/${card.caseId}">${heading}</a>` : heading}</h2>
${lastWords(view, card)}${leftLying(view, card)}
<div class="card-foot"><p class="from">${from(view, card)}</p>${holder(view, card)}</div></li>`;
}

/** The same in few lines, for the column beside a case. @param isHere whether it is that case */
export function sideCard(view: View, card: QueueCard, isHere: boolean): Html {
  const heading = title(view, card);
  return html`<li class="side-card u${card.urgency}" id="side-${card.caseId}">
<p class="card-head">${urgencyMark(view, card.urgency)}${waitedMark(view, card.waitingSince)}</p>
<p>${card.head ? html`<a href="/console/cases/${card.caseId}"${isHere && html` aria-current="page"`}>${heading}</a>` : heading}</p>
${lastWords(view, card)}</li>`;
}
