import { provinces, regencies } from '../../directory/areas.ts';
import type { NeededNumber } from '../../directory/needed.ts';
import { isStale, needsRegion } from '../../directory/numbers.ts';
import { type Html, html } from '../../http/html.ts';
import type { ListedCall } from '../../store/stamps.ts';
import { dayOf, momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { trouble } from './door.ts';
import { csrfField, placePage } from './layout.ts';

export interface NumbersContents {
  numbers: NeededNumber[];
  sought: string;
}

/** More than a screen of the rest helps nobody: she searches. */
const restShown = 30;

/** Which numbers are shown to people, and which wait to be called (design §7, standards.md R53). */
export function numbersPage(view: View, { numbers, sought }: NumbersContents): Html {
  const { words } = view;
  const found = numbers.filter((each) => fits(each, sought));
  const must = found.filter(({ isMust }) => isMust);
  const rest = found.filter(({ isMust }) => !isMust).slice(0, restShown);
  return placePage(view, {
    place: 'more',
    heading: words('numbers'),
    content: html`<p>${words('numbers.lead')}</p>
<form class="row" method="get" action="/console/numbers" role="search"><label class="unseen" for="q">${words('numbers.search')}</label>
<input id="q" name="q" type="search" value="${sought}" maxlength="60" placeholder="${words('numbers.search')}" autocomplete="off"><button>${words('numbers.searchGo')}</button></form>
${found.length === 0 && html`<p>${words('numbers.none')}</p>`}
${must.length > 0 && html`<h2>${words('numbers.must')}</h2><ul class="numbers">${must.map((each) => numberRow(view, each))}</ul>`}
${rest.length > 0 && html`<h2>${words('numbers.rest')}</h2><ul class="numbers">${rest.map((each) => numberRow(view, each))}</ul>`}`,
  });
}

function fits({ service, phone }: NeededNumber, sought: string): boolean {
  const wanted = sought.toLowerCase();
  const { regency, province, country } = service.area;
  return [service.name, service.kind, phone.number, regency, province, country].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}

function numberRow(view: View, needed: NeededNumber): Html {
  const { words } = view;
  const { service, phone } = needed;
  const path = `/console/numbers/${service.id}?number=${encodeURIComponent(phone.number)}`;
  return html`<li><p><strong>${service.name}</strong></p><p class="digits">${phone.display ?? phone.number}</p>
<p class="hint">${stateWords(view, needed)}</p><p><a class="button" href="${path}">${words('numbers.call')}</a></p></li>`;
}

/** Whether people see it, and what vouches for it. */
function stateWords({ words, now }: View, { service, phone, stamp }: NeededNumber): string {
  const isShown = stamp?.outcome !== 'wrong' && (service.publish === 'candidate' || stamp !== null);
  const state = stamp?.outcome === 'wrong' ? 'numbers.wrong' : isShown ? 'numbers.shown' : 'numbers.hidden';
  const called = stamp
    ? words(isStale(stamp.at, now) ? 'numbers.stale' : 'numbers.answered', { when: dayOf(stamp.at, words) })
    : words('numbers.never');
  const dated = /\b20\d{2}(-\d{2})?/.exec(service.sourceDate)?.[0];
  const source = dated ? words('numbers.source', { when: dated }) : words('numbers.sourceNone');
  const proof = stamp?.outcome === 'wrong' ? [] : [called];
  const where =
    needsRegion(phone.number) && stamp?.region
      ? [words('numbers.region', { place: placeName(stamp.region) })]
      : [];
  return [words(state), ...proof, ...where, source].join(' · ');
}

function placeName(code: string): string {
  return [...regencies, ...provinces].find((each) => each.code === code)?.name ?? code;
}

export interface CallContents {
  needed: NeededNumber;
  calls: ListedCall[];
  mayMarkWrong: boolean;
  problem?: string;
  typed?: { said: string };
}

/** One number: what to ask for, the form for the call, and the calls before. */
export function callPage(view: View, contents: CallContents): Html {
  const { words } = view;
  const { service, phone } = contents.needed;
  const dial = phone.number.replace(/[^\d+]/g, '');
  return placePage(view, {
    place: 'more',
    heading: words('numbers.call'),
    content: html`<h2>${service.name}</h2><p class="digits"><a href="tel:${dial}">${phone.display ?? phone.number}</a></p>
<p class="hint">${stateWords(view, contents.needed)}</p>${trouble(contents.problem)}${callForm(view, contents)}
<h2>${words('numbers.history')}</h2>${history(view, contents.calls)}
<p><a class="button" href="/console/numbers">${words('back')}</a></p>`,
  });
}

function callForm(view: View, { needed, mayMarkWrong, typed }: CallContents): Html {
  const { words } = view;
  const { service, phone } = needed;
  const choice = (outcome: 'answered' | 'notAnswered' | 'wrong') =>
    html`<label class="tick"><input type="radio" name="outcome" value="${outcome}" required> <span>${words(`numbers.outcome.${outcome}`)}${
      outcome === 'wrong' && html` <span class="hint">${words('numbers.wrongHint')}</span>`
    }</span></label>`;
  return html`<form class="card-form" method="post" action="/console/numbers/${service.id}" data-once>${csrfField(view)}
<input type="hidden" name="number" value="${phone.number}">${needsRegion(phone.number) && regionField(view)}
<fieldset><legend>${words('numbers.outcome')}</legend>${choice('answered')}${choice('notAnswered')}${mayMarkWrong && choice('wrong')}</fieldset>
<div class="field"><label for="said">${words('numbers.said')}</label><textarea id="said" name="said" rows="3" maxlength="500">${typed?.said ?? ''}</textarea></div>
<button class="primary wide">${words('numbers.save')}</button></form>`;
}

function regionField({ words }: View): Html {
  return html`<div class="field"><label for="region">${words('numbers.whereCalled')}</label><select id="region" name="region"><option value=""></option>${regencies.map(
    ({ code, name }) => html`<option value="${code}">${name}</option>`,
  )}</select></div>`;
}

function history(view: View, calls: ListedCall[]): Html {
  const { words } = view;
  if (calls.length === 0) return html`<p>${words('numbers.historyNone')}</p>`;
  return html`<ul class="numbers">${calls.map(
    (call) =>
      html`<li><p><strong>${words(`numbers.outcome.${call.outcome}`)}</strong> · ${call.number}${call.region && ` · ${placeName(call.region)}`}</p>
<p class="hint">${call.by}, ${momentOf(call.at, words)}</p>${call.said !== '' && html`<p>${call.said}</p>`}</li>`,
  )}</ul>`;
}
