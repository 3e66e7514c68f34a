import { type Html, html } from '../../http/html.ts';
import type { OpenedCase } from '../../store/case-contents.ts';
import {
  answerList,
  headline,
  placeWords,
  safetyWords,
  wantedWords,
  whyWords,
  writerWords,
} from '../case-words.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { urgencyMark, waitedMark } from './card.ts';
import { caseMenu, composer, type Draft, foot } from './foot.ts';
import { icon } from './icons.ts';
import { layout, leave, noticeLine } from './layout.ts';
import { type NameOf, talk } from './talk.ts';

export interface CaseContents {
  opened: OpenedCase;
  nameOf: NameOf;
  /** For the next words written here. */
  nonce: string;
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
export function casePart(view: View, { opened, nameOf, nonce }: CaseContents): Html {
  return html`<div class="case-part" id="case" hx-get="/console/cases/${opened.id}/part" hx-trigger="case from:body" hx-swap="outerMorph">
${caseTop(view, opened)}${facts(view, opened)}${talk(view, opened, nameOf)}
${foot(view, opened, nonce)}</div>`;
}

/**
 * After words were kept: a fresh line to write on, and the talk with the words in it. They join the case in
 * the conversation's next turn; until then they stand there as waiting.
 */
export function saidAnswer(view: View, { opened, nameOf, nonce }: CaseContents, text: string): Html {
  const isIn = opened.items.some((item) => item.kind === 'counsellor' && item.text === text);
  return html`${opened.mine ? composer(view, { caseId: opened.id, nonce }) : foot(view, opened, nonce)}
<hx-partial hx-target="#talk" hx-swap="outerMorph">${talk(view, opened, nameOf, isIn ? undefined : text)}</hx-partial>`;
}

/** Words that were not kept come back as they were, with the reason. */
export function unsaidAnswer(view: View, draft: Draft): Html {
  return composer(view, draft);
}

function caseTop(view: View, opened: OpenedCase): Html {
  const { words } = view;
  return html`<header class="top case-top"><a class="back" href="/console" aria-label="${words('nav.queue')}">${icon('back')}</a>
<p class="case-state">${urgencyMark(view, opened.urgency)}${waitedMark(view, opened.waitingSince)}</p>
${caseMenu(view, opened)}${leave(view)}</header>`;
}

function facts(view: View, opened: OpenedCase): Html {
  const { words } = view;
  const { head, answers } = opened;
  const place = placeWords(words, opened.province, head?.country);
  const channels = [...new Set(opened.channels)].map((channel) => words(`channel.${channel}`)).join(', ');
  const writer = head ? writerWords(words, head) : words('writer.none');
  return html`<section class="facts u${opened.urgency}"><h1>${head ? headline(words, head) : words('queue.noHead')}</h1>
<dl>${fact(words('fact.writer'), [writer, channels, place].filter(Boolean).join(' · '))}
${fact(words('fact.why'), whyWords(words, head?.rules ?? []))}
${fact(words('fact.safety'), safetyWords(words, answers))}
${fact(words('fact.help'), wantedWords(words, answers))}</dl>
${allAnswers(view, opened)}</section>`;
}

function fact(what: string, answer: string): Html {
  return html`<div><dt>${what}</dt><dd>${answer}</dd></div>`;
}

/** A box to tick opens the list without a script; from 1280 px the list simply stands there. */
function allAnswers({ words }: View, opened: OpenedCase): Html {
  const list = opened.answers ? answerList(words, opened.answers) : [];
  return html`<input type="checkbox" class="unseen" id="all"><label class="all" for="all">${words('fact.all')} <span class="hint">${list.length}</span></label>
<div class="answers">${
    list.length > 0
      ? html`<dl>${list.map(({ what, answer }) => fact(what, answer))}</dl>`
      : html`<p>${words('fact.noAnswers')}</p>`
  }
${!opened.filedAt && html`<p class="hint">${words('fact.notFiled')}</p>`}
<p class="hint">${words('fact.opened', { when: momentOf(opened.openedAt, words) })}</p></div>`;
}
