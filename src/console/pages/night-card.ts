import { numbersFor, type Service } from '../../directory/numbers.ts';
import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { placePage } from './layout.ts';

/** What a shift is made of, in the order of a night; the last two are for when nothing else works. */
const rows = [
  'begin',
  'alarm',
  'read',
  'first',
  'danger',
  'life',
  'calling',
  'silent',
  'picture',
  'tooMuch',
  'end',
  'power',
  'phone',
] as const;

/** Written by pen on the printed page: no number of the team's lies in the machine. */
const byPen = ['supervisor', 'onCall', 'machine'] as const;

/**
 * *Kartu malam*: one printed A4 page for the wall beside whoever keeps watch. Holds nothing of any case and of
 * nobody; the numbers are those that anybody in Indonesia may be shown (design §7).
 */
export function nightCardPage(view: View, directory: readonly Service[]): Html {
  const { words } = view;
  const numbers = numbersFor(directory, null);
  return placePage(view, {
    place: 'more',
    kind: 'place night-card',
    heading: words('night'),
    content: html`<p class="hint no-print">${words('night.why')}</p>
<p class="row scripted"><button type="button" data-print>${words('night.print')}</button></p>
<ol class="night">${rows.map((row) => html`<li><b>${words(`night.rows.${row}`)}</b> ${words(`night.does.${row}`)}</li>`)}</ol>
<dl class="night-numbers"><dt>${words('night.numbers')}</dt><dd>${numbers.map(({ name, number, kind }) => html`<span><b>${number}</b> ${name}${kind === 'whatsapp' && html` (${words('channel.whatsapp')})`}</span> `)}</dd>
<dt>${words('night.ours')}</dt><dd>${byPen.map((who) => html`<span class="by-pen">${words(`night.ours.${who}`)}</span>`)}</dd></dl>`,
  });
}
