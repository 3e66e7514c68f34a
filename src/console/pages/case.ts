import { type Html, html } from '../../http/html.ts';
import type { ShownCaseClocks } from '../../store/case-clocks.ts';
import { constraintsOf, type OpenedCase } from '../../store/case-contents.ts';
import { answerList, safetyWords, wantedWords } from '../answer-words.ts';
import { headline, placeWords, whyWords, writerWords } from '../case-words.ts';
import { clockOf, momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { clockMark, countdown, urgencyMark, waitedMark } from './card.ts';
import { type Around, caseMenu } from './case-acts.ts';
import { childBasisNow, isChild } from './contact.ts';
import { composer, type Draft, foot, type Writing } from './foot.ts';
import { icon } from './icons.ts';
import { csrfField, layout, leave, noticeLine } from './layout.ts';
import { type NameOf, talk } from './talk.ts';

export interface CaseContents extends Writing {
  opened: OpenedCase;
  clocks: ShownCaseClocks;
  around: Around;
  nameOf: NameOf;
}

/** One case: who is in danger, why now, what is safe, what was said, and the words to say next. */
export function casePage(view: View, contents: CaseContents): Html {
  const { words } = view;
  const { id, claimedBy } = contents.opened;
  return layout(view, {
    place: 'talks',
    kind: 'case',
    isLive: true,
    body: html`<aside class="side" aria-label="${words('queue')}" hx-get="/console/queue/side?of=${id}" hx-trigger="intersect once" hx-swap="innerHTML">
<a class="button" href="/console">${words('queue')}</a></aside>
<main id="main" class="case-page">${noticeLine(view, claimedBy?.name)}${casePart(view, contents)}</main>
<button type="button" class="fresh" id="fresh" hidden data-calm="${words('case.fresh')}"></button>
<div hx-sse:connect="/console/cases/${id}/live?since=${view.now.getTime()}"></div>`,
  });
}

/** The part that is fetched again whenever the case changed; what is being typed in it stays. */
export function casePart(view: View, contents: CaseContents): Html {
  const { opened, nameOf } = contents;
  const { id, mine } = opened;
  // A page that is open and awake says so by itself: only then she counts as there (assets/writing.js).
  const here = mine && opened.state === 'open' && html` data-here="/console/cases/${id}/here"`;
  return html`<div class="case-part" id="case" hx-get="/console/cases/${id}/part" hx-trigger="case from:body" hx-swap="outerMorph"${here}>
${caseTop(view, contents)}${facts(view, contents)}${talk(view, opened, nameOf)}
${foot(view, opened, contents)}</div>`;
}

/**
 * After words were kept: a fresh line to write on, and the talk with the words in it. They join the case in
 * the conversation's next turn; until then they stand there as waiting.
 */
export function saidAnswer(view: View, contents: CaseContents, text: string): Html {
  const { opened, nameOf, nonce } = contents;
  const isIn = opened.items.some((item) => item.kind === 'counsellor' && item.text === text);
  return html`${opened.mine ? composer(view, { caseId: opened.id, nonce }) : foot(view, opened, contents)}
<hx-partial hx-target="#talk" hx-swap="outerMorph">${talk(view, opened, nameOf, isIn ? undefined : text)}</hx-partial>`;
}

/** Words that were not kept come back as they were, with the reason. */
export function unsaidAnswer(view: View, draft: Draft): Html {
  return composer(view, draft);
}

function caseTop(view: View, { opened, clocks, around }: CaseContents): Html {
  const { words } = view;
  // Her own clock alone: two times side by side make her calculate.
  const clock = clockMark(view, { ...opened, ...clocks });
  const isHers = opened.mine && clock !== false;
  return html`<header class="top case-top"><a class="back" href="/console" aria-label="${words('nav.queue')}">${icon('back')}</a>
<p class="case-state">${urgencyMark(view, opened.urgency)}<span class="case-clocks">${!isHers && waitedMark(view, opened.waitingSince)}${clock}</span></p>
${caseMenu(view, opened, around)}${leave(view)}</header>`;
}

function facts(view: View, contents: CaseContents): Html {
  const { words } = view;
  const { opened } = contents;
  const { head, answers } = opened;
  const place = placeWords(words, opened.province, head?.country);
  const channels = [...new Set(opened.channels)].map((channel) => words(`channel.${channel}`)).join(', ');
  const writer = head ? writerWords(words, head) : words('writer.none');
  return html`<section class="facts u${opened.urgency}">${standing(view, contents)}<h1>${head ? headline(words, head) : words('queue.noHead')}</h1>
${pinned(view, opened)}<dl>${fact(words('fact.writer'), [writer, channels, place].filter(Boolean).join(' · '))}
${fact(words('fact.why'), whyWords(words, head?.rules ?? []))}
${fact(words('fact.safety'), safetyWords(words, answers, opened.contact))}
${fact(words('fact.help'), wantedWords(words, answers))}
${isChild(opened) && fact(words('fact.childBasis'), childBasisNow(view, opened, contents.nameOf))}
${opened.reportDueAt && fact(words('fact.report'), words('fact.reportBefore', { when: momentOf(opened.reportDueAt, words) }))}
${(opened.isWithdrawn || opened.isRestricted) && fact(words('fact.rights'), words(opened.isWithdrawn ? 'fact.withdrawn' : 'fact.restricted'))}</dl>
${allAnswers(view, opened)}</section>`;
}

/** What a colleague must know before she reads on: offered, line lost, left the chat, asked for. */
function standing(view: View, { opened, clocks }: CaseContents): Html | false {
  const { words } = view;
  const holder = opened.claimedBy?.name ?? words('happened.somebody');
  const leftAt = leftSince(opened);
  const marks = [
    leftAt && html`<b class="mark">${words('state.left', { time: clockOf(leftAt, words) })}</b>`,
    clocks.offered && html`<b class="mark">${words('state.offered')}</b> ${words('state.offeredWhy')}`,
    clocks.isLost &&
      !clocks.offered &&
      !opened.mine &&
      html`<b class="mark">${words('state.lost')}</b> ${words('state.lostWhy', { name: holder })}`,
    opened.mine &&
      clocks.transfer &&
      countdown(view, clocks.transfer.until, {
        left: words('state.transferAsked', { name: clocks.transfer.to.name }),
        over: words('state.transferOver'),
      }),
  ].filter((mark) => mark !== false && mark !== null);
  return marks.length > 0 && html`<p class="marks">${marks.map((mark) => html`<span>${mark}</span>`)}</p>`;
}

/** When the person left the chat, unless she wrote again since. */
function leftSince({ items }: OpenedCase): Date | null {
  const last = items.findLast(
    (item) => item.kind === 'person' || (item.kind === 'happened' && item.what === 'left'),
  );
  return last?.kind === 'happened' ? last.at : null;
}

/** "Jangan hubungi bila…": above everything else, for everybody who reads. */
function pinned(view: View, opened: OpenedCase): Html | false {
  const { words } = view;
  const rules = constraintsOf(opened.items);
  if (rules.length === 0) return false;
  return html`<ul class="pinned">${rules.map(
    ({ id, text }) => html`<li><p><b>${words('constraint.label')}</b> ${text}</p>
<form method="post" action="/console/cases/${opened.id}/constraints/${id}/remove" data-once>${csrfField(view)}<button aria-label="${words('constraint.remove')}" title="${words('constraint.remove')}">×</button></form></li>`,
  )}</ul>`;
}

function fact(what: string, answer: string): Html {
  return html`<div><dt>${what}</dt><dd>${answer}</dd></div>`;
}

/** A box to tick opens the list without a script; from 1280 px the list simply stands there. */
function allAnswers({ words }: View, opened: OpenedCase): Html {
  const list = opened.answers ? answerList(words, opened.answers) : [];
  return html`${list.length > 0 && html`<input type="checkbox" class="unseen" id="all"><label class="all" for="all">${words('fact.all')} <span class="hint">${list.length}</span></label>`}
<div class="answers">${
    list.length > 0
      ? html`<dl>${list.map(({ what, answer }) => fact(what, answer))}</dl>`
      : html`<p>${words('fact.noAnswers')}</p>`
  }
${!opened.filedAt && html`<p class="hint">${words('fact.notFiled')}</p>`}
<p class="hint">${words('fact.opened', { when: momentOf(opened.openedAt, words) })}</p></div>`;
}
