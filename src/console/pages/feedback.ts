import { type Html, html } from '../../http/html.ts';
import type { FeedbackSums } from '../../store/feedback.ts';
import type { View } from '../view.ts';
import { placePage } from './layout.ts';

const codes = ['yes', 'partly', 'no'] as const;

/** How it was, as sums that name nobody (standards.md R49). */
export function feedbackPage(view: View, sums: FeedbackSums): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('feedback'),
    content: html`<p>${words('feedback.lead')}</p>${
      sums.questions === null
        ? html`<p class="notice">${words('feedback.few')}</p>`
        : html`<p class="hint">${words('feedback.since', { month: sums.since ?? '' })}</p>${sums.questions.map((one) => question(view, one))}`
    }`,
  });
}

type Question = NonNullable<FeedbackSums['questions']>[number];

function question({ words }: View, { asked, answered, counts }: Question): Html {
  return html`<table class="acts"><caption>${words(`feedback.${asked}`)} · ${words('feedback.answered', { count: String(answered) })}</caption>
<tbody>${codes.map((code) => html`<tr><th scope="row">${words(`feedback.said.${code}`)}</th><td>${counts[code] === null ? words('feedback.hidden') : String(counts[code])}</td></tr>`)}</tbody></table>`;
}
