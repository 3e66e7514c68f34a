import { type Html, html } from '../../http/html.ts';
import type { QueueCard } from '../../store/case-contents.ts';
import type { ListedMember } from '../../store/members.ts';
import type { View } from '../view.ts';
import { queueCard, sideCard } from './card.ts';
import { csrfField, layout, leave, noticeLine, talksLink, waitTitle } from './layout.ts';

export interface QueueContents {
  cards: QueueCard[];
  team: ListedMember[];
  /** Whether she holds any key at all; without one every card is locked. */
  holdsKeys: boolean;
  keyConfirmed: boolean;
}

/** Waits for anybody: nobody has it, its holder is long gone, or an emergency waits for its holder's words. */
function waits({ claimedBy, leaseOver, urgency, waitingSince }: QueueCard): boolean {
  return !claimedBy || leaseOver || (urgency === 1 && waitingSince !== null);
}

/** In the store's order (store/queue.ts): most urgent first, then longest wait. */
function waitingCards(cards: QueueCard[]): QueueCard[] {
  return cards.filter(waits);
}

function heldCards(cards: QueueCard[]): QueueCard[] {
  return cards.filter((card) => !waits(card));
}

/** The queue: what waits, what is held, who is on duty. */
export function queuePage(view: View, contents: QueueContents): Html {
  const { words } = view;
  const waiting = waitingCards(contents.cards).length;
  return layout(view, {
    place: 'queue',
    kind: 'queue',
    isLive: true,
    title: waitTitle(view, waiting),
    waitingMine: countWaitingMine(contents.cards),
    body: html`<header class="top"><h1>${words('queue')}</h1>${leave(view)}</header>
<main id="main" class="queue-page"><div class="queue-list">${noticeLine(view)}
${dutySwitch(view, contents.team)}${standing(view, contents)}
${queuePart(view, contents.cards)}</div>
<aside class="queue-pane">${teamNow(view, contents.team)}
<div class="choose"><p>${words('queue.choose')}</p><p class="hint">${words('queue.chooseWhy')}</p></div></aside></main>
${freshPill(view)}
<div hx-sse:connect="/console/live?since=${view.now.getTime()}"></div>`,
  });
}

/** The part that is fetched again whenever the queue changed. */
export function queuePart(view: View, cards: QueueCard[]): Html {
  const { words } = view;
  const waiting = waitingCards(cards);
  const held = heldCards(cards);
  return html`<div id="queue" hx-get="/console/queue" hx-trigger="queue from:body" hx-swap="outerMorph">
<p class="count">${countWords(view, waiting)}</p>
${waiting.length === 0 ? emptyQueue(view) : html`<ol class="cards">${waiting.map((card) => queueCard(view, card))}</ol>`}
${held.length > 0 && html`<h2>${words('queue.held')}</h2><ol class="cards held">${held.map((card) => queueCard(view, card))}</ol>`}</div>`;
}

/** The part as an answer of its own: with the title and the bar's count, which stand outside it. */
export function queuePartAnswer(view: View, cards: QueueCard[]): Html {
  return html`${queuePart(view, cards)}${waitTitle(view, waitingCards(cards).length)}
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

/** Duty belongs to the member: it stays when she signs out, so it stands where she sees it first. */
export function dutySwitch(view: View, team: ListedMember[]): Html {
  const { words, me } = view;
  const duty = team.find((member) => member.id === me?.id)?.duty;
  return html`<form class="choices duty" method="post" action="/console/duty" aria-label="${words('duty')}">${csrfField(view)}
<input type="hidden" name="back" value="${view.path}">
${(['bertugas', 'siaga', 'libur'] as const).map(
  (choice) =>
    html`<button name="duty" value="${choice}" aria-pressed="${choice === duty ? 'true' : 'false'}">${words(`duty.${choice}`)}</button>`,
)}</form>`;
}

/** What keeps her from working, each with what to do about it. */
function standing(view: View, { holdsKeys, keyConfirmed, team }: QueueContents): Html[] {
  const { words, me } = view;
  const lines: Html[] = [];
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
  if (!team.some((member) => member.duty === 'bertugas' && !member.leftAt))
    lines.push(html`<div class="notice trouble"><p><strong>${words('onDuty.nobody')}</strong></p>
<p>${words('onDuty.nobodyWhy')}</p></div>`);
  return lines;
}

/** Nobody at all is said above, with what to do (standing). */
function teamNow({ words }: View, team: ListedMember[]): Html | false {
  const here = team.filter((member) => !member.leftAt);
  const ready = (['bertugas', 'siaga'] as const).flatMap((duty) => {
    const names = here.filter((member) => member.duty === duty).map((member) => member.name);
    return names.length > 0 ? [{ duty, names: names.join(', ') }] : [];
  });
  if (ready.length === 0) return false;
  return html`<section class="team-now"><h2>${words('onDuty')}</h2>
<dl>${ready.map(({ duty, names }) => html`<dt>${words(`duty.${duty}`)}</dt><dd>${names}</dd>`)}</dl></section>`;
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
<main id="main" class="column">${noticeLine(view)}${talksPart(view, cards)}</main>
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
