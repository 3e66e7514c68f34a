import { type Html, html } from '../../http/html.ts';
import type { AssetName } from '../assets.ts';
import { troubles, type View } from '../view.ts';
import { icon } from './icons.ts';

/** Where a quick exit leads: a page that anybody may have open (standards.md R13). */
const neutralPage = 'https://www.google.com/search?q=cuaca';

export type Place = 'queue' | 'talks' | 'team' | 'more';

interface Frame {
  /** Which entry of the bar is this page's; null at the door, where there is no bar. */
  place: Place | null;
  /** Names the page for its layout: `<body class="…">`. */
  kind: string;
  body: Html;
  /** Loads htmx: only pages that watch something need it. */
  isLive?: boolean;
  /** A script that only this page needs. */
  script?: AssetName;
  title?: Html;
  /** Cases of hers in which somebody waits for an answer: the bar shows the number. */
  waitingMine?: number;
}

/** The whole page. The title is neutral on every page: it shows in history, tabs and task lists. */
export function layout(view: View, frame: Frame): Html {
  const { place, kind, body, isLive = false, script, title, waitingMine = 0 } = frame;
  const { words, assets } = view;
  const dark = view.theme === 'auto' && view.isNight ? 'dark' : view.theme;
  return html`<!doctype html>
<html lang="${view.language}" data-theme="${dark}">
<head>
<meta charset="utf-8">
${title ?? html`<title>${words('title')}</title>`}
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<meta name="htmx-config" content="history:false includeIndicatorCSS:false defaultSettleDelay:0">
<link rel="icon" href="${assets.url('icon.svg')}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${assets.url('icon-180.png')}">
<link rel="manifest" href="/console/app.webmanifest">
<meta name="apple-mobile-web-app-title" content="${words('title')}">
<link rel="stylesheet" href="${assets.url('console.css')}">
<script src="${assets.url(isLive ? 'live.js' : 'console.js')}" defer></script>${
    script &&
    html`
<script src="${assets.url(script)}" defer></script>`
  }
</head>
<body class="${kind}" data-busy="${words('busy')}" data-clock="${view.now.getTime()}"${isLive && ticking(view)}${view.lockSeconds !== null && html` data-lock="${view.lockSeconds}"`}>
<a class="skip" href="#main">${words('skip')}</a>
<p class="lost" id="lost" role="status" hidden>${words('lineLost')}</p>
${body}
${place && bar(view, place, waitingMine)}
${view.lockSeconds !== null && lockByItself(view)}
</body>
</html>
`;
}

/**
 * What must not go on, until somebody mends it (banners.ts). One line that opens: it stands on every page but a
 * case's, where nothing may push the person off the screen.
 */
export function bannerLines({ banners, words }: View): Html | false {
  if (banners.length === 0) return false;
  const alarm = words('alarm.someUntested');
  return html`<details class="banner"><summary>${words('banner.count', { count: String(banners.length) })}</summary><ul>${banners.map(
    (text) =>
      html`<li>${text}${text === alarm && html` <a href="/console/alarm">${words('alarm')}</a>`}</li>`,
  )}</ul></details>`;
}

/** Pressed by the script when nobody touches the screen for too long (assets/console.js). */
function lockByItself(view: View): Html {
  return html`<form id="lock" method="post" action="/console/lock" hidden>${csrfField(view)}<input type="hidden" name="back" value="${view.path}"></form>`;
}

/** The quick exit: always the same corner, and Esc does the same (assets/console.js). */
export function leave({ words }: View): Html {
  return html`<a class="leave" href="${neutralPage}" rel="noreferrer" data-leave title="${words('leaveWhy')}">${words('leave')}</a>`;
}

/** The sentences of waiting with their gaps open, for the browser to go on counting. */
function ticking({ words }: View): Html {
  const minutes = words('waiting.minutes', { count: '{m}' });
  const hours = words('waiting.hours', { hours: '{h}', minutes: '{m}' });
  return html` data-now="${words('waiting.now')}" data-minutes="${minutes}" data-hours="${hours}"`;
}

/** "(3) Catatan": the number alone says nothing to whoever looks over a shoulder. */
export function waitTitle({ words }: View, count: number): Html {
  return html`<title>${count > 0 ? words('titleWaiting', { count: String(count) }) : words('title')}</title>`;
}

function bar(view: View, here: Place, waitingMine: number): Html {
  const { words } = view;
  const link = (place: Place, path: string, word: 'nav.queue' | 'nav.team' | 'nav.more') =>
    html`<a href="${path}"${place === here && html` aria-current="page"`}>${icon(place)}${words(word)}</a>`;
  return html`<nav class="bar" aria-label="${words('nav')}">${link('queue', '/console', 'nav.queue')}
${talksLink(view, { here: here === 'talks', waitingMine })}
${link('team', '/console/team', 'nav.team')}${link('more', '/console/more', 'nav.more')}</nav>`;
}

/** The bar's way to her own cases, with how many of them wait for her. */
export function talksLink(
  { words }: View,
  { here, waitingMine, isOutOfBand = false }: { here: boolean; waitingMine: number; isOutOfBand?: boolean },
): Html {
  return html`<a href="/console/talks" id="to-talks"${here && html` aria-current="page"`}${isOutOfBand && html` hx-swap-oob="true"`}>${icon('talks')}${words('nav.talks')}${waitingMine > 0 && html` <b class="badge">${waitingMine}</b>`}</a>`;
}

/** The sentence that a button left behind, if it did. @param name fills the sentence that needs one */
export function noticeLine(view: View, name?: string): Html | false {
  const { notice, words } = view;
  if (!notice) return false;
  const said =
    notice === 'held'
      ? words('notice.held', { name: name ?? words('happened.somebody') })
      : words(`notice.${notice}`);
  return html`<p class="notice${troubles.has(notice) && ' trouble'}" role="status">${said}</p>`;
}

/** Every form carries the page's token: a POST without it changes nothing. */
export function csrfField(view: View): Html {
  return html`<input type="hidden" name="csrf" value="${view.csrf}">`;
}

/** A page of the bar: a head with the page's name, then its content. */
export function placePage(
  view: View,
  {
    place,
    heading,
    content,
    kind = 'place',
    script,
  }: { place: Place; heading: string; content: Html; kind?: string; script?: AssetName },
): Html {
  return layout(view, {
    place,
    kind,
    ...(script ? { script } : {}),
    body: html`<header class="top"><h1>${heading}</h1>${leave(view)}</header>
<main id="main" class="column">${bannerLines(view)}${noticeLine(view)}${content}</main>`,
  });
}

/** A page before anybody is signed in: one column, one thing to do. */
export function doorPage(view: View, { heading, content }: { heading: string; content: Html }): Html {
  return layout(view, {
    place: null,
    kind: 'door',
    body: html`<header class="top"><h1>${heading}</h1>${leave(view)}</header>
<main id="main" class="column">${noticeLine(view)}${content}${languageSwitch(view)}</main>`,
  });
}

/** Both languages by name, so that whoever cannot read one finds the other. */
export function languageSwitch(view: View): Html {
  const { words, language } = view;
  const choice = (code: 'id' | 'en') =>
    html`<button name="language" value="${code}" aria-pressed="${code === language ? 'true' : 'false'}" lang="${code}">${words(`more.language.${code}`)}</button>`;
  return html`<form class="choices" method="post" action="/console/choices" aria-label="${words('more.language')}">
${csrfField(view)}<input type="hidden" name="back" value="${view.path}">${choice('id')}${choice('en')}</form>`;
}
