import { type Html, html } from '../../http/html.ts';
import type { Readiness, ReadyStep } from '../../readiness.ts';
import { type SaidStep, saidSteps } from '../../store/readiness.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField, placePage } from './layout.ts';

export interface ReadinessContents {
  readiness: Readiness;
  maySay: boolean;
  /** She may have another recovery key made. */
  mayRekey: boolean;
}

/** Where a step is done; none for those that are only said. */
const places: Partial<Record<ReadyStep, string>> = {
  twoHolders: '/console/team',
  recoveryTyped: '/console/recovery',
  organisation: '/console/organisation',
  alarmTested: '/console/alarm',
  numbersCalled: '/console/numbers',
};

/** The *Kesiapan* page: what is proven, and what to do next (design §7b). */
export function readinessPage(view: View, contents: ReadinessContents): Html {
  const { words } = view;
  const { steps, isReady } = contents.readiness;
  const done = steps.filter(({ isDone }) => isDone).length;
  return placePage(view, {
    place: 'more',
    heading: words('ready'),
    content: html`<p>${words('ready.lead')}</p>
<p class="notice" role="status">${isReady ? words('ready.done') : words('ready.count', { done: String(done), all: String(steps.length) })}</p>
<ol class="steps">${steps.map((step) => stepRow(view, step, contents))}</ol>`,
  });
}

/** Since when the recovery key of now is there, and the way to another. */
function recoveryNote(view: View, { readiness, mayRekey }: ReadinessContents): Html | false {
  const { words } = view;
  const { recoveryAt } = readiness;
  if (!recoveryAt) return false;
  return html`<p class="hint">${words('ready.recoveryAt', { when: momentOf(recoveryAt, words) })}</p>
${mayRekey && html`<p><a class="button" href="/console/recovery/change">${words('ready.rekey')}</a></p>`}`;
}

function stepRow(view: View, each: Readiness['steps'][number], contents: ReadinessContents): Html {
  const { readiness, maySay } = contents;
  const { words } = view;
  const { step, isDone, said } = each;
  const { done, all } = readiness.called;
  const how =
    step === 'numbersCalled'
      ? words('ready.numbersCalledHow', { done: String(done), all: String(all) })
      : words.find(`ready.${step}How`);
  const place = places[step];
  const isSaid = (saidSteps as readonly string[]).includes(step);
  return html`<li class="step${isDone && ' done'}"><p><strong>${words(`ready.${step}`)}</strong> <span class="step-state">${words(isDone ? 'ready.stepDone' : 'ready.stepOpen')}</span></p>
${(!isDone || step === 'numbersCalled') && how && html`<p class="hint">${how}</p>`}
${said && html`<p class="hint">${words('ready.said', { name: said.by ?? words('ready.somebody'), when: momentOf(said.at, words) })}</p>`}
${!isDone && place && html`<p><a class="button" href="${place}">${words('ready.open')}</a></p>`}
${step === 'recoveryTyped' && recoveryNote(view, contents)}
${isSaid && maySay && sayForm(view, step as SaidStep, isDone)}</li>`;
}

function sayForm(view: View, step: SaidStep, isDone: boolean): Html {
  const { words } = view;
  return html`<form method="post" action="/console/readiness" data-once>${csrfField(view)}<input type="hidden" name="step" value="${step}">
<button name="done" value="${isDone ? 'no' : 'yes'}">${words(isDone ? 'ready.unsay' : 'ready.say')}</button></form>`;
}
