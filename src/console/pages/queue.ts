import { type Html, html } from '../../http/html.ts';
import type { QueueCard } from '../../store/case-contents.ts';
import type { QueueFigures } from '../../store/queue-figures.ts';
import { lengthOf } from '../times.ts';
import type { View } from '../view.ts';
import { queueCard, sideCard } from './card.ts';
import { dutySwitch, type OnDuty, teamNow } from './duty.ts';
import { bannerLines, csrfField, layout, leave, noticeLine, talksLink, waitTitle } from './layout.ts';

export interface QueueContents {
  cards: QueueCard[];
  /** 0 for the first; thirty cards of others each. */
  page: number;
  hasNext: boolean;
  team: OnDuty[];
  isNobodyOnDuty: boolean;
  /** Whether she holds any key at all; without one every card is locked. */
  holdsKeys: boolean;
  keyConfirmed: boolean;
  figures: QueueFigures;
}

/** Waits for anybody: nobody has it, it is offered, or an emergency waits for its holder's words. */
function waits({ claimedBy, offered, urgency, waitingSince }: QueueCard): boolean {
  return !claimedBy || offered || (urgency === 1 && waitingSince !== null);
}

/** In the store's order (store/queue.ts): most urgent first, then longest wait. */
function waitingCards(cards: QueueCard[]): QueueCard[] {
  return cards.filter(waits);
}

/** The queue: what waits, what is held, who is on duty. */
export function queuePage(view: View, contents: QueueContents): Html {
  const { words } = view;
  const { cards, team } = contents;
  const waiting = waitingCards(cards).length;
  return layout(view, {
    place: 'queue',
    kind: 'queue',
    isLive: true,
    title: waitTitle(view, waiting),
    waitingMine: countWaitingMine(cards),
    body: html`<header class="top"><h1>${words('queue')}</h1>${leave(view)}</header>
<main id="main" class="queue-page"><div class="queue-list">${bannerLines(view)}${noticeLine(view)}
${dutySwitch(view, team)}${standing(view, contents)}
${queuePart(view, contents)}</div>
<aside class="queue-pane">${teamNow(view, team)}
<section class="figures"><h2>${words('figures')}</h2>${figuresList(view, contents.figures)}</section>
<div class="choose"><p>${words('queue.choose')}</p><p class="hint">${words('queue.chooseWhy')}</p></div></aside></main>
${freshPill(view)}
<div hx-sse:connect="/console/live?since=${view.now.getTime()}"></div>`,
  });
}

/** The cards of one page of the queue. */
export type QueuePart = Pick<QueueContents, 'cards' | 'page' | 'hasNext'>;

/** The part that is fetched again whenever the queue changed. */
export function queuePart(view: View, part: QueuePart): Html {
  const { words } = view;
  const { cards, page } = part;
  const waiting = waitingCards(cards);
  const held = cards.filter((card) => !waits(card));
  const path = page > 0 ? `/console/queue?page=${page}` : '/console/queue';
  return html`<div id="queue" hx-get="${path}" hx-trigger="queue from:body" hx-swap="outerMorph">
<p class="count">${countWords(view, waiting)}</p>
${waiting.length === 0 ? emptyQueue(view) : html`<ol class="cards">${waiting.map((card) => queueCard(view, card))}</ol>`}
${held.length > 0 && html`<h2>${words('queue.held')}</h2><ol class="cards held">${held.map((card) => queueCard(view, card))}</ol>`}
${pages(view, part)}${page === 0 && takeTop(view, waiting)}</div>`;
}

function pages({ words }: View, { page, hasNext }: QueuePart): Html | false {
  if (page === 0 && !hasNext) return false;
  return html`<p class="pages">${page > 0 && html`<a class="button" href="/console">${words('queue.first')}</a>`}
${hasNext && html`<a class="button" href="/console?page=${page + 1}">${words('queue.next')}</a>`}</p>`;
}

/** Under the thumb: the most urgent that she may read, without choosing. The server chooses (store/queue.ts). */
function takeTop(view: View, waiting: QueueCard[]): Html | false {
  const isAny = waiting.some((card) => card.head && !card.mine && (!card.claimedBy || card.offered));
  if (!isAny) return false;
  return html`<form class="take-top" id="take-top" method="post" action="/console/take" data-once>${csrfField(view)}<button class="primary wide">${view.words('queue.takeTop')}</button></form>`;
}

/** The part as an answer of its own: with the title and the bar's count, which stand outside it. */
export function queuePartAnswer(view: View, part: QueuePart): Html {
  const { cards } = part;
  return html`${queuePart(view, part)}${waitTitle(view, waitingCards(cards).length)}
${talksLink(view, { here: false, waitingMine: countWaitingMine(cards), isOutOfBand: true })}`;
}

/** How many of the cases she holds have somebody waiting for her words. */
function countWaitingMine(cards: QueueCard[]): number {
  return cards.filter((card) => card.mine && card.waitingSince).length;
}

function countWords({ words }: View, waiting: QueueCard[]): string {
  if (waiting.length === 0) return words('queue.countNone');
  return words('queue.count', { count: String(waiting.length) });
}

function emptyQueue({ words }: View): Html {
  return html`<div class="empty"><p>${words('queue.emptyWhy')}</p><p class="hint">${words('queue.emptyHint')}</p></div>`;
}

/** What keeps her from working, each with what to do about it. */
function standing(view: View, { holdsKeys, keyConfirmed, isNobodyOnDuty }: QueueContents): Html[] {
  const { words, me } = view;
  const lines: Html[] = [];
  // After an emergency, gently, once (standards.md R51).
  if (view.notice === 'closedHeavy')
    lines.push(
      html`<div class="notice rest"><p><strong>${words('rest')}</strong></p><p>${words('rest.why')}</p></div>`,
    );
  if (isNobodyOnDuty)
    lines.push(
      html`<div class="banner" role="alert"><p>${words('onDuty.nobody')}</p><p class="hint">${words('onDuty.nobodyWhy')}</p></div>`,
    );
  const readsCases = me?.roles.some((role) => role !== 'admin');
  if (!keyConfirmed && me?.roles.includes('supervisor'))
    lines.push(html`<div class="notice trouble"><p><strong>${words('queue.keyNotConfirmed')}</strong></p>
<p>${words('queue.keyNotConfirmedWhy')}</p><p><a class="button" href="/console/recovery">${words('queue.keyConfirm')}</a></p></div>`);
  if (!readsCases)
    lines.push(html`<div class="notice"><p><strong>${words('queue.adminOnly')}</strong></p>
<p>${words('queue.adminOnlyWhy')}</p></div>`);
  else if (!holdsKeys)
    lines.push(html`<div class="notice trouble"><p><strong>${words('queue.notTrusted')}</strong></p>
<p>${words('queue.notTrustedWhy')}</p></div>`);
  return lines;
}

/** How long people wait for a person's words, in the field's measures: the queue's, never anybody's of the team. */
function figuresList({ words }: View, figures: QueueFigures): Html {
  const { within20s, within60s, within5m, longestSeconds } = figures;
  if (within20s === null) return html`<p class="hint">${words('figures.none')}</p>`;
  const line = (what: string, value: string) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`;
  return html`<dl>${line(words('figures.s20'), `${within20s}%`)}${line(words('figures.s60'), `${within60s}%`)}
${line(words('figures.m5'), `${within5m}%`)}${line(words('figures.longest'), lengthOf(longestSeconds, words))}</dl>`;
}

/** Waits above the bar until something came in higher up than where she looks (assets/console.js). */
function freshPill({ words }: View): Html {
  return html`<button type="button" class="fresh" id="fresh" hidden data-urgent="${words('queue.freshUrgent')}" data-calm="${words('queue.fresh')}"></button>`;
}

/** What she holds, those who wait for her words first. */
export function talksPage(view: View, cards: QueueCard[]): Html {
  const { words } = view;
  return layout(view, {
    place: 'talks',
    kind: 'talks',
    isLive: true,
    waitingMine: countWaitingMine(cards),
    body: html`<header class="top"><h1>${words('talks')}</h1>${leave(view)}</header>
<main id="main" class="column">${bannerLines(view)}${noticeLine(view)}${talksPart(view, cards)}</main>
<div hx-sse:connect="/console/live?since=${view.now.getTime()}"></div>`,
  });
}

export function talksPart(view: View, cards: QueueCard[]): Html {
  const { words } = view;
  const mine = cards.filter((card) => card.mine);
  const byWait = [...mine].sort((a, b) => Number(!a.waitingSince) - Number(!b.waitingSince));
  return html`<div id="talks" hx-get="/console/talks/part" hx-trigger="queue from:body" hx-swap="outerMorph">${
    mine.length > 0
      ? html`<ol class="cards">${byWait.map((card) => queueCard(view, card))}</ol>`
      : html`<div class="empty"><p>${words('talks.empty')}</p><p class="hint">${words('talks.emptyWhy')}</p>
<p><a class="button" href="/console">${words('talks.toQueue')}</a></p></div>`
  }</div>`;
}

/** Beside a case, from 900 px: hers and what waits, in two lines each. @param here the case it stands beside */
export function sidePart(view: View, cards: QueueCard[], here: string): Html {
  const all = [...cards.filter((card) => card.mine), ...waitingCards(cards).filter((card) => !card.mine)];
  return html`<ol class="side-cards" id="side-cards" hx-get="/console/queue/side?of=${here}" hx-trigger="queue from:body" hx-swap="outerMorph">${all.map(
    (card) => sideCard(view, card, card.caseId === here),
  )}</ol>`;
}
