import { type Html, html } from '../../http/html.ts';
import type { QueueCard } from '../../store/case-contents.ts';
import { headline, placeWords, urgencyWords } from '../case-words.ts';
import { leftOf, waitedOf } from '../times.ts';
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
  if (card.head) return headline(words, card.head);
  return words(card.isChild ? 'queue.child' : 'queue.locked');
}

function lastWords({ words }: View, card: QueueCard): Html | false {
  if (!card.head) return card.isChild && html`<p class="last none">${words('queue.childWhy')}</p>`;
  return card.head.lastWords
    ? html`<p class="last">${card.head.lastWords}</p>`
    : html`<p class="last none">${words('queue.noWords')}</p>`;
}

function from({ words }: View, card: QueueCard): string {
  const parts = [placeWords(words, card.province, card.head?.country)];
  if (card.head) parts.push(words(`channel.${card.head.channel}`));
  return parts.join(' · ');
}

/** Takes it, when it is anybody's to take: nobody has it, or it is offered because nobody was seen. */
function holder(view: View, card: QueueCard): Html {
  const { words } = view;
  if (card.mine) return html`<span class="holder">${words('queue.mine')}</span>`;
  if (card.claimedBy && !card.offered)
    return html`<span class="holder">${words('queue.heldBy', { name: card.claimedBy.name })}</span>`;
  if (!card.head) return html`<span class="holder">${words('queue.locked')}</span>`;
  return html`<form method="post" action="/console/cases/${card.caseId}/claim" data-once>${csrfField(view)}
<button class="primary">${words(card.claimedBy ? 'case.takeOver' : 'queue.take')}</button></form>`;
}

/** How it stands with whoever holds it: on a line of its own, or it would squeeze the button. */
function standing(view: View, card: QueueCard): Html | false {
  const { words } = view;
  const { claimedBy } = card;
  if (!claimedBy) return false;
  const marks = [
    card.askedOfMe && html`<b class="mark">${words('state.transferToMe', { name: claimedBy.name })}</b>`,
    clockMark(view, card),
    card.offered &&
      html`<b class="mark">${words('state.offered')}</b> ${words('queue.heldBy', { name: claimedBy.name })}`,
    card.isLost && !card.offered && !card.mine && html`<b class="mark">${words('state.lost')}</b>`,
  ].filter((mark) => mark !== false);
  return marks.length > 0 && html`<p class="marks">${marks.map((mark) => html`<span>${mark}</span>`)}</p>`;
}

/** "Kamu: 1:40 lagi": the claim's clock, or the phone call's. The browser counts on. */
export function clockMark(
  view: View,
  {
    claimEnds,
    callingUntil,
    mine,
    claimedBy,
  }: Pick<QueueCard, 'claimEnds' | 'callingUntil' | 'mine' | 'claimedBy'>,
): Html | false {
  const { words } = view;
  if (callingUntil)
    return countdown(view, callingUntil, { left: words('calling.left'), over: words('calling.over') });
  if (!claimEnds) return false;
  const left = mine ? words('claim.left') : words('claim.leftBy', { name: claimedBy?.name ?? '' });
  return countdown(view, claimEnds, { left, over: words('claim.over') });
}

/** @param said the sentence with `{left}` in it, and the one for when nothing is left */
export function countdown({ now }: View, until: Date, said: { left: string; over: string }): Html {
  const left = leftOf(until, now);
  const iso = until.toISOString();
  return html`<time class="clock" datetime="${iso}" data-until="${iso}" data-left="${said.left}" data-over="${said.over}">${left === undefined ? said.over : said.left.replace('{left}', left)}</time>`;
}

/** One person who waits, in one look. */
export function queueCard(view: View, card: QueueCard): Html {
  const heading = title(view, card);
  return html`<li class="card u${card.urgency}" id="card-${card.caseId}">
<p class="card-head">${urgencyMark(view, card.urgency)}${waitedMark(view, card.waitingSince)}</p>
<h2>${card.head ? html`<a href="/console/cases/${card.caseId}">${heading}</a>` : heading}</h2>
${lastWords(view, card)}${standing(view, card)}
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
