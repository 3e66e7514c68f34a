import { type Html, html } from '../../http/html.ts';
import type { RightsRequest } from '../../store/rights.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField, placePage } from './layout.ts';

export interface WishesContents {
  requests: RightsRequest[];
  mayDecide: boolean;
}

const reasons = ['refusedHold', 'refusedDanger', 'refusedOther'] as const;

/** What people asked of their own data, the most pressing first (standards.md L3, L4). */
export function wishesPage(view: View, { requests, mayDecide }: WishesContents): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('wishes'),
    content: html`<p>${words('wishes.lead')}</p>${!mayDecide && html`<p class="notice">${words('wishes.notYours')}</p>`}
${
  requests.length === 0
    ? html`<p>${words('wishes.none')}</p>`
    : html`<ul class="numbers">${requests.map((wish) => wishRow(view, wish, mayDecide))}</ul>`
}`,
  });
}

function wishRow(view: View, wish: RightsRequest, mayDecide: boolean): Html {
  const { words, now } = view;
  const isLate = wish.dueAt.getTime() < now.getTime();
  const due = words(isLate ? 'wishes.late' : 'wishes.due', { when: momentOf(wish.dueAt, words) });
  return html`<li id="wish-${wish.id}"><p><strong>${words(`right.${wish.right}`)}</strong></p>
<p${isLate && html` class="notice trouble"`}>${due}</p>
<p class="hint">${words(wish.isVerified ? 'wishes.verified' : 'wishes.unverified')}</p>
${wish.hasLegalHold && html`<p class="notice">${words('wishes.held')}</p>`}
${wish.caseId ? html`<p><a class="button" href="/console/cases/${wish.caseId}">${words('wishes.openCase')}</a></p>` : html`<p class="hint">${words('wishes.caseGone')}</p>`}
${mayDecide && decisions(view, wish)}</li>`;
}

/** Erasing is behind a fold: one tap must not be enough for what cannot be undone. */
function decisions(view: View, wish: RightsRequest): Html {
  const { words } = view;
  const isErasure = wish.right === 'hapus';
  const mayErase = isErasure && wish.caseId !== null && !wish.hasLegalHold;
  return html`${!isErasure && form(view, wish, 'done', html`<button class="primary">${words('wishes.done')}</button>`)}
${mayErase && html`<details><summary>${words('wishes.erase')}</summary><p class="hint">${words('wishes.eraseHint')}</p>${form(view, wish, 'erase', html`<button class="danger">${words('wishes.eraseSure')}</button>`)}</details>`}
<details><summary>${words('wishes.refuse')}</summary>${form(
    view,
    wish,
    'refuse',
    html`<fieldset><legend>${words('wishes.reason')}</legend>${reasons.map(
      (reason) =>
        html`<label class="tick"><input type="radio" name="reason" value="${reason}" required> <span>${words(`wishes.reason.${reason}`)}</span></label>`,
    )}</fieldset><button>${words('wishes.refuse')}</button>`,
  )}</details>
${
  wish.caseId &&
  html`<details><summary>${words(wish.hasLegalHold ? 'wishes.unhold' : 'wishes.hold')}</summary><p class="hint">${words('wishes.holdHint')}</p>${form(
    view,
    wish,
    wish.hasLegalHold ? 'unhold' : 'hold',
    html`<button>${words(wish.hasLegalHold ? 'wishes.unhold' : 'wishes.hold')}</button>`,
  )}</details>`
}`;
}

function form(view: View, wish: RightsRequest, act: string, inner: Html): Html {
  return html`<form method="post" action="/console/wishes/${wish.id}/${act}" data-once>${csrfField(view)}${inner}</form>`;
}
