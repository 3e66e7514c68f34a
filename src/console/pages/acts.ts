import { type Html, html } from '../../http/html.ts';
import type { ActsAsked, ListedAct } from '../../store/acts.ts';
import type { ChainReport } from '../../store/audit-chain.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { trouble } from './door.ts';
import { csrfField, placePage } from './layout.ts';

export interface ActsContents {
  acts: ListedAct[];
  hasOlder: boolean;
  asked: ActsAsked;
  /** Only after she asked for it: the whole chain is gone over. */
  report?: ChainReport;
}

/** Days of fingerprints that are shown: a month to compare. */
const daysShown = 31;

/** Who read what, and when; and the proof that nobody wrote it anew. */
export function actsPage(view: View, contents: ActsContents): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('acts'),
    content: html`<p>${words('acts.lead')}</p>${contents.report && verdict(view, contents.report)}
<form method="post" action="/console/acts/verify" data-once>${csrfField(view)}<button>${words('acts.verify')}</button></form>
${(contents.asked.caseId || contents.asked.memberId) && html`<p><a class="button" href="/console/acts">${words('acts.all')}</a></p>`}
${contents.acts.length === 0 ? html`<p>${words('acts.none')}</p>` : table(view, contents.acts)}
${contents.hasOlder && older(view, contents)}`,
  });
}

export function actsRefusedPage(view: View): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('acts'),
    content: html`<p class="notice">${words('acts.notYours')}</p>`,
  });
}

function verdict(view: View, report: ChainReport): Html {
  const { words } = view;
  const days = report.days.slice(-daysShown).toReversed();
  const waits = report.waiting > 0 && html` ${words('acts.waiting', { count: String(report.waiting) })}`;
  return html`${
    report.broken
      ? trouble(words(`acts.broken.${report.broken.fault}`, { day: report.broken.day }))
      : html`<p class="notice" role="status">${words('acts.fits', { count: String(report.acts) })}${waits}</p>`
  }
<p class="hint">${words('acts.hashWhy')}</p>
<dl class="hashes">${days.map(({ day, hash }) => html`<div><dt>${words('acts.hash', { day })}</dt><dd><code>${hash}</code></dd></div>`)}</dl>`;
}

function table(view: View, acts: ListedAct[]): Html {
  const { words } = view;
  return html`<table class="acts"><thead><tr><th>${words('acts.when')}</th><th>${words('acts.who')}</th><th>${words('acts.what')}</th></tr></thead>
<tbody>${acts.map((act) => row(view, act))}</tbody></table>`;
}

function row(view: View, { at, by, act, caseId }: ListedAct): Html {
  const { words } = view;
  const who = by
    ? html`<a href="/console/acts?member=${by.id}">${by.name}</a>`
    : html`<span class="hint">${words('acts.nobody')}</span>`;
  return html`<tr><td>${momentOf(at, words)}</td><td>${who}</td><td>${words.find(`did.${act}`) ?? act}${
    caseId && html` <a href="/console/acts?case=${caseId}">${words('acts.case')} ${caseId.slice(0, 4)}</a>`
  }</td></tr>`;
}

function older({ words }: View, { acts, asked }: ActsContents): Html {
  const last = acts.at(-1)?.id ?? 0;
  const same = asked.caseId ? `case=${asked.caseId}&` : asked.memberId ? `member=${asked.memberId}&` : '';
  return html`<p><a class="button" href="/console/acts?${same}before=${last}">${words('acts.older')}</a></p>`;
}
