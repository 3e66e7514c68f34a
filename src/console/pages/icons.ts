import { type Html, html } from '../../http/html.ts';

/** The few signs of the console, drawn for it in one hand: 24 px, one stroke. A word always stands beside. */
const strokes = {
  queue: html`<path d="M4 13h4l1.5 3h5l1.5-3h4M4 13l3-8h10l3 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z"/>`,
  talks: html`<path d="M4 5h16v11H10l-4 4v-4H4z"/>`,
  team: html`<circle cx="9" cy="8" r="3.2"/><path d="M3 19c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 5.2a3 3 0 0 1 0 5.6M17.5 14c2.1.7 3.5 2.5 3.5 5"/>`,
  more: html`<path d="M5 7h14M5 12h14M5 17h14"/>`,
  bell: html`<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0"/>`,
  check: html`<circle cx="12" cy="12" r="8.5"/><path d="M8 12.5l2.8 2.8L16 9.5"/>`,
  phone: html`<path d="M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A15 15 0 0 1 4 6a2 2 0 0 1 2-2z"/>`,
  house: html`<path d="M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6h-6v6H5a1 1 0 0 1-1-1z"/>`,
  eye: html`<path d="M3 12s3.2-6 9-6 9 6 9 6-3.2 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.6"/>`,
  note: html`<path d="M6 4h9l4 4v12H6zM15 4v4h4M9 12h7M9 16h5"/>`,
  back: html`<path d="M15 5l-7 7 7 7"/>`,
} as const;

export function icon(name: keyof typeof strokes): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${strokes[name]}</svg>`;
}
