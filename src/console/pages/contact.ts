import { type Html, html } from '../../http/html.ts';
import type { CaseItem, OpenedCase } from '../../store/case-contents.ts';
import { childBases } from '../../store/case-notes.ts';
import { type Revealed, revealReasons } from '../../store/reveals.ts';
import { codeWords } from '../answer-words.ts';
import { clockOf } from '../times.ts';
import type { View } from '../view.ts';
import { icon } from './icons.ts';
import { csrfField, layout, leave } from './layout.ts';

/** Whose number it is: named in the talk, never shown there, and opened with a reason alone (standards.md L10, R37). */
type Item = OpenedCase['items'][number];

export const wordsCharsMax = 200;

/** "Kontak dia tersimpan (setuju)", with the button that opens it: one press, and a reason beside it. */
export function contactMark(
  view: View,
  opened: OpenedCase,
  item: Item,
  basis: 'agreed' | 'u1' | 'old',
): Html {
  const { words } = view;
  const select = `why-${item.id}`;
  return html`${words('contact.kept')} · ${words(`contact.basis.${basis}`)}
<details class="reveal"><summary>${words('contact.show')}</summary>
<form method="post" action="/console/cases/${opened.id}/contacts/${item.id}/reveal">${csrfField(view)}
<p class="hint">${words('contact.why')}</p>
<label for="${select}">${words('contact.reason')}</label><select id="${select}" name="reason" required>${revealReasons.map(
    (reason) => html`<option value="${reason}">${words(`contact.reason.${reason}`)}</option>`,
  )}</select>
<label for="${select}-words">${words('contact.words')}</label><input id="${select}-words" name="words" maxlength="${wordsCharsMax}" autocomplete="off">
<button>${words('contact.show')}</button></form></details>`;
}

/** The contact itself, on a page of its own that is kept by no browser, under what the law says of it. */
export function contactPage(view: View, caseId: string, contact: Extract<Revealed, { is: 'shown' }>): Html {
  const { words } = view;
  const { number, name } = readContact(contact.words);
  return layout(view, {
    place: 'talks',
    kind: 'file',
    body: html`<header class="top"><a class="back" href="/console/cases/${caseId}" aria-label="${words('back')}">${icon('back')}</a>
<h1>${words('contact.title')}</h1>${leave(view)}</header>
<main id="main" class="file-page"><p class="notice trouble" role="alert">${words('contact.law')}</p>
<dl>${name !== '' && html`<div><dt>${words('contact.name')}</dt><dd>${name}</dd></div>`}
<div><dt>${words('contact.number')}</dt><dd>${number}</dd></div>
<div><dt>${words('contact.basis')}</dt><dd>${words(`contact.basis.${contact.basis ?? 'old'}`)}</dd></div></dl>
<p class="hint">${words('contact.noted')}</p>
<p><a class="button" href="/console/cases/${caseId}">${words('contact.done')}</a></p></main>`,
  });
}

/** A card is a tel URI with the name as a parameter; what was typed stands as it was. */
export function readContact(words: string): { number: string; name: string } {
  const [, number, name] = /^tel:([+\d]+)(?:;name=(.*))?$/.exec(words) ?? [];
  if (number === undefined) return { number: words, name: '' };
  return { number, name: decoded(name) };
}

/** It came from outside; what is no name is left out. */
function decoded(name: string | undefined): string {
  try {
    return decodeURIComponent(name ?? '');
  } catch {
    return '';
  }
}

type Of<Kind extends CaseItem['kind']> = Extract<Item, { kind: Kind }>;

/** "Sari membuka kontak: menghubungi dia". */
export function revealedWords({ words }: View, item: Of<'revealed'>, name: string): string {
  const why = [codeWords(words, 'contact.reason', item.reason), item.words].filter(Boolean).join(', ');
  return words('contact.revealed', { name, why });
}

export function basisWords({ words }: View, item: Of<'childBasis'>, name: string): string {
  return words('childBasis.set', { name, basis: words(`childBasis.${item.basis}`), why: item.reason });
}

/** Somebody under 18 is affected. */
export const isChild = ({ head }: OpenedCase): boolean => head?.child === true;

/** The ground that holds now, who decided and when: "belum ditetapkan" until a human has (L12). */
export function childBasisNow(
  view: View,
  opened: OpenedCase,
  nameOf: (id: string) => string | undefined,
): string {
  const { words } = view;
  const last = opened.items.findLast((item) => item.kind === 'childBasis');
  if (last?.kind !== 'childBasis') return words('childBasis.none');
  const name = nameOf(last.memberId) ?? words('said.colleague');
  return words('childBasis.now', {
    ...{ basis: words(`childBasis.${last.basis}`), name, why: last.reason },
    when: clockOf(last.at, words),
  });
}

/** What the child said stands above the choice: a guardian who hurts or is not safe is never asked (R36, L12). */
export function childBasisForm(view: View, opened: OpenedCase): Html {
  const { words } = view;
  const said = opened.answers?.topic === 'home' ? 'atHome' : (opened.answers?.guardian ?? 'unasked');
  return html`<form method="post" action="/console/cases/${opened.id}/child-basis" data-once>${csrfField(view)}
<p>${words('childBasis.said', { what: words.find(`childBasis.said.${said}`) ?? words('childBasis.said.unasked') })}</p>
<label for="basis">${words('childBasis.choose')}</label><select id="basis" name="basis" required><option value="">${words('act.choose')}</option>${childBases.map(
    (basis) => html`<option value="${basis}">${words(`childBasis.${basis}`)}</option>`,
  )}</select>
<label for="basis-why">${words('act.urgencyWhy')}</label><textarea id="basis-why" name="reason" rows="2" maxlength="500" required autocomplete="off"></textarea>
<button class="wide">${words('childBasis.go')}</button><p class="hint">${words('childBasis.why')}</p></form>`;
}
