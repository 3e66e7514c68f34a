import type { Language } from '../../../flows/kit/events.ts';
import type { Choice } from '../../conversation/messages.ts';
import { type Html, html } from '../../http/html.ts';
import { pageWord } from '../../http/words.ts';
import type { Asset } from './assets.ts';
import type { Shown, ShownLine } from './thread.ts';

/** The chat page. Pure: what is shown comes in, HTML goes out; the same page with scripts and without. */
export interface PageView {
  language: Language;
  chatName: string;
  /** For this page's forms: the same form twice is one message. */
  nonce: string;
  leaveUrl: string;
  shown: Shown;
  /** Names the conversation that this browser has, so that a live page listens for it; empty: none. */
  chat: string;
  /** Why there is less to see than there was. */
  notice?: 'unreadable' | 'expired' | undefined;
  assets: { style: Asset; script: Asset };
}

/** One message. The same id stands for the same message, so that a live page never shows it twice. */
export function renderBubble(language: Language, line: ShownLine): Html {
  if (!line.mine) return html`<li id="m${line.sequence}"><p>${line.text}</p></li>`;
  if (line.text === '') return html`<li class="mine mark"><p>${pageWord(language, 'youWrote')}</p></li>`;
  return html`<li class="mine"><span class="unseen">${pageWord(language, 'you')} </span><p>${line.text}</p></li>`;
}

/** The newest question's answers, one under the other, and the quiet row beneath, where a file is sent from too. */
export function renderChoices(language: Language, shown: Pick<Shown, 'choices' | 'rails'>): Html {
  const button = (style: string) => (choice: Choice) =>
    html`<button class="${style}" name="token" value="${choice.token}">${choice.label}</button>`;
  return html`${
    shown.choices.length > 0 &&
    html`<div class="choices" role="group" aria-label="${pageWord(language, 'choices')}">${shown.choices.map(button('choice'))}</div>`
  }<div class="rails" role="group" aria-label="${pageWord(language, 'rails')}">${shown.rails.map(button('quiet rail'))}<a class="rail" id="more" href="/chat/file?lang=${language}">${pageWord(language, 'file.link')}</a></div>`;
}

/** What stands in every page's head: neutral, and nothing of another site. */
export function renderHead(view: Pick<PageView, 'chatName' | 'assets'>, script: boolean): Html {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${view.chatName}</title>
<link rel="icon" href="/chat/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${view.assets.style.url}">
${script && html`<script src="${view.assets.script.url}" defer></script>`}`;
}

/**
 * Words that the script needs, and where to go on from: a conversation that has not begun goes on from
 * nothing, so that what it really says takes the place of the opening shown before.
 */
function renderBody(view: PageView): Html {
  const word = (key: Parameters<typeof pageWord>[1]) => pageWord(view.language, key);
  return html`<body data-last="${view.chat ? view.shown.last : 0}" data-open="${view.chat}" data-leave="${view.leaveUrl}" data-sending="${word('sending')}" data-sent="${word('sent')}" data-failed="${word('failed')}" data-offline="${word('offline')}" data-busy="${word('busy')}">
${renderTop(view)}
<main id="main" tabindex="0">
<div>
${view.notice && html`<p class="note">${word(view.notice)}</p>`}
<div role="log" aria-label="${word('thread')}"><ol id="thread">${view.shown.lines.map((line) => renderBubble(view.language, line))}</ol></div>
${view.shown.awaitsReply && html`<p class="note">${word('kept')}</p>`}
<form method="post"><input type="hidden" name="nonce" value="${view.nonce}"><fieldset id="answers" tabindex="-1">${renderChoices(view.language, view.shown)}</fieldset></form>
${view.chat !== '' && html`<noscript><p class="note"><a href="">${word('reload')}</a></p></noscript>`}
</div>
</main>
<footer>
<div id="offline" role="status" hidden><span>${word('offline')}</span><button class="quiet retry" type="button" id="retry">${word('retry')}</button></div>
<form id="write" method="post"><input type="hidden" name="nonce" value="${view.nonce}"><label class="unseen" for="text">${word('placeholder')}</label><textarea id="text" name="text" rows="1" required placeholder="${word('placeholder')}" autocomplete="off" spellcheck="false"></textarea><button class="send">${word('send')}</button></form>
</footer>
<template id="line"><li class="mine"><span class="unseen">${word('you')} </span><p></p><small></small></li></template>
</body>`;
}

/** The neutral name, and the way out in its corner (standards.md R13). */
export function renderTop(view: Pick<PageView, 'chatName' | 'nonce' | 'language'>): Html {
  return html`<header>
<h1>${view.chatName}</h1>
<form id="leave" method="post" action="/chat/leave"><input type="hidden" name="nonce" value="${view.nonce}"><button class="quiet leave">${pageWord(view.language, 'leave')}</button></form>
</header>`;
}

/** The whole page of a conversation, or of its opening. */
export function renderChatPage(view: PageView): Html {
  return html`<!doctype html>
<html lang="${view.language}">
<head>
${renderHead(view, true)}
</head>
${renderBody(view)}
</html>
`;
}

/** What a browser without scripts shows for the blink before it is elsewhere. */
export function renderLeftPage(view: Pick<PageView, 'language' | 'chatName' | 'leaveUrl' | 'assets'>): Html {
  return html`<!doctype html>
<html lang="${view.language}">
<head>
${renderHead(view, false)}
</head>
<body class="alone">
<main>
<h1>${pageWord(view.language, 'left')}</h1>
<p><a href="${view.leaveUrl}">${pageWord(view.language, 'goOn')}</a></p>
</main>
</body>
</html>
`;
}

/** The page's icon: the first letter of the neutral name on plain grey (standards.md R9). */
export function renderIcon(chatName: string): Html {
  const letter = [...chatName.trim()][0]?.toUpperCase() ?? '·';
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#6b6960"/><text x="16" y="22.5" font-family="sans-serif" font-size="18" text-anchor="middle" fill="#fff">${letter}</text></svg>`;
}
