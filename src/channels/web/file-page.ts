import type { Language } from '../../../flows/kit/events.ts';
import { type Html, html } from '../../http/html.ts';
import { type PageWord, pageWord } from '../../http/words.ts';
import type { Asset } from './assets.ts';
import { renderHead, renderTop } from './page.ts';

/** The page that a file is sent from. Pure; the same with scripts and without. */
export interface FileView {
  language: Language;
  chatName: string;
  nonce: string;
  leaveUrl: string;
  assets: { style: Asset; script: Asset };
  /** What she said of the file: nothing yet; no body without clothes and no child; perhaps one of them. */
  answer: 'no' | 'yes' | undefined;
  /** Why the last one was not kept. */
  problem?: 'failed' | 'notOpen' | 'tooLarge' | 'unknownType' | 'unsafe' | undefined;
}

/** Nothing to choose with before the question is answered; "tidak tahu" is answered like yes. */
export function renderFilePage(view: FileView): Html {
  const word = (key: PageWord) => pageWord(view.language, key);
  return html`<!doctype html>
<html lang="${view.language}">
<head>
${renderHead(view, true)}
</head>
<body data-leave="${view.leaveUrl}">
${renderTop(view)}
<main id="main" class="file" tabindex="0">
<div>
${view.problem && html`<p class="note" role="alert">${word(`file.${view.problem}`)}</p>`}
${view.answer === undefined && renderQuestion(word)}
${view.answer === 'yes' && html`<p>${word('file.notTaken')}</p>`}
${view.answer === 'no' && renderPicker(view, word)}
<p><a href="/chat">${word('file.back')}</a></p>
</div>
</main>
</body>
</html>
`;
}

type Word = (key: PageWord) => string;

function renderQuestion(word: Word): Html {
  const answer = (to: 'yes' | 'no', key: PageWord) =>
    html`<a class="choice button" href="/chat/file?in=${to}">${word(key)}</a>`;
  return html`<p class="ask" id="ask">${word('file.ask')}</p>
<div class="choices" role="group" aria-labelledby="ask">${answer('yes', 'file.yes')}${answer('no', 'file.no')}${answer('yes', 'file.unknown')}</div>`;
}

function renderPicker(view: FileView, word: Word): Html {
  return html`<form method="post" action="/chat/file?lang=${view.language}" enctype="multipart/form-data"><input type="hidden" name="nonce" value="${view.nonce}"><input type="hidden" name="in" value="no"><label for="file">${word('file.choose')}</label><input type="file" id="file" name="file" required accept="image/jpeg,image/png,image/webp,audio/*,.pdf,.docx,.xlsx,.txt"><button class="send">${word('send')}</button></form>`;
}
