import { type Html, html } from '../../http/html.ts';

/** The few signs of the console, drawn for it in one hand: 24 px, one stroke. A word always stands beside. */
const strokes = {
  queue: html`<path d="M4 13h4l1.5 3h5l1.5-3h4M4 13l3-8h10l3 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z"/>`,
  talks: html`<path d="M4 5h16v11H10l-4 4v-4H4z"/>`,
  team: html`<circle cx="9" cy="8" r="3.2"/><path d="M3 19c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 5.2a3 3 0 0 1 0 5.6M17.5 14c2.1.7 3.5 2.5 3.5 5"/>`,
  more: html`<path d="M5 7h14M5 12h14M5 17h14"/>`,
  back: html`<path d="M15 5l-7 7 7 7"/>`,
} as const;

export function icon(name: keyof typeof strokes): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${strokes[name]}</svg>`;
}
