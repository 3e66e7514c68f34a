import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../flows/kit/events.ts';
import { type Html, html } from './html.ts';
import { readLanguage } from './language.ts';
import { type PageWord, pageWord } from './words.ts';

/**
 * What stands around an error, from the page that people are on: its neutral title and icon, and the way out in
 * its corner (standards.md R13). Whoever needs to be gone from the screen needs it most where nothing works.
 */
export interface Frame {
  head: Html;
  top: Html;
  /** Where the way out leads. */
  leaveUrl: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Filled by the chat page when it is put on the server; until then an error stands alone. */
    errorFrame: { render?: (language: Language) => Frame };
  }
}

/** What went wrong, in words that blame nobody and promise nothing (standards.md R17, R21). */
function wordFor(status: number): PageWord {
  if (status === 404) return 'page.notFound';
  if (status === 413) return 'page.tooLong';
  if (status === 429) return 'page.tooMany';
  return status >= 500 ? 'page.failed' : 'page.refused';
}

/** An error where there is no chat page: nothing around it, and a title that says nothing. */
const bareHead = html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>…</title>
<link rel="icon" href="/chat/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/chat/chat.css">`;

function renderErrorPage(language: Language, status: number, frame: Frame | undefined): Html {
  const said = pageWord(language, wordFor(status));
  return html`<!doctype html>
<html lang="${language}">
<head>
${frame ? frame.head : bareHead}
</head>
<body class="alone" data-leave="${frame?.leaveUrl}">
${frame?.top}
<main>
${frame ? html`<p role="alert">${said}</p>` : html`<h1>${said}</h1>`}
<p><a href="/chat">${pageWord(language, 'page.back')}</a></p>
</main>
</body>
</html>
`;
}

/** Answers with a calm page, or with the bare status for a program. Never a stack, an address or a url. */
export function sendErrorPage(request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply {
  reply.code(status).header('cache-control', 'no-store');
  if (String(request.headers.accept ?? '').includes('application/json')) return reply.send({ status });
  const language = readLanguage(request);
  const page = renderErrorPage(language, status, request.server.errorFrame.render?.(language));
  return reply.type('text/html; charset=utf-8').send(page.markup);
}
